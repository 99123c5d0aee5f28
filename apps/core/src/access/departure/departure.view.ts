import { z } from 'zod';
import { PersonRef } from '../sign-in/session.view.js';

/** `kind` is stable: `sessions`, `devices`, `cards`, … */
const Counts = z.array(z.object({ kind: z.string(), count: z.int() }));
export type Counted = z.infer<typeof Counts>[number];

/** What was revoked, moved and left. Never changes. */
export const DepartureSheet = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    employee: PersonRef,
    by: PersonRef,
    successor: z.object({ kind: z.enum(['employee', 'team']), id: z.uuid(), name: z.string() }),
    reason: z.string(),
    revoked: Counts,
    moved: Counts,
    /** What stays as it is and somebody may want to look at. */
    left: Counts,
    /** SHA-256 of the sheet as the journal has it. */
    sha256: z.string(),
  })
  .meta({ id: 'DepartureSheet' });
export type DepartureSheet = z.infer<typeof DepartureSheet>;

/** What a departure would do now, and the sheets of those that were. */
export const DepartureView = z
  .object({
    employee: PersonRef,
    status: z.enum(['active', 'suspended']),
    revokes: Counts,
    moves: Counts,
    left: Counts,
    sheets: z.array(DepartureSheet),
  })
  .meta({ id: 'Departure' });
export type DepartureView = z.infer<typeof DepartureView>;

export const NewDeparture = z.object({
  successor: z.union([z.strictObject({ employeeId: z.uuid() }), z.strictObject({ teamId: z.uuid() })]),
  reason: z.string().trim().min(1).max(500),
});
export type NewDeparture = z.infer<typeof NewDeparture>;
