import { isAscii, isUtf8 } from 'node:buffer';
import { Transform, type TransformCallback } from 'node:stream';
import { TextDecoder } from 'node:util';
import { decodeUndeclared, guessCyrillic } from '#libs/letters';

/** Bytes of one text part that are decoded; a larger one is a log or an attack, and stays whole in the original. */
export const textPartLimit = 2 * 1024 * 1024;

/** Collects one text part and turns it into something else whole: a guess needs to see all of it. */
export class TextPart extends Transform {
  private readonly chunks: Buffer[] = [];
  private size = 0;

  constructor(
    private readonly decode: (bytes: Buffer) => string | Buffer,
    private readonly limit = textPartLimit,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const room = this.limit - this.size;
    if (room > 0) {
      this.chunks.push(chunk.subarray(0, room));
      this.size += Math.min(chunk.length, room);
    }
    done();
  }

  override _flush(done: TransformCallback): void {
    done(null, Buffer.from(this.decode(Buffer.concat(this.chunks))));
  }
}

/** Base64 is a third longer than what it stands for. */
const encodedLimit = Math.ceil((textPartLimit * 4) / 3);

/** Of a text part that is declared to be in base64. */
export const base64Part = (): TextPart => new TextPart(fromBase64, encodedLimit);
export const uuPart = (): TextPart => new TextPart(fromUu, encodedLimit);

/** Nobody declared it, or they declared what says nothing: programs that write windows-1251 call it us-ascii as often as utf-8. */
const sayNothing = /^(|ascii|us-?ascii|utf-?8|default|unknown(-8bit)?|x-unknown)$/i;
export const saysNothing = (charset: string): boolean => sayNothing.test(charset);

/**
 * How a declared charset is read. What contradicts it plainly is read as what it is: UTF-8 that is called by the name of a table of 256
 * characters, a text without a zero that is called UTF-16, a page of Cyrillic that is called Western.
 * @returns null for a charset that this Node does not know
 */
export function decoderMeant(charset: string): ((bytes: Buffer) => string) | null {
  if (/^(?:utf-?16|unicode|csunicode|ucs-?2|iso-10646-ucs-2)/i.test(charset))
    return (bytes) => decodeUtf16(bytes, /be$/i.test(charset));
  const decoder = findDecoder(charset);
  if (decoder === null) return null;
  return (bytes) => {
    if (oneByteTable.test(decoder.encoding) && !isAscii(bytes)) {
      if (isUtf8(bytes)) return bytes.toString('utf8');
      if (decoder.encoding === 'windows-1252' && isMostlyHigh(bytes)) {
        const guessed = guessCyrillic(bytes);
        if (guessed !== 'windows-1252') return new TextDecoder(guessed).decode(bytes);
      }
    }
    return decoder.decode(bytes);
  };
}

const oneByteTable = /^(?:windows-125\d|windows-874|iso-8859-|koi8-|ibm866|macintosh|x-mac)/;

function findDecoder(label: string): InstanceType<typeof TextDecoder> | null {
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

/** No Western language has more letters with accents than without. */
function isMostlyHigh(bytes: Buffer): boolean {
  let high = 0;
  let ascii = 0;
  for (const byte of bytes.subarray(0, 4096)) {
    if (byte >= 0xa8) high++;
    else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ascii++;
  }
  return high > ascii;
}

function decodeUtf16(bytes: Buffer, bigEndian: boolean): string {
  const mark = bytes.subarray(0, 2).toString('latin1');
  if (mark === '\xfe\xff') return new TextDecoder('utf-16be').decode(bytes);
  if (mark === '\xff\xfe') return new TextDecoder('utf-16le').decode(bytes);
  let [even, odd] = [0, 0];
  for (let at = 0; at < Math.min(bytes.length, 4096); at++) {
    if (bytes[at]! >= 9) continue;
    if (at % 2 === 0) even++;
    else odd++;
  }
  // The upper half of each character is small: zero in Latin, four in Cyrillic. Where none is, it is no UTF-16.
  if (even + odd === 0) return decodeUndeclared(bytes, null);
  return new TextDecoder(bigEndian || even > odd ? 'utf-16be' : 'utf-16le').decode(bytes);
}

const base64Line = /^[A-Za-z0-9+/=!]*$/;

/**
 * The lines from the top that are base64, decoded; from the first that cannot be, all as it stands: a mailing list writes its footer
 * under a text in base64, and some programs declare it and do not do it.
 */
export function fromBase64(bytes: Buffer): Buffer {
  const source = bytes.toString('latin1');
  let at = 0;
  while (at < source.length) {
    const end = source.indexOf('\n', at);
    const line = source.slice(at, end === -1 ? source.length : end).trim();
    if (!base64Line.test(line)) break;
    at = end === -1 ? source.length : end + 1;
  }
  const rest = bytes.subarray(at);
  const encoded = source.slice(0, at);
  if (rest.length === 0) return decoded(encoded);
  // A short line above words is a word, and does not stand for six bytes of text.
  if (!/[A-Za-z0-9+/=]{20}/.test(encoded)) return bytes;
  return Buffer.concat([decoded(encoded), Buffer.from('\n'), rest]);
}

/** Each piece that ends in its padding by itself: some programs encode line by line. */
const decoded = (encoded: string): Buffer =>
  Buffer.concat(
    encoded
      .replace(/[^A-Za-z0-9+/=]/g, '')
      .split(/=+/)
      .map((piece) => Buffer.from(piece, 'base64')),
  );

/** What stands between `begin` and `end`, decoded, among what stands around it. */
export function fromUu(bytes: Buffer): Buffer {
  const out: Buffer[] = [];
  let inside = false;
  for (const line of bytes.toString('latin1').split(/\r?\n/)) {
    if (!inside && /^begin [0-7]{3,4} /.test(line)) inside = true;
    else if (inside && /^end\s*$/.test(line)) inside = false;
    else out.push(inside ? uuLine(line) : Buffer.from(`${line}\n`, 'latin1'));
  }
  return Buffer.concat(out);
}

/** The first character tells how many bytes; every four stand for three. */
function uuLine(line: string): Buffer {
  const value = (at: number) => ((line.charCodeAt(at) || 0x20) - 0x20) & 0x3f;
  const out = Buffer.alloc(value(0));
  for (let from = 1, to = 0; to < out.length; from += 4, to += 3) {
    const bits = (value(from) << 18) | (value(from + 1) << 12) | (value(from + 2) << 6) | value(from + 3);
    out.set([(bits >> 16) & 0xff, (bits >> 8) & 0xff, bits & 0xff].slice(0, out.length - to), to);
  }
  return out;
}
