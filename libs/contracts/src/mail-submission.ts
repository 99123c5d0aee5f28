import { z } from 'zod';
import { defineAsk, defineEvent } from './define.js';
import { ChannelId, ClientId, ConversationId, CopyRuleId, EmployeeId, EvidenceRef, Moment, Sha256 } from './ids.js';
import { LetterHeader, MailAddress } from './mail.js';

/** A mail password as its digest is made of it: however it was typed, hyphens, blanks and case do not count. */
export const plainMailPassword = (written: string): string => written.replace(/[\s-]+/g, '').toLowerCase();

/** A mail program signs in. The password itself never crosses the bus. */
export const signInMailProgram = defineAsk('core.submission.sign-in.v1', {
  request: z.object({
    /** As typed. */
    login: z.string().max(320),
    /** SHA-256 of `plainMailPassword`. */
    digest: Sha256,
    /** The address that the program comes from. */
    peer: z.string().max(64),
  }),
  reply: z.discriminatedUnion('is', [
    z.object({
      is: z.literal('in'),
      employeeId: EmployeeId,
      passwordId: z.uuid(),
      /** In lower case: what may stand as the sender, the corporate addresses that the employee writes from and their own. */
      senders: z.array(z.string()),
    }),
    /** `submission.password-wrong`, `submission.throttled`, `session.outside-hours`, `session.address-not-allowed`; how long to wait. */
    z.object({ is: z.literal('refused'), code: z.string(), retryAfterS: z.int().nonnegative() }),
  ]),
  timeoutMs: 5_000,
});
export type SignInMailProgram = z.infer<typeof signInMailProgram.reply>;

/** A letter that waits for its 250, as far as it has to be judged. */
export const SubmittedLetter = z.object({
  employeeId: EmployeeId,
  passwordId: z.uuid(),
  /** What the letter's own header says, before anything is rewritten. */
  header: LetterHeader,
  envelope: z.object({ from: z.string(), to: z.array(z.string()).min(1) }),
  /** How the sending machine calls itself (EHLO): a name that must not go out. */
  machine: z.string().max(320),
  /** What kind of program wrote it, as its header says; null: it says nothing. */
  program: z.string().max(100).nullable().default(null),
  /** When it is to go; null: now. */
  goesAt: Moment.nullable().default(null),
  /** What of its own words only core can tell. */
  said: z
    .object({
      /** Addresses by which employees reach clients whom they do not see: quoted, most likely. */
      aliases: z.array(z.string()).max(1_000),
      /** Typed for words kept ready, without their slash; lower case. */
      shortcuts: z.array(z.string()).max(50),
    })
    .default({ aliases: [], shortcuts: [] }),
});
export type SubmittedLetter = z.infer<typeof SubmittedLetter>;

/** What is to stand in a letter instead of, or below, what its writer's program put there. */
export const LetterWords = z.object({
  /** null: it goes without one of ours. */
  signature: z
    .object({
      text: z.string(),
      html: z.string(),
      /** What the program itself put below `-- ` gives way to it; otherwise that stays, and nothing is added. */
      replaceOwn: z.boolean(),
    })
    .nullable(),
  /** For shortcuts that stand on a line of their own. */
  responses: z.array(
    z.object({
      shortcut: z.string(),
      text: z.string(),
      html: z.string(),
      files: z.array(EvidenceRef.extend({ name: z.string(), type: z.string() })),
    }),
  ),
  /** null: it quotes nothing that employees alone may read. */
  restoring: z
    .object({
      /** By alias, as it was given. */
      instead: z.record(z.string(), z.string()),
      /** Where the employee works: the client is never shown it. */
      mailbox: z.string().nullable(),
      ours: z.string(),
    })
    .nullable(),
});
export type LetterWords = z.infer<typeof LetterWords>;

const asWritten: LetterWords = { signature: null, responses: [], restoring: null };

/** One letter that a submission becomes: whom it goes to, and how its header is written anew. */
export const RoutedLetter = z.object({
  channelId: ChannelId,
  /** null: to nobody whom we know as a client. */
  clientId: ClientId.nullable(),
  conversation: z.object({ id: ConversationId, token: z.string(), isNew: z.boolean() }),
  /** Real addresses, aliases resolved. */
  recipients: z.array(z.string()).min(1),
  /** Our own people, who were named and get the same letter. */
  beside: z.array(z.string()),
  copies: z.array(z.object({ ruleId: CopyRuleId, recipient: z.string() })),
  /** It answers something that never came to us. */
  elsewhere: z.boolean(),
  /** Why a head has to look at it before it goes; null: nobody has. */
  hold: z.enum(['no-client']).nullable(),
  /** It goes to nobody but our own people. */
  internal: z.boolean().default(false),
  identity: z.object({
    from: MailAddress,
    replyTo: z.string().nullable(),
    messageId: z.string(),
    to: z.array(MailAddress),
    cc: z.array(MailAddress),
    inReplyTo: z.array(z.string()),
    references: z.array(z.string()),
  }),
  words: LetterWords.default(asWritten),
});
export type RoutedLetter = z.infer<typeof RoutedLetter>;

export const Route = z.discriminatedUnion('is', [
  z.object({ is: z.literal('routed'), letters: z.array(RoutedLetter).min(1) }),
  /** `submission.sender-forged`, `submission.no-client`, `submission.alias-dead`, …; the recipient whom it is about, as it was given. */
  z.object({ is: z.literal('refused'), code: z.string(), recipient: z.string().nullable() }),
]);
export type Route = z.infer<typeof Route>;

/** Whither letters go, and as whose; several at once, since several programs submit at once. Answered in their order. */
export const routeSubmitted = defineAsk('core.submission.route.v1', {
  request: z.object({ letters: z.array(SubmittedLetter).min(1).max(50) }),
  reply: z.object({ routes: z.array(Route) }),
  timeoutMs: 10_000,
});

/** A letter out of an employee's mail program is durable, written anew; its program has been told, or will come again. */
export const letterSubmitted = defineEvent(
  'mail.letter.submitted.v1',
  z.object({
    submissionId: z.uuid(),
    employeeId: EmployeeId,
    /** When we had all of it. */
    receivedAt: Moment,
    /** As it goes out. */
    evidence: EvidenceRef,
    contentDigest: Sha256,
    header: LetterHeader,
    /** As the mail program wrote it, by which its own copy in a Sent folder is known. */
    original: z.object({ messageId: z.string().nullable(), contentDigest: Sha256 }),
    /** When it is to go; null: now. */
    goesAt: Moment.nullable().default(null),
    route: RoutedLetter.omit({ identity: true, words: true }),
  }),
);
export type LetterSubmitted = z.infer<typeof letterSubmitted.schema>;
