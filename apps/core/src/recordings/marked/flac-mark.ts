import { emptyComments, fieldsOf, withComments, type ListenerMark, type MarkedHead } from './listener-mark.js';

const streamInfo = 0;
const vorbisComment = 4;
const lastFlag = 0x80;

interface Block {
  type: number;
  body: Buffer;
}

/**
 * FLAC (RFC 9639, 8): "fLaC", then metadata blocks of a type byte (its highest bit: the last one), a length of 24 bits and a body;
 * STREAMINFO is the first, and there is at most one VORBIS_COMMENT, which gets the mark. The frames behind them stay untouched:
 * places in a SEEKTABLE count from the first frame.
 * @param start of the file, with all of its metadata
 * @returns null when it is not such a file, or its metadata does not end in here
 */
export function markedFlac(start: Buffer, mark: ListenerMark): MarkedHead | null {
  if (start.subarray(0, 4).toString('latin1') !== 'fLaC') return null;
  const blocks: Block[] = [];
  let at = 4;
  for (let last = false; !last;) {
    if (at + 4 > start.length) return null;
    const type = start.readUInt8(at);
    const end = at + 4 + start.readUIntBE(at + 1, 3);
    if (end > start.length) return null;
    last = (type & lastFlag) !== 0;
    blocks.push({ type: type & ~lastFlag, body: start.subarray(at + 4, end) });
    at = end;
  }
  if (blocks[0]?.type !== streamInfo) return null;
  const known = blocks.find(({ type }) => type === vorbisComment)?.body ?? emptyComments('Keepline');
  const body = withComments(known, fieldsOf(mark));
  if (body === null) return null;
  const [info, ...others] = blocks;
  const kept = [info, { type: vorbisComment, body }, ...others.filter(({ type }) => type !== vorbisComment)];
  const written = kept.flatMap((block, n) => [headerOf(block, n === kept.length - 1), block.body]);
  return { head: Buffer.concat([start.subarray(0, 4), ...written]), replaces: at };
}

function headerOf({ type, body }: Block, last: boolean): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt8(last ? type | lastFlag : type);
  header.writeUIntBE(body.length, 1, 3);
  return header;
}
