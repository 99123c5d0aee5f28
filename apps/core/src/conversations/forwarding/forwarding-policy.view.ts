import { z } from 'zod';

/** Which letters of clients are sent on to whoever is responsible for them, to the mailbox where they work. */
export const ForwardingPolicy = z
  .object({
    /** Of every mailbox that `channels` says nothing of. */
    enabled: z.boolean(),
    /** While they are absent, also to who stands in for them. */
    substitutes: z.boolean(),
    channels: z.array(z.object({ channelId: z.uuid(), enabled: z.boolean() })).max(500),
  })
  .meta({ id: 'ForwardingPolicy' });
export type ForwardingPolicy = z.infer<typeof ForwardingPolicy>;

/** Until somebody decides otherwise: letters stay on the page. */
export const firstForwardingPolicy: ForwardingPolicy = { enabled: false, substitutes: true, channels: [] };
