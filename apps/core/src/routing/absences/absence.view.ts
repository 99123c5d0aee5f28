import { z } from 'zod';
import { PersonRef } from '../../access/person-ref.js';

const at = z.iso.datetime({ offset: true });

export const NewAbsence = z
  .object({
    employeeId: z.uuid(),
    /** Who is given what would be theirs; null: the queue of their team. */
    substituteId: z.uuid().nullable().default(null),
    since: at,
    /** null: until it is ended. */
    until: at.nullable().default(null),
  })
  .refine(({ since, until }) => until === null || Date.parse(until) > Date.parse(since), {
    path: ['until'],
    message: 'after its beginning',
  });
export type NewAbsence = z.infer<typeof NewAbsence>;

export const AbsenceView = z
  .object({
    id: z.uuid(),
    employee: PersonRef,
    substitute: PersonRef.nullable(),
    since: z.iso.datetime(),
    until: z.iso.datetime().nullable(),
    /** They are away now. */
    now: z.boolean(),
  })
  .meta({ id: 'Absence' });
export type AbsenceView = z.infer<typeof AbsenceView>;
