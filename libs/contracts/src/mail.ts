import { z } from 'zod';
import { defineAsk, defineCommand, defineEvent } from './define.js';
import { ChannelId, DeliveryId, EvidenceRef, Moment, Sha256 } from './ids.js';

/** One address of a header or an envelope. `address` is as written, not normalised; it may be empty in a broken letter. */
export const MailAddress = z.object({ name: z.string(), address: z.string() });
export type MailAddress = z.infer<typeof MailAddress>;

/** What the header block alone tells, decoded (RFC 2047) and cut to sane lengths. Nothing here is trusted. */
export const LetterHeader = z.object({
  messageId: z.string().nullable(),
  from: z.array(MailAddress),
  replyTo: z.array(MailAddress),
  /** RFC 5322 3.6.2: who really sent it, where From names somebody else. */
  sender: z.array(MailAddress).optional(),
  to: z.array(MailAddress),
  cc: z.array(MailAddress),
  subject: z.string(),
  /** The Date header where it is a real date, otherwise null. */
  date: Moment.nullable(),
  inReplyTo: z.array(z.string()),
  references: z.array(z.string()),
  /** Delivered-To and X-Original-To: where a token may survive when To was rewritten. */
  deliveredTo: z.array(z.string()),
  contentType: z.string().nullable(),
  /** RFC 3834; null where absent. */
  autoSubmitted: z.string().nullable(),
  /** `bulk`, `list`, `junk`: the old way to say that nobody wrote this by hand. */
  precedence: z.string().optional(),
  listId: z.string().nullable(),
  /** Our own mark on an automatic copy; a letter that carries it is never copied again. */
  copyMark: z.string().nullable(),
  /** What all letters of one Outlook thread share: the first 22 bytes of Thread-Index (MS-OXOMSG 2.2.1.3), hex; left out where there is none. */
  outlookThread: z.string().optional(),
  /**
   * Small fields by which programs say what wrote a letter, or what they take it for: by lower-case name, as written, cut. `return-path` stands
   * here only where it is empty, `received` is the number of servers where there were many. Left out where there is none.
   */
  signs: z.record(z.string(), z.string()).optional(),
});
export type LetterHeader = z.infer<typeof LetterHeader>;

/** The header field of {@link LetterHeader} `copyMark`. */
export const copyMarkHeader = 'X-Keepline-Copy';

/** A letter is durable: its original is evidence, and whoever gave it to us has been told or will find our cursor moved. */
export const letterReceived = defineEvent(
  'mail.letter.received.v1',
  z.object({
    channelId: ChannelId,
    /** import: out of somebody's old mailbox; it is history, at which nobody is told, answered, copied to or waited for. */
    source: z.enum(['smtp', 'imap', 'submission', 'import']),
    /** Unique within the channel: `INBOX;UIDVALIDITY=1;UID=42` (RFC 5092), `import;<import>;<number>` or the receiver's own transaction id. */
    sourceRef: z.string(),
    /** inbound: a client wrote to us; outbound: found in a Sent folder, or sent through submission. */
    direction: z.enum(['inbound', 'outbound']),
    receivedAt: Moment,
    evidence: EvidenceRef,
    /** SHA-256 over From, Date, Subject and the body with its line ends and trailing blank space made even. */
    contentDigest: Sha256,
    header: LetterHeader,
    /** The SMTP envelope, where there was one. */
    envelope: z.object({ from: z.string(), to: z.array(z.string()) }).nullable(),
  }),
);
export type LetterReceived = z.infer<typeof letterReceived.schema>;

/** Deliver these bytes to these addresses through the channel's smarthost. Repeating it with the same id changes nothing. */
export const sendLetter = defineCommand(
  'mail.letter.send.v1',
  z.object({
    deliveryId: DeliveryId,
    channelId: ChannelId,
    envelope: z.object({ from: z.string(), to: z.array(z.string()).min(1) }),
    messageId: z.string(),
    evidence: EvidenceRef,
    /** Header fields to put before the letter's own, each `Name: value` without line end (RFC 5322 3.6.6 resent fields on copies). */
    prependHeaders: z.array(z.string()).default([]),
    /** This is the letter itself and no copy of it: once it is sent it is laid into the mailbox's folder of sent letters, if its settings say so. */
    sentCopy: z.boolean().optional(),
  }),
);
export type SendLetter = z.infer<typeof sendLetter.schema>;

//  queued ─► sending ─► sent
//    ▲ │        │ └───► unknown ─► sent | failed   (a person or a check decides)
//    └─┼────────┘ retry
//      └──────────────► failed
export const DeliveryState = z.enum(['queued', 'sending', 'sent', 'failed', 'unknown']);
export type DeliveryState = z.infer<typeof DeliveryState>;

export const deliveryChanged = defineEvent(
  'mail.delivery.changed.v1',
  z.object({
    deliveryId: DeliveryId,
    state: DeliveryState,
    /** Grows with every change of one delivery: a consumer ignores a lower one that arrives late. */
    revision: z.int().nonnegative(),
    at: Moment,
    /** Stable code of the last trouble (`mail.recipient-refused`); null when all is well. */
    code: z.string().nullable(),
    /** The server's own last words, cut; for people with a right to them. */
    reply: z.string().nullable(),
    nextAttemptAt: Moment.nullable(),
    /** Recipients whom the server refused for good while others got the letter; left out where there is none. */
    refused: z.array(z.object({ address: z.string(), reply: z.string().nullable() })).optional(),
  }),
);
export type DeliveryChanged = z.infer<typeof deliveryChanged.schema>;

const ServerSettings = z.object({
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535),
  /** tls: from the first byte; starttls: upgraded, refused if it cannot be; none: only for a server on this machine or network. */
  security: z.enum(['tls', 'starttls', 'none']),
  user: z.string().max(320).nullable(),
});

/** Whose accounts are entered by OAuth 2.0; `other`: a server of the company's own. */
export const OauthProvider = z.enum(['google', 'microsoft', 'other']);
export type OauthProvider = z.infer<typeof OauthProvider>;

export const MailboxAuth = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('password') }),
  z.object({ kind: z.literal('oauth'), provider: OauthProvider }),
]);
export type MailboxAuth = z.infer<typeof MailboxAuth>;

/** How a corporate mailbox is reached. Receiving by our own SMTP receiver needs no `imap`. */
export const MailboxSettings = z.object({
  address: z.string().min(3).max(320),
  displayName: z.string().max(200),
  /** Other corporate addresses that arrive here. */
  aliases: z.array(z.string().max(320)).max(50),
  imap: ServerSettings.extend({
    folders: z.array(z.string().min(1)).min(1),
    sentFolder: z.string().nullable(),
    /**
     * How the folder of sent letters is known: `named` by `sentFolder`, `found` by the server's own mark (RFC 6154) or its usual names,
     * `none`: nobody looks for it. Left out: `named` where `sentFolder` says one, otherwise `found`.
     */
    sent: z.enum(['named', 'found', 'none']).optional(),
    /** Letters that went out through us are laid into it, each once. Not where the provider does so by itself. Left out: no. */
    appendSent: z.boolean().optional(),
  }).nullable(),
  /** The smarthost; null means that this mailbox cannot send. */
  smtp: ServerSettings.nullable(),
  /** Letters before this moment are left where they are. */
  backfillFrom: Moment.nullable(),
  /** The server delivers `name+anything@` to `name@`; without it replies are matched by their threading fields alone. */
  plusAddressing: z.boolean(),
  /** How we get in, at both servers. Left out: by password. */
  auth: MailboxAuth.optional(),
  /** Letters are signed (RFC 6376) with the key of the sender's domain, where we hold one. Not where the provider signs. Left out: no. */
  dkim: z.boolean().optional(),
});
export type MailboxSettings = z.infer<typeof MailboxSettings>;

/** Passwords cross the bus sealed under the master key (libs/evidence `sealText`, purpose `mailbox-password`); null: the stored one, if the server is still the same. */
const SealedSecrets = z.object({
  imapPassword: z.string().nullable(),
  smtpPassword: z.string().nullable(),
  /** An {@link OauthTokens} as JSON, sealed likewise (purpose `mailbox-oauth`). */
  oauth: z.string().nullable().optional(),
});

export const saveMailbox = defineAsk('mail.mailbox.save.v1', {
  request: z.object({ channelId: ChannelId, settings: MailboxSettings, secrets: SealedSecrets, enabled: z.boolean() }),
  reply: z.object({ saved: z.literal(true) }),
  timeoutMs: 5_000,
});

/** One thing that was tried; `code` is stable (`mail.password-refused`), null when it went well. */
export const MailboxCheck = z.object({
  step: z.enum(['imap.connect', 'imap.login', 'imap.folders', 'smtp.connect', 'smtp.login']),
  ok: z.boolean(),
  code: z.string().nullable(),
  /** The server's own words, cut, never a secret. */
  detail: z.string().nullable(),
});
export type MailboxCheck = z.infer<typeof MailboxCheck>;

export const testMailbox = defineAsk('mail.mailbox.test.v1', {
  request: z.object({ channelId: ChannelId.nullable(), settings: MailboxSettings, secrets: SealedSecrets }),
  reply: z.object({
    checks: z.array(MailboxCheck),
    /** Folders that the server offers, for the guide to choose from. */
    folders: z.array(
      z.object({ path: z.string(), specialUse: z.string().nullable(), messages: z.int().nonnegative().nullable() }),
    ),
  }),
  timeoutMs: 25_000,
});

export const mailboxChanged = defineEvent(
  'mail.mailbox.changed.v1',
  z.object({
    channelId: ChannelId,
    state: z.enum(['off', 'connecting', 'backfilling', 'online', 'waiting']),
    /** Why it waits (`mail.password-refused`, `mail.server-away`); null when all is well. */
    code: z.string().nullable(),
    detail: z.string().nullable(),
    /** While backfilling: letters fetched, and how many there are in all. */
    progress: z.object({ done: z.int().nonnegative(), total: z.int().nonnegative() }).nullable(),
    at: Moment,
  }),
);
export type MailboxChanged = z.infer<typeof mailboxChanged.schema>;
