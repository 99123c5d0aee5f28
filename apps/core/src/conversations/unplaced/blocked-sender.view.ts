import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';

export const NewBlockedSender = z.object({
  /** A letter of theirs that lies in the tray. */
  interactionId: z.uuid(),
  /** Their address alone, or everybody of their domain. */
  kind: z.enum(['address', 'domain']),
});
export type NewBlockedSender = z.infer<typeof NewBlockedSender>;

export const BlockedSenderView = z
  .object({
    id: z.uuid(),
    kind: z.enum(['address', 'domain']),
    value: z.string(),
    by: PersonRef.nullable(),
    at: z.iso.datetime(),
    /** Unplaced letters from there. */
    letters: z.int(),
  })
  .meta({ id: 'BlockedSender' });
export type BlockedSenderView = z.infer<typeof BlockedSenderView>;
