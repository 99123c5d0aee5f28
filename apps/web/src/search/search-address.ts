import { text } from '../routes/search-text.js';

export const searchGroups = ['letters', 'messages', 'calls', 'notes', 'files'] as const;
export type SearchGroup = (typeof searchGroups)[number];
export const searchTabs = ['all', 'cards', ...searchGroups] as const;
export type SearchTab = (typeof searchTabs)[number];
export const media = ['email', 'whatsapp', 'phone'] as const;
export const directions = ['inbound', 'outbound', 'internal'] as const;
export const periods = { day: 1, week: 7, month: 31, quarter: 92, year: 366 } as const;
export type Period = keyof typeof periods;

/** What is looked for, as it stands in the address line. */
export interface SearchAddress {
  q: string;
  in?: Exclude<SearchTab, 'all'>;
  medium?: (typeof media)[number];
  direction?: (typeof directions)[number];
  /** So long back. */
  period?: Period;
  responsibleId?: string;
  teamId?: string;
  tagId?: string;
  clientId?: string;
  authorId?: string;
  files?: true;
}

const oneOf = <T extends string>(allowed: readonly T[], value: unknown): T | undefined =>
  allowed.find((each) => each === value);
const id = (value: unknown): string | undefined => {
  const word = text(value);
  return word !== undefined && /^[0-9a-f-]{36}$/.test(word) ? word : undefined;
};

/** Whatever is nothing of it is left out. */
export function searchAddress(given: Record<string, unknown>): SearchAddress {
  // "123" comes out of the address line as a number.
  const q = typeof given['q'] === 'number' ? String(given['q']) : (text(given['q']) ?? '');
  const filter = {
    in: oneOf(['cards', ...searchGroups] as const, given['in']),
    medium: oneOf(media, given['medium']),
    direction: oneOf(directions, given['direction']),
    period: oneOf(Object.keys(periods) as Period[], given['period']),
    responsibleId: id(given['responsibleId']),
    teamId: id(given['teamId']),
    tagId: id(given['tagId']),
    clientId: id(given['clientId']),
    authorId: id(given['authorId']),
    files: given['files'] === true ? (true as const) : undefined,
  };
  const set = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  return { q, ...set };
}

const dayMs = 24 * 60 * 60_000;

/** As the API takes it. @param now rounded to its day, so that the same question has the same answer for a while */
export function filterOf({ q, in: _, period, files, ...filter }: SearchAddress, now: Date) {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  return {
    ...filter,
    q,
    ...(period === undefined ? {} : { from: new Date(today - (periods[period] - 1) * dayMs).toISOString() }),
    ...(files === undefined ? {} : { withFiles: 'true' as const }),
  };
}

/** How many filters are set besides the words and the kind. */
export const narrowedBy = ({ q: _q, in: _in, ...filter }: SearchAddress): number => Object.keys(filter).length;
