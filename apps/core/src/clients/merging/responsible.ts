import type { EmployeeId, TeamId } from '#libs/contracts';
import type { CardRow } from '../clients.repository.js';
import type { FieldChange } from '../history/card-changes.repository.js';

interface Assigned {
  readonly employeeId: EmployeeId | null;
  readonly teamId: TeamId | null;
}

export const keptAssignment = (card: Pick<CardRow, 'responsible' | 'team'>): Assigned => ({
  employeeId: (card.responsible?.id ?? null) as EmployeeId | null,
  teamId: (card.team?.id ?? null) as TeamId | null,
});

/** Who is responsible, as one value: a person and a team, either of them nobody. */
const written = (card: Pick<CardRow, 'responsible' | 'team'>): string =>
  `${card.responsible?.id ?? ''}/${card.team?.id ?? ''}`;

/** Written down beside the fields, so that undoing finds it; nothing where both are the same. */
export function responsibleOf(card: CardRow, other: CardRow): FieldChange[] {
  const [from, to] = [written(card), written(other)];
  return from === to ? [] : [{ field: 'responsible', is: 'code', from, to }];
}

/** @returns null where somebody else became responsible since */
export function assignmentBefore(taken: readonly FieldChange[], now: CardRow): Assigned | null {
  const change = taken.find(({ field }) => field === 'responsible');
  if (change?.to !== written(now)) return null;
  const [employeeId = '', teamId = ''] = change.from!.split('/');
  return { employeeId: (employeeId || null) as EmployeeId | null, teamId: (teamId || null) as TeamId | null };
}
