import { z } from 'zod';
import { pageOf } from '../../http/paging.js';

/** What may be told. A test compares them with what the database tells of. */
export const webhookEvents = [
  'interaction.captured',
  'delivery.changed',
  'conversation.changed',
  'client.created',
  'client.changed',
  'client.assigned',
  'client.merged',
  'call.ended',
  'alert.raised',
] as const;

export const WebhookView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    url: z.string(),
    events: z.array(z.enum(webhookEvents)),
    enabled: z.boolean(),
    /** Why it was switched off by itself; null: it was not. */
    offCode: z.string().nullable(),
    /** Since when nothing has come through; null: the last did, or nothing was sent. */
    failingSince: z.iso.datetime().nullable(),
    /** The secret before this one is signed with too until then. */
    oldSecretUntil: z.iso.datetime().nullable(),
    waiting: z.int(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'Webhook' });
export type WebhookView = z.infer<typeof WebhookView>;
export const WebhooksView = z.object({ items: z.array(WebhookView) });

/** The one answer in which the secret stands. */
export const WebhookWithSecret = z
  .object({ webhook: WebhookView, secret: z.string() })
  .meta({ id: 'WebhookWithSecret' });
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

const Url = z.url().max(2000);
const Events = z.array(z.enum(webhookEvents)).min(1).max(webhookEvents.length);

export const NewWebhook = z
  .object({ name: z.string().trim().min(1).max(100), url: Url, events: Events })
  .meta({ id: 'WebhookWanted' });
export type NewWebhook = z.infer<typeof NewWebhook>;

export const WebhookChange = z
  .object({ name: z.string().trim().min(1).max(100), url: Url, events: Events, enabled: z.boolean() })
  .partial();
export type WebhookChange = z.infer<typeof WebhookChange>;

export const AttemptView = z
  .object({
    at: z.iso.datetime(),
    /** HTTP status; null: no answer came, and `code` says why. */
    status: z.int().nullable(),
    code: z.string().nullable(),
    tookMs: z.int(),
    /** The beginning of the answer, at most 1 kB. */
    reply: z.string(),
  })
  .meta({ id: 'WebhookAttempt' });
export type AttemptView = z.infer<typeof AttemptView>;

export const WebhookDeliveryView = z
  .object({
    /** What the receiver gets as `webhook-id`, also when it is sent again. */
    id: z.uuid(),
    event: z.string(),
    data: z.record(z.string(), z.unknown()),
    state: z.enum(['waiting', 'delivered', 'failed']),
    createdAt: z.iso.datetime(),
    /** When it is tried next; null: not by itself. */
    dueAt: z.iso.datetime().nullable(),
    attempts: z.array(AttemptView),
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDeliveryView = z.infer<typeof WebhookDeliveryView>;
export const DeliveriesPage = pageOf(WebhookDeliveryView);

/** One delivery, or everything that did not come through since then. */
export const Redelivery = z.union([z.object({ deliveryId: z.uuid() }), z.object({ since: z.iso.datetime() })]);
export type Redelivery = z.infer<typeof Redelivery>;
export const Redelivered = z.object({ queued: z.int() }).meta({ id: 'Redelivered' });
