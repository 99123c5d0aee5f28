import { Readable } from 'node:stream';
import { setImmediate as aMoment } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { LetterParser } from './letter-parser.js';
import { readLetter } from './read-letter.js';

/** Parts in parts, deeper than anybody nests them. */
function nested(levels: number): Buffer {
  const heads = Array.from(
    { length: levels },
    (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
  );
  return Buffer.from(heads.join(''));
}

describe('a letter that broke off', () => {
  it('is read no further in the background, at the cost of the next one', async () => {
    const parts = jest.spyOn(LetterParser.prototype as unknown as { createNode: () => unknown }, 'createNode');
    const { problem } = await readLetter(Readable.from([nested(1_000)], { objectMode: false }));
    const read = parts.mock.calls.length;
    for (let n = 0; n < 50; n++) await aMoment();
    expect([problem, parts.mock.calls.length]).toEqual(['letter.unreadable', read]);
  });
});
