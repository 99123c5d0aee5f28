import { z } from 'zod';
import { Medium } from '#libs/contracts';
import { PersonRef } from '../../access/sign-in/session.view.js';

export const OverviewQuery = z.object({
  medium: Medium.optional(),
  kind: z.enum(['note', 'change']).optional(),
  employeeId: z.uuid().optional(),
  contactPointId: z.uuid().optional(),
});
export type OverviewQuery = z.infer<typeof OverviewQuery>;

const Count = z.int().min(1);

/** Where the entries of a timeline are: numbers, and nothing of what they say. */
export const OverviewView = z
  .object({
    /** Entries that the filter leaves. */
    total: z.int(),
    /** Months (UTC) in which some of those are, the oldest first. */
    months: z.array(z.object({ month: z.string().regex(/^\d{4}-\d{2}$/), count: Count })),
    /** Of all entries of the card, whatever the filter: what it can be narrowed to. */
    media: z.array(z.object({ is: z.enum([...Medium.options, 'note']), count: Count })),
    employees: z.array(PersonRef.extend({ count: Count })),
    contactPoints: z.array(z.object({ id: z.uuid(), count: Count })),
  })
  .meta({ id: 'TimelineOverview' });
export type OverviewView = z.infer<typeof OverviewView>;
