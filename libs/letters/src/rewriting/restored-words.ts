import { findAlias } from '../alias-address.js';

/** A text without it has none, and is not looked through further. */
const begun = /client-[a-z2-9]{22}/i;
/** Whatever looks like an alias, in text or markup; the sign between its halves as links and markup may write it. */
const aliases =
  /(?:[\p{L}\p{N}._%-]{1,64}\+)?client-[a-z2-9]{22}(?:@|%40|&#0{0,5}64;|&#x0{0,5}40;|&commat;)[\p{L}\p{N}.-]{1,253}[\p{L}\p{N}]/giu;

const plain = (found: string): string => found.replace(/%40|&#0*64;|&#x0*40;|&commat;/i, '@');

/** In a text that is on its way to a client; each as it was written first, with an `@`. */
export function aliasesIn(text: string): string[] {
  if (!begun.test(text)) return [];
  return [...new Set([...text.matchAll(aliases)].map(([address]) => plain(address)))].filter(
    (one) => findAlias(one) !== null,
  );
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
  const shown = begun.test(text) ? text.replace(aliases, (found) => instead.get(plain(found)) ?? found) : text;
  if (mailbox === null) return shown;
  const special = /[.*+?^${}()|[\]\\/-]/g;
  const theirs = new RegExp(`(?<![\\p{L}\\p{N}._%+-])${mailbox.replace(special, '\\$&')}(?![\\p{L}\\p{N}-])`, 'giu');
  return shown.replace(theirs, ours);
}
