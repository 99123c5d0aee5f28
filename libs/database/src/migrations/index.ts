import { edgeRoles } from './20261122-01-edge-roles.js';
import { core } from './20261122-02-core.js';
import { shortWays } from './20261125-00-short-ways.js';
import { telephony } from './20261125-01-telephony.js';
import { coreCalls } from './20261125-02-core-calls.js';
import { coreAlerts } from './20261125-03-core-alerts.js';
import { coreRecordings } from './20261125-04-core-recordings.js';
import { telephonyLines } from './20261125-05-telephony-lines.js';
import { whatsapp } from './20261125-06-whatsapp.js';
import { coreWhatsapp } from './20261125-07-core-whatsapp.js';
import { coreProtection } from './20261125-08-core-protection.js';
import { extensionsBesideHelp } from './20261125-09-extensions-beside-help.js';
import { corePeople } from './20261125-10-core-people.js';
import { coreSignIn } from './20261125-11-core-sign-in.js';
import { coreCards } from './20261125-12-core-cards.js';
import { coreInbox } from './20261125-14-core-inbox.js';
import { coreWriting } from './20261125-15-core-writing.js';
import { coreMerge } from './20261125-19-core-merge.js';
import { coreStarts } from './20261125-19-core-starts.js';
import { coreApi } from './20261125-17-core-api.js';
import { coreWebhooks } from './20261125-22-core-webhooks.js';
import { coreSearch } from './20261126-01-core-search.js';
import { coreRouting } from './20261126-02-core-routing.js';
import { coreNotifications } from './20261126-03-core-notifications.js';
import { coreImport } from './20261126-04-core-import.js';
import { coreTimeline } from './20261126-05-core-timeline.js';
import { coreSetUp } from './20261126-06-core-set-up.js';
import { coreSubmission } from './20261127-01-core-submission.js';
import { mailSubmission } from './20261127-02-mail-submission.js';
import { coreReach } from './20261127-03-core-reach.js';
import { coreAccounts } from './20261127-05-core-accounts.js';
import { mailAccounts } from './20261127-06-mail-accounts.js';
import { coreThreads } from './20261127-07-core-threads.js';
import { coreOldmail } from './20261127-08-core-oldmail.js';
import { coreFiles } from './20261127-10-core-files.js';
import { coreLook } from './20261127-11-core-look.js';
import { coreHabits } from './20261128-01-core-habits.js';
import { mailHabits } from './20261128-02-mail-habits.js';
import { coreWork } from './20261128-04-core-work.js';
import { coreSearchSpeed } from './20261129-02-core-search-speed.js';
import { coreCardOpens } from './20261130-01-core-card-opens.js';
import { coreHeldTold } from './20261201-01-core-held-told.js';
import { coreInboxCounts } from './20261201-02-core-inbox-counts.js';
import { coreChainEnds } from './20261202-01-core-chain-ends.js';
import { mailDueByChannel } from './20261202-02-mail-due-by-channel.js';
import { coreLetters } from './20261128-03-core-letters.js';

/** A migration is plain SQL under a name that sorts by time. Once it has left this house it is never edited: the guard compares digests. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

export const migrations: readonly Migration[] = [
  edgeRoles,
  core,
  shortWays,
  telephony,
  coreCalls,
  coreAlerts,
  coreRecordings,
  telephonyLines,
  whatsapp,
  coreWhatsapp,
  coreProtection,
  extensionsBesideHelp,
  corePeople,
  coreSignIn,
  coreCards,
  coreInbox,
  coreWriting,
  coreApi,
  coreMerge,
  coreStarts,
  coreWebhooks,
  coreSearch,
  coreRouting,
  coreNotifications,
  coreImport,
  coreTimeline,
  coreSetUp,
  coreSubmission,
  mailSubmission,
  coreReach,
  coreAccounts,
  mailAccounts,
  coreThreads,
  coreOldmail,
  coreFiles,
  coreLook,
  coreHabits,
  mailHabits,
  coreLetters,
  coreWork,
  coreSearchSpeed,
  coreCardOpens,
  coreHeldTold,
  coreInboxCounts,
  coreChainEnds,
  mailDueByChannel,
];
