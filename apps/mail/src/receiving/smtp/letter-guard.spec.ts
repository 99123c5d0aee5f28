import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { LetterGuard } from './letter-guard.js';

/** @returns the code and text of the refusal, or what was passed on */
async function pass(pieces: readonly Buffer[], limitBytes = 1_000_000): Promise<string> {
  const guard = Readable.from(pieces).pipe(new LetterGuard(limitBytes));
  try {
    return (await buffer(guard)).toString('latin1');
  } catch (error) {
    return (error as Error).message;
  }
}

/** The letter whole, in single bytes, and cut in two at every place. */
async function passes(letter: string): Promise<Set<string>> {
  const bytes = Buffer.from(letter, 'latin1');
  const all = [await pass([bytes]), await pass([...bytes].map((byte) => Buffer.from([byte])))];
  for (let at = 1; at < bytes.length; at++) all.push(await pass([bytes.subarray(0, at), bytes.subarray(at)]));
  return new Set(all);
}

const bareCr = '5.6.0 A bare CR stands in the letter (RFC 5321 2.3.8)';
const bareLf = '5.6.0 A bare LF stands in the letter (RFC 5321 2.3.8)';
const disguised = '5.6.0 A line of the letter is a dot disguised by NUL';

describe('the guard of a letter', () => {
  it.each([
    '',
    'no line end',
    'a: b\r\n\r\nbody\r\n',
    '\r\n\r\n\r\n',
    'ugly \0\0 NULs\r\n\0\r\n\0\0\r\n',
    '.\r\n..\r\n...\0..\r\na dot and a NUL .\0\r\n.\0a\r\n',
    '\xff\xfe eight bits\r\n',
  ])('passes %j on as it came, however it is cut', async (letter) => {
    expect(await passes(letter)).toEqual(new Set([letter]));
  });

  it.each([
    ['a\nb\r\n', bareLf],
    ['\n', bareLf],
    ['a\r\nb\n.\n', bareLf],
    ['a\r\n\nb', bareLf],
    ['a\rb\r\n', bareCr],
    ['a\r\r\n', bareCr],
    ['a\r\n\r', bareCr],
    ['a\r\n.\rb\nc', bareCr],
    ['\0.\r\nMAIL FROM:<a@b>\r\n', disguised],
    ['a\r\n.\0\r\n', disguised],
    ['a\r\n\0\0.\0\r\nb\nc', disguised],
  ])('refuses %j, however it is cut', async (letter, refusal) => {
    expect(await passes(letter)).toEqual(new Set([refusal]));
  });

  it('refuses one that is too large, and one that goes in circles', async () => {
    expect(await pass([Buffer.alloc(6, 'a'), Buffer.alloc(5, 'a')], 10)).toBe(
      '5.3.4 The letter is larger than 10 bytes',
    );
    const way = (servers: number) => pass([Buffer.from('Received: by a server\r\n'.repeat(servers) + '\r\nbody\r\n')]);
    expect(await way(50)).toContain('body');
    expect(await way(51)).toContain('it goes in circles');
  });
});
