import { Module } from '@nestjs/common';
import { AlertsModule } from '../alerts/alerts.module.js';
import { JournalModule } from '../audit/journal/journal.module.js';
import { RealtimeModule } from '../realtime/realtime.module.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsRepository } from './channels.repository.js';
import { ChannelsService } from './channels.service.js';
import { DiscoveryService } from './domains/discovery.service.js';
import { DkimKeeper } from './domains/dkim-keeper.js';
import { DomainsController } from './domains/domains.controller.js';
import { DomainsRepository } from './domains/domains.repository.js';
import { DomainsService } from './domains/domains.service.js';
import { MailboxChangedConsumer } from './mailbox-changed.consumer.js';
import { MailboxKeeper } from './mailbox-keeper.js';
import { ConsentsService } from './oauth/consents.service.js';
import { OauthClientKeeper } from './oauth/oauth-client-keeper.js';
import { OauthClientsService } from './oauth/oauth-clients.service.js';
import { OauthController } from './oauth/oauth.controller.js';
import { OauthRepository } from './oauth/oauth.repository.js';
import { OutagesRepository } from './outages/outages.repository.js';
import { OutagesTold } from './outages/outages-told.js';
import { ChannelsOverviewController } from './overview/overview.controller.js';
import { ChannelsOverviewRepository } from './overview/overview.repository.js';
import { ChannelsOverviewService } from './overview/overview.service.js';

@Module({
  imports: [AlertsModule, JournalModule, RealtimeModule],
  controllers: [
    ...[ChannelsController, ChannelsOverviewController, OauthController, DomainsController],
    MailboxChangedConsumer,
  ],
  providers: [
    ChannelsService,
    ChannelsRepository,
    MailboxKeeper,
    OauthRepository,
    OauthClientKeeper,
    OauthClientsService,
    ConsentsService,
    DiscoveryService,
    DomainsRepository,
    DkimKeeper,
    DomainsService,
    ...[ChannelsOverviewService, ChannelsOverviewRepository],
    ...[OutagesTold, OutagesRepository],
  ],
  exports: [ChannelsRepository],
})
export class ChannelsModule {}
