import { randomUUID } from 'node:crypto';
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
import { EmbeddedBus } from '#libs/messaging';
import { aMasterKey, silentLogger } from '#libs/testing';
import { findCertificate } from '../src/receiving/smtp/certificate.js';
import { LettersAtHand } from '../src/sending/letters-at-hand.js';
import { ChangedLetters } from '../src/submission/changed-letters.js';
import { SubmissionDoor } from '../src/submission/submission-door.js';
import { SubmissionRepository } from '../src/submission/submission.repository.js';
import { SubmissionServer, type SubmissionLimits, usualSubmissionLimits } from '../src/submission/submission-server.js';
import { SubmissionsService } from '../src/submission/submissions.service.js';
import { MailHouse } from './mail-house.js';

export const employeeId = '0193536c-4f2a-7c11-9a51-2f6d1c9be103' as EmployeeId;
const passwordId = '0193536c-4f2a-7c11-9a51-2f6d1c9be1a1';
export const password = 'abcd-efgh-ijkl-mnop-qrst-uvwx';
/** printf abcdefghijklmnopqrstuvwx | sha256sum */
export const digestOfPassword = '93b0cabf8668e0c534c52a568957499e12a284f59d97dc9b2725ef836804875b';
const limitBytes = 4 * 1024 * 1024;

interface Sent {
  secure?: boolean;
  user?: string;
  pass?: string;
  from?: string;
  to?: string[];
  raw?: Buffer;
}

/** As core would say where a letter goes. */
export const routed = (
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

/** As Anna's mail program writes it. */
export const letter = (body = 'Good day.\r\n', id = `<${randomUUID()}@anna-laptop>`) =>
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

/** What is thrown comes as the rejection that the bus expects. */
const answered =
  <Q, A>(answer: (request: Q) => A) =>
  (request: unknown): Promise<A> =>
    Promise.resolve().then(() => answer(request as Q));

/** The door for mail programs, with a core in this process that knows Anna and her mail password. */
export class SubmittingHouse {
  signIns: RequestOf<typeof signInMailProgram>[] = [];
  asked: RequestOf<typeof routeSubmitted>['letters'] = [];
  away: 'door' | 'router' | null = null;
  /** How long each wrong password was to wait for its answer, ms. */
  pauses: number[] = [];
  /** How many contents each call brought into the store. */
  puts: number[] = [];
  beforePut: () => Promise<void> = () => Promise.resolve();
  /** What the store says instead of keeping anything. */
  broken: Error | null = null;
  /** Knows nothing but what was laid there. */
  readonly atHand = new LettersAtHand({ open: () => Promise.reject(new Error('Not at hand')) });
  routeOf: (letter: RequestOf<typeof routeSubmitted>['letters'][number]) => Route = () => ({
    is: 'routed',
    letters: [routed()],
  });
  /** A test may make them narrower. */
  readonly limits: SubmissionLimits = { ...usualSubmissionLimits, letterBytes: limitBytes, connectionsPerPeer: 6 };
  ports!: { startTls: number; tls: number };
  private servers: SubmissionServer[] = [];
  private readonly bus = new EmbeddedBus(silentLogger());

  private constructor(readonly house: MailHouse) {}

  static async open(): Promise<SubmittingHouse> {
    const self = new SubmittingHouse(await MailHouse.open());
    await self.attachCore();
    await self.listen();
    return self;
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
    await this.bus.close();
    await this.house.close();
  }

  /** Before each test: nothing has been said yet, and everything works. */
  async afresh(): Promise<void> {
    [this.signIns, this.asked, this.pauses, this.puts, this.away, this.broken] = [[], [], [], [], null, null];
    this.limits.signInMs = usualSubmissionLimits.signInMs;
    this.limits.letterMs = usualSubmissionLimits.letterMs;
    this.beforePut = () => Promise.resolve();
    this.routeOf = () => ({ is: 'routed', letters: [routed()] });
    await this.house.incoming.stored();
    await this.house.db.query('delete from mail.outbox; delete from mail.submission');
  }

  /** @throws what nodemailer throws where the letter is not taken */
  async submit({ secure = false, user = 'anna@corp.test', pass = password, ...sent }: Sent = {}): Promise<void> {
    const { from = 'anna@corp.test', to = ['ada@client.test'], raw = letter() } = sent;
    const transport = createTransport({
      ...{ host: '127.0.0.1', port: secure ? this.ports.tls : this.ports.startTls, secure },
      ...{ requireTLS: !secure, name: 'anna-laptop' },
      ...{ auth: { user, pass }, tls: { rejectUnauthorized: false } },
    });
    try {
      await transport.sendMail({ raw, envelope: { from, to } });
    } finally {
      transport.close();
    }
  }

  async refusal(sent: Sent): Promise<string> {
    const error: unknown = await this.submit(sent).then(
      () => new Error('it was taken'),
      (thrown: unknown) => thrown,
    );
    return (error as { response?: string; message: string }).response ?? (error as Error).message;
  }

  told = () => this.house.told(letterSubmitted);

  private async attachCore(): Promise<void> {
    const signIn = (given: RequestOf<typeof signInMailProgram>): ReplyOf<typeof signInMailProgram> => {
      this.signIns.push(given);
      if (this.away === 'door') throw new Error('core is away');
      if (given.login !== 'anna@corp.test') return { is: 'refused', code: 'submission.throttled', retryAfterS: 8 };
      return given.digest === digestOfPassword
        ? { is: 'in', employeeId, passwordId, senders: ['anna@corp.test', 'sales@corp.test'] }
        : { is: 'refused', code: 'submission.password-wrong', retryAfterS: 0 };
    };
    const route = ({ letters }: RequestOf<typeof routeSubmitted>): ReplyOf<typeof routeSubmitted> => {
      this.asked.push(...letters);
      if (this.away === 'router') throw new Error('core is away');
      return { routes: letters.map(this.routeOf) };
    };
    await this.bus.attach({
      role: 'core',
      consumers: [],
      answerers: [
        { contract: signInMailProgram, answer: answered(signIn) },
        { contract: routeSubmitted, answer: answered(route) },
      ],
    });
  }

  private async listen(): Promise<void> {
    const { house } = this;
    const evidence = Object.create(house.evidence) as MailHouse['evidence'];
    evidence.putMany = async (contents) => {
      this.puts.push(contents.length);
      await this.beforePut();
      if (this.broken) throw this.broken;
      return house.evidence.putMany(contents);
    };
    const door = new SubmissionDoor(this.bus);
    door.pause = (ms) => Promise.resolve(this.pauses.push(ms));
    const submissions = new SubmissionsService(
      ...([house.uow, this.bus, house.outbox, evidence, aMasterKey(), new SubmissionRepository()] as const),
      ...([house.taken(), new ChangedLetters(evidence), this.atHand, house.metrics] as const),
    );
    const certificate = await findCertificate({ dataDir: house.dataDir, smtp: { tls: null } });
    const parts = {
      ...{ door, submissions, certificate, hostName: 'mx.corp.test', log: silentLogger() },
      limits: this.limits,
    };
    this.servers = [false, true].map((implicitTls) => new SubmissionServer({ ...parts, implicitTls }));
    const [startTls, tls] = await Promise.all(this.servers.map((server) => server.listen(0, '127.0.0.1')));
    this.ports = { startTls: startTls!, tls: tls! };
  }
}
