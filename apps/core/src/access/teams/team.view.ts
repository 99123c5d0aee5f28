import { z } from 'zod';
import { PersonRef } from '../sign-in/session.view.js';

const name = z.string().trim().min(1).max(200);

export const TeamView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** Whose team it is, by name. Null: nobody's in particular, so every manager in it is its head. */
    head: PersonRef.nullable(),
    /** Those who work here now. */
    members: z.int(),
    /** The first fifty of them, by name. */
    people: z.array(PersonRef),
  })
  .meta({ id: 'Team' });
export type TeamView = z.infer<typeof TeamView>;

export const NewTeam = z.object({ name, headId: z.uuid().nullable().default(null) });
export type NewTeam = z.infer<typeof NewTeam>;

export const TeamChange = z.object({ name, headId: z.uuid().nullable() }).partial();
export type TeamChange = z.infer<typeof TeamChange>;
