import { beginsAsMbox, lettersOfMbox, type MboxLetter } from './mbox.js';

const limit = 10_000;

async function read(text: string, { pieceBytes = text.length, from = 0 } = {}): Promise<MboxLetter[]> {
  const all = Buffer.from(text, 'latin1').subarray(from);
  const pieces = async function* () {
    for (let at = 0; at < all.length; at += pieceBytes) {
      yield await Promise.resolve(all.subarray(at, at + pieceBytes));
    }
  };
  const letters: MboxLetter[] = [];
  for await (const letter of lettersOfMbox(pieces(), { from, limit })) letters.push(letter);
  return letters;
}
const texts = (letters: readonly MboxLetter[]) => letters.map(({ bytes }) => bytes?.toString('latin1') ?? null);

const two = [
  'From ada@client.test Thu Jan  1 10:20:30 2015',
  'Subject: one',
  '',
  'From the beginning on, this is a sentence.',
  '',
  'From here on, too: at 10:20 2015',
  '>From a letter that was quoted for the file',
  '>>From one that was quoted before',
  '> From is no mark',
  '',
  'From - Fri Feb 06 08:00:00 2015',
  'Subject: two',
  '',
  'text',
  '',
  '',
].join('\n');
const [one, other] = [
  'Subject: one\n\nFrom the beginning on, this is a sentence.\n\nFrom here on, too: at 10:20 2015\nFrom a letter that was quoted for the file\n>From one that was quoted before\n> From is no mark\n',
  'Subject: two\n\ntext\n',
];

describe('letters out of an mbox file', () => {
  it('are parted at their From lines, and lose one mark of quoting', async () => {
    const letters = await read(two);
    expect(texts(letters)).toEqual([one, other]);
    expect(letters.map(({ at }) => at?.toISOString())).toEqual([
      '2015-01-01T10:20:30.000Z',
      '2015-02-06T08:00:00.000Z',
    ]);
  });

  it('are the same in whatever pieces the file comes', async () => {
    for (let pieceBytes = 1; pieceBytes < 40; pieceBytes++)
      expect(texts(await read(two, { pieceBytes }))).toEqual([one, other]);
  });

  it('go on where the one before ended', async () => {
    const [first] = await read(two);
    expect(two.slice(first!.end)).toMatch(/^From - Fri/);
    expect(texts(await read(two, { from: first!.end, pieceBytes: 7 }))).toEqual([other]);
    expect((await read(two)).at(-1)!.end).toBe(two.length);
  });

  it('may have the line ends of Windows', async () => {
    expect(texts(await read(two.replaceAll('\n', '\r\n'), { pieceBytes: 3 }))).toEqual(
      [one, other].map((text) => text.replaceAll('\n', '\r\n')),
    );
  });

  it('may lack the last line end, and a body', async () => {
    const text =
      'From a@b.test Thu Jan 1 10:20:30 2015\nSubject: one\n\nFrom c@d.test Thu Jan 1 10:20:31 2015\nSubject: two';
    expect(texts(await read(text))).toEqual(['Subject: one\n', 'Subject: two']);
  });

  it('are not held when one is too large, and the next one comes all the same', async () => {
    const text = two.replace('Subject: one', `Subject: ${'x'.repeat(limit)}`);
    const letters = await read(text, { pieceBytes: 512 });
    expect(texts(letters)).toEqual([null, other]);
    expect(letters[0]!.size).toBeGreaterThan(limit);
  });

  it('are none where there is no From line', async () => {
    expect(await read('Subject: a letter by itself\n\nFrom me to you\n')).toEqual([]);
    expect(beginsAsMbox(Buffer.from('From me to you, on Monday\n'))).toBe(false);
    expect(beginsAsMbox(Buffer.from(two))).toBe(true);
    expect(beginsAsMbox(Buffer.from('From 1499@xxx Thu Jan 01 00:00:00 +0000 2015\r\nX-GM-THRID: 1\r\n'))).toBe(true);
  });
});
