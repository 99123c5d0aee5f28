import { z } from 'zod';
import { PersonRef } from '../../person-ref.js';

/** Something that happened to one's account and was not one's own doing, or need not have been. */
export const AccountNotice = z
  .object({
    id: z.uuid(),
    code: z.enum(['second-factor-reset', 'second-factor-guessed', 'recovery-code-used']),
    at: z.iso.datetime(),
    /** Null: oneself, or nobody knows. */
    by: PersonRef.nullable(),
  })
  .meta({ id: 'AccountNotice' });
export type AccountNotice = z.infer<typeof AccountNotice>;
