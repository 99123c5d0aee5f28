import { createHash } from 'node:crypto';
import { LetterReader, letterFacts, letterFactsInTurns } from './letter-digest.js';

const now = new Date('2026-11-22T12:00:00Z');
const digest = (text: string) => letterFacts(Buffer.from(text, 'latin1'), now).contentDigest;

function inPieces(text: string, size: number) {
  const bytes = Buffer.from(text, 'latin1');
  const reader = new LetterReader();
  for (let at = 0; at < bytes.length; at += size) reader.update(bytes.subarray(at, at + size));
  return reader.finish(now);
}

const head = 'From: a@example.test\r\nDate: Mon, 1 Jun 2026 10:00:00 +0300\r\nSubject: hello\r\n';

/** The digest of a letter that has this body and no header. */
function byTheRule(body: string): string {
  const even = body.split('\n').map((line) => line.replace(/[ \t\r]+$/, ''));
  while (even.at(-1) === '') even.pop();
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes);
  const bodyHash = sha256(Buffer.from(even.map((line) => `${line}\r\n`).join(''), 'latin1')).digest();
  return sha256(Buffer.concat([Buffer.from('\n\n\n'), bodyHash])).digest('hex');
}

describe('the content digest', () => {
  it('does not see trace fields, line ends, blanks at line ends or empty lines at the end', () => {
    const plain = digest(`${head}\r\none\r\n\r\ntwo\r\n`);
    expect(digest(`Received: from x\r\nDelivered-To: me@example.test\r\n${head}\r\none\r\n\r\ntwo\r\n`)).toBe(plain);
    expect(digest(`${head}\r\none\r\n\r\ntwo\r\n`.replaceAll('\r\n', '\n'))).toBe(plain);
    expect(digest(`${head}\r\none \t\r\n  \r\ntwo`)).toBe(plain);
    expect(digest(`${head}\r\none\r\n\r\ntwo\r\n\r\n \r\n`)).toBe(plain);
  });

  it('sees another body, subject, sender or date', () => {
    const plain = digest(`${head}\r\none\r\n`);
    expect(digest(`${head}\r\nONE\r\n`)).not.toBe(plain);
    expect(digest(`${head}\r\n one\r\n`)).not.toBe(plain);
    expect(digest(`${head}\r\n\r\none\r\n`)).not.toBe(plain);
    for (const [from, to] of [
      ['hello', 'hullo'],
      ['a@', 'b@'],
      ['10:00', '10:01'],
    ] as const) {
      expect(digest(`${head.replace(from, to)}\r\none\r\n`)).not.toBe(plain);
    }
  });

  it('is SHA-256 as the contract says, so that a stranger can compute it', () => {
    // printf 'a@example.test\nMon, 1 Jun 2026 10:00:00 +0300\nhello\n' followed by the 32 bytes of SHA-256('one\r\n')
    expect(digest(`${head}\r\none\n`)).toBe('20086dcd4a8bebe90e43b3e537d255a948b527624628d5e98eb5d3cdb708426a');
  });

  it('exists for letters without Message-ID, From, body or anything at all', () => {
    for (const text of ['', '\r\n', '\n', 'Subject: x', '\r\nonly a body', '\0\0\0']) {
      expect(digest(text)).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  const awkward: [string, string][] = [
    ['an ordinary letter', `${head}\r\none\r\n\r\n \r\ntwo \r\n.\r\n\r\n`],
    ['LF only', `${head}\r\none \n\n\ttwo\n`.replaceAll('\r', '')],
    ['a body from the first byte', '\r\nbody \r\n'],
    ['blanks beyond what is forgiven', `${head}\r\n${' '.repeat(5_000)}\r\nx${'\t '.repeat(3_000)}\r\n`],
    ['no empty line at all', 'From: x\r\nSubject: y\r\n'],
    ['a header block that never ends', `X: ${'y'.repeat(70)}\r\n`.repeat(5_000) + '\r\nbody'],
    ['stray CR', `${head}\r\none\rtwo\r\r\n\r\rthree\r`],
  ];
  it.each(awkward)('is the same in pieces of any size: %s', (_name, text) => {
    const whole = letterFacts(Buffer.from(text, 'latin1'), now);
    for (const size of text.length > 20_000 ? [4_096, 65_536, 262_144] : [1, 2, 3, 7, 64, 4_096]) {
      expect(inPieces(text, size)).toEqual(whole);
    }
  });

  it('is that of the rule applied line by line, whatever the lines end in', () => {
    const ends = ['\r\n', '\n', ' \r\n', '\t\n', '\r\r\n', '\r\n'.repeat(600), ' \r\n\r\n'];
    const pieces = [...ends, 'a', 'lamps and wire\r\n', ' \r', 'x'.repeat(1_100), '\r', '\ttab', 'y'.repeat(20_000)];
    for (const first of pieces)
      for (const second of pieces)
        for (const third of pieces) {
          const body = `${first}${second}${third}end`;
          const expected = byTheRule(body);
          expect({ body, digest: digest(`\r\n${body}`) }).toEqual({ body, digest: expected });
          const inTwo = 2 + first.length + Math.ceil(second.length / 2);
          expect(inPieces(`\r\n${body}`, inTwo).contentDigest).toBe(expected);
        }
  });

  it('tells letters without an empty line and without a Message-ID apart by every byte', () => {
    const [one, other] = ['From: a@b.test\rSubject: x\r\rone\r', 'From: a@b.test\rSubject: x\r\rother\r'];
    expect(digest(one)).not.toBe(digest(other));
    expect(digest(one)).toBe(digest(one));
    const [here, there] = ['Received: here\r\n', 'Received: there\r\n'].map(
      (trace) => `${trace}From: a@b.test\r\nMessage-ID: <1@b.test>\r\n`,
    );
    expect(digest(here!)).toBe(digest(there!));
  });
});

describe('a letter of many megabytes', () => {
  it('lets others have their turn, and is read the same', async () => {
    const letter = Buffer.from(`${head}\r\n${'x\n'.repeat(1_000_000)}`);
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    const inTurns = await letterFactsInTurns(letter, now);
    clearInterval(counting);
    expect(inTurns).toEqual(letterFacts(letter, now));
    expect(turns).toBeGreaterThan(2);
  });
});
