import type { ClientsFilter } from '../api/queries.js';
import { text } from '../routes/search-text.js';
import { lifecycles, stages } from './kinds.js';

const oneOf = <T extends string>(allowed: readonly T[], value: unknown): T | undefined =>
  allowed.find((each) => each === value);
const id = (value: unknown): string | undefined => {
  const word = text(value);
  return word !== undefined && /^[0-9a-f-]{36}$/.test(word) ? word : undefined;
};

/** The server takes no longer one. */
const longestName = 200;

/** Which cards the list shows, as it stands in the address line; whatever is nothing of it is left out. */
export function filterSearch(search: Record<string, unknown> | ClientsFilter): ClientsFilter {
  const given = search as Record<string, unknown>;
  const filter = {
    name: text(given['name'])?.slice(0, longestName),
    stage: oneOf(stages, given['stage']),
    lifecycle: oneOf(lifecycles, given['lifecycle']),
    responsibleId: id(given['responsibleId']),
    tagId: id(given['tagId']),
    companyId: id(given['companyId']),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
