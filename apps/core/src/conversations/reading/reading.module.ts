import { Module } from '@nestjs/common';
import { JournalModule } from '../../audit/journal/journal.module.js';
import { RealtimeModule } from '../../realtime/realtime.module.js';
import { LateThreads } from '../threads/late-threads.js';
import { LateThreadsRepository } from '../threads/late-threads.repository.js';
import { RetellingRepository } from '../threads/retelling.repository.js';
import { DeliveryReports } from './delivery-reports.js';
import { DeliveryReportsRepository } from './delivery-reports.repository.js';
import { ReadingPool } from './reading-pool.js';
import { ReadingRepository } from './reading.repository.js';
import { ReadingService } from './reading.service.js';

/** Originals are read whole, after their capture. */
@Module({
  imports: [JournalModule, RealtimeModule],
  providers: [
    ...[ReadingService, ReadingRepository, ReadingPool, DeliveryReports, DeliveryReportsRepository],
    ...[LateThreads, LateThreadsRepository, RetellingRepository],
  ],
  exports: [ReadingService, ReadingRepository, ReadingPool],
})
export class ReadingModule {}
