import type { TimelineFilter, TimelinePlace } from '../api/timeline.js';
import { text } from '../routes/search-text.js';
import { isDay } from './browse/days.js';

/** Where one stands in a timeline, as the address of its card says: a link to one entry is `?entry=` and its id. */
export interface TimelineSearch extends TimelinePlace {
  medium?: 'email' | 'whatsapp' | 'phone';
  kind?: NonNullable<TimelineFilter['kind']>;
  employee?: string;
  contact?: string;
}

const media: readonly unknown[] = ['email', 'whatsapp', 'phone'];
const kinds: readonly unknown[] = ['note', 'change', 'people', 'automatic'];

/** What the address line says, as far as it can be meant. */
export function timelineSearch(given: Record<string, unknown>): TimelineSearch {
  const [entry, employee, contact] = [text(given['entry']), text(given['employee']), text(given['contact'])];
  const { at, medium, kind } = given;
  return {
    ...(entry === undefined ? {} : { entry }),
    ...(entry === undefined && isDay(at) ? { at } : {}),
    ...(media.includes(medium) ? { medium: medium as 'email' } : {}),
    ...(kinds.includes(kind) && !media.includes(medium) ? { kind: kind as 'note' } : {}),
    ...(employee === undefined ? {} : { employee }),
    ...(contact === undefined ? {} : { contact }),
  };
}

export const filterIn = ({ medium, kind, employee, contact }: TimelineSearch): TimelineFilter => ({
  ...(medium === undefined ? {} : { medium }),
  ...(kind === undefined ? {} : { kind }),
  ...(employee === undefined ? {} : { employeeId: employee }),
  ...(contact === undefined ? {} : { contactPointId: contact }),
});

export const placeIn = ({ entry, at }: TimelineSearch): TimelinePlace => ({
  ...(entry === undefined ? {} : { entry }),
  ...(at === undefined ? {} : { at }),
});

/** The same address after a step: narrowed otherwise one begins at the newest, and an entry is shown among all others. */
export function goneTo(
  now: TimelineSearch,
  { place, filter }: { place?: TimelinePlace; filter?: TimelineFilter },
): TimelineSearch {
  if (filter !== undefined) {
    const { employeeId, contactPointId, ...what } = filter;
    return {
      ...what,
      ...(employeeId === undefined ? {} : { employee: employeeId }),
      ...(contactPointId === undefined ? {} : { contact: contactPointId }),
    };
  }
  if (place?.entry !== undefined) return { entry: place.entry };
  const { entry: _, at: __, ...narrowed } = now;
  return { ...narrowed, ...place };
}
