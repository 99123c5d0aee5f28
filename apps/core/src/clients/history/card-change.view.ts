import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';

export const FieldChangeView = z
  .object({
    /** `name`, `kind`, `stage`, `company`, `responsible`, `team`, `tag`, `contact-point`, or `fields.` and the key of a field of the company's own. */
    field: z.string(),
    /** What a field of the company's own was called then; null for all others. */
    label: z.string().nullable(),
    /** Whole, or masked as the viewer may see it; codes as they are (`sales`). null: nothing was there. */
    from: z.string().nullable(),
    to: z.string().nullable(),
  })
  .meta({ id: 'FieldChange' });
export type FieldChangeView = z.infer<typeof FieldChangeView>;

export const CardChangeView = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    /** null: the machinery. */
    by: PersonRef.nullable(),
    changes: z.array(FieldChangeView),
    /** Why somebody else became responsible. */
    reason: z.string().nullable(),
  })
  .meta({ id: 'CardChange' });
export type CardChangeView = z.infer<typeof CardChangeView>;

/** A field that somebody else changed since the version that a change began from. */
export const MeanwhileView = z
  .object({ field: z.string(), by: PersonRef.nullable(), at: z.iso.datetime() })
  .meta({ id: 'Meanwhile' });
export type MeanwhileView = z.infer<typeof MeanwhileView>;
