import { Module } from '@nestjs/common';
import { Audit } from '../audit.js';
import { Journal } from './journal.js';
import { JournalRepository } from './journal.repository.js';

@Module({
  providers: [Journal, JournalRepository, Audit],
  exports: [Journal, JournalRepository, Audit],
})
export class JournalModule {}
