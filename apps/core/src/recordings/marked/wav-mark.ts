import { fieldsOf, type ListenerMark, type MarkedHead } from './listener-mark.js';

/** What a recorder writes as the length while it does not know it yet; a crashed one leaves it so. */
const unknownLengths = [0, 0xffffffff];

/**
 * WAV (RIFF): "RIFF", length, "WAVE", then chunks of a name, a length of 32 bits and a body, padded to an even number of bytes.
 * The mark is a comment (ICMT) in a LIST chunk of the kind INFO, in front of the chunk `data`.
 * @param start of the file, at least until `data` begins
 * @returns null when it is not such a file
 */
export function markedWav(start: Buffer, mark: ListenerMark): MarkedHead | null {
  const name = (from: number) => start.subarray(from, from + 4).toString('latin1');
  if (name(0) !== 'RIFF' || name(8) !== 'WAVE') return null;
  let at = 12;
  while (at + 8 <= start.length && name(at) !== 'data') {
    const size = start.readUInt32LE(at + 4);
    at += 8 + size + (size % 2);
  }
  if (at + 8 > start.length) return null;
  const text = fieldsOf(mark).map(([field, value]) => `${field}=${value}`);
  const list = chunk(
    'LIST',
    Buffer.concat([Buffer.from('INFO'), chunk('ICMT', Buffer.from(`${text.join('\n')}\0`, 'utf8'))]),
  );
  const riff = Buffer.from(start.subarray(0, at));
  const length = riff.readUInt32LE(4);
  if (!unknownLengths.includes(length)) riff.writeUInt32LE(length + list.length, 4);
  return { head: Buffer.concat([riff, list]), replaces: at };
}

function chunk(name: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(name, 'latin1');
  header.writeUInt32LE(body.length, 4);
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)]);
}
