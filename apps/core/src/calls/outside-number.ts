import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import { PhoneNumber } from '#libs/contracts';

/** What providers say instead of a number that its owner hides (RFC 3323, and habits). */
const hidden = /^(anonymous|unavailable|unknown|restricted|private|withheld|anon)?$/i;
/** Longer than any number; what a provider sends beyond it is noise. */
const longest = 100;

/** An outside party: a number that can be called, something else that was said, or nothing. */
export interface OutsideNumber {
  /** E.164; null: what was said is no number. */
  readonly number: PhoneNumber | null;
  readonly country: string | null;
  /** What a call keeps as its counterpart; null: hidden. */
  readonly kept: string | null;
}

/**
 * The one form of a number: `0441234567`, `380441234567`, `00380 44 123-45-67` and `+380441234567` are one and the same (ITU-T E.164).
 * @param country ISO 3166-1 alpha-2: where a number without a country code belongs
 * @param format how the provider writes numbers: with `digits` the country code comes first, without its plus sign
 */
export function outsideNumber(
  said: string | null,
  country: string,
  format: 'plus' | 'digits' | 'national' = 'national',
): OutsideNumber {
  const given = (said ?? '')
    .slice(0, longest)
    .replace(/[\u0000-\u001f\u007f]/g, '')
    .replace(/^sips?:|^tel:/i, '')
    .replace(/[@;].*$/, '')
    .trim();
  if (hidden.test(given)) return { number: null, country: null, kept: null };
  const digits = given.replace(/[\s()./\u00a0-]/g, '');
  const tries =
    format === 'digits' && /^[1-9]\d+$/.test(digits)
      ? [`+${digits}`, digits]
      : [digits, `+${digits.replace(/^00/, '')}`];
  for (const one of tries) {
    if (!/^\+?\d{5,15}$/.test(one)) continue;
    const parsed = parsePhoneNumberFromString(one, { defaultCountry: country as CountryCode, extract: false });
    if (parsed?.isPossible() && PhoneNumber.safeParse(parsed.number).success) {
      return { number: parsed.number as PhoneNumber, country: parsed.country ?? null, kept: parsed.number };
    }
  }
  return { number: null, country: null, kept: /^[+\d]+$/.test(digits) ? digits : given };
}
