/** [MS-OXTNEF] 2.1.3. */
const signature = 0x223e9f78;
const mostProperties = 2_000;

/** One attribute of Outlook's own wrapping: of the letter (1) or of one of its files (2). */
export interface TnefAttribute {
  readonly level: number;
  readonly id: number;
  readonly data: Buffer;
}

/** A property as [MS-OXTNEF] 2.1.3.4 has it; of several values the first. */
export interface TnefProperty {
  readonly id: number;
  /** [MS-OXCDATA] 2.11.1: 0x1e text in a charset of the machine, 0x1f in UTF-16, 0x102 bytes. */
  readonly kind: number;
  readonly value: Buffer;
}

export const isTnef = (type: string, name: string): boolean =>
  type === 'application/ms-tnef' || type === 'application/vnd.ms-tnef' || /^winmail\.dat$/i.test(name);

/** @param file may be cut: what came before the cut is read */
export function* tnefAttributes(file: Buffer): Generator<TnefAttribute> {
  if (file.length < 6 || file.readUInt32LE(0) !== signature) return;
  // Level, id, length, data, sum of the data's bytes.
  for (let at = 6; at + 9 <= file.length;) {
    const level = file[at]!;
    const id = file.readUInt32LE(at + 1);
    const end = at + 9 + file.readUInt32LE(at + 5);
    if (end > file.length) break;
    yield { level, id, data: file.subarray(at + 9, end) };
    at = end + 2;
  }
}

/**
 * How many, then each with its type, id and values, filled up to four bytes.
 * @throws RangeError for a length that leads out of the data, and for a type that is none: what comes behind it cannot be told
 */
export function* tnefProperties(data: Buffer): Generator<TnefProperty> {
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
      if (value === 0) yield { id, kind, value: data.subarray(at, at + length) };
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

function sizeOf(kind: number): number {
  if (kind === 0x48) return 16;
  if ([0x05, 0x06, 0x07, 0x14, 0x40].includes(kind)) return 8;
  if ([0x02, 0x03, 0x04, 0x0a, 0x0b].includes(kind)) return 4;
  throw new RangeError('Unknown type of property');
}
