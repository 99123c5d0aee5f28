import { z } from 'zod';
import { Moment, sendWhatsapp, WhatsappContent, WhatsappId, WhatsappMessageId, WhatsappParty } from '#libs/contracts';

/** What one side may ask of the other. Both are ours, yet what a browser with a stranger's page told the child is not believed here. */
type Ask<Q extends z.ZodType, R extends z.ZodType> = { readonly request: Q; readonly reply: R };
const ask = <Q extends z.ZodType, R extends z.ZodType>(request: Q, reply: R): Ask<Q, R> => ({ request, reply });
const nothing = z.null();

const Party = WhatsappParty;
const file = z.string().max(4_096);

export const foundMessageOnLine = z.object({
  messageId: WhatsappMessageId,
  direction: z.enum(['inbound', 'outbound']),
  origin: z.enum(['live', 'backfill', 'history']),
  chat: Party.extend({ is: z.enum(['person', 'group']) }),
  author: Party.nullable(),
  sentAt: Moment,
  content: WhatsappContent,
  quotes: WhatsappMessageId.nullable(),
  forwarded: z.boolean(),
  mediaRef: z.string().max(1_000).nullable(),
  original: z.string(),
});
export type MessageOnLine = z.infer<typeof foundMessageOnLine>;

export const foundChangeOnLine = z.object({
  messageId: WhatsappMessageId,
  chatId: WhatsappId,
  change: z.discriminatedUnion('is', [
    z.object({ is: z.literal('edited'), text: z.string().max(70_000) }),
    z.object({ is: z.literal('revoked') }),
    z.object({ is: z.literal('reaction'), emoji: z.string().max(40) }),
    z.object({ is: z.literal('decrypted'), content: WhatsappContent, mediaRef: z.string().max(1_000).nullable() }),
  ]),
  by: z.enum(['client', 'us']),
  author: WhatsappId.nullable(),
  at: Moment,
  original: z.string(),
});
export type ChangeOnLine = z.infer<typeof foundChangeOnLine>;

export const progressOnLine = z.object({
  messageId: WhatsappMessageId,
  state: z.enum(['sent', 'delivered', 'read', 'played', 'failed']),
  at: Moment,
  code: z.string().nullable(),
  reply: z.string().nullable(),
});

/** What the child brings. An answer means that it is durable: only then may it be forgotten. */
export const bringing = {
  messages: ask(z.array(foundMessageOnLine).min(1).max(100), nothing),
  changes: ask(z.array(foundChangeOnLine).min(1).max(100), nothing),
  progress: ask(z.array(progressOnLine).min(1).max(100), nothing),
  identity: ask(Party, nothing),
  tallied: ask(z.object({ from: Moment, to: Moment, messageIds: z.array(WhatsappMessageId).max(1_000) }), nothing),
};

export const Begin = z.object({
  /** Digits. */
  number: z.string(),
  /** The session's own folder. */
  folder: file,
  chromium: z.object({ file, args: z.array(z.string()) }),
  groups: z.enum(['ignore', 'capture', 'attach']),
  linkBy: z.enum(['qr', 'code']),
});
export type Begin = z.infer<typeof Begin>;

export const SendingOnLine = z.discriminatedUnion('is', [
  z.object({ is: z.literal('sent'), messageId: WhatsappMessageId }),
  z.object({ is: z.literal('later'), code: z.string(), reply: z.string().nullable(), notBefore: z.null() }),
  z.object({ is: z.literal('failed'), code: z.string(), reply: z.string().nullable() }),
  z.object({ is: z.literal('unknown'), code: z.string(), messageId: WhatsappMessageId.optional() }),
]);

const order = sendWhatsapp.schema;

export type SendingOnLine = z.infer<typeof SendingOnLine>;

/** What the parent orders. */
export const ordering = {
  begin: ask(Begin, nothing),
  groups: ask(Begin.shape.groups, nothing),
  link: ask(z.enum(['qr', 'code']), nothing),
  /** @returns how many messages there were */
  backFill: ask(
    z.object({
      origin: z.enum(['backfill', 'history']),
      /** Begins there in each chat; chats that are not named begin at `from`. */
      cursors: z.array(z.tuple([WhatsappId, Moment])),
      from: Moment,
      /** null: up to now. */
      until: Moment.nullable(),
      /** Before each begin, what happened since to messages so old. */
      changedMs: z.int().nonnegative(),
    }),
    z.object({ messages: z.int() }),
  ),
  tally: ask(z.object({ from: Moment, to: Moment }), nothing),
  send: ask(z.object({ order, file: file.nullable() }), SendingOnLine),
  /** Ids that may be it, the likeliest first; null: it cannot be found out. */
  findSent: ask(z.object({ order, since: Moment }), z.array(WhatsappMessageId).nullable()),
  fetchMedia: ask(
    z.object({ mediaRef: z.string(), limitBytes: z.int().positive() }),
    z.object({ file, type: z.string(), name: z.string().nullable(), size: z.int() }),
  ),
  markRead: ask(z.object({ chatId: WhatsappId }), nothing),
  typing: ask(z.object({ chatId: WhatsappId, is: z.enum(['typing', 'recording', 'paused']) }), z.boolean()),
  probe: ask(nothing, z.object({ socket: z.string(), synced: z.boolean(), ready: z.boolean() })),
  unlink: ask(nothing, nothing),
  stop: ask(nothing, nothing),
};

/** What the child says without waiting for an answer. */
export const News = z.discriminatedUnion('is', [
  z.object({ is: z.literal('qr'), text: z.string().max(2_000) }),
  z.object({ is: z.literal('pairing'), text: z.string().max(20) }),
  /** The phone has agreed; what it has is being taken over. */
  z.object({ is: z.literal('syncing') }),
  z.object({
    is: z.literal('ready'),
    name: z.string().max(200).nullable(),
    platform: z.string().max(60).nullable(),
  }),
  z.object({ is: z.literal('socket'), state: z.string() }),
  z.object({ is: z.literal('battery'), percent: z.int().min(0).max(100), charging: z.boolean() }),
  z.object({
    is: z.literal('typing'),
    chatId: WhatsappId,
    what: z.enum(['typing', 'recording', 'online', 'away']),
  }),
  z.object({ is: z.literal('progress'), done: z.int().nonnegative(), total: z.int().nonnegative() }),
  /** Live ones came faster than they could be kept: they are to be looked for. */
  z.object({ is: z.literal('missed') }),
  /** One thing that the page told cannot be kept, whatever is tried. */
  z.object({ is: z.literal('broken'), what: z.string() }),
  /** Something failed for which nobody waited: its kind and its place, none of its words. */
  z.object({ is: z.literal('stumbled'), name: z.string().max(100), at: z.string().max(200).nullable() }),
  z.object({ is: z.literal('ended'), why: z.string(), code: z.string().nullable() }),
]);
export type News = z.infer<typeof News>;

export type Asks = Readonly<Record<string, Ask<z.ZodType, z.ZodType>>>;
export type RequestOn<A extends Asks, K extends keyof A> = z.infer<A[K]['request']>;
export type ReplyOn<A extends Asks, K extends keyof A> = z.infer<A[K]['reply']>;
