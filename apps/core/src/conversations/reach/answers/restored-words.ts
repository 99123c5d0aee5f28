import { findAlias } from '#libs/letters';

/** Whatever looks like an alias, in text or markup. */
const aliases = /(?:[\p{L}\p{N}._%-]{1,64}\+)?client-[a-z2-9]{22}@[\p{L}\p{N}.-]{1,253}[\p{L}\p{N}]/giu;

/** In a text that is on its way to a client. */
export function aliasesIn(text: string): string[] {
  return [...new Set([...text.matchAll(aliases)].map(([address]) => address))].filter((one) => findAlias(one) !== null);
}

export interface Restoring {
  /** What stands for each of the aliases that occur: the client's own address, or ours for another client's. */
  readonly instead: ReadonlyMap<string, string>;
  /** The mailbox where the employee works: the client is never shown it. */
  readonly mailbox: string | null;
  /** The corporate address. */
  readonly ours: string;
}

/** Turns what an employee's mail program quoted back into what the client knows: their own address, and the company's. */
export function restored(text: string, { instead, mailbox, ours }: Restoring): string {
  const shown = text.replace(aliases, (found) => instead.get(found) ?? found);
  if (mailbox === null) return shown;
  const special = /[.*+?^${}()|[\]\\/-]/g;
  const theirs = new RegExp(`(?<![\\p{L}\\p{N}._%+-])${mailbox.replace(special, '\\$&')}(?![\\p{L}\\p{N}-])`, 'giu');
  return shown.replace(theirs, ours);
}
