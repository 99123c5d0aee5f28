import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';

/** Signatures stand near the beginning of what somebody wrote; below come the letters that it answers. */
const lookedThrough = 20_000;
const mostRuns = 60;
const mostNumbers = 20;
/** What may be a number: on one line, beginning and ending with a digit. */
const runs = /(?<![\w.+-])[+(]{0,2}\d[\d ().\-/\u00a0\u2010-\u2015]{6,22}\d(?![\w-])/g;

/**
 * Telephone numbers that stand in a text, in E.164: a caller whom no card knows may be whoever wrote them.
 * @param country ISO 3166-1 alpha-2: how numbers without a country code are read
 */
export function writtenNumbers(text: string, country: string): string[] {
  const found = new Set<string>();
  let looked = 0;
  for (const [run] of text.slice(0, lookedThrough).matchAll(runs)) {
    if (++looked > mostRuns || found.size === mostNumbers) break;
    const parsed = parsePhoneNumberFromString(run, { defaultCountry: country as CountryCode, extract: false });
    if (parsed?.isValid()) found.add(parsed.number);
  }
  return [...found];
}
