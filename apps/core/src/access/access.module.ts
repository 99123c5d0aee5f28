import { Module } from '@nestjs/common';
import { JournalModule } from '../audit/journal/journal.module.js';
import { AccessPoliciesController } from './access-policy/access-policies.controller.js';
import { AccessPoliciesRepository } from './access-policy/access-policies.repository.js';
import { AccessPoliciesService } from './access-policy/access-policies.service.js';
import { DeparturesController } from './departure/departures.controller.js';
import { DeparturesRepository } from './departure/departures.repository.js';
import { DeparturesService } from './departure/departures.service.js';
import { EmployeeAccess } from './departure/employee-access.js';
import { SignInAccess } from './departure/sign-in-access.js';
import { SignInAccessRepository } from './departure/sign-in-access.repository.js';
import { WorkInHandRepository } from './departure/work-in-hand.repository.js';
import { EmployeesController } from './employees/employees.controller.js';
import { EmployeesRepository } from './employees/employees.repository.js';
import { EmployeesService } from './employees/employees.service.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { InvitationsRepository } from './invitations/invitations.repository.js';
import { InvitationsService } from './invitations/invitations.service.js';
import { MailPasswordsController } from './mail-passwords/mail-passwords.controller.js';
import { MailPasswordsRepository } from './mail-passwords/mail-passwords.repository.js';
import { MailPasswordsService } from './mail-passwords/mail-passwords.service.js';
import { AccountController } from './sign-in/account/account.controller.js';
import { AccountRepository } from './sign-in/account/account.repository.js';
import { AccountService } from './sign-in/account/account.service.js';
import { OwnPassword } from './sign-in/account/own-password.js';
import { TeamsController } from './teams/teams.controller.js';
import { TeamsRepository } from './teams/teams.repository.js';
import { TeamsService } from './teams/teams.service.js';
import { Admission } from './sign-in/admission.js';
import { ViewAsController } from './view-as/view-as.controller.js';
import { ViewAsService } from './view-as/view-as.service.js';
import { Attempts } from './sign-in/attempts.js';
import { AttemptsRepository } from './sign-in/attempts.repository.js';
import { CompanyRepository } from '../company/company.repository.js';
import { Entrance } from './sign-in/entrance.js';
import { AccountNotices } from './sign-in/notices/account-notices.repository.js';
import { Passwords } from './sign-in/passwords.js';
import { PasskeySignInService } from './sign-in/passkeys/passkey-sign-in.service.js';
import { PasskeysController } from './sign-in/passkeys/passkeys.controller.js';
import { PasskeysRepository } from './sign-in/passkeys/passkeys.repository.js';
import { PasskeysService } from './sign-in/passkeys/passkeys.service.js';
import { SignInPolicyController } from './sign-in/policy/sign-in-policy.controller.js';
import { SignInPolicyRepository } from './sign-in/policy/sign-in-policy.repository.js';
import { SignInPolicyService } from './sign-in/policy/sign-in-policy.service.js';
import { ProviderController } from './sign-in/provider/provider.controller.js';
import { ProviderRepository } from './sign-in/provider/provider.repository.js';
import { ProviderService } from './sign-in/provider/provider.service.js';
import { ProviderSignInService } from './sign-in/provider/provider-sign-in.service.js';
import { Enrolment } from './sign-in/second-factor/enrolment.js';
import { SecondFactorProof } from './sign-in/second-factor/proof.js';
import { SecondFactorController } from './sign-in/second-factor/second-factor.controller.js';
import { SecondFactorRepository } from './sign-in/second-factor/second-factor.repository.js';
import { SecondFactorsService } from './sign-in/second-factor/second-factors.service.js';
import { SecondStepService } from './sign-in/second-factor/second-step.service.js';
import { SessionCookie } from './sign-in/session-cookie.js';
import { SessionController } from './sign-in/session.controller.js';
import { Sessions } from './sign-in/sessions.js';
import { SessionsRepository } from './sign-in/sessions.repository.js';
import { SetupService } from './sign-in/setup.service.js';
import { SignInService } from './sign-in/sign-in.service.js';
import { StepCookie } from './sign-in/step-cookie.js';
import { Steps } from './sign-in/steps.js';
import { StepsRepository } from './sign-in/steps.repository.js';

import { TokensController } from './tokens/tokens.controller.js';
import { TokensRepository } from './tokens/tokens.repository.js';
import { TokensService } from './tokens/tokens.service.js';

/** Who is there, who may what, and how one gets in. */
@Module({
  imports: [JournalModule],
  controllers: [
    SessionController,
    AccountController,
    SecondFactorController,
    PasskeysController,
    ProviderController,
    SignInPolicyController,
    EmployeesController,
    TeamsController,
    InvitationsController,
    DeparturesController,
    TokensController,
    MailPasswordsController,
    AccessPoliciesController,
    ViewAsController,
  ],
  providers: [
    Sessions,
    SessionsRepository,
    SessionCookie,
    Passwords,
    Attempts,
    AttemptsRepository,
    CompanyRepository,
    SignInService,
    Entrance,
    ...[AccountService, AccountRepository, OwnPassword, AccountNotices],
    ...[Admission, Steps, StepsRepository, StepCookie, SecondStepService, SignInPolicyService, SignInPolicyRepository],
    ...[ProviderService, ProviderRepository, ProviderSignInService],
    ...[PasskeysService, PasskeysRepository, PasskeySignInService],
    ...[SecondFactorsService, SecondFactorRepository, SecondFactorProof, Enrolment],
    SetupService,
    EmployeesRepository,
    EmployeesService,
    ...[TeamsRepository, TeamsService],
    ...[InvitationsRepository, InvitationsService],
    ...[EmployeeAccess, SignInAccess, SignInAccessRepository, WorkInHandRepository],
    ...[DeparturesRepository, DeparturesService],
    ...[TokensService, TokensRepository],
    ...[MailPasswordsService, MailPasswordsRepository],
    ...[AccessPoliciesRepository, AccessPoliciesService],
    ViewAsService,
  ],
  exports: [
    Sessions,
    SessionCookie,
    EmployeesRepository,
    CompanyRepository,
    EmployeeAccess,
    Attempts,
    MailPasswordsRepository,
  ],
})
export class AccessModule {}
