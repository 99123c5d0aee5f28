import { Module } from '@nestjs/common';
import { JournalModule } from '../audit/journal/journal.module.js';
import { EmployeesController } from './employees/employees.controller.js';
import { EmployeesService } from './employees/employees.service.js';
import { SessionController } from './sign-in/session.controller.js';
import { SetupService } from './sign-in/setup.service.js';
import { SignInService } from './sign-in/sign-in.service.js';

/** Who is there, who may what, and how one gets in. */
@Module({
  imports: [JournalModule],
  controllers: [SessionController, EmployeesController],
  providers: [SignInService, SetupService, EmployeesService],
})
export class AccessModule {}
