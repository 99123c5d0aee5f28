import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';

/** How the bytes of a text travel (RFC 2045, 6). */
export type TransferCoding = '7bit' | '8bit' | 'base64' | 'quoted-printable';

/** null: one that nobody has heard of, whose bytes are best left alone. */
export function codingOf(written: string | null): TransferCoding | null {
  const coding = (written ?? '7bit').trim().toLowerCase();
  if (coding === 'binary') return '8bit';
  return coding === '7bit' || coding === '8bit' || coding === 'base64' || coding === 'quoted-printable' ? coding : null;
}

export function decodedBytes(bytes: Buffer, coding: TransferCoding): Buffer {
  switch (coding) {
    case 'base64':
      return Buffer.from(bytes.toString('latin1'), 'base64');
    case 'quoted-printable':
      return Buffer.from(
        bytes
          .toString('latin1')
          .replace(/[ \t]+(?=\r?\n|$)/g, '')
          .replace(/=\r?\n/g, '')
          .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
        'latin1',
      );
    case '7bit':
    case '8bit':
      return bytes;
  }
}

/** RFC 5321, 4.5.3.1.6, without the line end. */
const longestLine = 998;

/** As it travelled before, unless what it says now cannot travel like that: then as quoted-printable. */
export function encodedBytes(bytes: Buffer, before: TransferCoding): { bytes: Buffer; coding: TransferCoding } {
  if (before === 'base64') {
    const lines = bytes.toString('base64').replace(/(.{76})/g, '$1\r\n');
    return { bytes: Buffer.from(lines.endsWith('\r\n') ? lines : `${lines}\r\n`, 'latin1'), coding: before };
  }
  const fits = before === '8bit' || (before === '7bit' && bytes.every((byte) => byte < 0x80));
  if (fits && longestIn(bytes) <= longestLine) return { bytes, coding: before };
  return { bytes: Buffer.from(quotedPrintable(bytes), 'latin1'), coding: 'quoted-printable' };
}

function longestIn(bytes: Buffer): number {
  let longest = 0;
  for (let from = 0; from < bytes.length;) {
    const lf = bytes.indexOf(0x0a, from);
    const end = lf === -1 ? bytes.length : lf;
    longest = Math.max(longest, end - from);
    from = end + 1;
  }
  return longest;
}

/** Lines of 76 signs at most (RFC 2045, 6.7). */
function quotedPrintable(bytes: Buffer): string {
  const lines = bytes.toString('latin1').split('\r\n');
  return lines.map(quotedLine).join('\r\n');
}

function quotedLine(line: string): string {
  const signs = line.replace(
    /[^\t\x20-\x3c\x3e-\x7e]/g,
    (sign) => `=${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
  const whole = signs.replace(/[ \t]$/, (blank) => (blank === ' ' ? '=20' : '=09'));
  if (whole.length <= 76) return whole;
  const pieces: string[] = [];
  for (let from = 0; from < whole.length;) {
    let to = Math.min(whole.length, from + 75);
    // Never inside of what stands for one byte.
    const escape = whole.lastIndexOf('=', to - 1);
    if (to < whole.length && escape > from && escape > to - 3) to = escape;
    if (whole.length - from <= 76) to = whole.length;
    pieces.push(whole.slice(from, to));
    from = to;
  }
  return pieces.join('=\r\n');
}

export interface CodedText {
  /** Lines end with `\n`. */
  readonly text: string;
  /** The bytes are not what the letter says that they are: each is taken for one sign, and goes out as it came. */
  readonly bytewise: boolean;
}

/** @param charset as the letter says; null: it says nothing */
export function textOfBytes(bytes: Buffer, charset: string | null): CodedText {
  const text = decodedText(bytes, charset);
  return { text: (text ?? bytes.toString('latin1')).replace(/\r\n?/g, '\n'), bytewise: text === null };
}

function decodedText(bytes: Buffer, charset: string | null): string | null {
  const label = (charset ?? 'us-ascii').trim().toLowerCase();
  // Also what calls itself ASCII and is not: readers guess as we do.
  if (isUtf8(bytes) && (label === 'utf-8' || label === 'utf8' || label === 'us-ascii' || label === 'ascii'))
    return bytes.toString('utf8');
  if (label === 'us-ascii' || label === 'ascii') return null;
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** UTF-8, or byte by byte. Lines end with CRLF. */
export const bytesOfText = ({ text, bytewise }: CodedText): Buffer =>
  Buffer.from(text.replace(/\n/g, '\r\n'), bytewise ? 'latin1' : 'utf8');
