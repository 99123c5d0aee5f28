/** Before every sealed record: a mark, its length, and in which filling of the file it was written. */
export const headBytes = 14;
/** After it: a mark and the filling once more, so that a record that was cut short is known although older bytes stand where it would end. */
const tailBytes = 10;
const fillingBytes = 6;
const headMark = Buffer.from('KLI2');
const tailMark = Buffer.from('KLIE');

/** What releases before wrote, into files that were filled once: a mark, the length, the record. */
const onceMark = Buffer.from('KLI1');
const onceHeadBytes = 8;

export interface Head {
  /** Files are filled anew; what was left from an earlier filling stands behind what is there. 0: its file was filled once. */
  readonly filling: number;
  /** Of the sealed record, in bytes. */
  readonly length: number;
  readonly headBytes: number;
  readonly tailBytes: number;
}

/** The pieces that are written for a sealed record. */
export function framed(sealed: Buffer, filling: number): readonly Buffer[] {
  const head = Buffer.alloc(headBytes);
  headMark.copy(head);
  head.writeUInt32BE(sealed.length, 4);
  head.writeUIntBE(filling, 8, fillingBytes);
  return [head, sealed, tailFor(filling)];
}

/** How much longer that makes it. */
export const frameBytes = headBytes + tailBytes;

/** @returns null where no record begins */
export function headIn(bytes: Buffer): Head | null {
  const mark = bytes.subarray(0, headMark.length);
  if (bytes.length >= headBytes && mark.equals(headMark))
    return { length: bytes.readUInt32BE(4), filling: bytes.readUIntBE(8, fillingBytes), headBytes, tailBytes };
  if (bytes.length >= onceHeadBytes && mark.equals(onceMark))
    return { length: bytes.readUInt32BE(4), filling: 0, headBytes: onceHeadBytes, tailBytes: 0 };
  return null;
}

/** Whether the record of this head was written to its end. */
export function endsWith({ filling, tailBytes }: Head, tail: Buffer): boolean {
  return tailBytes === 0 || tail.equals(tailFor(filling));
}

function tailFor(filling: number): Buffer {
  const tail = Buffer.alloc(tailBytes);
  tailMark.copy(tail);
  tail.writeUIntBE(filling, tailMark.length, fillingBytes);
  return tail;
}
