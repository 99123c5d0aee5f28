import { z } from 'zod';
import { PersonRef } from '../../access/sign-in/session.view.js';
import { contactPointKinds } from '../client.view.js';

const Point = z.object({ kind: z.enum(contactPointKinds), value: z.string().trim().min(1).max(320) });

export const MaybeNew = z.object({
  name: z.string().trim().min(1).max(200),
  contactPoints: z.array(Point).max(20).default([]),
  /** A card that is there already and is not held against itself. */
  except: z.uuid().nullable().default(null),
});
export type MaybeNew = z.infer<typeof MaybeNew>;

export const AskedFor = Point;
export type AskedFor = z.infer<typeof AskedFor>;

export const DuplicatesView = z
  .object({
    /** Cards that the viewer may see, the likeliest first; at most ten. */
    items: z.array(
      z.object({
        client: z.object({ id: z.uuid(), name: z.string(), kind: z.enum(['person', 'company']) }),
        responsible: PersonRef.nullable(),
        because: z.enum(['contact-point', 'name', 'domain']),
      }),
    ),
    /** Of the contact points that were asked about those (counted from 0) that stand on a card of somebody else: no more is said of it. */
    held: z.array(z.int()),
  })
  .meta({ id: 'Duplicates' });
export type DuplicatesView = z.infer<typeof DuplicatesView>;
