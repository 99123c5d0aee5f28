import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { LetterContent } from './letter-content.js';
import { readPassing } from './passing-pieces.js';

const kilobytes = 1024;
const streamOf = (pieces: Buffer[]) => Readable.from(pieces, { objectMode: false });
const reading =
  (problem: string | null = null) =>
  async (source: Readable): Promise<LetterContent> => {
    const text = String(await buffer(source.pipe(new PassThrough())));
    return { text, html: null, attachments: [], problem, report: null, receipt: null };
  };

describe('pieces that pass', () => {
  it('come whole to whoever reads, and are empty afterwards', async () => {
    const pieces = [Buffer.alloc(64 * kilobytes, 'a'), Buffer.alloc(10 * kilobytes, 'b')];
    const expected = String(Buffer.concat(pieces));
    expect((await readPassing(streamOf(pieces), reading())).text === expected).toBe(true);
    expect(pieces.map(({ length }) => length)).toEqual([0, 0]);
  });

  it('are not held all of a large letter', async () => {
    const pieces = Array.from({ length: 40 }, () => Buffer.alloc(64 * kilobytes));
    await readPassing(streamOf(pieces), reading());
    const held = pieces.filter(({ length }) => length === 0).length * 64;
    expect(held).toBe(kilobytes);
  });

  it('stay when the letter broke off: somebody may still look at them', async () => {
    const pieces = [Buffer.alloc(64 * kilobytes, 'a')];
    await readPassing(streamOf(pieces), reading('letter.unreadable'));
    expect(pieces[0]).toHaveLength(64 * kilobytes);
  });
});
