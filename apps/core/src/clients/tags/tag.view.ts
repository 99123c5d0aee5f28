import { z } from 'zod';

/** Names of colours and no more: light and dark pages show them each in its way, and the name stands beside. */
export const tagColours = ['grey', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet'] as const;

const shape = { name: z.string().trim().min(1).max(40), colour: z.enum(tagColours) };

export const TagRef = z.object({ id: z.uuid(), ...shape }).meta({ id: 'TagRef' });
export type TagRef = z.infer<typeof TagRef>;

export const TagView = z.object({ id: z.uuid(), ...shape, archived: z.boolean() }).meta({ id: 'Tag' });
export type TagView = z.infer<typeof TagView>;

export const NewTag = z.object({ ...shape, colour: shape.colour.default('grey') });
export type NewTag = z.infer<typeof NewTag>;

export const TagChange = z.object({ ...shape, archived: z.boolean() }).partial();
export type TagChange = z.infer<typeof TagChange>;
