import { decodeCharacters, withoutMarkup } from '../../access/masked-words.js';

/** Everything but what would become markup. */
const anyWords = /^[^<>"'`]$/u;
const href = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))/gi;

/**
 * Where the links of markup lead, and below them what somebody reads in it: characters are decoded first, for `t&#46;me` is a link too. However
 * the markup is made, each step reads it once.
 */
export function linksAndWords(html: string): string {
  const decoded = decodeCharacters(html, anyWords);
  const links = [...decoded.matchAll(href)].map(([, double, single, bare]) => double ?? single ?? bare ?? '');
  return [...links.map((link) => link.replace(/[\t\n\r]/g, '')), withoutMarkup(decoded)].join('\n');
}
