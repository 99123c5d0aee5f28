import { Readable } from 'node:stream';
import { aWinmail } from '#libs/testing';
import { readLetter } from './read-letter.js';

/** In pieces of 64 KiB, as evidence comes. */
function* pieces(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
const read = (text: string) => readLetter(Readable.from(pieces(Buffer.from(text, 'latin1')), { objectMode: false }));
const lines = (...text: string[]) => text.join('\r\n');
const pdf = lines(
  '--b',
  'Content-Type: application/pdf',
  'Content-Disposition: attachment; filename="=?utf-8?B?0YHRh9GR0YI=?=.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  'JVBERi0=',
  '',
);

describe('readLetter', () => {
  it('gives text, HTML and a list of attachments, with images that belong to the HTML marked', async () => {
    const content = await read(
      lines(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: multipart/related; boundary=r',
        '',
        '--r',
        'Content-Type: multipart/alternative; boundary=a',
        '',
        '--a',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        '=D0=9F=D1=80=D0=B8=D0=B2=D0=B5=D1=82',
        '--a',
        'Content-Type: text/html; charset=utf-8',
        '',
        '<p>Hi <img src="cid:logo@x"></p>',
        '--a--',
        '--r',
        'Content-Type: image/png',
        'Content-ID: <logo@x>',
        'Content-Transfer-Encoding: base64',
        '',
        'iVBORw0KGgo=',
        '--r--',
        pdf + '--b--',
        '',
      ),
    );
    expect(content).toEqual({
      text: 'Привет',
      html: '<p>Hi <img src="cid:logo@x"></p>',
      attachments: [
        { n: 0, name: 'image.png', type: 'image/png', size: 8, inline: true, contentId: 'logo@x' },
        { n: 1, name: 'счёт.pdf', type: 'application/pdf', size: 5, inline: false, contentId: null },
      ],
      problem: null,
      report: null,
      receipt: null,
    });
  });

  it('makes text of HTML where there is no other', async () => {
    const { text, html } = await read(
      'Content-Type: text/html\r\n\r\n<style>x{}</style><p>One &amp; two</p><p>three</p>',
    );
    expect(text).toBe('One & two\n\nthree');
    expect(html).toBe('<style>x{}</style><p>One &amp; two</p><p>three</p>');
    const inside = await read(
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<a href="x">inside</a>\r\n--b--',
    );
    expect(inside.text).toBe('inside');
    const started = performance.now();
    expect((await read(`Content-Type: text/html\r\n\r\n${'<div>'.repeat(200_000)}deep`)).problem).toBeNull();
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  const cyrillic = 'Добрый день, пришлите счёт';
  const windows1251 = '\xc4\xee\xe1\xf0\xfb\xe9 \xe4\xe5\xed\xfc, \xef\xf0\xe8\xf8\xeb\xe8\xf2\xe5 \xf1\xf7\xb8\xf2';
  const koi8 = '\xe4\xcf\xc2\xd2\xd9\xca \xc4\xc5\xce\xd8, \xd0\xd2\xc9\xdb\xcc\xc9\xd4\xc5 \xd3\xde\xa3\xd4';
  it.each([
    ['windows-1251, undeclared', '', windows1251],
    ['windows-1251, declared', 'Content-Type: text/plain; charset=windows-1251\r\n', windows1251],
    ['windows-1251, called us-ascii', 'Content-Type: text/plain; charset="us-ascii"\r\n', windows1251],
    ['windows-1251, called utf-8', 'Content-Type: text/plain; charset=UTF-8\r\n', windows1251],
    ['KOI8-R, undeclared', 'Content-Type: text/plain\r\n', koi8],
    ['KOI8-R, declared', 'Content-Type: text/plain; charset=koi8-r\r\n', koi8],
    ['UTF-8, undeclared', '', Buffer.from(cyrillic).toString('latin1')],
  ])('reads %s', async (_, field, body) => expect((await read(`${field}\r\n${body}`)).text).toBe(cyrillic));

  it('reads a charset that nobody knows as far as it can', async () => {
    const { text, problem } = await read('Content-Type: text/plain; charset=x-klingon\r\n\r\nplain');
    expect([text, problem]).toEqual(['plain', null]);
  });

  it('gives text that PostgreSQL takes, whatever bytes came', async () => {
    const { text, attachments } = await read(
      'Content-Type: text/plain; name="a\0b"\r\nContent-Disposition: attachment; filename="a\0\r\n b.txt"\r\n\r\nx\0y',
    );
    expect(JSON.stringify([text, attachments])).not.toContain('\\u0000');
    expect((await read('\r\nx\0y\x07z')).text).toBe('xyz');
  });

  it('shows winmail.dat as an attachment', async () => {
    const { attachments } = await read('Content-Type: application/ms-tnef; name="winmail.dat"\r\n\r\n\x78\x9f\x3e\x22');
    expect(attachments).toMatchObject([{ n: 0, name: 'winmail.dat', type: 'application/ms-tnef', size: 4 }]);
  });

  it('lists the files in it behind those of the letter, as far as they can be read', async () => {
    const file = aWinmail(
      { name: 'Счёт.pdf', bytes: Buffer.from('%PDF-') },
      { name: 'empty', bytes: Buffer.alloc(0) },
      { name: 'a.png', bytes: Buffer.from('png') },
    );
    const letter = (bytes: Buffer) =>
      read(
        lines(
          ...['Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: application/ms-tnef'],
          ...['Content-Transfer-Encoding: base64', '', bytes.toString('base64'), pdf, '--b--'],
        ),
      );
    const { attachments } = await letter(file);
    expect(attachments.map(({ n, name, type, size }) => [n, name, type, size])).toEqual([
      [0, 'winmail.dat', 'application/ms-tnef', file.length],
      [1, 'счёт.pdf', 'application/pdf', expect.any(Number)],
      [1_000, 'Счёт.pdf', 'application/pdf', 5],
      [1_001, 'a.png', 'image/png', 3],
    ]);
    const cut = await letter(file.subarray(0, file.length - 60));
    expect(cut.attachments.map(({ n }) => n)).toEqual([0, 1, 1_000, 1_001]);
    const lying = Buffer.concat([file.subarray(0, 6), Buffer.from('020290060000000000', 'hex'), Buffer.alloc(9, 0xff)]);
    expect((await letter(lying)).attachments.map(({ n }) => n)).toEqual([0, 1]);
  });

  it('lists of all that is packed no more than of the letter itself', async () => {
    const many = aWinmail(...Array.from({ length: 600 }, (_, n) => ({ name: `${n}.txt`, bytes: Buffer.from('x') })));
    const pack = ['--b', 'Content-Type: application/ms-tnef', 'Content-Transfer-Encoding: base64', ''];
    const { attachments } = await read(
      lines(
        ...['Content-Type: multipart/mixed; boundary=b', ''],
        ...[...pack, many.toString('base64'), ...pack, many.toString('base64'), '--b--'],
      ),
    );
    const numbers = attachments.map(({ n }) => n);
    expect([numbers.length, numbers.slice(0, 3), numbers.at(-1)]).toEqual([1_002, [0, 1, 1_000], 2_399]);
  });

  it('reads ten thousand parts and breaks off at a hundred thousand', async () => {
    const parts = (count: number) =>
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: text/plain\r\n\r\npart\r\n'.repeat(count)}--b--`;
    const many = await read(parts(10_000));
    expect([many.problem, many.text.length]).toEqual([null, 49_999]);
    expect((await read(parts(100_000))).problem).toBe('letter.unreadable');
  });

  it('breaks off where there is more text, or are more files, than anybody reads, and keeps what it read', async () => {
    for (const line of ['words and words\r\n', '=\r\n']) {
      const text = await read(`Content-Transfer-Encoding: quoted-printable\r\n\r\nbegun\r\n${line.repeat(1_500_000)}`);
      expect([text.problem, text.text.slice(0, 5)]).toEqual(['letter.unreadable', 'begun']);
    }
    const file = '--b\r\nContent-Disposition: attachment; filename=a\r\n\r\nx\r\n';
    const files = (count: number) => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${file.repeat(count)}--b--`;
    expect(await read(files(3_000))).toMatchObject({ problem: null });
    const more = await read(files(3_001));
    expect([more.problem, more.attachments.length]).toEqual(['letter.unreadable', 1_000]);
  });

  it('keeps what it read of a letter whose parts are nested too deep or broken off', async () => {
    const nested = Array.from(
      { length: 5_000 },
      (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
    ).join('');
    const started = performance.now();
    await expect(read(nested)).resolves.toMatchObject({ problem: 'letter.unreadable' });
    expect(performance.now() - started).toBeLessThan(2_000);
    const broken = await read(
      lines('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'text', pdf.slice(0, -4)),
    );
    expect(broken.text).toContain('text');
    expect(broken.attachments).toHaveLength(1);
  });

  it.each([
    ['recipients', `To: ${'Ada <ada@example.test>,\r\n '.repeat(100_000)}x@example.test`],
    ['groups of recipients', `To: ${'g: a@example.test;,\r\n '.repeat(100_000)}x@example.test`],
    ['header fields', 'X-Field: value\r\n'.repeat(100_000).trimEnd()],
    ['encoded words', `Subject: ${'=?utf-8?B?0L/RgNC4?= '.repeat(100_000)}`],
    ['parameters', `Content-Type: text/plain; ${Array.from({ length: 100_000 }, (_, n) => `p*${n}=x`).join('; ')}`],
  ])('reads the words of a letter with a hundred thousand %s', async (_, head) => {
    expect(await read(`${head}\r\n\r\nwords`)).toMatchObject({ text: 'words', attachments: [], problem: null });
  });

  it.each(['', '\0', '\r\n\r\n', ': \r\n: \r\n', 'Content-Type: multipart/mixed\r\n\r\n--', '\xff\xfe\xff'])(
    'does not fail on %j',
    async (rubbish) => {
      await expect(read(rubbish)).resolves.toMatchObject({ attachments: expect.any(Array) });
    },
  );

  it('cuts a text of fifty megabytes', async () => {
    async function* flood() {
      yield Buffer.from('Content-Type: text/plain; charset=koi8-r\r\n\r\n');
      for (let n = 0; n < 50; n++) yield Buffer.alloc(1024 * 1024, 'a b c d\n');
    }
    expect((await readLetter(Readable.from(flood(), { objectMode: false }))).text).toHaveLength(1_000_000);
  });

  it('passes on the error of its source: that is no fault of the letter', async () => {
    async function* cut() {
      yield Buffer.from('Subject: x\r\n\r\ntext');
      throw new Error('evidence.away');
    }
    await expect(readLetter(Readable.from(cut(), { objectMode: false }))).rejects.toThrow('evidence.away');
  });

  it('reads what a mail server reports', async () => {
    const { report } = await read(
      lines(
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
        '',
        '--b',
        '',
        'This is the mail system.',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.corp.test',
        '',
        'Final-Recipient: rfc822; Ada@client.test',
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 no such',
        '    user here',
        '',
        '--b',
        'Content-Type: text/rfc822-headers',
        '',
        'Message-ID: <ours@corp.test>',
        'Subject: x',
        '',
        '--b--',
      ),
    );
    expect(report).toEqual({
      messageId: '<ours@corp.test>',
      recipients: [
        { address: 'ada@client.test', action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 no such user here' },
      ],
    });
  });
});
