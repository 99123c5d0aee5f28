import { randomUUID } from 'node:crypto';
import { connect as connectTls } from 'node:tls';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import {
  letterSubmitted,
  routeSubmitted,
  signInMailProgram,
  type EmployeeId,
  type EvidenceRef,
  type LetterWords,
  type ReplyOf,
  type RequestOf,
  type Route,
  type RoutedLetter,
} from '#libs/contracts';
import { EmbeddedBus } from '#libs/messaging';
import { aMasterKey, silentLogger } from '#libs/testing';
import { findCertificate } from '../src/receiving/smtp/certificate.js';
import { LettersAtHand } from '../src/sending/letters-at-hand.js';
import { ChangedLetters } from '../src/submission/changed-letters.js';
import { SubmissionDoor } from '../src/submission/submission-door.js';
import { SubmissionRepository } from '../src/submission/submission.repository.js';
import { SubmissionServer, usualSubmissionLimits } from '../src/submission/submission-server.js';
import { SubmissionsService } from '../src/submission/submissions.service.js';
import { MailHouse } from './mail-house.js';
import { Dialogue } from './smtp-dialogue.js';

type Asked = RequestOf<typeof routeSubmitted>['letters'][number];

const alias = 'client-bcdfghjkmnpqrstvwxz234@corp.test';
const signature = { text: 'Anna Kovalenko\nКомпанія', html: '<b>Anna Kovalenko</b><br>Компанія', replaceOwn: true };
const asWritten: LetterWords = { signature: null, responses: [], restoring: null };

let house: MailHouse;
let bus: EmbeddedBus;
let server: SubmissionServer;
let port: number;
let asked: Asked[];
let routeOf: (letter: Asked) => Route;

const routed = (words: Partial<LetterWords> = {}, to = 'ada@client.test'): RoutedLetter => ({
  ...{
    channelId: randomUUID() as never,
    clientId: randomUUID() as never,
    hold: null,
    elsewhere: false,
    internal: false,
  },
  ...{ beside: [], copies: [], recipients: [to], words: { ...asWritten, ...words } },
  conversation: { id: randomUUID() as never, token: 'token', isNew: true },
  identity: {
    ...{ from: { name: 'Anna, Company', address: 'sales@corp.test' }, replyTo: null, messageId: `<${to}>` },
    ...{ to: [{ name: '', address: to }], cc: [], inReplyTo: [], references: [] },
  },
});

beforeAll(async () => {
  house = await MailHouse.open();
  bus = new EmbeddedBus(silentLogger());
  await bus.attach({
    role: 'core',
    consumers: [],
    answerers: [
      {
        contract: signInMailProgram,
        answer: (): Promise<ReplyOf<typeof signInMailProgram>> =>
          Promise.resolve({
            ...{ is: 'in', employeeId: randomUUID() as EmployeeId, passwordId: randomUUID() },
            senders: ['anna@corp.test'],
          }),
      },
      {
        contract: routeSubmitted,
        answer: (request): Promise<ReplyOf<typeof routeSubmitted>> => {
          const { letters } = request as RequestOf<typeof routeSubmitted>;
          asked.push(...letters);
          return Promise.resolve({ routes: letters.map(routeOf) });
        },
      },
    ],
  });
  const submissions = new SubmissionsService(
    ...([house.uow, bus, house.outbox, house.evidence, aMasterKey(), new SubmissionRepository()] as const),
    ...([house.taken(), new ChangedLetters(house.evidence), new LettersAtHand(house.evidence), house.metrics] as const),
  );
  server = new SubmissionServer({
    ...{ door: new SubmissionDoor(bus), submissions, hostName: 'mx.corp.test', log: silentLogger() },
    ...{ certificate: await findCertificate({ dataDir: house.dataDir, smtp: { tls: null } }), implicitTls: true },
    limits: usualSubmissionLimits,
  });
  port = await server.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await server.close();
  await bus.close();
  await house.close();
});
beforeEach(async () => {
  asked = [];
  routeOf = () => ({ is: 'routed', letters: [routed()] });
  await house.db.query('delete from mail.outbox; delete from mail.submission');
});

const letter = (body: string, ...header: string[]) =>
  Buffer.from(
    [
      ...['From: Anna <anna@corp.test>', 'To: Ada <ada@client.test>', 'Subject: Offer'],
      ...['Date: Fri, 27 Nov 2026 09:12:40 +0200', `Message-ID: <${randomUUID()}@anna-laptop>`],
      ...['X-Mailer: Microsoft Outlook 16.0', 'MIME-Version: 1.0', ...header],
      ...(header.some((field) => field.startsWith('Content-Type')) ? [] : ['Content-Type: text/plain; charset=utf-8']),
      ...['', body],
    ].join('\r\n'),
  );
async function submit(raw: Buffer): Promise<void> {
  const transport = createTransport({
    ...{ host: '127.0.0.1', port, secure: true, tls: { rejectUnauthorized: false } },
    auth: { user: 'anna@corp.test', pass: 'x' },
  });
  try {
    await transport.sendMail({ raw, envelope: { from: 'anna@corp.test', to: ['ada@client.test'] } });
  } finally {
    transport.close();
  }
}
const refusal = (raw: Buffer): Promise<string> =>
  submit(raw).then(
    () => 'it was taken',
    (error: { response?: string; message: string }) => error.response ?? error.message,
  );
const told = () => house.told(letterSubmitted);
const kept = async ({ sha256 }: EvidenceRef) => house.evidence.read(sha256, 20_000_000);
const handedIn = async (): Promise<EvidenceRef | null> => {
  const [row] = await house.db.query<{ handedIn: EvidenceRef | null }>(
    `select handed_in as "handedIn" from mail.submission`,
  );
  return row!.handedIn;
};

describe('what the company puts into a letter', () => {
  it('is its signature, in the place of the program’s own; what was handed in is kept byte for byte', async () => {
    routeOf = () => ({ is: 'routed', letters: [routed({ signature })] });
    const raw = letter('Good day.\r\n\r\n-- \r\nAnna at home\r\n');
    await submit(raw);
    const [event] = await told();
    const bytes = await kept(event!.evidence);
    expect((await simpleParser(bytes)).text).toBe('Good day.\n\n-- \nAnna Kovalenko\nКомпанія\n');
    expect(bytes.toString()).not.toContain('at home');
    expect(await kept((await handedIn())!)).toEqual(raw);
  });

  it('is nothing in what is signed or encrypted, and in what core leaves as it is', async () => {
    routeOf = () => ({ is: 'routed', letters: [routed({ signature })] });
    const body = '--b\r\nContent-Type: text/plain\r\n\r\nGood day.\r\n--b\r\n\r\nx\r\n--b--\r\n';
    await submit(letter(body, 'Content-Type: multipart/signed; boundary=b'));
    routeOf = () => ({ is: 'routed', letters: [routed()] });
    await submit(letter('/price\r\n'));
    for (const [at, said] of [body, '/price\r\n'].entries()) {
      const bytes = await kept((await told())[at]!.evidence);
      expect(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4).toString()).toBe(said);
    }
    expect(await handedIn()).toBeNull();
  });

  it('is words kept ready for a shortcut, with their files', async () => {
    const file = await house.evidence.put(Buffer.alloc(100_000, 'price '));
    const ready = { shortcut: 'price', text: 'Our prices.', html: 'Our prices.' };
    const responses = [{ ...ready, files: [{ ...file, name: 'Ціни.txt', type: 'text/plain' }] }];
    routeOf = () => ({ is: 'routed', letters: [routed({ responses, signature })] });
    await submit(letter('/Price\r\n'));
    expect(asked[0]).toMatchObject({ said: { aliases: [], shortcuts: ['price'] }, program: 'Microsoft Outlook' });
    const parsed = await simpleParser(await kept((await told())[0]!.evidence));
    expect(parsed.text).toBe('Our prices.\n\n-- \nAnna Kovalenko\nКомпанія\n');
    expect(parsed.attachments.map(({ filename, content }) => [filename, content.length])).toEqual([
      ['Ціни.txt', 100_000],
    ]);
  });

  it('differs for each client, and an alias is made good for whom it stands', async () => {
    const restoring = (shown: string) => ({ instead: { [alias]: shown }, mailbox: null, ours: 'sales@corp.test' });
    routeOf = () => ({
      is: 'routed',
      letters: [
        routed({ restoring: restoring('ada@client.test') }),
        routed({ restoring: restoring('sales@corp.test') }, 'bob@rival.test'),
      ],
    });
    await submit(letter(`Yes.\r\n\r\n> From: Ada <${alias}>\r\n`));
    expect(asked[0]!.said.aliases).toEqual([alias]);
    const bodies = await Promise.all((await told()).map(async ({ evidence }) => (await kept(evidence)).toString()));
    expect(bodies.map((one) => one.slice(one.indexOf('\r\n\r\n') + 4))).toEqual([
      'Yes.\r\n\r\n> From: Ada <ada@client.test>\r\n',
      'Yes.\r\n\r\n> From: Ada <sales@corp.test>\r\n',
    ]);
  });

  it('stands in a letter that is too large to be held, whose rest stays byte for byte', async () => {
    routeOf = () => ({ is: 'routed', letters: [routed({ signature }), routed({ signature }, 'bob@rival.test')] });
    const line = `${'QUJD'.repeat(18)}\r\n`;
    const parts = [
      ...[
        '--b',
        'Content-Type: text/plain',
        '',
        'Good day.',
        '--b',
        'Content-Type: application/octet-stream; name=x.bin',
      ],
      ...['Content-Transfer-Encoding: base64', '', `${line.repeat(40_000)}--b--`, ''],
    ];
    await submit(letter(parts.join('\r\n'), 'Content-Type: multipart/mixed; boundary=b'));
    const events = await told();
    expect(events).toHaveLength(2);
    for (const { evidence } of events) {
      const bytes = (await kept(evidence)).toString();
      expect(bytes).toContain('Good day.\r\n\r\n--=20\r\nAnna Kovalenko\r\n');
      expect(bytes.endsWith(`${line.repeat(40_000)}--b--\r\n`)).toBe(true);
    }
  });

  it('cannot be put right in a sealed letter that quotes an alias: it is refused with what to do', async () => {
    const body = `--b\r\nContent-Type: text/plain\r\n\r\n> <${alias}>\r\n--b\r\n\r\nx\r\n--b--\r\n`;
    expect(await refusal(letter(body, 'Content-Type: multipart/signed; boundary=b'))).toMatch(
      new RegExp(`^550 5\\.7\\.1 .*<${alias}>.*send it unsigned`),
    );
    expect([asked, await told()]).toEqual([[], []]);
  });
});

describe('a letter that is to go later', () => {
  const inAnHour = () => new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000);

  it('says so itself (Deferred-Delivery), and nobody else reads that it did', async () => {
    const at = inAnHour();
    await submit(letter('Good day.\r\n', `Deferred-Delivery: ${at.toUTCString().replace('GMT', '+0000')}`));
    expect(asked[0]!.goesAt).toBe(at.toISOString());
    const [event] = await told();
    expect(event!.goesAt).toBe(at.toISOString());
    expect((await kept(event!.evidence)).toString()).not.toMatch(/deferred/i);
    expect(await refusal(letter('x\r\n', 'Deferred-Delivery: next week'))).toMatch(/^550 5\.6\.0 /);
  });

  it('or its envelope says so (RFC 4865), which EHLO announces and 501 refuses', async () => {
    const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false });
    const dialogue = await Dialogue.over(socket);
    try {
      expect(await dialogue.say('EHLO anna-laptop')).toMatch(
        /^250[- ]FUTURERELEASE 15811200 \d{4}-\d\d-\d\dT[\d:]{8}Z$/m,
      );
      const token = Buffer.from(`\0anna@corp.test\0x`).toString('base64');
      expect(await dialogue.say(`AUTH PLAIN ${token}`)).toMatch(/^235 /);
      for (const wrong of ['HOLDFOR', 'HOLDFOR=soon', 'HOLDUNTIL=2020-01-01T00:00:00Z', 'HOLDFOR=5 HOLDFOR=6'])
        expect(await dialogue.say(`MAIL FROM:<anna@corp.test> ${wrong}`)).toMatch(/^501 /);
      expect(await dialogue.say('MAIL FROM:<anna@corp.test> HOLDFOR=3600')).toMatch(/^250 /);
      expect(await dialogue.say('RCPT TO:<ada@client.test>')).toMatch(/^250 /);
      expect(await dialogue.say('DATA')).toMatch(/^354 /);
      expect(await dialogue.say(`${letter('Good day.').toString()}\r\n.`)).toMatch(/^250 /);
    } finally {
      dialogue.close();
    }
    const [event] = await told();
    expect(Math.abs(Date.parse(event!.goesAt!) - inAnHour().getTime())).toBeLessThan(60_000);
  });
});
