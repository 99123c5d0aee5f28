import type { Readable } from 'node:stream';
import type {
  ChannelId,
  SendWhatsapp,
  WhatsappCheck,
  WhatsappContent,
  WhatsappDeliveryState,
  WhatsappId,
  WhatsappLinked,
  WhatsappMessageId,
  WhatsappNumberSettings,
  WhatsappNumberState,
  WhatsappParty,
  WhatsappSecrets,
  WhatsappTemplate,
} from '#libs/contracts';

/** A message as a driver found it: said the same way by both, live, after an outage and out of history. */
export interface FoundMessage {
  readonly messageId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly origin: 'live' | 'backfill' | 'history';
  readonly chat: WhatsappParty & { readonly is: 'person' | 'group' };
  readonly author: WhatsappParty | null;
  readonly sentAt: Date;
  readonly content: WhatsappContent;
  readonly quotes: string | null;
  readonly forwarded: boolean;
  /** What the driver needs to fetch the media later; null: there is none. Kept with the job, never told to core. */
  readonly mediaRef: string | null;
  /** The provider's JSON of this message alone, UTF-8. */
  readonly original: Buffer;
}

export interface FoundChange {
  readonly messageId: string;
  readonly chatId: WhatsappId;
  readonly change:
    | { readonly is: 'edited'; readonly text: string }
    | { readonly is: 'revoked' }
    | { readonly is: 'reaction'; readonly emoji: string }
    | { readonly is: 'decrypted'; readonly content: WhatsappContent; readonly mediaRef: string | null };
  readonly by: 'client' | 'us';
  readonly author: WhatsappId | null;
  readonly at: Date;
  readonly original: Buffer;
}

/** How far one of ours has come, by the provider's id; also of what was typed on the phone, which nobody asked for. */
export interface FoundProgress {
  readonly messageId: string;
  readonly state: Extract<WhatsappDeliveryState, 'sent' | 'delivered' | 'read' | 'played' | 'failed'>;
  readonly at: Date;
  readonly code: string | null;
  readonly reply: string | null;
  /** The delivery's id, where the provider hands back what it was given with the message (`biz_opaque_callback_data`). */
  readonly deliveryId: string | null;
}

/** How a number stands; whatever is left out has not changed. */
export interface Standing {
  readonly state?: WhatsappNumberState;
  readonly code?: string | null;
  readonly detail?: string | null;
  readonly progress?: { readonly done: number; readonly total: number } | null;
  readonly linked?: WhatsappLinked | null;
  readonly battery?: { readonly percent: number; readonly charging: boolean } | null;
  readonly phoneOnline?: boolean | null;
  readonly quality?: { readonly rating: string; readonly limit: string | null } | null;
  /** A QR or pairing code is new. */
  readonly linkingMoved?: true;
}

/** Where a driver brings what it found. Each call resolves when it is durable here: only then may the driver forget it. */
export interface DriverSink {
  /** Known ones are no error: what is found twice is in effect once. A message that one of our own sendings made is settled there. */
  messages(channelId: ChannelId, found: readonly FoundMessage[]): Promise<void>;
  changes(channelId: ChannelId, found: readonly FoundChange[]): Promise<void>;
  progress(channelId: ChannelId, found: readonly FoundProgress[]): Promise<void>;
  identity(channelId: ChannelId, party: WhatsappParty): Promise<void>;
  presence(channelId: ChannelId, chatId: WhatsappId, is: 'typing' | 'recording' | 'online' | 'away'): Promise<void>;
  /** Known at once; what the world hears of it is told when it can be. */
  standing(channelId: ChannelId, standing: Standing): void;
  alarm(
    channelId: ChannelId | null,
    alarm: {
      readonly code: string;
      readonly severity: 'warning' | 'alarm';
      readonly details?: Readonly<Record<string, string | number>>;
      readonly once: string;
    },
  ): Promise<void>;
  /** Ids that the provider has from `from` to `to`, found by another way than `messages`; at most 1,000. */
  tallied(channelId: ChannelId, from: Date, to: Date, messageIds: readonly WhatsappMessageId[]): Promise<void>;
  /** The newest moment of each chat that is durable here, for a back-fill to begin before it. */
  cursors(channelId: ChannelId): Promise<ReadonlyMap<WhatsappId, Date>>;
}

export interface NumberFacts {
  readonly channelId: ChannelId;
  readonly enabled: boolean;
  readonly settings: WhatsappNumberSettings;
  /** Unsealed, in memory only. */
  readonly secrets: WhatsappSecrets;
}

/** What came of handing one message over. */
export type Sending =
  | { readonly is: 'sent'; readonly messageId: string }
  /** It surely has not left: again later, at the earliest then. */
  | { readonly is: 'later'; readonly code: string; readonly reply: string | null; readonly notBefore: Date | null }
  | { readonly is: 'failed'; readonly code: string; readonly reply: string | null }
  /** It may have left: never blindly again. Its id, where it has one already. */
  | { readonly is: 'unknown'; readonly code: string; readonly messageId?: string | undefined };

/** Bytes of a message's media, whole or not at all. @throws MediaGone, MediaLater (media.errors.ts) */
export interface FetchedMedia {
  readonly stream: Readable;
  readonly type: string;
  readonly name: string | null;
  /** Bytes, where the provider says so. */
  readonly size: number | null;
}

/**
 * One way to WhatsApp. A driver keeps protocol and session; queue, evidence, what is new and what is known are not its business.
 * No method throws for what happens to the number: that is its standing.
 */
export interface WhatsappDriver {
  readonly name: 'web' | 'cloud';
  /** Begins, or goes on with new settings. Resolves at once: how it goes is told by `standing`. */
  start(number: NumberFacts): Promise<void>;
  /** Ends within 10 s, session kept. */
  stop(channelId: ChannelId): Promise<void>;
  /** It goes another way from now on, or never went this one: whatever is kept of a link here ends and goes. */
  leave(channelId: ChannelId): Promise<void>;
  /** Hands one message over. One at a time for each number; the caller keeps the order. */
  send(channelId: ChannelId, order: SendWhatsapp, media: (() => Promise<Readable>) | null): Promise<Sending>;
  /**
   * Whether an order that was under way when we fell did leave: null where it cannot be found out.
   * @param isTaken whether an id is known to be another order's: of two equal messages the older one must not be taken for both
   */
  findSent(
    channelId: ChannelId,
    order: SendWhatsapp,
    since: Date,
    isTaken?: (messageId: string) => Promise<boolean>,
  ): Promise<{ messageId: string } | 'absent' | null>;
  fetchMedia(channelId: ChannelId, mediaRef: string, limitBytes: number): Promise<FetchedMedia>;
  markRead(channelId: ChannelId, chatId: WhatsappId, messageId: string): Promise<void>;
  showTyping(channelId: ChannelId, chatId: WhatsappId, is: 'typing' | 'recording' | 'paused'): Promise<boolean>;
  /** Only linked devices: the others answer with their standing. */
  link(channelId: ChannelId, way: 'qr' | 'code' | 'look' | 'cancel'): Promise<Linking>;
  unlink(channelId: ChannelId): Promise<void>;
  test(number: Omit<NumberFacts, 'channelId' | 'enabled'>): Promise<WhatsappCheck[]>;
  templates(channelId: ChannelId): Promise<WhatsappTemplate[]>;
}

export interface Linking {
  readonly qr: { readonly text: string; readonly expiresAt: Date | null } | null;
  readonly pairing: { readonly text: string; readonly expiresAt: Date | null } | null;
}
