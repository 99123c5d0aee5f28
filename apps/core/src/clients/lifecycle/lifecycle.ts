/**
 * potential: nobody of ours and of theirs have spoken yet; new: for the first three months after that; loyal: for longer; dead: silent
 * for half a year; returned: came back after that, for three months.
 */
export const lifecycles = ['potential', 'new', 'loyal', 'dead', 'returned'] as const;
export type Lifecycle = (typeof lifecycles)[number];

/** What the recorded history says of a client; notes of colleagues are no contact. */
export interface Contacts {
  readonly createdAt: Date;
  readonly firstInbound: Date | null;
  readonly firstOutbound: Date | null;
  readonly last: Date | null;
  /** The first one within `newForMs`. */
  readonly recent: Date | null;
  /** The last one before that. */
  readonly before: Date | null;
}

const dayMs = 24 * 60 * 60_000;
export const newForMs = 90 * dayMs;
export const deadAfterMs = 180 * dayMs;

const later = (at: Date, ms: number) => new Date(at.getTime() + ms);

/** @param since when this state began, as far as the history tells */
export function lifecycleOf(contacts: Contacts, now: Date): { state: Lifecycle; since: Date } {
  const { createdAt, firstInbound, firstOutbound, last, recent, before } = contacts;
  if (last === null) return { state: 'potential', since: createdAt };
  if (now.getTime() - last.getTime() > deadAfterMs) return { state: 'dead', since: later(last, deadAfterMs) };
  if (recent !== null && before !== null && recent.getTime() - before.getTime() > deadAfterMs)
    return { state: 'returned', since: recent };
  if (firstInbound === null || firstOutbound === null) return { state: 'potential', since: createdAt };
  const spoke = firstInbound > firstOutbound ? firstInbound : firstOutbound;
  return now.getTime() - spoke.getTime() <= newForMs
    ? { state: 'new', since: spoke }
    : { state: 'loyal', since: later(spoke, newForMs) };
}
