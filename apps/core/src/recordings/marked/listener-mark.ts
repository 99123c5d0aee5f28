/** Who took this copy away, and when: it stands inside the file, wherever that goes. */
export interface ListenerMark {
  readonly recordingId: string;
  readonly listenerId: string;
  readonly listenerName: string;
  readonly at: Date;
}

/** A file's new beginning: `head` stands in place of the first `replaces` bytes; everything behind them stays as it is. */
export interface MarkedHead {
  readonly head: Buffer;
  readonly replaces: number;
}

/** As name and value, in the way of Vorbis comments. */
export function fieldsOf(mark: ListenerMark): [name: string, value: string][] {
  return [
    ['KEEPLINE_RECORDING', mark.recordingId],
    ['KEEPLINE_LISTENER', `${mark.listenerId} ${mark.listenerName}`],
    ['KEEPLINE_DOWNLOADED', mark.at.toISOString()],
  ];
}

const length = (bytes: number): Buffer => {
  const four = Buffer.alloc(4);
  four.writeUInt32LE(bytes);
  return four;
};

/**
 * A list of Vorbis comments with more of them at its end: length and vendor, number of comments, each with its length; 32 bits,
 * little-endian (RFC 9639, 8.6; RFC 7845, 5.2). Whatever stands behind the list is left out: padding.
 * @returns null when it is not such a list
 */
export function withComments(list: Buffer, fields: readonly (readonly [string, string])[]): Buffer | null {
  if (list.length < 8) return null;
  const countAt = 4 + list.readUInt32LE(0);
  if (countAt + 4 > list.length) return null;
  const count = list.readUInt32LE(countAt);
  let end = countAt + 4;
  for (let n = 0; n < count; n++) {
    if (end + 4 > list.length) return null;
    end += 4 + list.readUInt32LE(end);
    if (end > list.length) return null;
  }
  const added = fields.map(([name, value]) => Buffer.from(`${name}=${value}`, 'utf8'));
  return Buffer.concat([
    list.subarray(0, countAt),
    length(count + added.length),
    list.subarray(countAt + 4, end),
    ...added.flatMap((comment) => [length(comment.length), comment]),
  ]);
}

/** A list with no comments yet. */
export const emptyComments = (vendor: string): Buffer =>
  Buffer.concat([length(Buffer.byteLength(vendor)), Buffer.from(vendor, 'utf8'), length(0)]);
