import type { ConversationId, InteractionId, Medium } from '#libs/contracts';
import type { MomentCursor } from './keyset.js';

/** What a timeline is narrowed by; nothing: the whole. */
export interface TimelineFilter {
  readonly medium?: Medium | undefined;
  /** change: only what changed on the card; people: nothing that a machine wrote; automatic: only that. */
  readonly kind?: 'note' | 'change' | 'people' | 'automatic' | undefined;
  readonly employeeId?: string | undefined;
  /** Of the card: letters, messages and calls with that address. */
  readonly contactPointId?: string | undefined;
  readonly conversationId?: ConversationId | string | undefined;
}

/** Where one begins to read; without any of these at the newest. At most one is given. */
export interface TimelinePlace {
  readonly older?: MomentCursor | null;
  readonly newer?: MomentCursor | null;
  readonly around?: InteractionId | undefined;
  readonly at?: string | undefined;
}

/** One direction in which a timeline is read. */
export interface Walk {
  readonly way: 'older' | 'newer';
  /** null: from the newest. */
  readonly from: (MomentCursor & { readonly inclusive: boolean }) | null;
  readonly limit: number;
}

/** Something on a timeline: it is ordered by its moment, then by its id, whatever it is. */
export interface Placed {
  /** Microseconds. */
  readonly key: string;
  readonly id: string;
}

/** What was found in one direction, the newest first. */
export interface Span<R, E> {
  readonly rows: R[];
  readonly events: E[];
  /** The last that was shown in the direction of the walk; null: there is nothing beyond. */
  readonly end: MomentCursor | null;
}

/** Before and after every id of one moment. */
const firstId = '00000000-0000-0000-0000-000000000000';
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** @param pivot of around: where the entry stands; of at: the moment */
export function walksOf({ older, newer }: TimelinePlace, pivot: MomentCursor | null, limit: number): Walk[] {
  if (pivot !== null) {
    const half = Math.floor(limit / 2);
    const before: Walk = { way: 'older', from: { ...pivot, inclusive: true }, limit: limit - half };
    const after: Walk = { way: 'newer', from: { ...pivot, inclusive: false }, limit: half };
    return half === 0 ? [before] : [after, before];
  }
  if (newer) return [{ way: 'newer', from: { ...newer, inclusive: false }, limit }];
  return [{ way: 'older', from: older ? { ...older, inclusive: false } : null, limit }];
}

/** The moment, with everything that happened in it on its newer side. */
export const pivotAt = (at: string): MomentCursor => ({ microseconds: `${Date.parse(at)}000`, id: firstId });

/**
 * What is shown of one direction: both lists as far as both are known, so that the next page goes on where this one ends and nothing of either
 * is left out or said twice.
 * @param rows at most `walk.limit + 1`, the newest first
 * @param events at most `mostEvents + 1`, the newest first
 */
export function cutSpan<R extends Placed, E extends Placed>(
  walk: Walk,
  rows: readonly R[],
  events: readonly E[],
  mostEvents: number,
): Span<R, E> {
  const inOrder = <T>(list: readonly T[]): T[] => (walk.way === 'older' ? [...list] : list.toReversed());
  const [entries, changes] = [inOrder(rows), inOrder(events)];
  const ends = [
    ...(entries.length > walk.limit ? [entries[walk.limit - 1]!] : []),
    ...(changes.length > mostEvents ? [changes[mostEvents - 1]!] : []),
  ];
  const sign = walk.way === 'older' ? 1 : -1;
  const end = ends.toSorted((a, b) => sign * newestFirst(a, b))[0] ?? null;
  const within = (one: Placed) => end === null || sign * newestFirst(one, end) <= 0;
  return {
    rows: inOrder(entries.filter(within)),
    events: inOrder(changes.filter(within)),
    end: end === null ? null : cursorAt(end),
  };
}

export interface Ends {
  older: MomentCursor | null;
  newer: MomentCursor | null;
}

/** Where the pages before and after this one begin. @param spans in the order of the walks */
export function endsOf(walks: readonly Walk[], spans: readonly Span<Placed, Placed>[]): Ends {
  const shown = spans.flatMap(({ rows, events }) => [...rows, ...events]).toSorted(newestFirst);
  const spanOf = (way: Walk['way']) => spans[walks.findIndex((walk) => walk.way === way)];
  const [newest, oldest] = [shown[0], shown.at(-1)];
  const [older, newer] = [spanOf('older'), spanOf('newer')];
  const from = walks[0]?.from ?? null;
  // Nothing came after it any more: the next older page begins with that very entry.
  const again = from && { microseconds: from.microseconds, id: lastId };
  return {
    older: older ? older.end : oldest ? cursorAt(oldest) : again,
    newer: newer ? newer.end : from === null || newest === undefined ? null : cursorAt(newest),
  };
}

const cursorAt = ({ key, id }: Placed): MomentCursor => ({ microseconds: key, id });

function newestFirst(a: Placed, b: Placed): number {
  const [one, other] = [BigInt(a.key), BigInt(b.key)];
  if (one !== other) return one > other ? -1 : 1;
  return a.id === b.id ? 0 : a.id > b.id ? -1 : 1;
}
