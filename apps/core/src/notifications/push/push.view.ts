import { z } from 'zod';
import { SessionView } from '../../access/sign-in/account/account.view.js';
import { languages } from './push-words.js';

const base64url = (bytes: number) =>
  z
    .string()
    .regex(/^[\w-]+={0,2}$/)
    .refine((text) => Buffer.from(text, 'base64url').length === bytes);

/** What a browser gives (https://w3c.github.io/push-api/#dom-pushsubscription-tojson), and in which language it is told. */
export const NewPushSubscription = z.object({
  endpoint: z.url().max(2_000),
  keys: z.object({
    /** The browser's public key, an uncompressed point of P-256 (RFC 8291, 3.1). */
    p256dh: base64url(65),
    auth: base64url(16),
  }),
  language: z.enum(languages),
});
export type NewPushSubscription = z.infer<typeof NewPushSubscription>;

export const PushSubscriptionView = z
  .object({
    id: z.uuid(),
    device: SessionView.shape.device,
    /** Whose service carries it: a host. */
    service: z.string(),
    /** Of the session that asks. */
    current: z.boolean(),
    createdAt: z.iso.datetime(),
    /** When the service last took something for it. */
    reachedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'PushSubscription' });
export type PushSubscriptionView = z.infer<typeof PushSubscriptionView>;

export const PushView = z
  .object({
    /** For `applicationServerKey`, base64url. */
    key: z.string(),
    items: z.array(PushSubscriptionView),
  })
  .meta({ id: 'Push' });
export type PushView = z.infer<typeof PushView>;
