import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ProviderSection } from '../account/provider-section.js';
import { SignInPolicySection } from '../account/sign-in-policy.js';
import { employeesQuery } from '../api/queries.js';
import { HandlingPolicySection } from '../inbox/handling-policy.js';
import { AccessPolicies } from '../people/access-policies.js';
import { SendingSection } from '../people/sending-section.js';
import { CompanyForm } from '../set-up/company-form.js';
import { ProtectionSection } from '../protection/policy-section.js';
import { SubmissionSection } from '../protection/submission-section.js';
import { toast } from '../shell/toast.js';
import { CompanyLogo } from './company-logo.js';
import { SettingsFrame } from './settings-frame.js';

/** What the company says of itself: at the page, in letters and in how numbers and times are read. */
export function CompanyPage() {
  const { t } = useTranslation();
  return (
    <SettingsFrame title={t('settings.title.company')}>
      <CompanyForm saving={t('act.save')} onSaved={() => toast.ok(t('company.saved'))} />
      <CompanyLogo />
    </SettingsFrame>
  );
}

/** How people get in: second factor, the company's own provider, hours and addresses. */
export function SignInSettingsPage() {
  const { t } = useTranslation();
  const employees = useInfiniteQuery(employeesQuery).data?.pages.flatMap((each) => each.items) ?? [];
  return (
    <SettingsFrame title={t('settings.title.signIn')}>
      <SignInPolicySection />
      <ProviderSection />
      <AccessPolicies employees={employees} />
    </SettingsFrame>
  );
}

/** Who writes in whose conversations, and how long an answer can be taken back. */
export function HandlingPage() {
  const { t } = useTranslation();
  return (
    <SettingsFrame title={t('settings.title.conversations')}>
      <HandlingPolicySection />
      <SendingSection />
    </SettingsFrame>
  );
}

/** What is done about clients being led away. */
export function ProtectionPage() {
  const { t } = useTranslation();
  return (
    <SettingsFrame title={t('settings.title.protection')}>
      <ProtectionSection />
      <SubmissionSection />
    </SettingsFrame>
  );
}
