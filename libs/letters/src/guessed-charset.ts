import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/**
 * Text of bytes whose charset nobody declared. Old mail programs of our countries write windows-1251 or KOI8-R
 * straight into header fields; RFC 6532 programs write UTF-8.
 * @param declared the charset that the letter claims for its body: a hint only, since it often lies about the header
 */
export function decodeUndeclared(bytes: Buffer, declared: string | null): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const claimed = declared === null ? null : decoderFor(declared);
  if (claimed && claimed.encoding !== 'utf-8') return claimed.decode(bytes);
  return decoderOf(guessCyrillic(bytes)).decode(bytes);
}

/**
 * Cyrillic words are long runs of high bytes; a Western "Grüße" has a few among ASCII letters. Otherwise both Cyrillic tables
 * are tried: KOI8 keeps small letters where windows-1251 has capitals, so the wrong one reads as shouting with rare letters.
 */
export function guessCyrillic(bytes: Buffer): 'windows-1251' | 'koi8-u' | 'windows-1252' {
  let high = 0;
  let ascii = 0;
  let run = 0;
  let longest = 0;
  for (const byte of bytes) {
    if (byte < 0x80) {
      if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ascii++;
      run = 0;
      continue;
    }
    high++;
    longest = Math.max(longest, ++run);
  }
  if (longest < 3 && high * 2 < ascii) return 'windows-1252';
  const sample = bytes.subarray(0, 4096);
  const windows = likeness(decoderOf('windows-1251').decode(sample));
  const koi = likeness(decoderOf('koi8-u').decode(sample));
  return koi > windows ? 'koi8-u' : 'windows-1251';
}

/** The commonest letters of Russian and Ukrainian, about three quarters of any text. */
const common = new Set('оеаинтсрвлкмі');
const letter = /[а-яёіїєґ]/;

/** How much a text looks like ordinary Cyrillic: common small letters count for it, box drawing and caps inside words against. */
function likeness(text: string): number {
  let score = 0;
  let before = '';
  for (const char of text) {
    const small = letter.test(char);
    const capital = !small && letter.test(char.toLowerCase());
    if (common.has(char)) score += 3;
    else if (small) score += 1;
    else if (capital) score += letter.test(before) ? -3 : 0;
    else if (char > '\u007f') score -= 2;
    before = char;
  }
  return score;
}

const decoders = new Map<string, TextDecoder | null>();

/** @returns null for a charset that this Node does not know */
function decoderFor(label: string): TextDecoder | null {
  const key = label.toLowerCase().slice(0, 40);
  const known = decoders.get(key);
  if (known !== undefined) return known;
  let made: TextDecoder | null = null;
  try {
    made = new TextDecoder(key);
  } catch {
    // An unknown label is the sender's invention; the guess takes over.
  }
  // Labels come from strangers: the cache must not grow with their imagination.
  if (decoders.size < 100) decoders.set(key, made);
  return made;
}

function decoderOf(label: 'windows-1251' | 'koi8-u' | 'windows-1252'): TextDecoder {
  const decoder = decoderFor(label);
  if (!decoder) throw new TypeError(`This Node has no ${label}: it was built without full ICU`);
  return decoder;
}
