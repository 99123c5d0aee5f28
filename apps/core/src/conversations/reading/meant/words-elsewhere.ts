import { decodeUndeclared } from '#libs/letters';
import { belongsToReport } from '../delivery-report.js';
import { textOfHtml } from '../text-of-html.js';
import { textOfTnef } from './text-of-tnef.js';
import { isTnef } from './tnef.js';

/** Bytes of a part that may hold the words of a letter which has none where they belong; the original keeps the rest. */
export const keptPartLimit = 512 * 1024;
const longestText = 200_000;

/** A part as it stands in the letter, its content decoded and cut. */
export interface KeptPart {
  readonly type: string;
  readonly name: string;
  readonly content: Buffer;
}

const isLetter = (type: string, name: string): boolean =>
  type === 'message/rfc822' ||
  type === 'message/global' ||
  (/\.eml$/i.test(name) && type === 'application/octet-stream');

/** Text by its name, but made for machines. */
const forMachines = /^text\/(?:calendar|directory|vcard|x-vcard|rfc822-headers|css|csv|xml|x-moz-deleted)/;

/** Whether nobody named it and its type says nothing, or says that it is text. A file that somebody named is a file. */
const isNameless = (type: string, name: string): boolean =>
  name === '' &&
  (type === '' || type === 'application/octet-stream' || !type.includes('/') || /^text\//.test(type)) &&
  !forMachines.test(type);

/** Whether its bytes are needed beyond their number. @param type lower case */
export const isKept = (type: string, name: string): boolean =>
  belongsToReport(type) || isTnef(type, name) || isLetter(type, name) || isNameless(type, name);

/**
 * What a letter says that has no text and no HTML where they belong: in a part without a name and a type, in Outlook's own wrapping, or in
 * the letter that it passes on.
 * @param readInner reads a letter that came as a part; `''` where it says nothing, or stands too deep
 */
export async function wordsElsewhere(
  parts: readonly KeptPart[],
  readInner: (letter: Buffer) => Promise<string>,
): Promise<string> {
  for (const { type, name, content } of parts) {
    const text = isTnef(type, name)
      ? textOfTnef(content)
      : isLetter(type, name)
        ? await readInner(content)
        : isNameless(type, name)
          ? textOfBytes(content, type)
          : '';
    if (text.trim() !== '') return text.trim();
  }
  return '';
}

/** @returns nothing for bytes that nobody can read */
function textOfBytes(bytes: Buffer, type: string): string {
  if (!isReadable(bytes)) return '';
  const text = decodeUndeclared(bytes, null).slice(0, longestText);
  // RFC 1896: marks in angle brackets, and nothing else that would have to be known.
  if (/^text\/(?:enriched|richtext)$/.test(type)) return text.replace(/<\/?[a-z][a-z-]{0,30}>/gi, '');
  return /<(?:html|body|div|p|table)\b/i.test(text) ? textOfHtml(text) : text.replace(/\r\n/g, '\n');
}

/** A picture or a program has zeros and control characters in every line. */
function isReadable(bytes: Buffer): boolean {
  const sample = bytes.subarray(0, 4096);
  let strange = 0;
  for (const byte of sample) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) strange++;
  return sample.length > 0 && strange * 100 <= sample.length;
}

const partField = /^(?:content-[a-z-]+|mime-version)[ \t]*:[^\n]*(?:\n[ \t]+\S[^\n]*)*/gim;
const delimiterLine = /^--\S{1,200}[ \t]*$/gm;
const encodedLine = /^[A-Za-z0-9+/=]{40,}$/gm;

/**
 * The last resort for a letter of which no part could be found: its body without what only machines read.
 * @param start of the letter
 */
export function asItStands(start: Buffer): string {
  const bodyAt = /\r?\n\r?\n|^\r?\n/.exec(start.toString('latin1'));
  const body = bodyAt === null ? start : start.subarray(bodyAt.index + bodyAt[0].length);
  if (!isReadable(body)) return '';
  const [above, ...parts] = decodeUndeclared(body, null).replace(/\r\n/g, '\n').split(delimiterLine) as [
    string,
    ...string[],
  ];
  const text =
    [readableOf(parts.join('\n')), /\bMIME\b/i.test(above) ? '' : readableOf(above)].find((one) => one !== '') ?? '';
  return /<(?:html|body|div|p|table)\b/i.test(text) ? textOfHtml(text) : text;
}

const readableOf = (text: string): string =>
  text
    .replace(partField, '')
    .replace(encodedLine, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
