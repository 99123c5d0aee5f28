import type { EmployeeId } from '#libs/contracts';

/** Somebody who could be given a conversation: works here, is not away. */
export interface Member {
  readonly id: EmployeeId;
  readonly name: string;
  /** Given to them, or of their clients who wait. */
  readonly inHand: number;
  /** By this queue within a day, and when the last of them was. */
  readonly given: number;
  readonly lastGivenAt: Date | null;
}

export type Choice =
  | { readonly is: 'given'; readonly member: Member }
  /** Everybody has as many as they may. */
  | { readonly is: 'full' }
  /** There is nobody who has not had it. */
  | { readonly is: 'nobody' };

/** @param tried who had it and did not answer */
export function choose(
  { mode, cap }: { mode: 'even' | 'least'; cap: number | null },
  members: readonly Member[],
  tried: readonly string[],
): Choice {
  const untried = members.filter(({ id }) => !tried.includes(id));
  if (untried.length === 0) return { is: 'nobody' };
  const [member] = untried
    .filter(({ inHand }) => cap === null || inHand < cap)
    .toSorted((a, b) => (mode === 'even' ? 0 : a.inHand - b.inHand) || a.given - b.given || longest(a, b));
  return member ? { is: 'given', member } : { is: 'full' };
}

/** Whoever was given nothing for the longest comes first; of those who were never given anything, in any order that stays. */
const longest = (a: Member, b: Member): number =>
  (a.lastGivenAt?.getTime() ?? 0) - (b.lastGivenAt?.getTime() ?? 0) || (a.id < b.id ? -1 : 1);
