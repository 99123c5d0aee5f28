import { MailParser } from 'mailparser';
import { seeded } from '#libs/testing';
import { passWholeBodies, type SplitterInside } from './whole-bodies.js';

function splitter(): SplitterInside {
  const made = (new MailParser() as unknown as { splitter: SplitterInside }).splitter;
  // The parser would take out of it what the test is to see.
  for (const event of ['readable', 'end', 'error']) made.removeAllListeners(event);
  return made;
}

interface Split {
  /** `node` and the bytes of what stands in it, in the order of the letter. */
  parts: string[];
  lines: number;
}

/** What the splitter makes of a letter that comes in pieces of this size. */
async function split(made: SplitterInside, letter: Buffer, pieceBytes: number): Promise<Split> {
  const inside = made as unknown as { processLine: (...given: unknown[]) => unknown };
  const theirs = inside.processLine.bind(made);
  let lines = 0;
  inside.processLine = (...given) => {
    lines++;
    return theirs(...given);
  };
  for (let at = 0; at < letter.length; at += pieceBytes) made.write(letter.subarray(at, at + pieceBytes));
  made.end();
  const parts: string[] = [];
  for await (const { type, value, contentType } of made as AsyncIterable<{
    type: string;
    value?: Buffer;
    contentType?: string;
  }>) {
    if (type === 'node') parts.push(`node ${contentType}\n`);
    else if (parts.at(-1)?.startsWith(`${type}\n`)) parts[parts.length - 1] += value!.toString('latin1');
    else parts.push(`${type}\n${value!.toString('latin1')}`);
  }
  return { parts, lines };
}

function mended(): SplitterInside {
  const made = splitter();
  passWholeBodies(made);
  return made;
}

const base64 = (bytes: number) => `${'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo'.repeat(2)}\r\n`.repeat(bytes / 72);

describe('passWholeBodies', () => {
  it('lets a document through in a few pieces, up to the line before its delimiter', async () => {
    const document = base64(144_000);
    const letter = Buffer.from(
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/pdf\r\n\r\n${document}\r\n--b\r\nContent-Type: image/png\r\n\r\n${document}--b--\r\nbehind it\r\n`,
    );
    const { parts, lines } = await split(mended(), letter, 65_536);
    expect(parts.map((part) => part.slice(0, 40))).toEqual([
      'node multipart/mixed\n',
      'data\n--b\r\n',
      'node application/pdf\n',
      `body\n${document.slice(0, 35)}`,
      'data\n\r\n--b\r\n',
      'node image/png\n',
      `body\n${document.slice(0, 35)}`,
      'data\n\r\n--b--\r\nbehind it\r\n',
    ]);
    expect(parts[3]).toBe(`body\n${document}`);
    expect(parts[6]).toBe(`body\n${document.slice(0, -2)}`);
    expect(lines).toBeLessThan(60);
  });

  it('tells of every letter what mailsplit tells, wherever a piece ends', async () => {
    const random = seeded(26_112_026);
    const some = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
    const body = () => {
      let text = '';
      const least = Math.floor(random() * 20_000);
      while (text.length < least)
        text += some([
          'words\r\n',
          'words\n',
          '\r\n',
          '-- \r\n',
          '--bo\r\n',
          '--boundary and more\r\n',
          ' --boundary\r\n',
          '\r',
          'x'.repeat(Math.floor(random() * 3_000)),
          `${'y'.repeat(76)}\r\n`.repeat(100),
        ]);
      return text;
    };
    const part = (boundary: string): string =>
      `${some(['\r\n', '\n', ''])}--${boundary}${some(['\r\n', '\n'])}Content-Type: ${some(['text/plain', 'application/pdf'])}\r\n${some(['\r\n', '\n'])}${body()}`;
    for (let n = 0; n < 120; n++) {
      const inner = `\r\n--boundary\r\nContent-Type: multipart/related; boundary=inner\r\n\r\n${part('inner')}${part('inner')}\r\n--inner--\r\n`;
      const letter = Buffer.from(
        `Content-Type: ${some(['multipart/mixed; boundary=boundary', 'text/plain'])}\r\nSubject: ${'s'.repeat(n * 40)}\r\n\r\n${body()}${part('boundary')}${some(['', inner])}${part('boundary')}${some(['', '\r\n--boundary--\r\n', '--boundary--'])}${some(['', body()])}`,
      );
      const pieceBytes = some([977, 4_099, 16_384, 65_536]);
      const theirs = await split(splitter(), letter, pieceBytes);
      const ours = await split(mended(), letter, pieceBytes);
      expect({ n, pieceBytes, parts: ours.parts }).toEqual({ n, pieceBytes, parts: theirs.parts });
    }
  });
});
