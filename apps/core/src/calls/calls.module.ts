import { Module } from '@nestjs/common';
import { CallsController } from './calls.controller.js';
import { CallsService } from './calls.service.js';
import { DiallingService } from './dialling/dialling.service.js';
import { ActsService } from './live/acts.service.js';
import { CallPlacingService } from './placing/call-placing.service.js';
import { CallReportsService } from './reports/call-reports.service.js';
import { CallReportsController } from './reports/reports.controller.js';
import { TasksController } from './tasks/tasks.controller.js';
import { TasksService } from './tasks/tasks.service.js';

/** Calls: whom they reach, where they may go, what stands on the card of them, and what follows. */
@Module({
  controllers: [CallsController, TasksController, CallReportsController],
  providers: [CallsService, DiallingService, ActsService, CallPlacingService, TasksService, CallReportsService],
})
export class CallsModule {}
