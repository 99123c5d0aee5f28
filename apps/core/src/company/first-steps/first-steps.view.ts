import { z } from 'zod';

/** In the order of the guide. The last is not done by anybody here: a first letter, message or call comes in. */
export const firstSteps = ['company', 'mailbox', 'team', 'people', 'lines', 'letter'] as const;
export type FirstStep = (typeof firstSteps)[number];

/** What can be passed over. */
export const SkippableStep = z.enum(['company', 'mailbox', 'team', 'people', 'lines']);
export type SkippableStep = z.infer<typeof SkippableStep>;

export const FirstStepsView = z
  .object({
    steps: z.array(z.object({ name: z.enum(firstSteps), state: z.enum(['open', 'skipped', 'done']) })),
    /** Nobody is reminded of them any more. */
    ended: z.boolean(),
  })
  .meta({ id: 'FirstSteps' });
export type FirstStepsView = z.infer<typeof FirstStepsView>;
