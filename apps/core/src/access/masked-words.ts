import { findPhoneNumbersInText, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import type { ContactPointKind } from '../clients/contact-point.js';
import type { KnownContact, OwnAddresses } from './masking.js';
import { remembered } from './remembered.js';

/** The same few numbers stand under letter after letter, and the library takes 15 to 25 µs to look at one. */
const mostRemembered = 2_000;

/** `a•••@e•••.test`, `+380 •• ••• •• 12`, `•••@lid`. A part of one or two characters shows nothing: a first letter would be half of it. */
export function maskContact(kind: ContactPointKind, value: string): string {
  if (kind === 'email') return maskEmail(value);
  const own = /@(lid|bsuid|g\.us)$/.exec(value);
  if (own) return `•••@${own[1]}`;
  return maskNumber(value.startsWith('+') ? value : `+${value}`);
}

const maskNumber = remembered(mostRemembered, (e164) => {
  const country = parsePhoneNumberFromString(e164)?.countryCallingCode;
  return country === undefined ? '•••' : `+${country} •• ••• •• ${e164.slice(-2)}`;
});

function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  return `${initial(email.slice(0, at))}@${initial(domain.slice(0, dot))}${domain.slice(dot)}`;
}

const initial = (part: string) => `${part.length > 2 ? part[0] : ''}•••`;

/** RFC 5321 4.5.3.1; also what keeps the scan linear whatever a letter holds. */
const localLimit = 64;
const domainLimit = 253;
const localCharacter = /[\p{L}\p{N}!#$%&'*+\-/=?^_`{|}~.]/u;
const domainCharacter = /[\p{L}\p{N}.-]/u;
const separators = '[\\s().\\-/\\u00a0\\u2010-\\u2015]{0,3}';
/** What may hold numbers; the library is asked about these alone, it costs up to 10 µs a character. */
const digits = /[+(]{0,2}\d[\d\s().\-/\u00a0\u2010-\u2015]{6,}\d/g;
/** A run of digits as long as this is a table, not a list of telephones. */
const longestRun = 400;
/** Above this an HTML body is not looked through: its masked text is shown instead. */
const htmlLimit = 500_000;

/** Addresses as they stand in a text, in lower case, one behind the other. */
export function* emailsIn(
  text: string,
  isOurs: (address: string) => boolean = () => false,
): Generator<{ from: number; address: string }> {
  let done = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    let from = at;
    while (from > done && at - from < localLimit && localCharacter.test(text[from - 1]!)) from--;
    let to = at + 1;
    while (to < text.length && to - at <= domainLimit && domainCharacter.test(text[to]!)) to++;
    const address = text
      .slice(from, to)
      .replace(/[.-]+$/, '')
      .toLowerCase();
    if (from === at || !address.includes('.', at - from) || isOurs(address)) continue;
    yield { from, address };
    done = from + address.length;
  }
}

/** Finds addresses and numbers where people write them, and masks those that are not ours. */
export class MaskedWords {
  constructor(private readonly own: OwnAddresses) {}

  /** @param known the card's own contact points: found in any spacing, also where they look like no number of this country */
  inText(text: string, known: readonly KnownContact[]): string {
    return this.phones(this.emails(text), known);
  }

  inHtml(html: string, known: readonly KnownContact[]): string | null {
    if (html.length > htmlLimit) return null;
    const masked = this.inText(decodeCharacters(html), known);
    // Markup may stand in the middle of an address (`ada@<b>example</b>.test`): if one shows once the markup is gone, nothing is shown.
    const words = withoutMarkup(masked);
    return this.inText(words, known) === words ? masked : null;
  }

  private emails(text: string): string {
    let out = '';
    let done = 0;
    for (const { from, address } of emailsIn(text, (one) => this.isOurs(one))) {
      out += text.slice(done, from) + maskEmail(address);
      done = from + address.length;
    }
    return out + text.slice(done);
  }

  private phones(text: string, known: readonly KnownContact[]): string {
    let masked = text;
    for (const { kind, value } of known) {
      // WhatsApp's own ids are no numbers.
      if (kind === 'email' || !/^\+?\d+$/.test(value)) continue;
      masked = masked.replace(inAnySpacing(value), maskContact(kind, value));
    }
    return masked.replace(digits, (run: string, at: number) => {
      if (run.length > longestRun) return run;
      // A letter or digit beside it tells the library that this is an account number and no telephone's.
      const before = masked.slice(Math.max(0, at - 1), at);
      const after = masked.slice(at + run.length, at + run.length + 1);
      const shown = this.strangers(before + run + after);
      return shown.slice(before.length, shown.length - after.length);
    });
  }

  private strangers(piece: string): string {
    let out = '';
    let done = 0;
    for (const { from, to, number } of numbersIn(`${this.own.country}${piece}`)) {
      if (this.own.phones.has(number)) continue;
      out += piece.slice(done, from) + maskContact('phone', number);
      done = to;
    }
    return out + piece.slice(done);
  }

  private isOurs(address: string): boolean {
    return this.own.emails.has(address) || this.own.emails.has(address.replace(/\+[^@]*@/, '@'));
  }
}

/** The key: the country's two letters, then the piece of text. */
const numbersIn = remembered(mostRemembered, (key) =>
  findPhoneNumbersInText(key.slice(2), key.slice(0, 2) as CountryCode).map(({ startsAt, endsAt, number }) => ({
    ...{ from: startsAt, to: endsAt, number: number.number },
  })),
);

/** A known number written with or without its country, with any usual separators between the digits. */
const inAnySpacing = remembered(mostRemembered, (value) => {
  const parsed = parsePhoneNumberFromString(value.startsWith('+') ? value : `+${value}`);
  const national = [...(parsed?.nationalNumber ?? value.replace(/\D/g, ''))].join(separators);
  const country = [...(parsed?.countryCallingCode ?? '')].join(separators);
  return new RegExp(
    `(?:(?:\\+|00)?${separators}${country}${separators})?(?:\\(?[08]${separators})?\\(?${national}(?!\\d)`,
    'g',
  );
});

/** Only what an address or number is made of: a decoded `<` would become markup. */
const ofAddresses = /^[\p{L}\p{N}@.+\-_\u00a0]$/u;
const named: Readonly<Record<string, string>> = {
  commat: '@',
  ...{ period: '.', plus: '+', lowbar: '_', hyphen: '-', nbsp: '\u00a0' },
  ...{ sol: '/', colon: ':', quest: '?', num: '#', equals: '=', percnt: '%', tab: '\t', newline: '\n' },
};

/** @param wanted which characters are decoded: as they stand in the markup, everything else stays */
export function decodeCharacters(html: string, wanted: RegExp = ofAddresses): string {
  const shown = (character: string | undefined, whole: string) =>
    character !== undefined && wanted.test(character) ? character : whole;
  return html
    .replace(
      /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{3,8}));?/gi,
      (whole, hex?: string, decimal?: string, name?: string) => {
        if (name !== undefined) return shown(named[name.toLowerCase()], whole);
        const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
        return shown(code <= 0x10ffff ? String.fromCodePoint(code) : undefined, whole);
      },
    )
    .replace(/%(40|2b|2e|3\d)/gi, (whole, hex: string) => shown(String.fromCharCode(parseInt(hex, 16)), whole))
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '');
}

/** `<!-->` and `<!--->` are whole, as browsers have it. */
const comments = /<!--(?:-?>|[\s\S]*?(?:--!?>|$))/g;
const blocks = /<\/?(?:p|div|br|tr|td|th|table|li|ul|ol|h[1-6]|hr|blockquote|pre|section|article)\b[^>]*>/gi;

export function withoutMarkup(html: string): string {
  const seen = html.replace(comments, '');
  // Behind the last `>` nothing ends any more: a search for it from each `<` there would read the rest again and again.
  const end = seen.lastIndexOf('>') + 1;
  return (
    seen
      .slice(0, end)
      .replace(blocks, '\n')
      .replace(/<[^>]*>/g, '') + seen.slice(end)
  );
}
