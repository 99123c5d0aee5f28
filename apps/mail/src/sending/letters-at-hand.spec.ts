import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Sha256 } from '#libs/contracts';
import { LettersAtHand } from './letters-at-hand.js';

const stored = { open: () => Promise.resolve(Readable.from([Buffer.from('as stored')])) };
const ref = (sha256: string, letter: Buffer) => ({ sha256: sha256 as Sha256, size: letter.length });
const [small, large] = [Buffer.from('at hand'), Buffer.alloc(20)];

let letters: LettersAtHand;
beforeEach(() => {
  letters = new LettersAtHand(stored);
  letters.limits = { bytes: 15, letterBytes: 10 };
});
const read = async (sha256: string) => (await buffer(await letters.open(ref(sha256, small)))).toString();

describe('a letter at hand', () => {
  it('is read without its evidence, as often as it goes', async () => {
    letters.keep(ref('a', small), small);
    expect([await read('a'), await read('a'), await read('b')]).toEqual(['at hand', 'at hand', 'as stored']);
  });

  it('is no large one, and the oldest make room', async () => {
    letters.keep(ref('large', large), large);
    for (const sha256 of ['a', 'b', 'c']) letters.keep(ref(sha256, small), small);
    expect(await Promise.all(['large', 'a', 'b', 'c'].map(read))).toEqual([
      'as stored',
      'as stored',
      'at hand',
      'at hand',
    ]);
  });
});
