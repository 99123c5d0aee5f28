import { readLetterHeader } from '../letter-header.js';
import { publicMessageId, publicReference } from './public-message-id.js';
import { endOfHead, rewriteHead, type LetterIdentity } from './rewrite-head.js';

const lines = (...text: string[]) => Buffer.from(text.join('\r\n'), 'utf8');

const outlook = lines(
  'Received: from DESKTOPANNA (178-150-20-11.dynamic.example.net [178.150.20.11])',
  '\tby relay.private.example (Postfix) with ESMTPSA id 4F2A1; Fri, 27 Nov 2026 09:12:44 +0200 (EET)',
  'From: "Anna Kovalenko" <anna.k.private@mail.example>',
  'Sender: <anna.k.private@mail.example>',
  'To: "Ada Lovelace" <ada@client.example>',
  'Cc: <bob@other-client.example>',
  'Bcc: <eve@third-client.example>',
  'References: <q1@client.example>',
  'In-Reply-To: <q1@client.example>',
  'Subject: =?koi8-r?B?9yDP1NfF1A==?=',
  'Date: Fri, 27 Nov 2026 09:12:40 +0200',
  'Message-ID: <000901dc5f6a$2c1d7e80$84587b80$@mail.example>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/alternative;',
  '\tboundary="----=_NextPart_000_000A_01DC5F7A.EFA65E80"',
  'X-Mailer: Microsoft Outlook 16.0',
  'Thread-Index: AdxfaisdfoCEWHuAQZ4Bhw==',
  'Content-Language: uk',
  'X-Originating-IP: [178.150.20.11]',
  'X-MS-Exchange-Organization-AuthSource: DESKTOPANNA.house.local',
  'Disposition-Notification-To: "Anna Kovalenko" <anna.k.private@mail.example>',
  '',
  '',
);

const thunderbird = lines(
  'Message-ID: <0b6e7d0a-5d0e-4f0b-9d7e-2f4f0b1c9a11@company.example>',
  'Date: Fri, 27 Nov 2026 09:12:40 +0200',
  'MIME-Version: 1.0',
  'User-Agent: Mozilla Thunderbird',
  'Subject: Re: Offer',
  'Content-Language: en-GB',
  'To: Ada Lovelace <ada@client.example>',
  'References: <q0@client.example>',
  ' <q1@client.example>',
  'From: Anna Kovalenko <anna@company.example>',
  'Autocrypt: addr=anna.k.private@mail.example; keydata=',
  ' xsFNBGZ0c2kBEADJ',
  'Organization: Anna at home',
  'X-Mozilla-Draft-Info: internal/draft; vcard=0; receipt=0; DSN=0; uuencode=0;',
  ' attachmentreminder=0; deliveryformat=4',
  'X-Identity-Key: id1',
  'Fcc: imap://anna@imap.private.example/Sent',
  'In-Reply-To: <q1@client.example>',
  'Content-Type: text/plain; charset=UTF-8; format=flowed',
  'Content-Transfer-Encoding: 8bit',
  '',
  '',
);

const appleMail = lines(
  'From: =?utf-8?B?0JDQvdC90LA=?= <anna.k.private@mail.example>',
  'Content-Type: multipart/alternative;',
  '\tboundary="Apple-Mail=_5E2B7E5C-2C5B-4F0B-9D7E-2F4F0B1C9A11"',
  'Mime-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))',
  'X-Universally-Unique-Identifier: 7B0E7D0A-5D0E-4F0B-9D7E-2F4F0B1C9A11',
  'X-Apple-Base-Url: x-msg://42/',
  'X-Apple-Mail-Remote-Attachments: YES',
  'Subject: Photo',
  'Message-Id: <5E2B7E5C-2C5B-4F0B-9D7E-2F4F0B1C9A11@mail.example>',
  'Date: Fri, 27 Nov 2026 09:12:40 +0200',
  'To: ada@client.example',
  'X-Mailer: Apple Mail (2.3826.200.121)',
  '',
  '',
);

const identity: LetterIdentity = {
  from: { name: 'Anna Kovalenko, Company', address: 'sales@company.example' },
  replyTo: 'sales+cbcdfghjkmnpqrstvwxz234@company.example',
  messageId: '<one@company.example>',
  to: [{ name: 'Ada Lovelace', address: 'ada@client.example' }],
  cc: [],
  inReplyTo: ['<q1@client.example>'],
  references: ['<q0@client.example>', '<q1@client.example>'],
  date: new Date('2026-11-27T07:12:40Z'),
};
const rewritten = (head: Buffer, rest: Partial<LetterIdentity> = {}) =>
  rewriteHead(head, { ...identity, ...rest }).toString('utf8');

describe('rewriteHead', () => {
  it.each([
    ['Outlook', outlook],
    ['Thunderbird', thunderbird],
    ['Apple Mail', appleMail],
  ])('leaves nothing of the machine, the program or the private address: %s', (_name, head) => {
    const text = rewritten(head);
    expect(text).not.toMatch(
      /received|178\.150|DESKTOPANNA|private|mail\.example|outlook|thunderbird|mozilla|apple mail|mac os|other-client|third-client|autocrypt|at home|originating/i,
    );
    const { header } = readLetterHeader(Buffer.from(text), new Date('2026-11-27T08:00:00Z'));
    expect(header).toMatchObject({
      messageId: '<one@company.example>',
      from: [{ name: 'Anna Kovalenko, Company', address: 'sales@company.example' }],
      replyTo: [{ name: '', address: 'sales+cbcdfghjkmnpqrstvwxz234@company.example' }],
      to: [{ name: 'Ada Lovelace', address: 'ada@client.example' }],
      cc: [],
      date: '2026-11-27T07:12:40.000Z',
      inReplyTo: ['<q1@client.example>'],
      references: ['<q0@client.example>', '<q1@client.example>'],
    });
  });

  it('is written out for Outlook, its own fields as they were', () => {
    expect(rewritten(outlook)).toBe(
      [
        'Subject: =?koi8-r?B?9yDP1NfF1A==?=',
        'Date: Fri, 27 Nov 2026 09:12:40 +0200',
        'Content-Type: multipart/alternative;',
        '\tboundary="----=_NextPart_000_000A_01DC5F7A.EFA65E80"',
        'Thread-Index: AdxfaisdfoCEWHuAQZ4Bhw==',
        'Content-Language: uk',
        'From: "Anna Kovalenko, Company" <sales@company.example>',
        'Reply-To: sales+cbcdfghjkmnpqrstvwxz234@company.example',
        'To: Ada Lovelace <ada@client.example>',
        'Message-ID: <one@company.example>',
        'In-Reply-To: <q1@client.example>',
        'References: <q0@client.example> <q1@client.example>',
        'MIME-Version: 1.0',
        '',
        '',
      ].join('\r\n'),
    );
  });

  it('writes names that are no ASCII so that every program reads them', () => {
    const name = 'Олександра Константинопольська-Вишневецька, ТОВ «Зелений Дім»';
    const text = rewritten(appleMail, { from: { name, address: 'sales@company.example' } });
    expect(text).toMatch(/^[\x00-\x7f]*$/);
    const { header } = readLetterHeader(Buffer.from(text), new Date());
    expect(header.from).toEqual([{ name, address: 'sales@company.example' }]);
  });

  it('gives a letter the date that it has not, and says of nobody that they got it where nobody is to be named', () => {
    const text = rewritten(lines('Subject: x', '', ''), { to: [], replyTo: null, inReplyTo: [], references: [] });
    expect(text).toBe(
      [
        'Subject: x',
        'Date: Fri, 27 Nov 2026 07:12:40 +0000',
        'From: "Anna Kovalenko, Company" <sales@company.example>',
        'To: undisclosed-recipients:;',
        'Message-ID: <one@company.example>',
        '',
        '',
      ].join('\r\n'),
    );
  });

  it('makes one field of what was given as one, and one of what stands twice', () => {
    const text = rewritten(lines('Subject: x', 'Subject: y', 'not a field', '', ''), {
      to: [{ name: 'Ada\r\nBcc: eve@third-client.example', address: 'ada@client.example\r\nX: y' }],
    });
    expect(text.match(/^subject: /gim)).toHaveLength(1);
    expect(text).not.toMatch(/^(bcc|x):/im);
  });

  it('folds a long list between the addresses', () => {
    const to = Array.from({ length: 40 }, (_, n) => ({ name: `Person ${n}`, address: `person.${n}@client.example` }));
    const text = rewritten(outlook, { to });
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(78);
    expect(readLetterHeader(Buffer.from(text), new Date()).header.to).toEqual(to);
  });
});

describe('endOfHead', () => {
  it.each([
    ['A: b\r\n\r\nbody', 8],
    ['A: b\n\nbody', 6],
    ['\r\nbody', 2],
    ['A: b\r\nC: d\r\n', -1],
  ])('of %j', (text, end) => {
    expect(endOfHead(Buffer.from(text))).toBe(end);
  });
});

describe('the id of a letter as the outside sees it', () => {
  const hosts = {
    domain: 'company.example',
    own: new Set(['company.example', 'shop.example']),
    machine: new Set(['mail.example']),
  };
  it.each([
    ['<1@company.example>', '<1@company.example>'],
    ['<1@Shop.example>', '<1@Shop.example>'],
    ['<1.2@anna-laptop>', '<1.2@company.example>'],
    ['<1@anna.house.local>', '<1@company.example>'],
    ['<CA+1@mail.example>', '<CA+1@company.example>'],
    ['<no-domain>', '<no-domain@company.example>'],
  ])('%s: %s', (id, seen) => {
    expect(publicMessageId(id, hosts)).toBe(seen);
  });

  it.each([
    ['<q1@client.example>', '<q1@client.example>'],
    ['<1.2@anna-laptop>', '<1.2@company.example>'],
    ['<1@[192.168.0.7]>', '<1@company.example>'],
    ['<CA+1@mail.example>', '<CA+1@company.example>'],
  ])('named by another: %s: %s', (id, seen) => {
    expect(publicReference(id, hosts)).toBe(seen);
  });
});
