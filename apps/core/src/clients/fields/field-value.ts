import { UserError } from '#libs/errors';
import { normalised } from '../contact-point.js';
import type { CardFieldView } from './card-field.view.js';

export type FieldProblem =
  'masked' | 'too-long' | 'format' | 'number' | 'date' | 'choice' | 'phone' | 'email' | 'url' | 'required' | 'unknown';

const longest = 500;

/**
 * The one form in which a value is kept: E.164, an address in lower case, `2026-11-25`, `1234.5`, a whole URL.
 * @param given not empty
 * @param country how a number without a country code is read
 */
export function fieldValue(
  { kind, format, choices }: Pick<CardFieldView, 'kind' | 'format' | 'choices'>,
  given: string,
  country: string,
): { value: string } | { problem: FieldProblem } {
  const value = given.trim().normalize('NFC');
  // A mask that is sent back is no value.
  if (value.includes('•')) return { problem: 'masked' };
  if (value.length > longest) return { problem: 'too-long' };
  switch (kind) {
    case 'text':
      return format === null || fitsFormat(format, value) ? { value } : { problem: 'format' };
    case 'number':
      return numberOf(value);
    case 'date':
      return dateOf(value);
    case 'choice':
      return choices.includes(value) ? { value } : { problem: 'choice' };
    case 'url':
      return urlOf(value);
    case 'phone':
    case 'email':
      return addressOf(kind, value, country);
  }
}

const signs: Readonly<Record<string, RegExp>> = { '9': /^\p{Nd}$/u, A: /^\p{L}$/u, '*': /^[\p{L}\p{Nd}]$/u };

/** Sign by sign and no regular expression of somebody's own: a format costs what the value is long. */
export function fitsFormat(format: string, value: string): boolean {
  const given = [...value];
  return format.split('|').some((one) => {
    const wanted = [...one.trim()];
    return (
      wanted.length === given.length && wanted.every((sign, at) => signs[sign]?.test(given[at]!) ?? sign === given[at])
    );
  });
}

function numberOf(given: string): { value: string } | { problem: FieldProblem } {
  const value = given.replaceAll(/[\s\u00a0\u202f']/g, '').replace(',', '.');
  if (!/^-?\d{1,15}(\.\d{1,6})?$/.test(value)) return { problem: 'number' };
  return { value: value.includes('.') ? value.replace(/\.?0+$/, '') : value };
}

function dateOf(given: string): { value: string } | { problem: FieldProblem } {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(given);
  const written = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(given);
  const [year, month, day] = iso ? iso.slice(1).map(Number) : (written?.slice(1).map(Number).reverse() ?? []);
  if (year === undefined || year < 1) return { problem: 'date' };
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month! - 1, day);
  // The 30th of February becomes a day of March.
  if (date.getUTCMonth() !== month! - 1 || date.getUTCDate() !== day) return { problem: 'date' };
  return { value: date.toISOString().slice(0, 10) };
}

function urlOf(given: string): { value: string } | { problem: FieldProblem } {
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(given) ? given : `https://${given}`;
  const url = URL.canParse(whole) ? new URL(whole) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || !url.hostname.includes('.')) return { problem: 'url' };
  return { value: url.href };
}

function addressOf(kind: 'phone' | 'email', given: string, country: string) {
  try {
    return { value: normalised(kind, given, country) };
  } catch (error) {
    if (error instanceof UserError) return { problem: kind };
    throw error;
  }
}
