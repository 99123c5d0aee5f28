import { domainToASCII } from 'node:url';
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import type { contactPointKinds } from './client.view.js';
import { ContactPointInvalid } from './clients.errors.js';

export type ContactPointKind = (typeof contactPointKinds)[number];

/**
 * The one form in which an address is stored and compared.
 * `email`: lower case, domain in ASCII (IDNA); `phone`: E.164; `whatsapp`: the digits of E.164, or a `…@lid` or `…@bsuid` id (WhatsApp's own, without a number).
 * @param defaultCountry ISO 3166-1 alpha-2: how a number without a country code is read
 * @throws ContactPointInvalid
 */
export function normalised(kind: ContactPointKind, value: string, defaultCountry: string): string {
  switch (kind) {
    case 'email':
      return normalisedEmail(value);
    case 'phone':
      return e164(kind, value, defaultCountry);
    case 'whatsapp':
      return normalisedWhatsapp(value, defaultCountry);
  }
}

/** The same for an address out of a letter: null where it is none. */
export function findEmail(address: string): string | null {
  try {
    return normalisedEmail(address);
  } catch {
    return null;
  }
}

/** RFC 5321 4.5.3.1: octets, not characters. */
const localLimit = 64;
const domainLimit = 253;
/** RFC 5322 dot-atom, with the non-ASCII of RFC 6532. */
const dotAtom = /^[\w!#$%&'*+\-/=?^`{|}~\u0080-\u{10ffff}]+(\.[\w!#$%&'*+\-/=?^`{|}~\u0080-\u{10ffff}]+)*$/u;
const quoted = /^"(?:[ !#-[\]-~\u0080-\u{10ffff}]|\\[ -~])+"$/u;
const domainName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** As most are written: it stays as it is. A number at the end would be an IPv4 address; Punycode is looked at. */
const plainDomain = /^(?!.*xn--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

function normalisedEmail(given: string): string {
  const refuse = (because: string) => new ContactPointInvalid('email', because);
  const value = given.trim().normalize('NFC');
  if (unprintable.test(value)) throw refuse('control-character');
  const at = value.lastIndexOf('@');
  if (at < 1) throw refuse('no-at-sign');
  // RFC 5321 2.4 lets a host tell `Ada` from `ada`; none that matters does, and two cards for one person would be worse.
  const local = value.slice(0, at).toLowerCase();
  if (!dotAtom.test(local) && !quoted.test(local)) throw refuse('local-part');
  if (Buffer.byteLength(local) > localLimit) throw refuse('local-part-too-long');
  const written = value.slice(at + 1).toLowerCase();
  const domain = plainDomain.test(written) ? written : domainToASCII(written).replace(/\.$/, '');
  if (domain.length > domainLimit || !domainName.test(domain) || /^[\d.]+$/.test(domain)) throw refuse('domain');
  return `${local}@${domain}`;
}

function normalisedWhatsapp(given: string, defaultCountry: string): string {
  const value = given.trim().replace(/@(c\.us|s\.whatsapp\.net)$/i, '');
  const lid = /^(\d{5,20})@lid$/i.exec(value);
  if (lid) return `${lid[1]}@lid`;
  // The Cloud API's id of somebody for one business: letters count as they are.
  if (/^[A-Za-z0-9.]{1,128}@bsuid$/.test(value)) return value;
  // An id is already international: 380441234567. Its plus sign is lost, so it is tried with one first.
  const asId = /^\d{10,15}$/.test(value) ? parsePhoneNumberFromString(`+${value}`) : undefined;
  return (asId?.isValid() ? asId.number : e164('whatsapp', value, defaultCountry)).slice(1);
}

function e164(kind: ContactPointKind, value: string, defaultCountry: string): string {
  const parsed = parsePhoneNumberFromString(value, { defaultCountry: defaultCountry as CountryCode, extract: false });
  if (!parsed) throw new ContactPointInvalid(kind, 'not-a-number');
  if (parsed.ext) throw new ContactPointInvalid(kind, 'extension');
  // Possible is enough: numbering plans change faster than libraries. Its length must fit its country.
  if (!parsed.isPossible()) throw new ContactPointInvalid(kind, 'length');
  return parsed.number;
}
