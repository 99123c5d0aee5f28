import { z } from 'zod';
import { defineEvent } from './define.js';
import { ChannelId, EvidenceRef, Moment } from './ids.js';
import { Telephone, WhatsappId, WhatsappMessageId } from './whatsapp-ids.js';

/** One person, as far as the provider tells. Nothing here is trusted but the ids. */
export const WhatsappParty = z.object({
  id: WhatsappId,
  /** null: WhatsApp does not tell it (yet). */
  phone: Telephone.nullable(),
  /** Other ids that are known to be the same person's: what was unknown before may be placed by them now. */
  aliases: z.array(WhatsappId).max(10).default([]),
  /** What they call themselves. */
  name: z.string().max(200).nullable(),
});
export type WhatsappParty = z.infer<typeof WhatsappParty>;

export const WhatsappKind = z.enum([
  ...(['text', 'image', 'video', 'voice', 'audio', 'document', 'sticker', 'location', 'contacts', 'poll'] as const),
  // A call that WhatsApp only tells of; words of the provider itself (`your number changed`).
  ...(['call', 'notice'] as const),
  // Its words have not come yet (end-to-end encrypted, waiting for the phone); and what no release of ours knows: kept raw.
  ...(['ciphertext', 'unsupported'] as const),
]);
export type WhatsappKind = z.infer<typeof WhatsappKind>;

/** What one message says. */
export const WhatsappContent = z.object({
  kind: WhatsappKind,
  /** Words or caption; the question of a poll; the name of a place. */
  text: z.string().max(70_000),
  /** A picture, a sound, a file: its bytes follow with {@link whatsappMediaSettled}. */
  media: z
    .object({
      type: z.string().max(200),
      name: z.string().max(255).nullable(),
      /** Bytes, as the sender said. */
      size: z.int().nonnegative().nullable(),
      durationMs: z.int().nonnegative().nullable(),
    })
    .nullable(),
  location: z
    .object({
      latitude: z.number(),
      longitude: z.number(),
      name: z.string().max(500).nullable(),
      address: z.string().max(500).nullable(),
    })
    .nullable(),
  /** vCards (RFC 6350) that were sent as contacts. */
  contacts: z.array(z.object({ name: z.string().max(200), vcard: z.string().max(20_000) })).max(260),
  poll: z.object({ options: z.array(z.string().max(200)).max(20), multiple: z.boolean() }).nullable(),
  /** Name of the provider's own type, where `kind` is `unsupported`, `notice` or `call`. */
  providerType: z.string().max(100).nullable(),
});
export type WhatsappContent = z.infer<typeof WhatsappContent>;

/** A message is durable: what the provider told of it is evidence, and it will not be told as new again. */
export const whatsappMessageReceived = defineEvent(
  'whatsapp.message.received.v1',
  z.object({
    channelId: ChannelId,
    driver: z.enum(['web', 'cloud']),
    messageId: WhatsappMessageId,
    /** inbound: a client wrote; outbound: somebody typed it on the phone that holds the number. Our own sending is never told here. */
    direction: z.enum(['inbound', 'outbound']),
    /** live: as it came; backfill: found after an outage; history: from before the number was linked. */
    origin: z.enum(['live', 'backfill', 'history']),
    /** The other side: a person, or a group. */
    chat: WhatsappParty.extend({ is: z.enum(['person', 'group']) }),
    /** Who wrote it, in a group; null everywhere else, and where one of ours did. */
    author: WhatsappParty.nullable(),
    sentAt: Moment,
    receivedAt: Moment,
    content: WhatsappContent,
    /** The message that it answers. */
    quotes: WhatsappMessageId.nullable(),
    forwarded: z.boolean(),
    /** The provider's JSON of this message alone. */
    evidence: EvidenceRef,
  }),
);
export type WhatsappMessageReceived = z.infer<typeof whatsappMessageReceived.schema>;

/** Something happened to a message; it may be told before the message itself. Repeating one changes nothing. */
export const whatsappMessageChanged = defineEvent(
  'whatsapp.message.changed.v1',
  z.object({
    channelId: ChannelId,
    messageId: WhatsappMessageId,
    chatId: WhatsappId,
    change: z.discriminatedUnion('is', [
      z.object({ is: z.literal('edited'), text: z.string().max(70_000) }),
      /** "Deleted for everyone" by its sender: what it said stays here. */
      z.object({ is: z.literal('revoked') }),
      /** An empty one takes it back. */
      z.object({ is: z.literal('reaction'), emoji: z.string().max(40) }),
      /** Words of a message that was `ciphertext`. */
      z.object({ is: z.literal('decrypted'), content: WhatsappContent }),
    ]),
    by: z.enum(['client', 'us']),
    /** Whose reaction, in a group; null everywhere else. */
    author: WhatsappId.nullable(),
    at: Moment,
    evidence: EvidenceRef,
  }),
);
export type WhatsappMessageChanged = z.infer<typeof whatsappMessageChanged.schema>;

/** The end of getting a message's media: kept whole, or given up. */
export const whatsappMediaSettled = defineEvent(
  'whatsapp.media.settled.v1',
  z.object({
    channelId: ChannelId,
    messageId: WhatsappMessageId,
    /** null: there is none, and `code` says why. */
    media: z
      .object({
        evidence: EvidenceRef,
        /** By its bytes, not by what the sender said. */
        type: z.string().max(200),
        name: z.string().max(255).nullable(),
        durationMs: z.int().nonnegative().nullable(),
        /** Loudness of a voice note, 0 to 100, evenly over its length; at most 64. */
        waveform: z.array(z.int().min(0).max(100)).max(64).nullable(),
        width: z.int().positive().nullable(),
        height: z.int().positive().nullable(),
      })
      .nullable(),
    /** `whatsapp.media-expired`, `whatsapp.media-too-large`, `whatsapp.media-refused`, … */
    code: z.string().nullable(),
    at: Moment,
  }),
);
export type WhatsappMediaSettled = z.infer<typeof whatsappMediaSettled.schema>;

/** Two ids are one person's: learned after messages under one of them were told. */
export const whatsappIdentityLearned = defineEvent(
  'whatsapp.identity.learned.v1',
  z.object({ channelId: ChannelId, party: WhatsappParty, at: Moment }),
);
export type WhatsappIdentityLearned = z.infer<typeof whatsappIdentityLearned.schema>;

/** The other side is typing, speaks into the microphone, has stopped. Told while it is true and lost without harm. */
export const whatsappPresenceSeen = defineEvent(
  'whatsapp.presence.seen.v1',
  z.object({
    channelId: ChannelId,
    chatId: WhatsappId,
    is: z.enum(['typing', 'recording', 'online', 'away']),
    at: Moment,
  }),
);
export type WhatsappPresenceSeen = z.infer<typeof whatsappPresenceSeen.schema>;
