import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { createTransport } from 'nodemailer';
import {
  letterSubmitted,
  routeSubmitted,
  signInMailProgram,
  type EmployeeId,
  type ReplyOf,
  type RequestOf,
  type Route,
  type RoutedLetter,
} from '#libs/contracts';
import { OperationalError } from '#libs/errors';
import { EmbeddedBus } from '#libs/messaging';
import { aMasterKey, eventually, silentLogger } from '#libs/testing';
import { findCertificate } from '../src/receiving/smtp/certificate.js';
import { usualIncomingLimits } from '../src/incoming/incoming-queue.js';
import { ChangedLetters } from '../src/submission/changed-letters.js';
import { SubmissionDoor } from '../src/submission/submission-door.js';
import { SubmissionRepository } from '../src/submission/submission.repository.js';
import { SubmissionServer, usualSubmissionLimits } from '../src/submission/submission-server.js';
import { SubmissionsService } from '../src/submission/submissions.service.js';
import { MailHouse } from './mail-house.js';
import { Dialogue } from './smtp-dialogue.js';

const employeeId = '0193536c-4f2a-7c11-9a51-2f6d1c9be103' as EmployeeId;
const passwordId = '0193536c-4f2a-7c11-9a51-2f6d1c9be1a1';
const password = 'abcd-efgh-ijkl-mnop-qrst-uvwx';
/** printf abcdefghijklmnopqrstuvwx | sha256sum */
const right = '93b0cabf8668e0c534c52a568957499e12a284f59d97dc9b2725ef836804875b';
const limitBytes = 4 * 1024 * 1024;

let house: MailHouse;
let bus: EmbeddedBus;
let door: SubmissionDoor;
let servers: SubmissionServer[];
let ports: { startTls: number; tls: number };
let signIns: RequestOf<typeof signInMailProgram>[];
let asked: RequestOf<typeof routeSubmitted>['letters'];
let away: 'door' | 'router' | null;
let puts: number[];
let beforePut: () => Promise<void>;
let broken: Error | null;
let routeOf: (letter: RequestOf<typeof routeSubmitted>['letters'][number]) => Route;

const routed = (
  change: Partial<RoutedLetter> = {},
  identity: Partial<RoutedLetter['identity']> = {},
): RoutedLetter => ({
  ...{ channelId: randomUUID() as never, clientId: randomUUID() as never, hold: null, elsewhere: false },
  ...{ beside: [], copies: [], internal: false, words: { signature: null, responses: [], restoring: null } },
  conversation: { id: randomUUID() as never, token: 'token', isNew: true },
  recipients: ['ada@client.test'],
  identity: {
    ...{ from: { name: 'Anna, Company', address: 'sales@corp.test' }, replyTo: 'sales+ctoken@corp.test' },
    ...{ messageId: '<1@corp.test>', to: [{ name: 'Ada', address: 'ada@client.test' }], cc: [] },
    ...{ inReplyTo: [], references: [] },
    ...identity,
  },
  ...change,
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
        answer: (request): Promise<ReplyOf<typeof signInMailProgram>> => {
          const given = request as RequestOf<typeof signInMailProgram>;
          signIns.push(given);
          if (away === 'door') return Promise.reject(new Error('core is away'));
          if (given.login !== 'anna@corp.test')
            return Promise.resolve({ is: 'refused', code: 'submission.throttled', retryAfterS: 8 });
          return Promise.resolve(
            given.digest === right
              ? { is: 'in', employeeId, passwordId, senders: ['anna@corp.test', 'sales@corp.test'] }
              : { is: 'refused', code: 'submission.password-wrong', retryAfterS: 0 },
          );
        },
      },
      {
        contract: routeSubmitted,
        answer: (request): Promise<ReplyOf<typeof routeSubmitted>> => {
          const { letters } = request as RequestOf<typeof routeSubmitted>;
          asked.push(...letters);
          if (away === 'router') return Promise.reject(new Error('core is away'));
          return Promise.resolve({ routes: letters.map(routeOf) });
        },
      },
    ],
  });
  const evidence = Object.create(house.evidence) as MailHouse['evidence'];
  evidence.putMany = async (contents) => {
    puts.push(contents.length);
    await beforePut();
    if (broken) throw broken;
    return house.evidence.putMany(contents);
  };
  door = new SubmissionDoor(bus);
  door.delays = { shortestMs: 50, longestMs: 400 };
  const submissions = new SubmissionsService(
    ...([house.uow, bus, house.outbox, evidence, aMasterKey(), new SubmissionRepository()] as const),
    ...([house.taken(), new ChangedLetters(evidence), house.metrics] as const),
  );
  const certificate = await findCertificate({ dataDir: house.dataDir, smtp: { tls: null } });
  const parts = {
    ...{ door, submissions, certificate, hostName: 'mx.corp.test', log: silentLogger() },
    limits: {
      ...usualSubmissionLimits,
      ...{ letterBytes: limitBytes, recipients: 3, connectionsPerPeer: 6, signInMs: 1_500, letterMs: 1_500 },
    },
  };
  servers = [false, true].map((implicitTls) => new SubmissionServer({ ...parts, implicitTls }));
  const [startTls, tls] = await Promise.all(servers.map((server) => server.listen(0, '127.0.0.1')));
  ports = { startTls: startTls!, tls: tls! };
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await bus.close();
  await house.close();
});
beforeEach(async () => {
  [signIns, asked, puts, away, broken] = [[], [], [], null, null];
  beforePut = () => Promise.resolve();
  routeOf = () => ({ is: 'routed', letters: [routed()] });
  await house.incoming.stored();
  await house.db.query('delete from mail.outbox; delete from mail.submission');
});

const letter = (body = 'Good day.\r\n', id = `<${randomUUID()}@anna-laptop>`) =>
  Buffer.from(
    [
      'Received: from anna-laptop (192.168.0.7)',
      'From: Anna <anna@corp.test>',
      'To: Ada <ada@client.test>',
      'Bcc: eve@client.test',
      'Subject: Offer',
      'Date: Fri, 27 Nov 2026 09:12:40 +0200',
      `Message-ID: ${id}`,
      'User-Agent: Mozilla Thunderbird',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      body,
    ].join('\r\n'),
  );

interface Sent {
  secure?: boolean;
  user?: string;
  pass?: string;
  from?: string;
  to?: string[];
  raw?: Buffer;
}
async function submit({ secure = false, user = 'anna@corp.test', pass = password, ...sent }: Sent = {}): Promise<void> {
  const { from = 'anna@corp.test', to = ['ada@client.test'], raw = letter() } = sent;
  const transport = createTransport({
    ...{
      host: '127.0.0.1',
      port: secure ? ports.tls : ports.startTls,
      secure,
      requireTLS: !secure,
      name: 'anna-laptop',
    },
    ...{ auth: { user, pass }, tls: { rejectUnauthorized: false } },
  });
  try {
    await transport.sendMail({ raw, envelope: { from, to } });
  } finally {
    transport.close();
  }
}
const refusal = async (sent: Sent): Promise<string> => {
  const error: unknown = await submit(sent).then(
    () => new Error('it was taken'),
    (thrown: unknown) => thrown,
  );
  return (error as { response?: string; message: string }).response ?? (error as Error).message;
};
const told = () => house.told(letterSubmitted);

describe('a letter of a mail program', () => {
  it.each([false, true])(
    'is durable in the company’s name when its 250 is said; TLS from the first byte: %s',
    async (secure) => {
      await submit({ secure });
      const [event] = await told();
      expect(event).toMatchObject({
        employeeId,
        original: { messageId: expect.stringContaining('@anna-laptop>') as string },
      });
      expect(event!.header).toMatchObject({
        ...{
          subject: 'Offer',
          messageId: '<1@corp.test>',
          from: [{ name: 'Anna, Company', address: 'sales@corp.test' }],
        },
      });
      const kept = (await house.evidence.read(event!.evidence.sha256, 10_000)).toString();
      expect(kept).toBe(
        [
          'Subject: Offer',
          'Date: Fri, 27 Nov 2026 09:12:40 +0200',
          'Content-Type: text/plain; charset=utf-8',
          'From: "Anna, Company" <sales@corp.test>',
          'Reply-To: sales+ctoken@corp.test',
          'To: Ada <ada@client.test>',
          'Message-ID: <1@corp.test>',
          'MIME-Version: 1.0',
          '',
          'Good day.\r\n',
        ].join('\r\n'),
      );
      expect(asked[0]).toMatchObject({
        machine: 'anna-laptop',
        envelope: { from: 'anna@corp.test', to: ['ada@client.test'] },
      });
      const [row] = await house.db.query<{ head: Buffer; letters: unknown }>(
        'select sealed_head as head, letters from mail.submission',
      );
      expect(aMasterKey().unseal(row!.head, 'submission/head').toString()).toContain('Bcc: eve@client.test');
      expect(row!.letters).toEqual([event!.evidence]);
    },
  );

  it('becomes one for each client, and keeps its bytes where it is too large to be held', async () => {
    routeOf = () => ({
      is: 'routed',
      letters: [routed(), routed({ recipients: ['bob@rival.test'] }, { messageId: '<2@corp.test>', to: [] })],
    });
    const body = `${'x'.repeat(70)}\r\n`.repeat(40_000);
    await submit({ raw: letter(body) });
    const events = await told();
    expect(events.map(({ header }) => header.messageId)).toEqual(['<1@corp.test>', '<2@corp.test>']);
    for (const { evidence } of events) {
      const kept = (await house.evidence.read(evidence.sha256, 10_000_000)).toString();
      expect(kept.slice(kept.indexOf('\r\n\r\n') + 4)).toBe(body);
    }
    expect(events[0]!.contentDigest).toBe(events[1]!.contentDigest);
  });

  it('submitted once more because its 250 was not heard is taken, and nothing comes of it', async () => {
    const raw = letter('Once.\r\n');
    await submit({ raw });
    await submit({ raw });
    expect(await told()).toHaveLength(1);
    await submit({ raw, to: ['bob@rival.test'] });
    expect(await told()).toHaveLength(2);
  });

  it('shares what it costs with those that come at the same moment', async () => {
    beforePut = async () => void (await eventually(() => expect(asked).toHaveLength(6)));
    await Promise.all(Array.from({ length: 6 }, (_, n) => submit({ raw: letter(`${n}\r\n`) })));
    expect(await told()).toHaveLength(6);
    expect(puts.length).toBeLessThan(6);
  });

  it('stays with its program while core is away or there is no room: 451, and nothing has happened', async () => {
    house.incoming.limits = { ...usualIncomingLimits, bytes: -1 };
    expect(await refusal({})).toMatch(/^451 4\.3\.0 /);
    house.incoming.limits = usualIncomingLimits;
    away = 'router';
    expect(await refusal({})).toMatch(/^451 4\.3\.0 /);
    away = 'door';
    expect(await refusal({})).toMatch(/^454 4\.7\.0 /);
    expect(await told()).toEqual([]);
    away = null;
    await submit();
    expect(await told()).toHaveLength(1);
  });

  it('is durable although the store is away, and told of once it is back', async () => {
    broken = new OperationalError('evidence.away');
    await submit();
    await eventually(() => expect(puts.length).toBeGreaterThan(1));
    broken = null;
    expect(await told()).toHaveLength(1);
  });

  it.each([
    [
      'submission.no-client',
      'eve@new.test',
      /^550 5\.7\.1 <eve@new\.test> is no address of your clients: add it to a card/,
    ],
    ['submission.sender-forged', null, /^550 5\.7\.1 The letter says that somebody else wrote it/],
    ['submission.alias-dead', 'client-x@corp.test', /^550 5\.7\.1 <client-x@corp\.test> leads nowhere any more/],
    ['submission.not-yours', null, /^550 5\.7\.1 A colleague answers in this conversation/],
    ['submission.something-new', null, /^550 5\.7\.1 The letter cannot be sent \(submission\.something-new\)/],
  ])('is refused with a word of what to do: %s', async (code, recipient, said) => {
    routeOf = () => ({ is: 'refused', code, recipient });
    expect(await refusal({})).toMatch(said);
    expect(await told()).toEqual([]);
  });
});

describe('who may', () => {
  it('nobody says a password before TLS, and nobody a letter before a password', async () => {
    await Dialogue.during(ports.startTls, async (dialogue) => {
      expect(await dialogue.say('EHLO x')).not.toContain('AUTH');
      expect(await dialogue.say(`AUTH PLAIN ${Buffer.from('\0a\0b').toString('base64')}`)).toMatch(/^5\d\d /);
      expect(await dialogue.say('MAIL FROM:<anna@corp.test>')).toMatch(/^530 /);
    });
    expect(signIns).toEqual([]);
  });

  it('whoever has a mail password, however it is typed; the password itself never leaves the role', async () => {
    await submit({ pass: 'ABCDEFGH ijklmnop QRSTUVWX' });
    expect(signIns).toEqual([{ login: 'anna@corp.test', digest: right, peer: '127.0.0.1' }]);
  });

  it('a wrong one is answered later each time, and too many with when to come again', async () => {
    const times: number[] = [];
    for (let n = 0; n < 3; n++) {
      const began = performance.now();
      expect(await refusal({ pass: 'wrong' })).toMatch(/^535 5\.7\.8 User name or mail password is wrong/);
      times.push(performance.now() - began);
    }
    expect(times[2]! - times[0]!).toBeGreaterThan(100);
    expect(await refusal({ user: 'eve@corp.test' })).toMatch(/^454 4\.7\.0 Too many wrong passwords: try again in 8 s/);
  });

  it('in nobody else’s name', async () => {
    expect(await refusal({ from: 'boris@corp.test' })).toMatch(/^550 5\.7\.1 /);
    expect(await refusal({ from: '' })).toMatch(/^550 5\.7\.1 /);
    await submit({ from: 'Sales@Corp.test' });
    expect(asked).toHaveLength(1);
  });
});

describe('somebody who means ill', () => {
  const secured = async <T>(work: (dialogue: Dialogue) => Promise<T>): Promise<T> => {
    const socket = connectTls({ host: '127.0.0.1', port: ports.tls, rejectUnauthorized: false });
    const dialogue = await Dialogue.over(socket);
    try {
      await dialogue.say('EHLO anna-laptop');
      const token = Buffer.from(`\0anna@corp.test\0${password}`).toString('base64');
      expect(await dialogue.say(`AUTH PLAIN ${token}`)).toMatch(/^235 /);
      return await work(dialogue);
    } finally {
      dialogue.close();
    }
  };
  const toData = async (dialogue: Dialogue) => {
    await dialogue.say('MAIL FROM:<anna@corp.test>');
    await dialogue.say('RCPT TO:<ada@client.test>');
    expect(await dialogue.say('DATA')).toMatch(/^354 /);
  };

  it.each([
    ['a bare LF', 'Subject: x\n\r\ny\r\n.\r\n', /^554 5\.6\.0 /],
    ['a header line of 1 MB', `Subject: ${'x'.repeat(1024 * 1024)}\r\n\r\ny\r\n.\r\n`, /^55[24] 5\.\d\.\d /],
    ['a header line of 100 kB', `Subject: ${'x'.repeat(100 * 1024)}\r\n\r\ny\r\n.\r\n`, /^554 5\.6\.0 /],
    ['a header that does not end', `${'X: y\r\n'.repeat(60_000)}.\r\n`, /^552 5\.3\.4 /],
    [
      'a letter beyond the limit',
      `Subject: x\r\n\r\n${'y'.repeat(998)}\r\n`.concat(`${'y'.repeat(998)}\r\n`.repeat(4_500), '.\r\n'),
      /^552 /,
    ],
  ])('is refused, and the dialogue stays in step: %s', async (_name, bytes, said) => {
    await secured(async (dialogue) => {
      await toData(dialogue);
      expect(await dialogue.send(bytes)).toMatch(said);
      await toData(dialogue);
      expect(await dialogue.send(`${letter().toString()}.\r\n`)).toMatch(/^250 /);
    });
    expect(await told()).toHaveLength(1);
  });

  it('sends everything at once, and is answered in step: the letter is taken once, what stands behind it is a command', async () => {
    await secured(async (dialogue) => {
      const transaction = 'MAIL FROM:<anna@corp.test>\r\nRCPT TO:<ada@client.test>\r\nDATA\r\n';
      dialogue.socket.write(`${transaction}${letter().toString()}.\r\nNOOP\r\nQUIT\r\n`);
      for (const code of ['250', '250', '354', '250', '250', '221'])
        expect((await dialogue.answer()).slice(0, 3)).toBe(code);
    });
    expect(await told()).toHaveLength(1);
  });

  it('says nothing under TLS that was said before it', async () => {
    await Dialogue.during(ports.startTls, async (dialogue) => {
      await dialogue.say('EHLO x');
      const injected = `AUTH PLAIN ${Buffer.from(`\0anna@corp.test\0${password}`).toString('base64')}`;
      dialogue.socket.write(`STARTTLS\r\nEHLO x\r\n${injected}\r\nMAIL FROM:<anna@corp.test>\r\n`);
      expect(await dialogue.answer()).toMatch(/^220 /);
      dialogue.socket.removeAllListeners('data');
      const secure = connectTls({ socket: dialogue.socket, rejectUnauthorized: false });
      await once(secure, 'secureConnect');
      const answers: string[] = [];
      secure.on('data', (chunk: Buffer) => answers.push(chunk.toString('latin1')));
      secure.write('RCPT TO:<ada@client.test>\r\n');
      await eventually(() => expect(answers.join('')).toMatch(/^5\d\d [^\r]*\r\n$/));
    });
    expect(signIns).toEqual([]);
  });

  it('floods us with commands: the line is cut, and others are served meanwhile', async () => {
    const socket = connect(ports.startTls, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause();
    const over = once(socket, 'close');
    socket.write('NOOP\r\n'.repeat(100_000));
    await submit();
    socket.resume();
    await over;
    expect(await told()).toHaveLength(1);
  });

  it('may name so many recipients and no more', async () => {
    await secured(async (dialogue) => {
      await dialogue.say('MAIL FROM:<anna@corp.test>');
      for (const n of [1, 2, 3]) expect(await dialogue.say(`RCPT TO:<a${n}@client.test>`)).toMatch(/^250 /);
      expect(await dialogue.say('RCPT TO:<a4@client.test>')).toMatch(/^4\d\d /);
    });
  });

  it('does not hold a line by a letter that never ends, nor by not signing in', async () => {
    await secured(async (dialogue) => {
      await toData(dialogue);
      dialogue.socket.write('Subject: x\r\n');
      const drip = setInterval(() => dialogue.socket.write('.x\r\n'), 100);
      try {
        await eventually(() => expect(dialogue.unread).toMatch(/421 4\.4\.2 /), { withinMs: 6_000 });
      } finally {
        clearInterval(drip);
      }
    });
    await Dialogue.during(ports.startTls, async (dialogue) => {
      await eventually(() => expect(dialogue.unread).toMatch(/421 4\.7\.0 /), { withinMs: 6_000 });
    });
    expect(await told()).toEqual([]);
  });

  it('gets nothing into a letter that was broken off', async () => {
    await secured(async (dialogue) => {
      await toData(dialogue);
      dialogue.socket.write('Subject: x\r\n\r\nhalf');
      dialogue.close();
    });
    await submit();
    expect(await told()).toHaveLength(1);
  });
});
