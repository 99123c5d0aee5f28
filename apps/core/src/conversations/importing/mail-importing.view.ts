import { z } from 'zod';
import { OldMailbox } from '#libs/contracts';
import { PersonRef } from '../../access/sign-in/session.view.js';
import { leftOut } from './mail-import.js';
import { mailImportStates } from './mail-imports.repository.js';
import { fileKinds } from './source/file-kind.js';

/** Of a file: what comes in one request. */
export const largestPieceBytes = 32 * 1024 * 1024;
export const largestFileBytes = 200 * 1024 * 1024 * 1024;
export const mostFolders = 200;
const mostAddresses = 50;

export const NewMailFile = z.object({
  name: z.string().min(1).max(255),
  /** Bytes of the whole file; its pieces follow one after another. */
  size: z.int().min(1).max(largestFileBytes),
});
export type NewMailFile = z.infer<typeof NewMailFile>;

export const MailServerTrial = z.object({ server: OldMailbox, password: z.string().min(1).max(1_000) });
export type MailServerTrial = z.infer<typeof MailServerTrial>;

export const MailServerTrialView = z
  .object({
    /** Why one cannot get in (`mail.password-refused`); null: the folders are told. */
    code: z.string().nullable(),
    /** The server's own words. */
    detail: z.string().nullable(),
    folders: z.array(z.object({ path: z.string(), specialUse: z.string().nullable(), messages: z.int().nullable() })),
  })
  .meta({ id: 'MailServerTrial' });
export type MailServerTrialView = z.infer<typeof MailServerTrialView>;

export const NewOldMailbox = MailServerTrial.extend({
  folders: z.array(z.string().min(1).max(1_000)).min(1).max(mostFolders),
});
export type NewOldMailbox = z.infer<typeof NewOldMailbox>;

export const MailPlan = z
  .object({
    /** As whose its letters stand on the cards; answers to them go out from there. */
    channelId: z.uuid(),
    /** Whose mailbox it was. */
    employeeId: z.uuid(),
    /** From which they wrote then: what comes from these went out, and they are no client's. */
    ownAddresses: z.array(z.string().min(3).max(320)).max(mostAddresses),
    /** Letters in which no card's address is: left out, or kept for the unplaced tray. */
    unknown: z.enum(['leave', 'keep']),
    /** What a machine sent. */
    automatic: z.enum(['leave', 'keep']),
  })
  .meta({ id: 'MailImportPlan' });
export type MailPlan = z.infer<typeof MailPlan>;

/** A password where the one that was given does not open the mailbox any more. */
export const MailResume = z.object({ password: z.string().min(1).max(1_000).optional() });
export type MailResume = z.infer<typeof MailResume>;

const MailTallyView = z
  .object({
    letters: z.int(),
    /** Of those that come in: what went out. */
    outbound: z.int(),
    /** Of those that come in: what a machine sent. For no letter of an import anybody waits. */
    automatic: z.int(),
    /** How many came to which end (`placed`, `unplaced`, `known`, `twice`, `unknown`, …). */
    verdicts: z.record(z.string(), z.int()),
  })
  .meta({ id: 'MailImportTally' });

export const MailImportView = z
  .object({
    id: z.uuid(),
    /** Of the file, or the user at the server. */
    name: z.string(),
    source: z.enum(['file', 'mailbox']),
    size: z.int().nullable(),
    /** Bytes that have come, and how many pieces they are. */
    uploadedBytes: z.int(),
    pieces: z.int(),
    kind: z.enum(fileKinds).nullable(),
    server: OldMailbox.nullable(),
    folders: z.array(z.string()),
    state: z.enum(mailImportStates),
    plan: MailPlan.nullable(),
    doneLetters: z.int(),
    /** null: not known before it was looked over. */
    totalLetters: z.int().nullable(),
    /** How much of the work under way is done, from 0 to 1; null: nobody can tell. */
    share: z.number().nullable(),
    found: MailTallyView.nullable(),
    did: MailTallyView.nullable(),
    undid: z.object({ withdrawn: z.int(), left: z.record(z.string(), z.int()) }).nullable(),
    /** Why the last work stopped before its end, or stands still. */
    code: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
    createdBy: PersonRef,
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    undoneAt: z.iso.datetime().nullable(),
    undoableUntil: z.iso.datetime().nullable(),
  })
  .meta({ id: 'MailImport' });
export type MailImportView = z.infer<typeof MailImportView>;

export const MailImportFound = z
  .object({
    /** Whose letters they are, most letters first; not more than a hundred. */
    clients: z.array(z.object({ client: PersonRef, letters: z.int() })),
    /** Who writes there and has no card, most letters first; not more than two hundred. */
    unknown: z.array(z.object({ address: z.string(), letters: z.int(), automatic: z.int() })),
  })
  .meta({ id: 'MailImportFound' });
export type MailImportFound = z.infer<typeof MailImportFound>;

export const LeftOutLetterView = z
  .object({
    /** In the order of the source, counted from 1. */
    number: z.int(),
    verdict: z.enum(leftOut),
    /** The file in the archive, or the folder. */
    place: z.string(),
    at: z.iso.datetime().nullable(),
    counterpart: z.string().nullable(),
    subject: z.string(),
  })
  .meta({ id: 'LeftOutLetter' });
export type LeftOutLetterView = z.infer<typeof LeftOutLetterView>;
