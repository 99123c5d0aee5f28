import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { passingPieces } from './passing-pieces.js';

const kilobytes = 1024;
const streamOf = (pieces: Buffer[]) => Readable.from(pieces, { objectMode: false });

describe('pieces that pass', () => {
  it('come whole to whoever reads, and are empty afterwards', async () => {
    const pieces = [Buffer.alloc(64 * kilobytes, 'a'), Buffer.alloc(10 * kilobytes, 'b')];
    const expected = Buffer.concat(pieces);
    const source = streamOf(pieces);
    const giveBack = passingPieces(source);
    const read = buffer(source.pipe(new PassThrough()));
    expect(expected.equals(await read)).toBe(true);
    giveBack();
    expect(pieces.map(({ length }) => length)).toEqual([0, 0]);
  });

  it('are not held all of a large letter', async () => {
    const pieces = Array.from({ length: 40 }, () => Buffer.alloc(64 * kilobytes));
    const source = streamOf(pieces);
    const giveBack = passingPieces(source);
    await buffer(source.pipe(new PassThrough()));
    giveBack();
    const held = pieces.filter(({ length }) => length === 0).length * 64;
    expect(held).toBe(kilobytes);
  });
});
