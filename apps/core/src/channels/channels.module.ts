import { Module } from '@nestjs/common';
import { JournalModule } from '../audit/journal/journal.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsRepository } from './channels.repository.js';
import { ChannelsService } from './channels.service.js';
import { MailboxChangedConsumer } from './mailbox-changed.consumer.js';
import { MailboxKeeper } from './mailbox-keeper.js';

@Module({
  imports: [JournalModule, RealtimeModule],
  controllers: [ChannelsController, MailboxChangedConsumer],
  providers: [ChannelsService, ChannelsRepository, MailboxKeeper],
  exports: [ChannelsRepository],
})
export class ChannelsModule {}
