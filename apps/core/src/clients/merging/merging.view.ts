import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';
import { ClientView } from '../client.view.js';

/** `name`, `kind`, `stage`, `company`, `responsible`, or `fields.` and the key of a field of the company's own. */
const FieldName = z.string().max(100);

export const NewMerge = z.object({
  /** The card that goes on as this one. */
  otherId: z.uuid(),
  /** Whose value stands afterwards; where nothing is said this card's, or the other's where this one has none. */
  take: z.record(FieldName, z.enum(['this', 'other'])).default({}),
});
export type NewMerge = z.infer<typeof NewMerge>;

export const MergePreview = z
  .object({
    other: ClientView,
    /** What would move from the other card: how many of each. */
    moves: z.object({ interactions: z.int(), conversations: z.int(), contactPoints: z.int(), tasks: z.int() }),
  })
  .meta({ id: 'MergePreview' });
export type MergePreview = z.infer<typeof MergePreview>;

export const MergeView = z
  .object({
    id: z.uuid(),
    /** The card that went on. */
    clientId: z.uuid(),
    other: z.object({ id: z.uuid(), name: z.string() }),
    at: z.iso.datetime(),
    by: PersonRef.nullable(),
    /** How many interactions came over. */
    interactions: z.int(),
    undoneAt: z.iso.datetime().nullable(),
    /** Neither card has been made one with another since. */
    undoable: z.boolean(),
  })
  .meta({ id: 'Merge' });
export type MergeView = z.infer<typeof MergeView>;

export const MergeUndone = z
  .object({
    /** The card that went on, and the one that is there again. */
    clientId: z.uuid(),
    otherId: z.uuid(),
    /** Interactions that went back. */
    back: z.int(),
    /** Interactions that came after the merge: they stay with the card that went on. */
    stay: z.int(),
  })
  .meta({ id: 'MergeUndone' });
export type MergeUndone = z.infer<typeof MergeUndone>;
