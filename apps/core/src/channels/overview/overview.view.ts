import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';

export const channelKinds = ['mailbox', 'whatsapp', 'line', 'engine', 'receiver', 'submission'] as const;

/** One way in or out and how it is, in the same shape whatever it is. */
export const ChannelStandingView = z
  .object({
    /** A channel's id; of what there is one of, its kind. */
    id: z.string(),
    kind: z.enum(channelKinds),
    /** Empty for what there is one of. */
    name: z.string(),
    /** An address, a number, host and port. */
    address: z.string(),
    team: PersonRef.nullable(),
    /** good: it works; working: on its way there; bad: somebody should look at it; off: by choice. */
    light: z.enum(['good', 'working', 'bad', 'off']),
    /** Why it is bad (`mail.password-refused`). */
    code: z.string().nullable(),
    /** Since when it is as it is. */
    since: z.iso.datetime().nullable(),
    lastInboundAt: z.iso.datetime().nullable(),
    lastOutboundAt: z.iso.datetime().nullable(),
    /** Ours that have not gone yet; up to 1,000. */
    waitingOut: z.int(),
    /** Clients who wait for an answer there; up to 1,000. */
    waitingClients: z.int(),
    /** Since when it is kept when it did not work; null: of this it is not kept. */
    keptSince: z.iso.datetime().nullable(),
    /** Of the last 30 days, the oldest first; the last may still be going on. */
    outages: z.array(z.object({ beganAt: z.iso.datetime(), endedAt: z.iso.datetime().nullable(), code: z.string() })),
  })
  .meta({ id: 'ChannelStanding' });
export type ChannelStandingView = z.infer<typeof ChannelStandingView>;
