import { Module } from '@nestjs/common';
import { JournalModule } from '../audit/journal/journal.module.js';
import { ConversationsModule } from '../conversations/conversations.module.js';
import { AfterHoursAnswers } from './after-hours/after-hours.js';
import { AfterHoursRepository } from './after-hours/after-hours.repository.js';
import { ChannelHoursController } from './channel-hours.controller.js';
import { ChannelHoursRepository } from './channel-hours.repository.js';
import { ChannelHoursService } from './channel-hours.service.js';
import { HolidaysController } from './holidays/holidays.controller.js';
import { HolidaysRepository } from './holidays/holidays.repository.js';
import { HolidaysService } from './holidays/holidays.service.js';

/** When channels are open, and what is told when they are not. */
@Module({
  imports: [ConversationsModule, JournalModule],
  controllers: [ChannelHoursController, HolidaysController],
  providers: [
    ChannelHoursService,
    ChannelHoursRepository,
    HolidaysService,
    HolidaysRepository,
    AfterHoursAnswers,
    AfterHoursRepository,
  ],
})
export class HoursModule {}
