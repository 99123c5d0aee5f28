import { z } from 'zod';
import { InboxCriteria } from '../inbox.view.js';

const Name = z.string().trim().min(1).max(60);

export const NewInboxFilter = z.object({
  name: Name,
  criteria: InboxCriteria,
  /** It stands in the list of everybody of the team too. */
  shared: z.boolean().default(false),
});
export type NewInboxFilter = z.infer<typeof NewInboxFilter>;

export const InboxFilterChange = z.object({
  name: Name.optional(),
  criteria: InboxCriteria.optional(),
  shared: z.boolean().optional(),
});
export type InboxFilterChange = z.infer<typeof InboxFilterChange>;

export const InboxFilterView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    criteria: InboxCriteria,
    shared: z.boolean(),
    /** Only whoever made it changes it. */
    mine: z.boolean(),
  })
  .meta({ id: 'InboxFilter' });
export type InboxFilterView = z.infer<typeof InboxFilterView>;

/** How many conversations each filter that I see shows me, by its id; 100 is "99 and more". */
export const InboxFilterCounts = z
  .object({ items: z.array(z.object({ id: z.uuid(), count: z.int().max(100) })) })
  .meta({ id: 'InboxFilterCounts' });
export type InboxFilterCounts = z.infer<typeof InboxFilterCounts>;
