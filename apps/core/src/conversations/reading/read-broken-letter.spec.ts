import { Readable } from 'node:stream';
import { readLetter } from './read-letter.js';

const readBytes = (letter: Buffer) => readLetter(Readable.from([letter], { objectMode: false }));
const read = (...lines: string[]) => readBytes(Buffer.from(lines.join('\r\n'), 'latin1'));
const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
const head = ['From: ada@client.test', 'Subject: Order'];
const mixed = 'Content-Type: multipart/mixed; boundary="b"';
const pdf = [
  'Content-Type: application/pdf; name="bill.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  'JVBERi0=',
] as const;

describe('a letter whose body nobody would find', () => {
  it.each<[string, string[], string]>([
    ['no empty line at all', [...head, 'Please send 20 lamps.', 'Ada'], 'Please send 20 lamps.\nAda'],
    [
      'the empty line comes after the first sentence',
      [...head, 'Good day, please send 20 lamps.', 'Note: the warm ones.', '', 'Ada'],
      'Good day, please send 20 lamps.\nNote: the warm ones.\n\nAda',
    ],
    ['there is no header', ['Please send 20 lamps.', 'Ada'], 'Please send 20 lamps.\nAda'],
    ['there is the line of an mbox file', ['From ada@client.test Mon Jan  2 2026', ...head, '', 'Lamps'], 'Lamps'],
  ])('%s', async (_, letter, text) => expect((await read(...letter)).text.trim()).toBe(text));

  it('keeps a header whose lines were broken in the middle', async () => {
    const broken = await read(
      ...head,
      'X-Signature: v=1; a=rsa;',
      'bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; d=x',
      'Content-Type: text/html',
      '',
      '<p>Lamps</p>',
    );
    expect([broken.text, broken.html]).toEqual(['Lamps', '<p>Lamps</p>']);
    expect((await read(...head, 'X-Signature: v=1;', 'bh=47DEQpj8HBSa', '', 'Lamps')).text).toBe('Lamps');
  });
});

describe('a letter of nothing but blanks', () => {
  it.each(['\n', ' \n\n'])('has no words, however they are encoded: %j', async (blanks) => {
    const encoded = ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64'];
    expect((await read(...head, ...encoded, '', base64(blanks), '')).text.trim()).toBe('');
  });
});

describe('a file of no type', () => {
  it('is there under its name', async () => {
    const { text, attachments, problem } = await read(
      ...head,
      mixed,
      ...['', '--b', '', 'See me.', '--b'],
      ...['Content-Type: ; name="face.jpg"', 'Content-Transfer-Encoding: base64', '', '/9j/4AAQ', '--b--', ''],
    );
    expect({ text: text.trim(), attachments, problem }).toMatchObject({
      text: 'See me.',
      attachments: [{ name: 'face.jpg', type: 'application/octet-stream', size: 6 }],
      problem: null,
    });
  });
});

describe('a multipart whose delimiter is not what was declared', () => {
  const parts = (delimiter: string) => [
    `--${delimiter}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Please send 20 l=C3=A4mps.',
    `--${delimiter}`,
    ...pdf,
    `--${delimiter}--`,
    '',
  ];
  it.each<[string, string[]]>([
    ['it is another', [mixed, '', ...parts('=_other')]],
    ['there is no semicolon before it', ['Content-Type: multipart/mixed', '\tboundary="b"', '', ...parts('b')]],
    ['it is not declared', ['Content-Type: multipart/mixed', '', ...parts('b')]],
    ['it is declared empty', ['Content-Type: multipart/mixed; boundary=""', '', ...parts('b')]],
    ['blanks stand behind it', [mixed, '', ...parts('b').map((line) => (line.startsWith('--b') ? `${line}  ` : line))]],
    ['the closing one is missing', [mixed, '', ...parts('b').slice(0, -2)]],
    ['no empty line stands above it', [mixed, ...parts('b')]],
    ['a preamble stands above it', [mixed, '', 'This is a message in MIME format.', '', ...parts('b')]],
  ])('%s: text and file are there', async (_, letter) => {
    const content = await read(...head, ...letter);
    expect(content.text.trim()).toBe('Please send 20 lämps.');
    expect(content.attachments.map(({ n, name, size }) => [n, name, size])).toEqual([[0, 'bill.pdf', 5]]);
  });

  it.each<[string, string[], string]>([
    ['there is none: all of it is the text', [mixed, '', 'Please send 20 lamps.'], 'Please send 20 lamps.'],
    ['there is none, and it is HTML', [mixed, '', '<html><body><p>Please</p></body></html>'], 'Please'],
    [
      'nothing is in it, and the text stands below',
      [mixed, '', '--b--', '', 'Please send 20 lamps.'],
      'Please send 20 lamps.',
    ],
    [
      'that of a multipart inside is another',
      [
        mixed,
        '',
        '--b',
        'Content-Type: multipart/mixed; boundary="c"',
        '',
        '--d',
        'Content-Type: text/plain',
        '',
        'Lamps',
      ],
      'Lamps',
    ],
    ['a part has an empty type', [mixed, '', '--b', 'Content-Type:', '', 'Lamps', '--b--'], 'Lamps'],
  ])('%s', async (_, letter, text) => expect((await read(...head, ...letter)).text.trim()).toBe(text));

  it('is read as it is declared where a long beginning stands above it', async () => {
    const letter = await read(...head, mixed, '', 'for old programs '.repeat(10_000), '--b', '', 'Lamps', '--b--');
    expect(letter.text).toBe('Lamps');
  });
});

describe('what is encoded otherwise than declared', () => {
  const text = 'Добрый день, пришлите счёт';
  const plain = (charset: string) => `Content-Type: text/plain; charset=${charset}`;
  const encoding = (name: string) => `Content-Transfer-Encoding: ${name}`;
  it.each<[string, string[], string]>([
    ['base64 by a name of its own', [plain('utf-8'), encoding('base-64'), '', base64(text)], text],
    ['base64 in quotation marks', [plain('utf-8'), encoding('"base64"'), '', base64(text)], text],
    ['quoted-printable with an underscore', [plain('utf-8'), encoding('Quoted_Printable'), '', '=D0=94=D0=B0'], 'Да'],
    [
      'plain, and called base64',
      [plain('utf-8'), encoding('base64'), '', 'Please send 20 lamps.'],
      'Please send 20 lamps.',
    ],
    [
      'base64 with a footer of a mailing list',
      [plain('utf-8'), encoding('base64'), '', base64(text), '_____________', 'Clients mailing list'],
      `${text}\n_____________\nClients mailing list`,
    ],
    [
      'uuencoded',
      [plain('us-ascii'), encoding('x-uuencode'), '', 'begin 644 t', `64&QE87-E('-E;F0@,C @;&%M<',N"@  `, '`', 'end'],
      'Please send 20 lamps.',
    ],
    ['UTF-8, and called Latin', [plain('iso-8859-1'), '', utf8(text)], text],
    ['UTF-8, and called windows-1251', [plain('windows-1251'), '', utf8(text)], text],
    [
      'windows-1251, and called Latin',
      [plain('iso-8859-1'), '', '\xc4\xee\xe1\xf0\xfb\xe9 \xe4\xe5\xed\xfc'],
      'Добрый день',
    ],
    ['Latin', [plain('iso-8859-1'), '', 'Gr\xfc\xdfe aus K\xf6ln'], 'Grüße aus Köln'],
    ['ASCII, and called UTF-16', [plain('utf-16'), '', 'Please'], 'Please'],
    [
      'in a charset that nobody knows',
      [plain('x-klingon'), '', '\xc4\xee\xe1\xf0\xfb\xe9 \xe4\xe5\xed\xfc'],
      'Добрый день',
    ],
    ['UTF-7', [plain('utf-7'), '', '+BBQEMA-, please'], 'Да, please'],
    ['of the type "text"', ['Content-Type: text', '', 'Lamps'], 'Lamps'],
    ['of a type without its semicolon', ['Content-Type: text/plain charset=utf-8', '', utf8(text)], text],
  ])('%s', async (_, letter, expected) => expect((await read(...head, ...letter)).text.trim()).toBe(expected));

  it.each([
    ['utf-16', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['utf-16', Buffer.from(text, 'utf16le')],
    ['utf-16be', Buffer.from(text, 'utf16le').swap16()],
  ])('%s, by its mark or by its zeros', async (charset, body) => {
    const letter = Buffer.concat([Buffer.from([...head, plain(charset), '', ''].join('\r\n')), body]);
    expect((await readBytes(letter)).text).toBe(text);
  });
});

describe('words that stand elsewhere', () => {
  it('are those of a body whose type says nothing, which stays a file too', async () => {
    const bytes = ['Content-Type: application/octet-stream', 'Content-Transfer-Encoding: base64', ''];
    const content = await read(...head, ...bytes, base64('Пришлите 20 ламп.'));
    expect(content.text).toBe('Пришлите 20 ламп.');
    expect(content.attachments).toMatchObject([{ n: 0, name: 'attachment', type: 'application/octet-stream' }]);
    expect((await read(...head, ...bytes, Buffer.from([0, 1, 2, 3, 0, 255, 0, 7]).toString('base64'))).text).toBe('');
    const named = ['Content-Type: application/octet-stream; name="notes.txt"', '', 'Secret of the file'];
    expect((await read(...head, ...named)).text).toBe('');
  });

  it('are those of the letter that is passed on, however deep, as far as anybody looks', async () => {
    const inner = (depth: number): string[] =>
      depth === 0
        ? ['Content-Type: text/plain', '', 'Lamps']
        : ['Content-Type: message/rfc822', '', ...inner(depth - 1)];
    expect((await read(...head, ...inner(1))).text).toBe('Lamps');
    expect((await read(...head, ...inner(3))).text).toBe('Lamps');
    expect(await read(...head, ...inner(2_000))).toMatchObject({ text: '', attachments: [{ name: 'letter.eml' }] });
    const attached = ['--b', 'Content-Type: message/rfc822', '', 'Subject: x', '', 'Lamps', '--b--'];
    expect((await read(...head, mixed, '', ...attached)).text).toBe('Lamps');
    expect((await read(...head, mixed, '', '--b', '', 'See below', ...attached)).text).toBe('See below');
  });

  /** Of winmail.dat: one attribute of the message. */
  const attribute = (id: number, data: Buffer): Buffer => {
    const about = Buffer.alloc(9);
    about[0] = 1;
    about.writeUInt32LE(id, 1);
    about.writeUInt32LE(data.length, 5);
    return Buffer.concat([about, data, Buffer.alloc(2)]);
  };
  const property = (type: number, id: number, data: Buffer): Buffer => {
    const about = Buffer.alloc(12);
    about.writeUInt16LE(type, 0);
    about.writeUInt16LE(id, 2);
    about.writeUInt32LE(1, 4);
    about.writeUInt32LE(data.length, 8);
    return Buffer.concat([about, data, Buffer.alloc((4 - (data.length % 4)) % 4)]);
  };
  const tnef = (...attributes: Buffer[]) => Buffer.concat([Buffer.from('789f3e220100', 'hex'), ...attributes]);
  const properties = (...all: Buffer[]) => {
    const count = Buffer.alloc(4);
    count.writeUInt32LE(all.length + 1);
    // A time of eight bytes stands first: the others are found behind it.
    return attribute(0x00069003, Buffer.concat([count, Buffer.from('40003900' + '00'.repeat(8), 'hex'), ...all]));
  };
  /** The example of [MS-OXRTFCP] 3.1. */
  const packed = Buffer.from(
    '2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232' + '0af32068656c090020627705b06c647d0a800fa0',
    'hex',
  );
  it.each<[string, Buffer, string]>([
    ['as plain text', tnef(attribute(0x0002800c, Buffer.from('Lamps\0'))), 'Lamps'],
    ['as UTF-16', tnef(properties(property(0x1f, 0x1000, Buffer.from('Лампы\0', 'utf16le')))), 'Лампы'],
    ['as HTML', tnef(properties(property(0x102, 0x1013, Buffer.from('<p>Lamps</p>')))), 'Lamps'],
    ['as packed RTF', tnef(properties(property(0x102, 0x1009, packed))), 'hello world'],
    ['not at all', tnef(properties(property(0x102, 0x7fff, Buffer.from('Lamps')))), ''],
    [
      'with lengths that lead out of it',
      tnef(attribute(0x00069003, Buffer.from('ffffffff1e000010ffffffffffffffff', 'hex'))),
      '',
    ],
  ])('are those that Outlook wrapped %s', async (_, file, text) => {
    const wrapped = ['Content-Type: application/ms-tnef; name="winmail.dat"', 'Content-Transfer-Encoding: base64', ''];
    const content = await read(...head, ...wrapped, file.toString('base64'));
    expect(content.text).toBe(text);
    expect(content.attachments).toMatchObject([{ n: 0, name: 'winmail.dat', size: file.length }]);
  });

  it('are none in a letter that has a picture and nothing else', async () => {
    const picture = ['Content-Type: image/png', 'Content-Transfer-Encoding: base64', '', 'iVBORw0KGgo='];
    expect((await read(...head, ...picture)).text).toBe('');
    expect((await read(...head, 'Content-Type: text/html', '', '<img src="cid:a">')).text).toBe('');
  });
});
