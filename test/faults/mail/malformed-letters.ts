import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seeded } from '#libs/testing';
import { aLetter, awkwardLetters, exchangeBounce, postfixBounce, undeclared } from '../../peers/letters.js';
import { sized } from './fault-letters.js';

const lines = (...all: string[]) => all.join('\r\n');
const bounce = {
  recipient: 'nobody@client.test',
  messageId: '<nothing@company.test>',
  status: '5.1.1',
  said: '550 no such user',
};

/** Whole letters of every make, to be broken; each is made anew, so that no two are told to be the same. */
const whole: readonly (() => Buffer)[] = [
  () => aLetter().bytes(),
  () =>
    aLetter()
      .subject('=?utf-8?B?0JfQsNC60LDQtw==?= =?koi8-r?Q?=FA=C1=CB=C1=DA?=')
      .with('Content-Type', 'multipart/alternative; boundary="a"')
      .body(
        lines(
          ...['--a', 'Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes', ''],
          ...['Здравствуйте! ', '> так было ', '', '--a', 'Content-Type: text/html; charset=windows-1251'],
          ...['Content-Transfer-Encoding: quoted-printable', '', '<p>=C7=E4=F0=E0=E2=F1=F2=E2=F3=E9=F2=E5=', '</p>'],
          ...['--a--', ''],
        ),
      )
      .bytes(),
  () =>
    aLetter()
      .with('Content-Type', 'multipart/related; boundary=r; type="multipart/alternative"')
      .body(
        lines(
          ...['--r', 'Content-Type: multipart/alternative; boundary=r.a', '', '--r.a', '', 'words', '--r.a'],
          ...['Content-Type: text/html', '', '<img src="cid:1@x">', '--r.a--', '--r', 'Content-Type: image/png'],
          ...['Content-ID: <1@x>', 'Content-Transfer-Encoding: base64', '', 'iVBORw0KGgo=', '--r'],
          ...["Content-Type: application/pdf; name*0*=utf-8''%D0%A1%D1%87; name*1*=%D1%91%D1%82.pdf"],
          ...['Content-Disposition: attachment', 'Content-Transfer-Encoding: x-uuencode', ''],
          ...['begin 644 a.pdf', '#0V%T', '`', 'end', '--r--', ''],
        ),
      )
      .bytes(),
  () =>
    aLetter()
      .with('Content-Type', 'multipart/mixed; boundary=m')
      .body(
        lines(
          ...['--m', 'Content-Type: text/calendar; method=REQUEST', '', 'BEGIN:VCALENDAR', 'END:VCALENDAR', '--m'],
          ...['Content-Type: message/rfc822', '', 'Subject: inner', 'Content-Type: multipart/digest; boundary=d', ''],
          ...['--d', '', 'From: a@b.test', '', 'one', '--d--', '', '--m--', ''],
        ),
      )
      .bytes(),
  () => sized(4_000),
  () => postfixBounce(bounce),
  () => exchangeBounce(bounce),
  ...(['undeclaredKoi8', 'nulBytes', 'winmailDat', 'nestedLetter', 'withoutMessageId', 'eightBitRubbish'] as const).map(
    (name) => awkwardLetters[name],
  ),
];

/** The same, and long: broken less often. */
const long = (['hugeHeader', 'manyFields', 'tenThousandParts', 'deeplyNested'] as const).map(
  (name) => awkwardLetters[name],
);
const oneInLong = 400;

const tokens = [
  ...[
    '\r\n',
    '\n',
    '\r',
    '\r\n\r\n',
    '\0',
    '\t',
    ' ',
    '--',
    '--a',
    '--a--',
    '=',
    '=\r\n',
    '=?utf-8?B?',
    '?=',
    '"',
    '(',
  ],
  ...[
    ')',
    '<',
    '>',
    '@',
    ';',
    ':',
    ',',
    '\\',
    '%',
    "''",
    '\u{1f600}',
    '\ud83d',
    '\u202e',
    'ß'.repeat(40),
    '('.repeat(200),
  ],
  ...['Content-Type: ', 'Content-Type: multipart/mixed; boundary=""', 'Content-Type: multipart/mixed; boundary=a'],
  ...[
    'Content-Transfer-Encoding: base64',
    'Content-Transfer-Encoding: 7bit',
    'boundary=',
    'charset=utf-7',
    'begin 644 x',
  ],
  ...[
    'Date: Wed, 99 Foo 99999 99:99:99 +9999',
    'From: ',
    'To: undisclosed-recipients:;',
    'Message-ID: <',
    'References: ',
  ],
].map((text) => Buffer.from(text));

type Random = (below: number) => number;

/** One way to break a letter. */
const breaks: readonly ((letter: Buffer, random: Random) => Buffer)[] = [
  // A byte is another.
  (letter, random) => {
    const broken = Buffer.from(letter);
    if (broken.length > 0) broken[random(broken.length)] = random(256);
    return broken;
  },
  // Something stands where nothing belongs.
  (letter, random) => {
    const at = random(letter.length + 1);
    return Buffer.concat([letter.subarray(0, at), tokens[random(tokens.length)]!, letter.subarray(at)]);
  },
  // A piece is missing.
  (letter, random) => {
    const at = random(letter.length + 1);
    return Buffer.concat([letter.subarray(0, at), letter.subarray(at + random(200))]);
  },
  // A piece comes twice.
  (letter, random) => {
    const at = random(letter.length + 1);
    return Buffer.concat([letter.subarray(0, at + random(200)), letter.subarray(at)]);
  },
  // It breaks off.
  (letter, random) => letter.subarray(0, random(letter.length + 1)),
  // Other line ends.
  (letter, random) =>
    Buffer.from(letter.toString('latin1').replaceAll('\r\n', ['\n', '\r', '\r\r\n'][random(3)]!), 'latin1'),
  // Two lines have changed places.
  (letter, random) => {
    const all = letter.toString('latin1').split('\r\n');
    const [a, b] = [random(all.length), random(all.length)];
    [all[a], all[b]] = [all[b]!, all[a]!];
    return Buffer.from(all.join('\r\n'), 'latin1');
  },
  // The header has no end.
  (letter) => Buffer.from(letter.toString('latin1').replace('\r\n\r\n', '\r\n'), 'latin1'),
  // Bytes of no charset.
  (letter, random) => {
    const at = random(letter.length + 1);
    return Buffer.concat([letter.subarray(0, at), undeclared.koi8r, letter.subarray(at)]);
  },
];

/** A letter of its own: it has another Message-ID than the others, and ends in other words. */
function renamed(letter: Buffer): Buffer {
  const text = letter.toString('latin1');
  const named = text.replace(/^(message-id:\s*<)[^>\r\n]*/im, (_, field: string) => field + randomUUID());
  return Buffer.from(`${named}itself ${randomUUID()}\r\n`, 'latin1');
}

/** Whether what is left of it may well be another letter seen again: nothing tells them apart but trace fields. */
export function mayBeAnother(letter: Buffer): boolean {
  // A letter may begin with the empty line.
  const text = `\n${letter.toString('latin1')}`;
  const empty = text.search(/\n\r?\n/);
  return empty !== -1 && !/itself [0-9a-f-]{36}/.test(text.slice(empty));
}

/** The awkward letters themselves. */
export const awkward = (): Buffer[] => Object.values(awkwardLetters).map((make) => make());

/** Letters broken at one to four places; the same for the same seed, but for what tells them apart. */
export function* broken(count: number, seed: number, others: readonly Buffer[] = []): Generator<Buffer> {
  const generator = seeded(seed);
  const random: Random = (below) => Math.floor(generator() * below);
  for (let n = 0; n < count; n++) {
    const makes = random(oneInLong) === 0 ? long : whole;
    const other = others.length > 0 && random(2) === 0 ? others[random(others.length)] : undefined;
    let letter = renamed(other ?? makes[random(makes.length)]!());
    for (let times = 1 + random(4); times > 0; times--) letter = breaks[random(breaks.length)]!(letter, random);
    yield letter;
  }
}

/** Every file below a folder, each taken for a letter: collections that are not ours to carry along. */
export async function lettersBelow(folder: string): Promise<Buffer[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).sort((a, b) => a.name.localeCompare(b.name));
  return Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name))));
}
