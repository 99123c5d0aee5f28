import { z } from 'zod';

export const Period = z.object({ from: z.iso.datetime().optional(), to: z.iso.datetime().optional() });
export type Period = z.infer<typeof Period>;

export const CompletenessView = z
  .object({
    /** The newest first, at most 500. */
    rows: z.array(
      z.object({
        from: z.iso.datetime(),
        to: z.iso.datetime(),
        /** So many messages the provider has. */
        expected: z.int(),
        /** So many of them were not here when they were counted. */
        missing: z.int(),
      }),
    ),
  })
  .meta({ id: 'WhatsappCompleteness' });
export type CompletenessView = z.infer<typeof CompletenessView>;
