import { simpleParser } from 'mailparser';
import { outlineOf } from './letter-outline.js';
import { saidIn, spliced, withFiles, withNewWords, type WordsChange } from './new-words.js';
import { endOfHead } from './rewrite-head.js';

const alias = 'client-bcdfghjkmnpqrstvwxz234@corp.test';
const nothing: WordsChange = { signature: null, responses: [], restoring: null };
const signature = { text: 'Анна, Компанія', html: '<b>Анна</b>, Компанія', replaceOwn: true };
const restoring = { instead: new Map([[alias, 'ada@client.test']]), mailbox: null, ours: 'office@corp.test' };
const file = { name: 'Ціни.pdf', type: 'application/pdf', bytes: Buffer.from('%PDF-1.4') };

const letter = (...lines: string[]) => Buffer.from(lines.join('\r\n'), 'latin1');
const cut = (bytes: Buffer) => {
  const end = endOfHead(bytes);
  return { head: bytes.subarray(0, end), body: bytes.subarray(end) };
};
function changed(bytes: Buffer, change: Partial<WordsChange>, files: (typeof file)[] = []): Buffer {
  const { head, body } = cut(bytes);
  const outline = outlineOf(head, body, true);
  const anew = withFiles(withNewWords(head, outline, { ...nothing, ...change }), outline, files, 'new-boundary');
  const pieces = [anew.head, ...spliced(body, anew.splices), ...anew.tail];
  return Buffer.concat(pieces.map((piece) => ('bytes' in piece ? Buffer.from(piece.bytes.toString('base64')) : piece)));
}
const outlined = (bytes: Buffer) => {
  const { head, body } = cut(bytes);
  return outlineOf(head, body, true);
};

const mixed = letter(
  'Subject: x',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="=_mixed"',
  '',
  'preamble',
  '--=_mixed',
  'Content-Type: multipart/alternative; boundary="=_alt"',
  '',
  '--=_alt',
  'Content-Type: text/plain; charset=koi8-r; format=flowed',
  'Content-Transfer-Encoding: 8bit',
  '',
  '\xf0\xd2\xc9\xd7\xc5\xd4',
  '--=_alt',
  'Content-Type: text/html; charset=windows-1251',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<meta charset=3Dwindows-1251><p>=CF=F0=E8=E2=E5=F2</p>',
  '--=_alt--',
  '--=_mixed',
  'Content-Type: text/plain; name="notes.txt"',
  'Content-Disposition: attachment; filename="notes.txt"',
  '',
  '/price',
  '--=_mixed--',
  '',
);

describe('what a letter says', () => {
  it('is found in its texts and not in its files', () => {
    expect(outlined(mixed).texts.map(({ kind, text }) => [kind, text])).toEqual([
      ['plain', 'Привет'],
      ['html', '<meta charset=windows-1251><p>Привет</p>'],
    ]);
  });

  it('is what only the company knows', () => {
    const bytes = letter('Content-Type: text/plain', '', '/price', '', `On 09:12, Ada <${alias}> wrote:`, '> /x', '');
    expect(saidIn(outlined(bytes))).toEqual({ aliases: [alias], shortcuts: ['price'] });
  });

  it('in base64 is found too', () => {
    const text = Buffer.from(`Привіт ${alias}`).toString('base64');
    const bytes = letter('Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', text, '');
    expect(saidIn(outlined(bytes)).aliases).toEqual([alias]);
    expect(changed(bytes, { restoring }).toString()).toContain(
      Buffer.from('Привіт ada@client.test').toString('base64'),
    );
  });
});

describe('a letter with new words', () => {
  it('is the same byte for byte where nothing changes', () => {
    expect(changed(mixed, {}).equals(mixed)).toBe(true);
    expect(changed(mixed, { responses: [{ shortcut: 'price', text: 'x', html: 'x' }] }).equals(mixed)).toBe(true);
  });

  it('is signed in all its texts, whatever their charset; its files stay as they are', async () => {
    const bytes = changed(mixed, { signature });
    const { text, html, attachments } = await simpleParser(bytes);
    expect(text).toBe('Привет\n\n-- \nАнна, Компанія');
    expect(html).toBe('<meta charset=utf-8><p>Привет</p><div>-- <br>\n<b>Анна</b>, Компанія</div>\n');
    expect(attachments.map(({ filename, content }) => [filename, content.toString()])).toEqual([
      ['notes.txt', '/price'],
    ]);
    expect(bytes.toString('latin1')).toContain('Content-Type: text/plain; charset=utf-8; format=flowed\r\n');
  });

  it('says in its own header how its one text is written now', async () => {
    const bytes = changed(letter('Subject: x', 'Content-Type: text/plain; charset=us-ascii', '', 'Hi', ''), {
      signature,
    });
    expect(bytes.toString('latin1')).toMatch(
      /^Subject: x\r\nContent-Type: text\/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHi\r\n\r\n--=20\r\n/,
    );
    expect((await simpleParser(bytes)).text).toBe('Hi\n\n-- \nАнна, Компанія\n');
  });

  it.each([
    ['signed', 'multipart/signed; protocol="application/pgp-signature"; boundary=b'],
    ['encrypted', 'multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b'],
    ['a CMS of its own', 'application/pkcs7-mime; smime-type=signed-data'],
  ])('is none where it is %s', (_name, type) => {
    const bytes = letter(`Content-Type: ${type}`, '', '--b', 'Content-Type: text/plain', '', 'Hi', '--b--', '');
    expect(outlined(bytes).sealed).toBe(true);
    expect(changed(bytes, { signature }).equals(bytes)).toBe(true);
  });

  it('is none where something signed lies within, or the text is', () => {
    const inside = letter(
      ...['Content-Type: multipart/mixed; boundary=a', '', '--a', 'Content-Type: multipart/signed; boundary=b', ''],
      ...['--b', '', 'Hi', '--b--', '--a--', ''],
    );
    expect(outlined(inside).sealed).toBe(true);
    expect(outlined(letter('', '-----BEGIN PGP SIGNED MESSAGE-----', 'Hi')).sealed).toBe(true);
  });

  it('keeps bytes in no known charset as they are; addresses in them are made good', () => {
    const bytes = letter(
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      `\xff ${alias}`,
      '',
    );
    expect(
      changed(bytes, { signature, restoring }).equals(
        letter(
          'Content-Type: text/plain; charset=utf-8',
          'Content-Transfer-Encoding: 8bit',
          '',
          '\xff ada@client.test',
          '',
        ),
      ),
    ).toBe(true);
  });
});

describe('files of ready words', () => {
  it('stand beside those of the letter', async () => {
    const { attachments, text } = await simpleParser(changed(mixed, {}, [file]));
    expect(text).toBe('Привет');
    expect(attachments.map(({ filename, content }) => [filename, content.toString()])).toEqual([
      ['Ціни.pdf', '%PDF-1.4'],
      ['notes.txt', '/price'],
    ]);
  });

  it('make a whole of a letter that had none', async () => {
    const bytes = letter('Subject: x', 'Content-Type: text/html; charset=utf-8', '', '<p>Hi</p>', '');
    const parsed = await simpleParser(changed(bytes, {}, [file]));
    expect(parsed.html).toBe('<p>Hi</p>\n');
    expect(parsed.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
      ['Ціни.pdf', 'application/pdf'],
    ]);
  });
});

it('a part whose end has not come is left alone', () => {
  const { head, body } = cut(mixed);
  const begun = body.subarray(0, body.indexOf('=CF'));
  expect(outlineOf(head, begun, false).texts.map(({ kind }) => kind)).toEqual(['plain']);
});
