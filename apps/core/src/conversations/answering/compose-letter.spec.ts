import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { letterFacts } from '#libs/letters';
import { answerSubject, bodyWords, fileName } from './clean-words.js';
import { composeLetter, type NewLetter } from './compose-letter.js';

const letter: NewLetter = {
  messageId: '<1@company.test>',
  date: new Date('2026-11-22T10:00:00Z'),
  from: { name: 'Anna Kovalenko, Company', address: 'office@company.test' },
  replyTo: 'office+cbcd@company.test',
  to: 'ada@example.test',
  cc: [],
  subject: 'Re: Offer',
  inReplyTo: '<b@example.test>',
  references: ['<a@example.test>', '<b@example.test>'],
  outlookThread: '01d9a1b2c3d400112233445566778899aabbccddeeff',
  text: 'Good day\n.\nAnna',
  html: null,
  attachments: [],
};
const written = async (change: Partial<NewLetter>) => buffer(composeLetter({ ...letter, ...change }));

describe('a composed letter', () => {
  it('has the threading fields, the corporate address and nothing that says it is automatic', async () => {
    const text = (await written({})).toString();
    expect(text).toContain('From: "Anna Kovalenko, Company" <office@company.test>\r\n');
    expect(text).toContain('Reply-To: office+cbcd@company.test\r\n');
    expect(text).toContain('In-Reply-To: <b@example.test>\r\n');
    expect(text).toContain('References: <a@example.test> <b@example.test>\r\n');
    expect(text).toContain('Message-ID: <1@company.test>\r\n');
    expect(text).toContain('Date: Sun, 22 Nov 2026 10:00:00 +0000\r\n');
    expect(text).toContain('Thread-Topic: Offer\r\n');
    // The thread, what has passed since it began, and the seconds.
    expect(text).toMatch(/^Thread-Index: AdmhssPUABEiM0RVZneImaq7zN3u\/[A-Za-z0-9+/]{7}\r$/m);
    expect(text).not.toContain('Auto-Submitted');
    expect(text).not.toContain('Bcc');
    expect(text.endsWith('Good day\r\n.\r\nAnna\r\n') || text.endsWith('Good day\r\n.\r\nAnna')).toBe(true);
  });

  it('of a file alone is a letter with a file, not the file itself', async () => {
    const file = { name: 'prices.txt', type: 'text/plain', open: async () => Readable.from([Buffer.from('x')]) };
    const text = (await written({ text: '', attachments: [file] })).toString();
    expect(text).toMatch(/^Content-Type: multipart\/mixed;/m);
    expect(text).toMatch(/^Content-Type: text\/plain; charset=utf-8\r$/m);
    expect(text).toContain('Content-Type: text/plain; name=prices.txt\r\n');
  });

  it('says so when it is automatic', async () => {
    const text = (await written({ automatic: true })).toString();
    expect(text).toContain('Auto-Submitted: auto-replied\r\n');
    expect(text).toContain('X-Auto-Response-Suppress: All\r\n');
  });

  it.each([
    '\r\nBcc: eve@example.test',
    '\nBcc: eve@example.test',
    '\rBcc: eve@example.test',
    '\u0000',
    '\u2028Bcc: x@y.test',
  ])('takes %j in no field as more than words', async (evil) => {
    const bytes = await written({
      subject: `Offer${evil}`,
      from: { name: `Anna${evil}`, address: 'office@company.test' },
      text: `text${evil}`,
      html: `<p>${evil}</p>`,
      attachments: [
        { name: `a${evil}.txt`, type: `text/plain${evil}`, open: async () => Readable.from([Buffer.from('x')]) },
      ],
    });
    const head = bytes.toString('latin1').split('\r\n\r\n')[0]!;
    expect(head).not.toMatch(/^Bcc/im);
    expect(bytes.includes(0)).toBe(false);
    expect(bytes.toString('latin1').replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(letterFacts(bytes, new Date()).header.to).toEqual([{ name: '', address: 'ada@example.test' }]);
  });

  it('opens an attachment only when its turn comes, and fails whole when one fails', async () => {
    const opened: string[] = [];
    const file = (name: string, size: number) => ({
      name,
      type: 'application/pdf',
      open: async () => {
        opened.push(name);
        return Readable.from([Buffer.alloc(size, name)]);
      },
    });
    const stream = composeLetter({ ...letter, attachments: [file('a', 3_000_000), file('b', 10)] });
    await new Promise((resolve) => stream.once('readable', resolve));
    expect(opened).not.toContain('b');
    expect((await buffer(stream)).length).toBeGreaterThan(4_000_000);
    expect(opened).toEqual(['a', 'b']);
    const broken = { ...file('c', 1), open: () => Promise.reject(new Error('gone')) };
    await expect(buffer(composeLetter({ ...letter, attachments: [broken] }))).rejects.toThrow('gone');
  });
});

describe('words', () => {
  it.each([
    ['Offer', 'Re: Offer'],
    ['Re: RE: Aw: Offer', 'Re: Offer'],
    ['Відп: Re[2]: Рахунок', 'Re: Рахунок'],
    ['Regarding: x', 'Re: Regarding: x'],
    ['', 'Re:'],
  ])('the answer to %j is %j', (subject, answer) => expect(answerSubject(subject)).toBe(answer));
  it('of a body have plain line ends', () => expect(bodyWords('a\r\nb\rc\u0000\td')).toBe('a\nb\nc\td'));
  it.each([
    ['C:\\Users\\anna\\offer.pdf', 'offer.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['..', 'file'],
    ['рахунок\u0000.pdf', 'рахунок .pdf'],
  ])('the file %j is named %j', (given, name) => expect(fileName(given)).toBe(name));
});
