import { z } from 'zod';

export const fieldKinds = ['text', 'number', 'date', 'choice', 'phone', 'email', 'url'] as const;
export type FieldKind = (typeof fieldKinds)[number];

const Label = z.string().trim().min(1).max(80);
const Choice = z.string().trim().min(1).max(100);
const shape = {
  label: Label,
  appliesTo: z.enum(['person', 'company', 'both']),
  /** A card without it is not complete; it is asked for when somebody is in contact with the client. */
  required: z.boolean(),
  /** Of a text: `9` is a digit, `A` a letter, `*` either, everything else itself; several with `|` between them. */
  format: z.string().trim().min(1).max(120).nullable(),
  choices: z.array(Choice).max(60),
};

/** The name of a value on the card and in the API; it never changes. */
export const FieldKey = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

export const CardFieldView = z
  .object({ id: z.uuid(), key: FieldKey, kind: z.enum(fieldKinds), ...shape, archived: z.boolean() })
  .meta({ id: 'CardField' });
export type CardFieldView = z.infer<typeof CardFieldView>;

export const NewCardField = z.object({
  /** Without one it is made from the label. */
  key: FieldKey.optional(),
  kind: z.enum(fieldKinds),
  ...shape,
  appliesTo: shape.appliesTo.default('both'),
  required: shape.required.default(false),
  format: shape.format.default(null),
  choices: shape.choices.default([]),
});
export type NewCardField = z.infer<typeof NewCardField>;

export const CardFieldChange = z.object({ ...shape, archived: z.boolean() }).partial();
export type CardFieldChange = z.infer<typeof CardFieldChange>;

/** Every field that is not archived, in the order in which the card shows them. */
export const FieldOrder = z.object({ ids: z.array(z.uuid()).min(1).max(100) });
export type FieldOrder = z.infer<typeof FieldOrder>;

/** By key; null clears. */
export const FieldValuesGiven = z.record(FieldKey, z.string().max(2_000).nullable());
export type FieldValuesGiven = z.infer<typeof FieldValuesGiven>;
