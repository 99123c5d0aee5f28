import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { guessCyrillic } from '#libs/letters';

export const encodings = ['utf-8', 'windows-1251', 'koi8-u', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

/** By its mark, by its zero bytes, by whether it is UTF-8 at all, by how Cyrillic it reads. @param head the beginning of the file */
export function encodingOf(head: Buffer): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const sixteen = sixteenBits(head.subarray(0, 4096));
  if (sixteen !== null) return sixteen;
  return isUtf8(wholeCharacters(head)) ? 'utf-8' : guessCyrillic(head);
}

/** Separators, digits and line ends have a zero byte beside them in every text of 16 bits, whatever its alphabet. */
function sixteenBits(head: Buffer): Encoding | null {
  const zeros = [0, 0];
  for (let at = 0; at < head.length; at++) if (head[at] === 0) zeros[at % 2]!++;
  const [even, odd] = zeros as [number, number];
  if (Math.max(even, odd) < head.length / 40 || Math.min(even, odd) > Math.max(even, odd) / 10) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** Where the head was cut through a character of several bytes. */
function wholeCharacters(head: Buffer): Buffer {
  for (let cut = 1; cut <= Math.min(3, head.length); cut++) {
    const byte = head[head.length - cut]!;
    if (byte < 0x80) return head;
    if (byte >= 0xc0) return head.subarray(0, head.length - cut);
  }
  return head;
}

/** The text of the bytes, without a mark at its beginning; what is no character becomes U+FFFD. */
export async function* decoded(bytes: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
