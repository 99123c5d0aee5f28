import { findPhoneNumbersInText, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import { findEmail } from '../../clients/contact-point.js';
import { matchesAt } from './matches-at.js';

/** Something by which somebody is reached, as it stands in a text. */
export interface WrittenContact {
  readonly kind: 'email' | 'phone' | 'handle';
  /** Normalised as contact points are; a handle in lower case, without its sign. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
  /** Whether it surely is one; otherwise only a number that is known counts. */
  readonly sure: boolean;
}

/** More of them are a table of figures, and nobody's telephone numbers. */
const mostRuns = 100;
/** What may hold a number; the library is asked about these alone, it costs up to 10 µs a character. */
const digitRuns = /[+(]{0,2}\d[\d\s().\-/\u00a0\u2010-\u2015]{6,40}\d/g;
// Both begin where a word does: without that every letter of a long word would be tried as a beginning.
const emails = /(?<![\p{L}\p{N}!#$%&'*+\-/=?^_`{|}~.])[\p{L}\p{N}!#$%&'*+\-/=?^_`{|}~.]{1,64}@[\p{L}\p{N}.-]{1,253}/gu;
/** `anna (at) mail [dot] test`: written so that no machine sees it. */
const hiddenEmails =
  /(?<![\w.+-])([\w.+-]{1,64})\s?[([]\s?(?:at|собака|ет)\s?[)\]]\s?([\w-]{1,63}(?:\s?(?:\.|[([]\s?(?:dot|точка|крапка)\s?[)\]])\s?[\w-]{1,63}){1,3})/giu;
const hiddenAt = /[([]\s?(?:at|собака|ет)\s?[)\]]/giu;
const hiddenDot = /\s?(?:\.|[([]\s?(?:dot|точка|крапка)\s?[)\]])\s?/giu;
const handles = /(?<![\w@./])@([a-z][\w.]{2,31})/gi;

/** @param country ISO 3166-1 alpha-2: how a number without a country code is read */
export function writtenContacts(text: string, country: string): WrittenContact[] {
  return [...writtenEmails(text), ...writtenNumbers(text, country), ...writtenHandles(text)];
}

function writtenEmails(text: string): WrittenContact[] {
  const found: WrittenContact[] = [];
  const add = (address: string, from: number, length: number) => {
    const value = findEmail(address.replace(/[.-]+$/, ''));
    if (value !== null) found.push({ kind: 'email', value, from, to: from + length, sure: true });
  };
  for (const match of matchesAt(text, emails, /@/g)) add(match[0], match.index, match[0].length);
  for (const { 0: whole, 1: local, 2: domain, index } of matchesAt(text, hiddenEmails, hiddenAt))
    add(`${local}@${domain!.replace(hiddenDot, '.')}`, index, whole.length);
  return found;
}

function writtenNumbers(text: string, country: string): WrittenContact[] {
  const found: WrittenContact[] = [];
  for (const { 0: run, index } of [...text.matchAll(digitRuns)].slice(0, mostRuns)) {
    // A letter or digit beside it tells that this is an account number and no telephone's.
    const before = text.slice(Math.max(0, index - 1), index);
    const piece = before + run + text.slice(index + run.length, index + run.length + 1);
    const where = { from: index, to: index + run.length };
    const sure = findPhoneNumbersInText(piece, country as CountryCode).map(({ number }) => number.number);
    for (const value of sure) found.push({ kind: 'phone', value, ...where, sure: true });
    const plain = parsePhoneNumberFromString(run.replace(/[^\d+]/g, ''), country as CountryCode);
    if (plain?.isPossible() && !sure.includes(plain.number))
      found.push({ kind: 'phone', value: plain.number, ...where, sure: false });
  }
  return found;
}

const writtenHandles = (text: string): WrittenContact[] =>
  [...text.matchAll(handles)].map(({ 0: whole, 1: name, index }) => ({
    ...{
      kind: 'handle',
      value: name!.toLowerCase().replace(/\.+$/, ''),
      from: index,
      to: index + whole.length,
      sure: false,
    },
  }));
