import { z } from 'zod';
import { defineAsk, defineCommand, defineEvent } from './define.js';
import { ChannelId, DeliveryId, EvidenceRef, Moment } from './ids.js';

/**
 * Whom or what WhatsApp means, in the one form in which it is stored and compared: the digits of an E.164 number (`380441234567`), `…@lid`
 * (WhatsApp's own id, without a number), `…@bsuid` (the Cloud API's business-scoped user id), `…@g.us` (a group).
 */
export const WhatsappId = z.string().regex(/^(\d{5,15}|\d{5,20}@lid|[A-Za-z0-9.]{1,128}@bsuid|[\d-]{5,40}@g\.us)$/);
export type WhatsappId = z.infer<typeof WhatsappId>;

/** As the provider gave it; unique within a number. */
export const WhatsappMessageId = z.string().min(1).max(300);
export type WhatsappMessageId = z.infer<typeof WhatsappMessageId>;

/** E.164 with its plus. */
const Telephone = z.string().regex(/^\+\d{5,15}$/);

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

// Out ----------------------------------------------------------------------------------------------------------------------

export const WhatsappOutgoing = z.discriminatedUnion('is', [
  z.object({ is: z.literal('text'), text: z.string().min(1).max(65_536) }),
  z.object({
    is: z.literal('media'),
    as: z.enum(['image', 'video', 'voice', 'audio', 'document', 'sticker']),
    evidence: EvidenceRef,
    type: z.string().max(200),
    name: z.string().max(255),
    caption: z.string().max(1_024),
  }),
  z.object({
    is: z.literal('template'),
    name: z.string().max(512),
    language: z.string().max(20),
    /** In the order of their numbers, `{{1}}` first; a header's before the body's. */
    header: z.array(z.string().max(1_024)).max(10),
    body: z.array(z.string().max(1_024)).max(50),
  }),
  z.object({ is: z.literal('reaction'), messageId: WhatsappMessageId, emoji: z.string().max(40) }),
  z.object({ is: z.literal('edit'), messageId: WhatsappMessageId, text: z.string().min(1).max(65_536) }),
  z.object({ is: z.literal('revoke'), messageId: WhatsappMessageId }),
]);
export type WhatsappOutgoing = z.infer<typeof WhatsappOutgoing>;

/** Send this to that chat. One chat's orders are carried out in their order; repeating one with the same id changes nothing. */
export const sendWhatsapp = defineCommand(
  'whatsapp.message.send.v1',
  z.object({
    deliveryId: DeliveryId,
    channelId: ChannelId,
    chatId: WhatsappId,
    content: WhatsappOutgoing,
    quotes: WhatsappMessageId.nullable(),
    /** A chat that the number has never had: counts against the day's limit for new ones. */
    newChat: z.boolean(),
    at: Moment,
  }),
);
export type SendWhatsapp = z.infer<typeof sendWhatsapp.schema>;

//  queued ─► sending ─► sent ─► delivered ─► read ─► played        states only move on, and may skip
//    ▲ │        │ └───► unknown ─► sent …  | failed                (a later sighting or a person decides)
//    └─┼────────┘ retry
//      └──────────────► failed
export const WhatsappDeliveryState = z.enum([
  ...(['queued', 'sending', 'sent', 'delivered', 'read', 'played', 'failed', 'unknown'] as const),
]);
export type WhatsappDeliveryState = z.infer<typeof WhatsappDeliveryState>;

export const whatsappDeliveryChanged = defineEvent(
  'whatsapp.delivery.changed.v1',
  z.object({
    deliveryId: DeliveryId,
    channelId: ChannelId,
    state: WhatsappDeliveryState,
    /** Grows with every change of one delivery: a consumer ignores a lower one that arrives late. */
    revision: z.int().nonnegative(),
    /** The provider's id, from `sent` on. */
    messageId: WhatsappMessageId.nullable(),
    at: Moment,
    /** `whatsapp.window-closed`, `whatsapp.not-on-whatsapp`, `whatsapp.limit`, …; null when all is well. */
    code: z.string().nullable(),
    /** The provider's own words, cut. */
    reply: z.string().nullable(),
    nextAttemptAt: Moment.nullable(),
  }),
);
export type WhatsappDeliveryChanged = z.infer<typeof whatsappDeliveryChanged.schema>;

/** The client's messages up to this one have been read by us: their ticks turn blue. */
export const markWhatsappRead = defineCommand(
  'whatsapp.chat.read.v1',
  z.object({ channelId: ChannelId, chatId: WhatsappId, messageId: WhatsappMessageId }),
);
export type MarkWhatsappRead = z.infer<typeof markWhatsappRead.schema>;

/** Tell these again: core found that it has not got them. */
export const retellWhatsapp = defineCommand(
  'whatsapp.message.retell.v1',
  z.object({ channelId: ChannelId, messageIds: z.array(WhatsappMessageId).min(1).max(1_000) }),
);
export type RetellWhatsapp = z.infer<typeof retellWhatsapp.schema>;

/** Somebody of ours is typing; shown to the client for some seconds. `shown` is false where the driver cannot. */
export const showWhatsappTyping = defineAsk('whatsapp.presence.show.v1', {
  request: z.object({ channelId: ChannelId, chatId: WhatsappId, is: z.enum(['typing', 'recording', 'paused']) }),
  reply: z.object({ shown: z.boolean() }),
  timeoutMs: 3_000,
});

// Numbers ------------------------------------------------------------------------------------------------------------------

/** How a company number is reached, and how careful we are with it. */
export const WhatsappNumberSettings = z.object({
  driver: z.enum(['web', 'cloud']),
  /** The number itself, E.164: a phone with another one is not linked. */
  number: Telephone,
  /** ignore: a group's messages are not taken; capture: kept, on no client's card; attach: on the card of whoever wrote. */
  groups: z.enum(['ignore', 'capture', 'attach']),
  /** Days before the linking that are taken over; 0: none. Linked devices only. */
  historyDays: z.int().min(0).max(365),
  /** What is larger is not fetched, and said so. Megabytes. */
  mediaLimitMb: z.int().min(1).max(100),
  /** Messages a minute, and chats begun by us in a day; with `warmUp` the day's limit grows from 5 over the first two weeks. */
  pace: z.object({
    perMinute: z.int().min(1).max(600),
    newChatsPerDay: z.int().min(0).max(10_000),
    warmUp: z.boolean(),
  }),
  /** A message to itself, to see that the whole way still works; null: none. */
  canaryEveryMinutes: z.int().min(5).max(1_440).nullable(),
  /** Nothing came for so long, within hours in which something usually does; null: never an alarm. */
  silentAfterMinutes: z.int().min(30).max(10_080).nullable(),
  markRead: z.boolean(),
  cloud: z
    .object({
      phoneNumberId: z.string().regex(/^\d{5,30}$/),
      businessAccountId: z.string().regex(/^\d{5,30}$/),
      /** `v23.0` */
      apiVersion: z.string().regex(/^v\d{1,3}\.\d$/),
    })
    .nullable(),
});
export type WhatsappNumberSettings = z.infer<typeof WhatsappNumberSettings>;

/** Sealed under the master key (libs/evidence `sealText`, purpose `whatsapp-secret`); null: the stored one. */
export const WhatsappSecrets = z.object({
  accessToken: z.string().nullable(),
  /** The app's secret by which webhooks are signed; a second one while it is being changed. */
  appSecret: z.string().nullable(),
  oldAppSecret: z.string().nullable(),
  verifyToken: z.string().nullable(),
});
export type WhatsappSecrets = z.infer<typeof WhatsappSecrets>;

/** The whole of a number, whenever it differs from what the role was told last. */
export const saveWhatsappNumber = defineAsk('whatsapp.number.save.v1', {
  request: z.object({
    channelId: ChannelId,
    enabled: z.boolean(),
    settings: WhatsappNumberSettings,
    secrets: WhatsappSecrets.nullable(),
  }),
  reply: z.object({ saved: z.literal(true) }),
  timeoutMs: 5_000,
});

/** off: switched off; unlinked: no phone is linked (yet); restarting: it fell and is being raised; waiting: a person must do something. */
export const WhatsappNumberState = z.enum([
  ...(['off', 'starting', 'unlinked', 'linking', 'syncing', 'ready', 'degraded', 'restarting', 'waiting'] as const),
]);
export type WhatsappNumberState = z.infer<typeof WhatsappNumberState>;

export const WhatsappLinked = z.object({
  since: Moment,
  number: Telephone,
  /** What the account calls itself. */
  name: z.string().max(200).nullable(),
  platform: z.string().max(60).nullable(),
});
export type WhatsappLinked = z.infer<typeof WhatsappLinked>;

export const whatsappNumberChanged = defineEvent(
  'whatsapp.number.changed.v1',
  z.object({
    channelId: ChannelId,
    state: WhatsappNumberState,
    /** `whatsapp.logged-out`, `whatsapp.conflict`, `whatsapp.banned`, `whatsapp.no-chromium`, `whatsapp.token-expired`, …; null when all is well. */
    code: z.string().nullable(),
    detail: z.string().nullable(),
    /** While history or an outage is being taken over: messages. */
    progress: z.object({ done: z.int().nonnegative(), total: z.int().nonnegative() }).nullable(),
    linked: WhatsappLinked.nullable(),
    battery: z.object({ percent: z.int().min(0).max(100), charging: z.boolean() }).nullable(),
    phoneOnline: z.boolean().nullable(),
    lastEventAt: Moment.nullable(),
    /** Messages of ours that still wait here. */
    queued: z.int().nonnegative(),
    canary: z.object({ sentAt: Moment, returnedAt: Moment.nullable() }).nullable(),
    /** What the Cloud API says of the number: `GREEN`, `YELLOW`, `RED`; `TIER_1K`. */
    quality: z.object({ rating: z.string().max(40), limit: z.string().max(60).nullable() }).nullable(),
    /** Grows when a QR or a pairing code is new: whoever shows one asks for it again. */
    linkingRevision: z.int().nonnegative(),
    at: Moment,
  }),
);
export type WhatsappNumberChanged = z.infer<typeof whatsappNumberChanged.schema>;

/** A QR or code lives for seconds and opens the account: it is asked for, never stored, never logged. */
export const linkWhatsappNumber = defineAsk('whatsapp.number.link.v1', {
  request: z.object({ channelId: ChannelId, way: z.enum(['qr', 'code', 'look', 'cancel']) }),
  reply: z.object({
    state: WhatsappNumberState,
    code: z.string().nullable(),
    /** The text that the QR stands for. */
    qr: z.object({ text: z.string().max(2_000), expiresAt: Moment.nullable() }).nullable(),
    pairing: z.object({ text: z.string().max(20), expiresAt: Moment.nullable() }).nullable(),
    linked: WhatsappLinked.nullable(),
  }),
  timeoutMs: 15_000,
});

/** Ends the link at WhatsApp too, and removes the session. What was captured stays. */
export const unlinkWhatsappNumber = defineAsk('whatsapp.number.unlink.v1', {
  request: z.object({ channelId: ChannelId }),
  reply: z.object({ unlinked: z.literal(true) }),
  timeoutMs: 30_000,
});

export const WhatsappCheck = z.object({
  step: z.enum(['chromium', 'page', 'token', 'number', 'account', 'webhook']),
  ok: z.boolean(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
});
export type WhatsappCheck = z.infer<typeof WhatsappCheck>;

/** Tries settings against the real thing; nothing is kept. */
export const testWhatsappNumber = defineAsk('whatsapp.number.test.v1', {
  request: z.object({
    channelId: ChannelId.nullable(),
    settings: WhatsappNumberSettings,
    secrets: WhatsappSecrets.nullable(),
  }),
  reply: z.object({ checks: z.array(WhatsappCheck) }),
  timeoutMs: 25_000,
});

/** Sends the canary now. @throws UserError `whatsapp.not-ready` */
export const sendWhatsappCanary = defineAsk('whatsapp.number.canary.v1', {
  request: z.object({ channelId: ChannelId }),
  reply: z.object({ sentAt: Moment }),
  timeoutMs: 10_000,
});

export const WhatsappTemplate = z.object({
  name: z.string(),
  language: z.string(),
  category: z.string(),
  /** Only `APPROVED` ones can be sent. */
  status: z.string(),
  header: z.string().nullable(),
  body: z.string(),
  footer: z.string().nullable(),
  buttons: z.array(z.string()),
  /** How many there are to be filled in. */
  headerVariables: z.int().nonnegative(),
  bodyVariables: z.int().nonnegative(),
  /** The provider's own samples for the body. */
  examples: z.array(z.string()),
});
export type WhatsappTemplate = z.infer<typeof WhatsappTemplate>;

export const listWhatsappTemplates = defineAsk('whatsapp.templates.list.v1', {
  request: z.object({ channelId: ChannelId }),
  reply: z.object({ templates: z.array(WhatsappTemplate) }),
  timeoutMs: 15_000,
});

// Webhooks of the Cloud API: they arrive at core's public port; the secrets, and so the judgement, are the whatsapp role's ----------------

/** @throws UserError `whatsapp.signature-wrong` (401): nothing was read; `taken` means durable */
export const takeWhatsappWebhook = defineAsk('whatsapp.webhook.take.v1', {
  request: z.object({
    /** The raw bytes, base64: the signature is over them and nothing else. */
    body: z.string().max(6_000_000),
    /** The header X-Hub-Signature-256, as it came. */
    signature: z.string().max(200).nullable(),
    receivedAt: Moment,
  }),
  reply: z.object({ taken: z.literal(true) }),
  timeoutMs: 10_000,
});

export const verifyWhatsappWebhook = defineAsk('whatsapp.webhook.subscribe.v1', {
  request: z.object({ token: z.string().max(500) }),
  reply: z.object({ known: z.boolean() }),
  timeoutMs: 5_000,
});

// Watching -----------------------------------------------------------------------------------------------------------------

/**
 * What the provider itself has, found by another way than capture's (the page's own store; the kept webhooks): core compares it with what it
 * has. At most 1,000 ids in one.
 */
export const whatsappTallied = defineEvent(
  'whatsapp.messages.tallied.v1',
  z.object({
    channelId: ChannelId,
    from: Moment,
    to: Moment,
    messageIds: z.array(WhatsappMessageId).max(1_000),
    at: Moment,
  }),
);
export type WhatsappTallied = z.infer<typeof whatsappTallied.schema>;

export const whatsappAlarmRaised = defineEvent(
  'whatsapp.alarm.raised.v1',
  z.object({
    channelId: ChannelId.nullable(),
    /**
     * `whatsapp.logged-out`, `whatsapp.other-number`, `whatsapp.banned`, `whatsapp.conflict`, `whatsapp.silent`, `whatsapp.queue-growing`,
     * `whatsapp.phone-offline`, `whatsapp.canary-lost`, `whatsapp.keeps-falling`, `whatsapp.unknown-number`, `whatsapp.token-expired`, …
     */
    code: z.string(),
    severity: z.enum(['warning', 'alarm']),
    details: z.record(z.string(), z.union([z.string(), z.number()])),
    /** Raised twice under one key it is one alert. */
    once: z.string().max(200),
    at: Moment,
  }),
);
export type WhatsappAlarmRaised = z.infer<typeof whatsappAlarmRaised.schema>;
