import { letterFacts } from './letter-digest.js';
import { readLetterHeader } from './letter-header.js';

const now = new Date('2026-11-22T12:00:00Z');
const read = (text: string | Buffer) =>
  readLetterHeader(Buffer.isBuffer(text) ? text : Buffer.from(text, 'utf8'), now).header;

describe('readLetterHeader', () => {
  it('reads an ordinary letter', () => {
    const header = read(
      [
        'Delivered-To: sales+t0k3n@corp.test',
        'Message-ID: <one@client.test>',
        'From: =?utf-8?B?0JDQtNCwLCDQm9Cw0LLQu9C10LnRgQ==?= <ada@client.test>',
        'Reply-To: "Office" <office@client.test>',
        'To: Sales <sales@corp.test>, other@corp.test',
        'Cc: team: one@client.test, two@client.test;',
        'Subject: =?utf-8?Q?=D0=A1=D1=87=D1=91=D1=82?=',
        ' =?utf-8?Q?_=E2=84=96_1?=',
        'Date: Mon, 1 Jun 2026 10:00:00 +0300 (EEST)',
        'In-Reply-To: <zero@corp.test>',
        'References: <root@corp.test>\t<zero@corp.test>',
        'Content-Type: multipart/report; report-type=delivery-status',
        'Auto-Submitted: auto-replied',
        'List-Id: News <news.client.test>',
        'X-Keepline-Copy: 1',
        '',
        'Subject: not this one',
      ].join('\r\n'),
    );
    expect(header).toEqual({
      messageId: '<one@client.test>',
      from: [{ name: 'Ада, Лавлейс', address: 'ada@client.test' }],
      replyTo: [{ name: 'Office', address: 'office@client.test' }],
      to: [
        { name: 'Sales', address: 'sales@corp.test' },
        { name: '', address: 'other@corp.test' },
      ],
      cc: [
        { name: '', address: 'one@client.test' },
        { name: '', address: 'two@client.test' },
      ],
      subject: 'Счёт № 1',
      date: '2026-06-01T07:00:00.000Z',
      inReplyTo: ['<zero@corp.test>'],
      references: ['<root@corp.test>', '<zero@corp.test>'],
      deliveredTo: ['sales+t0k3n@corp.test'],
      contentType: 'multipart/report; report-type=delivery-status',
      autoSubmitted: 'auto-replied',
      listId: 'News <news.client.test>',
      copyMark: '1',
    });
  });

  const subject = 'Subject: Добрый день, пришлите счёт';
  it.each([
    [
      'windows-1251',
      'Добрый день, пришлите счёт',
      '\xc4\xee\xe1\xf0\xfb\xe9 \xe4\xe5\xed\xfc, \xef\xf0\xe8\xf8\xeb\xe8\xf2\xe5 \xf1\xf7\xb8\xf2',
    ],
    [
      'KOI8-R',
      'Добрый день, пришлите счёт',
      '\xe4\xcf\xc2\xd2\xd9\xca \xc4\xc5\xce\xd8, \xd0\xd2\xc9\xdb\xcc\xc9\xd4\xc5 \xd3\xde\xa3\xd4',
    ],
    [
      'windows-1251, Ukrainian',
      'Вітаю, надішліть рахунок',
      '\xc2\xb3\xf2\xe0\xfe, \xed\xe0\xe4\xb3\xf8\xeb\xb3\xf2\xfc \xf0\xe0\xf5\xf3\xed\xee\xea',
    ],
    ['Latin 1', 'Grüße aus München', 'Gr\xfc\xdfe aus M\xfcnchen'],
  ])('guesses an undeclared charset: %s', (_name, text, latin1) => {
    expect(read(Buffer.from(`Subject: ${latin1}\r\n\r\n`, 'latin1')).subject).toBe(text);
  });

  it('takes undeclared UTF-8 for what it is, whatever the body claims', () => {
    expect(read(`Content-Type: text/plain; charset=koi8-r\r\n${subject}\r\n\r\n`).subject).toBe(
      'Добрый день, пришлите счёт',
    );
  });

  it('believes the charset of the body for the header where it is not UTF-8', () => {
    const bytes = Buffer.from(
      'Content-Type: text/plain; charset="koi8-r"\r\nSubject: \xd3\xde\xc5\xd4\r\n\r\n',
      'latin1',
    );
    expect(read(bytes).subject).toBe('счет');
  });

  it.each([
    ['Thu, 01 Jan 1970 00:00:00 +0000', null],
    ['Mon, 7 Feb 2106 06:28:15 +0000', null],
    ['yesterday', null],
    ['', null],
    ['Sun, 22 Nov 2026 10:00:00', '2026-11-22T10:00:00.000Z'],
    ['22 Nov 2026 10:00 GMT', '2026-11-22T10:00:00.000Z'],
    ['2026-11-22T10:00:00+02:00', '2026-11-22T08:00:00.000Z'],
  ])('reads the date %j as %j', (text, date) => {
    expect(read(`Date: ${text}\r\n\r\n`).date).toBe(date);
  });

  it('lives without From, Message-ID or Date', () => {
    expect(read('Subject: x\r\n\r\n')).toMatchObject({ messageId: null, from: [], date: null, references: [] });
  });

  it('takes a Message-ID without brackets for one', () => {
    expect(read('Message-ID: bare@client.test\r\n\r\n').messageId).toBe('<bare@client.test>');
  });

  it('gives PostgreSQL neither NUL nor a lone surrogate', () => {
    const header = read(
      'Subject: a\0b =?utf-16le?B?ANg=?= =?utf-8?B?7aCA?=\r\nFrom: "x\0y" <a\0@b.test>\r\nMessage-ID: <a\0b@c>\r\n\r\n',
    );
    const json = JSON.stringify(header);
    expect(json).not.toContain('\\u0000');
    expect(json).not.toMatch(/\p{Surrogate}/u);
    expect(json).not.toMatch(/\\ud[89a-f]/i);
    expect(header.from[0]?.name).toBe('xy');
  });

  it('keeps the root and the newest of ten thousand references', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => `<${i}@x>`).join(' ');
    const { references } = read(`References: ${chain}\r\n\r\n`);
    expect(references).toHaveLength(100);
    expect(references[0]).toBe('<0@x>');
  });

  it('is quick and calm about absurd headers', () => {
    const absurd = [
      `To: ${'a@b.test, '.repeat(100_000)}`,
      `From: ${'('.repeat(500_000)}`,
      `Subject: ${'=?utf-8?B?'.repeat(50_000)}`,
      `To: ${'"'.repeat(99_999)}`,
      `Cc: ${'g: '.repeat(50_000)}`,
      'X: y\r\n'.repeat(100_000),
      `Subject: x\r\n${' folded\r\n'.repeat(100_000)}`,
      ':\r\n:::\r\n \r\n',
    ];
    const started = performance.now();
    for (const text of absurd) expect(read(text)).toBeDefined();
    expect(performance.now() - started).toBeLessThan(1_500);
    expect(read(absurd[0]!).to).toHaveLength(200);
  });

  it('never throws on random bytes', () => {
    // A fixed linear congruential generator: a failure can be repeated.
    let seed = 7;
    const next = () => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) >>> 16;
    const words = [
      'From:',
      'To: ',
      'Subject: =?',
      '?=',
      'Date:',
      '\r\n',
      '\n',
      ' ',
      '<',
      '>',
      '\0',
      '"',
      '\xff',
      '\xed\xa0\x80',
      'charset=x',
      'Content-Type:',
    ];
    for (let i = 0; i < 3_000; i++) {
      const text = Array.from(
        { length: 30 },
        () => words[next() % words.length]! + String.fromCharCode(next() % 256),
      ).join('');
      expect(() => letterFacts(Buffer.from(text, 'latin1'), now)).not.toThrow();
    }
  });
});
