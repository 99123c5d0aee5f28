import type { EmployeeId } from '#libs/contracts';
import type { NumberSettings } from '../../telephony/numbers/number.view.js';

/** Somebody who may be rung: works here, has an extension, may see clients. */
export interface Candidate {
  readonly id: EmployeeId;
  readonly online: boolean;
  /** Speaks on the telephone now. */
  readonly busy: boolean;
  /** Calls from outside that they took within the last day, and when the last of them was. */
  readonly taken: number;
  readonly lastTakenAt: Date | null;
  /** Of the number's ring group. */
  readonly inGroup: boolean;
  /** Of the responsible one's team; without one, of the card's. */
  readonly isHead: boolean;
}

export interface RingStep {
  readonly who: readonly EmployeeId[];
  readonly ringMs: number;
}

/** One after the other is for a few: a caller does not wait for the tenth. */
const mostTurns = 8;
const mostAtOnce = 20;

/**
 * Who is rung, in turn: the responsible employee, then the group by its mode, then the head of the responsible one's team.
 * Whoever is not reachable or speaks already is passed over, unless that leaves nobody.
 */
export function ringPlan(
  ring: NumberSettings['ring'],
  candidates: readonly Candidate[],
  card: { responsibleId: EmployeeId | null },
): RingStep[] {
  const responsible = candidates.find(({ id }) => id === card.responsibleId);
  const first = ring.responsibleFirst && responsible ? [responsible] : [];
  const group = candidates.filter((one) => one.inGroup && !first.includes(one));
  const heads = candidates.filter((one) => one.isHead && !first.includes(one) && !group.includes(one));
  const steps = (may: (one: Candidate) => boolean): RingStep[] =>
    [
      { who: first.filter(may), ringMs: ring.responsibleMs },
      ...inMode(ring, group.filter(may)).map((who) => ({ who, ringMs: ring.stepMs })),
      { who: heads.filter(may).slice(0, mostAtOnce), ringMs: ring.stepMs },
    ]
      .filter(({ who }) => who.length > 0)
      .map(({ who, ringMs }) => ({ who: who.map(({ id }) => id), ringMs }));
  const free = steps((one) => one.online && !one.busy);
  if (free.length > 0) return free;
  const online = steps((one) => one.online);
  return online.length > 0 ? online : steps(() => true);
}

function inMode(ring: NumberSettings['ring'], group: readonly Candidate[]): Candidate[][] {
  switch (ring.mode) {
    case 'all':
      return [group.slice(0, mostAtOnce)];
    case 'strict':
      return turns(group.toSorted((a, b) => placeOf(ring.members, a) - placeOf(ring.members, b)));
    case 'even':
      return turns(
        group.toSorted(
          (a, b) => a.taken - b.taken || (a.lastTakenAt?.getTime() ?? 0) - (b.lastTakenAt?.getTime() ?? 0),
        ),
      );
  }
}

const turns = (people: readonly Candidate[]): Candidate[][] => people.slice(0, mostTurns).map((one) => [one]);

const placeOf = (members: readonly string[], { id }: Candidate): number => {
  const place = members.indexOf(id);
  return place === -1 ? members.length : place;
};
