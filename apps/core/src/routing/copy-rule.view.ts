import { z } from 'zod';

/** Each letter that fits is copied once to the target: an archive mailbox, the responsible employee, or the head of their team. */
export const CopyRuleView = z
  .object({
    id: z.uuid(),
    channelId: z.uuid().nullable(),
    direction: z.enum(['inbound', 'outbound', 'both']),
    target: z.enum(['address', 'responsible', 'head']),
    address: z.string().nullable(),
    /** true: as a visible CC on outgoing letters; false: BCC. */
    visible: z.boolean(),
    enabled: z.boolean(),
  })
  .meta({ id: 'CopyRule' });
export type CopyRuleView = z.infer<typeof CopyRuleView>;

export const NewCopyRule = z
  .object({
    channelId: z.uuid().nullable().default(null),
    direction: z.enum(['inbound', 'outbound', 'both']),
    target: z.enum(['address', 'responsible', 'head']),
    address: z.email().max(320).nullable().default(null),
    visible: z.boolean().default(false),
  })
  .refine((rule) => (rule.target === 'address') === (rule.address !== null), {
    path: ['address'],
    message: 'goes with the target "address"',
  });
export type NewCopyRule = z.infer<typeof NewCopyRule>;
