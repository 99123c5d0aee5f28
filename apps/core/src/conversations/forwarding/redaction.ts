import type { ContactSight, KnownContact } from '../../access/masking.js';
import { decodeCharacters } from '../../access/masked-words.js';

/** What people and programs put between the characters of an address without anybody seeing it. */
const unseen = '[\\u00ad\\u200b-\\u200d\\u2060\\ufeff]{0,3}';
/** A line that was broken around the sign, with the marks of a quotation. */
const broken = '(?:\\r?\\n[>|\\t ]{0,20})?';
/** As it is written in a text, in a link, and for people. */
const at = `(?:@|%40|=40|&#64;|&commat;|\\s?[([{]\\s?(?:at|собака)\\s?[)\\]}]\\s?)`;
// Not the hyphen: outside of a class it may not be escaped, and there it stands for itself.
const special = /[.*+?^${}()|[\]\\/]/g;

/** Where an address is carried along unseen: links that count who opens a letter have it in base64 or in figures. */
function disguises(address: string): string[] {
  const bytes = Buffer.from(address, 'utf8');
  const base64 = [0, 1, 2].flatMap((shift) => {
    // Of three ways in which it may lie in a longer text the middle is always the same.
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const middle = whole.slice(Math.ceil((shift * 8) / 6), -1);
    return [middle, middle.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [...new Set([...base64, bytes.toString('hex')])].filter((one) => one.length >= 8);
}

/** Finds an address in whatever way it stands in a text: in any case, escaped, broken, with something unseen in it. */
function pattern(address: string): string {
  const [local, domain] = [address.slice(0, address.lastIndexOf('@')), address.slice(address.lastIndexOf('@') + 1)];
  const loosely = (part: string) => [...part].map((sign) => escaped(sign)).join(unseen);
  // A longer name before it is somebody else's; what follows may be the end of a sentence.
  return `(?<![\\p{L}\\p{N}._%+-])${loosely(local)}${unseen}${broken}${at}${broken}${unseen}${loosely(domain)}(?![\\p{L}\\p{N}-])`;
}

const escaped = (sign: string): string =>
  sign === '+' ? '(?:\\+|%2b|=2b)' : sign === '.' ? '(?:\\.|%2e)' : sign.replace(special, '\\$&');

/**
 * Takes the addresses of a client out of what is sent to somebody who may not see them: theirs becomes the alias, everybody else's is masked
 * as on the page. Bodies are made anew from what comes out.
 */
export class Redaction {
  private readonly whole: RegExp | null;
  private readonly hidden: readonly string[];

  /**
   * @param sight of somebody who may not see addresses; the alias counts as ours in it
   * @param addresses of the client, lower case, as contact points and header fields have them
   */
  constructor(
    private readonly sight: ContactSight,
    private readonly card: readonly KnownContact[],
    private readonly addresses: readonly string[],
    private readonly alias: string,
  ) {
    const known = [...new Set(addresses)].filter((one) => one.includes('@'));
    this.whole = known.length === 0 ? null : new RegExp(known.map(pattern).join('|'), 'giu');
    this.hidden = known.flatMap(disguises);
  }

  text(text: string): string {
    return this.sight.text(this.withAlias(text), this.card);
  }

  /** @returns null where the markup hides an address from it: the text says the same */
  html(html: string): string | null {
    const shown = this.sight.html(this.withAlias(decodeCharacters(html)), this.card);
    return shown === null || this.finds(shown) ? null : shown;
  }

  /** Whether one of the addresses stands in it all the same. */
  finds(text: string): boolean {
    const lower = text.toLowerCase();
    return this.addresses.some((one) => lower.includes(one)) || this.hidden.some((one) => text.includes(one));
  }

  private withAlias(text: string): string {
    let out = this.whole === null ? text : text.replace(this.whole, this.alias);
    for (const one of this.hidden) if (out.includes(one)) out = out.replaceAll(one, '');
    return out;
  }
}
