import { z } from 'zod';
import { defineAsk, defineEvent } from './define.js';
import { ChannelId, Moment } from './ids.js';
import { WhatsappMessageId } from './whatsapp-ids.js';

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
