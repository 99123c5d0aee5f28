import { z } from 'zod';
import { TrunkCheck, TrunkSettings } from '#libs/contracts';

export const TrunkView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    settings: TrunkSettings,
    hasPassword: z.boolean(),
    enabled: z.boolean(),
    state: z.enum(['off', 'connecting', 'online', 'waiting']),
    /** Why it does not work (`telephony.password-refused`); null when all is well. */
    code: z.string().nullable(),
    /** The provider's own words. */
    detail: z.string().nullable(),
    stateAt: z.iso.datetime(),
    numbers: z.array(z.object({ channelId: z.uuid(), number: z.string(), name: z.string() })),
  })
  .meta({ id: 'Trunk' });
export type TrunkView = z.infer<typeof TrunkView>;

const secret = z.string().min(1).max(1000).nullable();

export const NewTrunk = z.object({
  name: z.string().trim().min(1).max(200),
  settings: TrunkSettings,
  password: secret.default(null),
  enabled: z.boolean().default(true),
});
export type NewTrunk = z.infer<typeof NewTrunk>;

/** Without defaults: what a change does not name stays as it is, the password too. */
export const TrunkChange = z
  .object({ name: z.string().trim().min(1).max(200), settings: TrunkSettings, password: secret, enabled: z.boolean() })
  .partial();
export type TrunkChange = z.infer<typeof TrunkChange>;

export const TrunkTrial = z.object({
  /** With it, a password left out is the stored one. */
  trunkId: z.uuid().nullable().default(null),
  settings: TrunkSettings,
  password: secret.default(null),
});
export type TrunkTrial = z.infer<typeof TrunkTrial>;

export const TrunkTrialView = z.object({ checks: z.array(TrunkCheck) }).meta({ id: 'TrunkTrial' });
export type TrunkTrialView = z.infer<typeof TrunkTrialView>;
