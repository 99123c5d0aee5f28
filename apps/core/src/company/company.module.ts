import { Module } from '@nestjs/common';
import { JournalModule } from '../audit/journal/journal.module.js';
import { CompanyController } from './company.controller.js';
import { CompanyRepository } from './company.repository.js';
import { CompanyService } from './company.service.js';
import { FirstStepsController } from './first-steps/first-steps.controller.js';
import { FirstStepsRepository } from './first-steps/first-steps.repository.js';
import { LogoController } from './logo/logo.controller.js';
import { LogoService } from './logo/logo.service.js';
import { FirstStepsService } from './first-steps/first-steps.service.js';

/** Whose installation this is, and its first steps. */
@Module({
  imports: [JournalModule],
  controllers: [CompanyController, LogoController, FirstStepsController],
  providers: [CompanyService, CompanyRepository, LogoService, FirstStepsService, FirstStepsRepository],
})
export class CompanyModule {}
