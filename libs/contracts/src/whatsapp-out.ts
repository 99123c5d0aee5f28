import { z } from 'zod';
import { defineAsk, defineCommand, defineEvent } from './define.js';
import { ChannelId, DeliveryId, EvidenceRef, Moment } from './ids.js';
import { WhatsappId, WhatsappMessageId } from './whatsapp-ids.js';

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
