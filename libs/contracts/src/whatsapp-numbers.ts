import { z } from 'zod';
import { defineAsk, defineEvent } from './define.js';
import { ChannelId, Moment } from './ids.js';
import { Telephone } from './whatsapp-ids.js';

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
