import { decodeUndeclared } from '#libs/letters';
import { textOfRtf } from '../../attachments/text/text-of-rtf.js';
import { textOfHtml } from '../text-of-html.js';
import { unpackedRtf } from './unpacked-rtf.js';

/** [MS-OXTNEF] 2.1.3. */
const signature = 0x223e9f78;
const attBody = 0x0002800c;
const attMsgProps = 0x00069003;
const ofMessage = 1;
/** [MS-OXPROPS]: PidTagBody, PidTagHtml, PidTagRtfCompressed. */
const bodyId = 0x1000;
const htmlId = 0x1013;
const rtfId = 0x1009;
const mostProperties = 2_000;

/**
 * What Outlook's own wrapping (`winmail.dat`) says. @returns nothing where it says nothing, or cannot be read
 * @param file may be cut: what came before the cut is read
 */
export function textOfTnef(file: Buffer): string {
  try {
    return bestOf(attributesOf(file));
  } catch (error) {
    // A length that leads out of the file: there is nothing to be read in it.
    if (error instanceof RangeError) return '';
    throw error;
  }
}

interface Found {
  body?: string;
  html?: string;
  rtf?: string;
}

const bestOf = ({ body, html, rtf }: Found): string =>
  [body, html, rtf].find((text) => text !== undefined && text.trim() !== '') ?? '';

function attributesOf(file: Buffer): Found {
  const found: Found = {};
  if (file.length < 6 || file.readUInt32LE(0) !== signature) return found;
  // Level, id, length, data, sum of the data's bytes.
  for (let at = 6; at + 9 <= file.length;) {
    const level = file[at]!;
    const id = file.readUInt32LE(at + 1);
    const end = at + 9 + file.readUInt32LE(at + 5);
    if (end > file.length) break;
    const data = file.subarray(at + 9, end);
    if (level === ofMessage && id === attBody) found.body ??= plain(data);
    else if (level === ofMessage && id === attMsgProps) readProperties(data, found);
    at = end + 2;
  }
  return found;
}

const plain = (bytes: Buffer): string => decodeUndeclared(bytes, null).replace(/\0+$/, '').replace(/\r\n?/g, '\n');

/** [MS-OXTNEF] 2.1.3.4: how many, then each with its type, id and values, filled up to four bytes. */
function readProperties(data: Buffer, found: Found): void {
  const count = Math.min(data.readUInt32LE(0), mostProperties);
  let at = 4;
  for (let n = 0; n < count; n++) {
    const type = data.readUInt16LE(at);
    const id = data.readUInt16LE(at + 2);
    at += 4;
    if (id >= 0x8000) at = afterName(data, at);
    const kind = type & 0x0fff;
    const many = (type & 0x1000) !== 0;
    const counted = isCounted(kind);
    const values = many || counted ? data.readUInt32LE(at) : 1;
    if (many || counted) at += 4;
    if (values > data.length) throw new RangeError('More values than bytes');
    for (let value = 0; value < values; value++) {
      const length = counted ? data.readUInt32LE(at) : sizeOf(kind);
      if (counted) at += 4;
      if (at + length > data.length) throw new RangeError('Longer than the property stream');
      if (value === 0) take(found, id, kind, data.subarray(at, at + length));
      at += filled(length);
    }
  }
}

/** A name of its own: the set that it is of, then a number or words. */
function afterName(data: Buffer, at: number): number {
  const named = data.readUInt32LE(at + 16) !== 0;
  return named ? at + 24 + filled(data.readUInt32LE(at + 20)) : at + 24;
}

const filled = (length: number): number => Math.ceil(length / 4) * 4;
/** Object, text in a charset of the machine, text in UTF-16, bytes. */
const isCounted = (kind: number): boolean => kind === 0x0d || kind === 0x1e || kind === 0x1f || kind === 0x102;

/** @throws RangeError for a type that is none: what comes behind it cannot be told */
function sizeOf(kind: number): number {
  if (kind === 0x48) return 16;
  if ([0x05, 0x06, 0x07, 0x14, 0x40].includes(kind)) return 8;
  if ([0x02, 0x03, 0x04, 0x0a, 0x0b].includes(kind)) return 4;
  throw new RangeError('Unknown type of property');
}

function take(found: Found, id: number, kind: number, value: Buffer): void {
  if (id === bodyId) found.body = kind === 0x1f ? value.toString('utf16le').replace(/\0+$/, '') : plain(value);
  else if (id === htmlId) found.html = textOfHtml(plain(value));
  else if (id === rtfId) found.rtf = textOfRtf(unpackedRtf(value));
}
