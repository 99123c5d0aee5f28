import { Module } from '@nestjs/common';
import { AlertsModule } from './alerts/alerts.module.js';
import { AccessModule } from './access/access.module.js';
import { AuditModule } from './audit/audit.module.js';
import { CallsModule } from './calls/calls.module.js';
import { ChannelsModule } from './channels/channels.module.js';
import { CompanyModule } from './company/company.module.js';
import { ClientsModule } from './clients/clients.module.js';
import { DuplicatesModule } from './clients/duplicates/duplicates.module.js';
import { ImportingModule } from './clients/importing/importing.module.js';
import { MergingModule } from './clients/merging/merging.module.js';
import { AttachmentsModule } from './conversations/attachments/attachments.module.js';
import { CaptureModule } from './conversations/capture/capture.module.js';
import { ForwardingModule } from './conversations/forwarding/forwarding.module.js';
import { AliasLettersModule } from './conversations/reach/answers/alias-letters.module.js';
import { ReachModule } from './conversations/reach/reach.module.js';
import { ConversationsModule } from './conversations/conversations.module.js';
import { RightAddressModule } from './whatsapp/right-address/right-address.module.js';
import { ProtectionModule } from './protection/protection.module.js';
import { MailImportingModule } from './conversations/importing/mail-importing.module.js';
import { SubmissionModule } from './conversations/submission/submission.module.js';
import { ReadingModule } from './conversations/reading/reading.module.js';
import { DistributionModule } from './routing/distribution/distribution.module.js';
import { HoursModule } from './hours/hours.module.js';
import { HttpModule } from './http/http.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { IntegrationsModule } from './integrations/integrations.module.js';
import { RecordingsModule } from './recordings/recordings.module.js';
import { RoutingModule } from './routing/routing.module.js';
import { SearchModule } from './search/search.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { TasksModule } from './tasks/tasks.module.js';
import { TelephonyModule } from './telephony/telephony.module.js';
import { WhatsappModule } from './whatsapp/whatsapp.module.js';

@Module({
  imports: [
    HttpModule,
    AccessModule,
    AuditModule,
    RealtimeModule,
    ChannelsModule,
    RoutingModule,
    ClientsModule,
    DuplicatesModule,
    MergingModule,
    ImportingModule,
    CaptureModule,
    MailImportingModule,
    SubmissionModule,
    ReadingModule,
    AttachmentsModule,
    ConversationsModule,
    ReachModule,
    ForwardingModule,
    AliasLettersModule,
    SearchModule,
    AlertsModule,
    NotificationsModule,
    TelephonyModule,
    CallsModule,
    CompanyModule,
    SettingsModule,
    TasksModule,
    RecordingsModule,
    ProtectionModule,
    RightAddressModule,
    HoursModule,
    DistributionModule,
    WhatsappModule,
    IntegrationsModule,
  ],
})
export class CoreModule {}
