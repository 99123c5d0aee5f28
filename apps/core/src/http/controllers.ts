import { EmployeesController } from '../access/employees/employees.controller.js';
import { AccountController } from '../access/sign-in/account/account.controller.js';
import { AccessPoliciesController } from '../access/access-policy/access-policies.controller.js';
import { DeparturesController } from '../access/departure/departures.controller.js';
import { InvitationsController } from '../access/invitations/invitations.controller.js';
import { ViewAsController } from '../access/view-as/view-as.controller.js';
import { TeamsController } from '../access/teams/teams.controller.js';
import { MailPasswordsController } from '../access/mail-passwords/mail-passwords.controller.js';
import { SubmissionPolicyController } from '../conversations/submission/policy/submission-policy.controller.js';
import { TokensController } from '../access/tokens/tokens.controller.js';
import { PasskeysController } from '../access/sign-in/passkeys/passkeys.controller.js';
import { SignInPolicyController } from '../access/sign-in/policy/sign-in-policy.controller.js';
import { SecondFactorController } from '../access/sign-in/second-factor/second-factor.controller.js';
import { ProviderController } from '../access/sign-in/provider/provider.controller.js';
import { SessionController } from '../access/sign-in/session.controller.js';
import { AlertsController } from '../alerts/alerts.controller.js';
import { AuditController } from '../audit/audit.controller.js';
import { CallsController } from '../calls/calls.controller.js';
import { CallReportsController } from '../calls/reports/reports.controller.js';
import { CompanyController } from '../company/company.controller.js';
import { LogoController } from '../company/logo/logo.controller.js';
import { FirstStepsController } from '../company/first-steps/first-steps.controller.js';
import { SettingsController } from '../settings/settings.controller.js';
import { TasksController } from '../tasks/tasks.controller.js';
import { ChannelsController } from '../channels/channels.controller.js';
import { DomainsController } from '../channels/domains/domains.controller.js';
import { OauthController } from '../channels/oauth/oauth.controller.js';
import { ChannelsOverviewController } from '../channels/overview/overview.controller.js';
import { ClientsController } from '../clients/clients.controller.js';
import { DuplicatesController } from '../clients/duplicates/duplicates.controller.js';
import { FieldsController } from '../clients/fields/fields.controller.js';
import { CardHistoryController } from '../clients/history/card-history.controller.js';
import { ImportsController } from '../clients/importing/imports.controller.js';
import { MergingController } from '../clients/merging/merging.controller.js';
import { TagsController } from '../clients/tags/tags.controller.js';
import { ActsController } from '../conversations/answering/acts/acts.controller.js';
import { ChatController } from '../conversations/answering/chat/chat.controller.js';
import { DeliveriesController } from '../conversations/answering/settling/deliveries.controller.js';
import { MailImportsController } from '../conversations/importing/mail-imports.controller.js';
import { HandlingController } from '../conversations/handling/handling.controller.js';
import { DraftsController } from '../conversations/drafts/drafts.controller.js';
import { LaterController } from '../conversations/answering/later/later.controller.js';
import { SignaturesController } from '../conversations/signatures/signatures.controller.js';
import { ResponsesController } from '../conversations/responses/responses.controller.js';
import { ForwardingPolicyController } from '../conversations/forwarding/forwarding-policy.controller.js';
import { WorkMailboxesController } from '../conversations/reach/work-mailboxes/work-mailboxes.controller.js';
import { InboxFiltersController } from '../conversations/inbox/filters/inbox-filters.controller.js';
import { InboxController } from '../conversations/inbox/inbox.controller.js';
import { PinsController } from '../conversations/pins/pins.controller.js';
import { ScannerController } from '../conversations/attachments/scanner/scanner.controller.js';
import { FilesController } from '../conversations/files/files.controller.js';
import { OverviewController } from '../conversations/overview/overview.controller.js';
import { TimelineController } from '../conversations/timeline.controller.js';
import { ThreadsController } from '../conversations/threads/threads.controller.js';
import { BlockedSendersController } from '../conversations/unplaced/blocked-senders.controller.js';
import { UnplacedController } from '../conversations/unplaced/unplaced.controller.js';
import { WebhooksController } from '../integrations/webhooks/webhooks.controller.js';
import { NoticesController } from '../notifications/notices.controller.js';
import { PushController } from '../notifications/push/push.controller.js';
import { HeldController } from '../protection/held/held.controller.js';
import { ProtectionPolicyController } from '../protection/policy/protection-policy.controller.js';
import { PrivateContactsController } from '../protection/private-contacts/private-contacts.controller.js';
import { RecordingCommentsController } from '../recordings/comments/comments.controller.js';
import { RecordingsController } from '../recordings/playing/recordings.controller.js';
import { PlaylistsController } from '../recordings/playlists/playlists.controller.js';
import { ScoresController } from '../recordings/scores/scores.controller.js';
import { ChannelHoursController } from '../hours/channel-hours.controller.js';
import { HolidaysController } from '../hours/holidays/holidays.controller.js';
import { AbsencesController } from '../routing/absences/absences.controller.js';
import { DecisionsController } from '../routing/distribution/decisions.controller.js';
import { TeamRoutingController } from '../routing/teams/team-routing.controller.js';
import { CopyRulesController } from '../routing/copy-rules.controller.js';
import { SearchController } from '../search/search.controller.js';
import { BlocksController } from '../telephony/blocks/blocks.controller.js';
import { EngineController } from '../telephony/engine/engine.controller.js';
import { ExtensionsController } from '../telephony/extensions/extensions.controller.js';
import { NumbersController } from '../telephony/numbers/numbers.controller.js';
import { PolicyController } from '../telephony/policy/policy.controller.js';
import { PromptsController } from '../telephony/prompts/prompts.controller.js';
import { TrunksController } from '../telephony/trunks/trunks.controller.js';
import { CompletenessController } from '../whatsapp/completeness/completeness.controller.js';
import { WhatsappNumbersController } from '../whatsapp/numbers/numbers.controller.js';
import { WebhookController } from '../whatsapp/webhook/webhook.controller.js';
import { TranscriptsController } from '../transcripts/transcripts.controller.js';

/** Every HTTP controller of the role: what the API description and the walk over all routes are made from. */
export const controllers = [
  SessionController,
  AccountController,
  SecondFactorController,
  PasskeysController,
  ProviderController,
  SignInPolicyController,
  EmployeesController,
  TeamsController,
  InvitationsController,
  DeparturesController,
  TokensController,
  MailPasswordsController,
  SubmissionPolicyController,
  AccessPoliciesController,
  ViewAsController,
  ClientsController,
  DuplicatesController,
  ImportsController,
  MailImportsController,
  MergingController,
  CardHistoryController,
  FieldsController,
  TagsController,
  TimelineController,
  OverviewController,
  FilesController,
  ScannerController,
  PinsController,
  ActsController,
  ChatController,
  DeliveriesController,
  InboxController,
  InboxFiltersController,
  HandlingController,
  ResponsesController,
  SignaturesController,
  LaterController,
  DraftsController,
  UnplacedController,
  BlockedSendersController,
  ThreadsController,
  ChannelsController,
  DomainsController,
  OauthController,
  ChannelsOverviewController,
  ChannelHoursController,
  HolidaysController,
  TeamRoutingController,
  AbsencesController,
  DecisionsController,
  CopyRulesController,
  ForwardingPolicyController,
  WorkMailboxesController,
  AuditController,
  SearchController,
  AlertsController,
  NoticesController,
  PushController,
  EngineController,
  BlocksController,
  TrunksController,
  NumbersController,
  PromptsController,
  PolicyController,
  ExtensionsController,
  CallsController,
  CompanyController,
  LogoController,
  FirstStepsController,
  SettingsController,
  TasksController,
  CallReportsController,
  HeldController,
  ProtectionPolicyController,
  PrivateContactsController,
  RecordingCommentsController,
  RecordingsController,
  ScoresController,
  PlaylistsController,
  TranscriptsController,
  WhatsappNumbersController,
  CompletenessController,
  WebhookController,
  WebhooksController,
];
