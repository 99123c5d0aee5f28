import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, take, type Schemas } from './client.js';
import { keys } from './keys.js';

/** What a timeline is narrowed by; it stands in the address of a card. */
export interface TimelineFilter {
  medium?: 'email' | 'whatsapp' | 'phone';
  /** change: only what changed on the card; people: nothing that a machine wrote; automatic: only that. */
  kind?: 'note' | 'change' | 'people' | 'automatic';
  employeeId?: string;
  contactPointId?: string;
}

/** Where one stands in a timeline; neither: at its end. */
export interface TimelinePlace {
  entry?: string;
  /** A day, `2026-11-25`. */
  at?: string;
}

/** Where a page begins, and how many entries of the timeline are newer than it, where that is known. */
export type From =
  | null
  | { around: string }
  | { at: string }
  | { cursor: string; newer: number | null }
  /** `upTo`: how many are newer than the page below it. */
  | { newer: string; upTo: number | null };

const entriesOnPage = 30;
/** More pages than this do not stay: whoever goes far leaves behind what they came from. */
export const mostPages = 8;

const pageAt = async (id: string, conversationId: string | null, filter: TimelineFilter, from: From) => {
  const where =
    from === null ? {} : 'cursor' in from ? { cursor: from.cursor } : 'upTo' in from ? { newer: from.newer } : from;
  const query = { limit: entriesOnPage, ...(conversationId === null ? {} : { conversationId }), ...filter, ...where };
  return take(api.GET('/api/v1/clients/{id}/timeline', { params: { path: { id }, query } }));
};
export type TimelinePage = Awaited<ReturnType<typeof pageAt>>;

/** How many entries of the timeline are newer than this page; null: nobody knows. */
export function newerThan(
  page: Pick<TimelinePage, 'newer'> & { items: readonly unknown[] },
  from: From,
): number | null {
  if (from === null) return 0;
  if ('cursor' in from) return from.newer;
  if ('upTo' in from) return from.upTo === null ? null : Math.max(0, from.upTo - page.items.length);
  return page.newer;
}

const bothWays = {
  getNextPageParam: (last: TimelinePage, _: TimelinePage[], from: From): From | undefined => {
    if (last.nextCursor === null) return undefined;
    const newer = newerThan(last, from);
    return { cursor: last.nextCursor, newer: newer === null ? null : newer + last.items.length };
  },
  getPreviousPageParam: (first: TimelinePage, _: TimelinePage[], from: From): From | undefined =>
    first.newerCursor === null ? undefined : { newer: first.newerCursor, upTo: newerThan(first, from) },
};

/** From the newest on; its first page is always the newest. */
export const timelineQuery = (id: string, conversationId: string | null) =>
  infiniteQueryOptions({
    ...bothWays,
    initialPageParam: null as From,
    queryKey: keys.timeline(id, conversationId),
    queryFn: ({ pageParam }) => pageAt(id, conversationId, {}, pageParam),
  });

/** A stretch of the timeline, from wherever somebody entered it; pages far from what was fetched last are let go. */
export const stretchQuery = (
  id: string,
  conversationId: string | null,
  filter: TimelineFilter,
  { entry, at }: TimelinePlace,
) =>
  infiniteQueryOptions({
    ...bothWays,
    initialPageParam:
      entry !== undefined ? { around: entry } : at !== undefined ? { at: new Date(`${at}T00:00`).toISOString() } : null,
    queryKey: keys.stretch(id, conversationId, { ...filter, ...(entry === undefined ? { at } : { entry }) }),
    queryFn: ({ pageParam }) => pageAt(id, conversationId, filter, pageParam),
    maxPages: mostPages,
  });

export type Overview = Schemas['TimelineOverview'];

/** Who wrote it stands in no index: such entries are not counted. */
export const isCounted = ({ kind }: TimelineFilter): boolean => kind !== 'people' && kind !== 'automatic';

/** How many entries there are in each month, and what they can be narrowed to. */
export const overviewQuery = (id: string, { kind, ...filter }: TimelineFilter) =>
  queryOptions({
    queryKey: keys.overview(id, { kind, ...filter }),
    queryFn: () => {
      const query = { ...filter, ...(kind === 'note' || kind === 'change' ? { kind } : {}) };
      return take(api.GET('/api/v1/clients/{id}/timeline/months', { params: { path: { id }, query } }));
    },
    placeholderData: (before: Overview | undefined) => before,
  });
