import { z } from 'zod';

/** Where an employee works with letters, outside the page. */
export const WorkMailboxView = z
  .object({
    /** null: they have shown of none that it is theirs. */
    address: z.string().nullable(),
    verifiedAt: z.iso.datetime().nullable(),
    /** Whether they want letters of their clients there. */
    forward: z.boolean(),
    /** One that they have not shown to be theirs yet: a code lies in it. */
    asked: z.object({ address: z.string(), sentAt: z.iso.datetime(), triesLeft: z.int() }).nullable(),
    /** The company sends letters of clients on, at least those of some mailbox. */
    companyForwards: z.boolean(),
  })
  .meta({ id: 'WorkMailbox' });
export type WorkMailboxView = z.infer<typeof WorkMailboxView>;

export const WorkMailboxAddress = z.object({ address: z.email().max(320) });
export type WorkMailboxAddress = z.infer<typeof WorkMailboxAddress>;

export const WorkMailboxCode = z.object({ code: z.string().trim().min(1).max(20) });
export type WorkMailboxCode = z.infer<typeof WorkMailboxCode>;

export const WorkMailboxChoice = z.object({ forward: z.boolean() });
export type WorkMailboxChoice = z.infer<typeof WorkMailboxChoice>;
