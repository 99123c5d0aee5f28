import { z } from 'zod';

/** What the company does about clients being led away from it. */
export const ProtectionPolicy = z
  .object({
    /**
     * off: nothing; warn: whoever writes is asked whether they mean it; hold: an employee's message waits until a head lets it go
     * (a head themselves is asked).
     */
    outgoing: z.enum(['off', 'warn', 'hold']),
    /** What clients write, and what was sent past the page, is looked through after it was captured. */
    captured: z.boolean(),
    /** Also numbers and private letter boxes that nobody knows. */
    strangers: z.boolean(),
    /** What is the company's own besides its channels: `t.me/company_news`, `@company_bot`, `+380800500500`, `partner.test`. */
    allowed: z.array(z.string().trim().toLowerCase().min(4).max(200).regex(/^\S+$/)).max(200),
  })
  .meta({ id: 'ProtectionPolicy' });
export type ProtectionPolicy = z.infer<typeof ProtectionPolicy>;

/** Until somebody decides otherwise. */
export const firstProtectionPolicy: ProtectionPolicy = {
  outgoing: 'warn',
  captured: true,
  strangers: true,
  allowed: [],
};
