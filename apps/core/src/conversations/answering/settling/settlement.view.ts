import { z } from 'zod';

/** What a person decides about something of which nobody knows whether it left. */
export const Settlement = z.union([
  /** They looked (at the phone, at the server, asked the client): it arrived, or it did not and shall not. */
  z.object({ as: z.enum(['sent', 'failed']) }),
  /** It goes out once more, at the price that the client may get it twice. */
  z.object({ again: z.literal(true) }),
]);
export type Settlement = z.infer<typeof Settlement>;
