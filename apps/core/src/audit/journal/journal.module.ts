import { Module } from '@nestjs/common';
import { Audit } from '../audit.js';
import { CheckpointsService } from './checkpoints.service.js';
import { Journal } from './journal.js';
import { JournalRepository } from './journal.repository.js';

@Module({
  providers: [Journal, JournalRepository, CheckpointsService, Audit],
  exports: [Journal, JournalRepository, Audit],
})
export class JournalModule {}
