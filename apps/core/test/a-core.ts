import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module, type DynamicModule, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { readSettings, SETTINGS } from '#libs/config';
import {
  discoverServers,
  lookAtDomain,
  mailDoors,
  saveDkimKey,
  saveMailbox,
  saveOauthClient,
  type MailDoor,
  testMailbox,
  type MessageContract,
  type BodyOf,
  type ReplyOf,
  type RequestOf,
} from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { OperationalError } from '#libs/errors';
import { createEvidenceStore, EvidenceStore, MasterKey } from '#libs/evidence';
import { Bus, EmbeddedBus, Inbox, messagingFor, Outbox } from '#libs/messaging';
import { Health, Logger, Metrics, NestPinoLogger } from '#libs/observability';
import {
  aDatabase,
  aMasterKey,
  listeningLogger,
  silentLogger,
  type SavedEmployee,
  type TestDatabase,
} from '#libs/testing';
import { AccessModule } from '../src/access/access.module.js';
import { Sessions } from '../src/access/sign-in/sessions.js';
import { AuditModule } from '../src/audit/audit.module.js';
import { ChannelsModule } from '../src/channels/channels.module.js';
import { ReadingPool } from '../src/conversations/reading/reading-pool.js';
import { CoreModule } from '../src/core.module.js';
import { configureHttp } from '../src/http/configure-http.js';
import { HttpModule } from '../src/http/http.module.js';
import { RealtimeModule } from '../src/realtime/realtime.module.js';
import { RoutingModule } from '../src/routing/routing.module.js';
import { FakeTelephonyRole } from './a-telephony-role.js';
import { FakeWhatsappRole } from './a-whatsapp-role.js';

/** The mail role as core sees it. What a test sets is what it answers. */
export class FakeMailRole {
  readonly saved: RequestOf<typeof saveMailbox>[] = [];
  readonly tested: RequestOf<typeof testMailbox>[] = [];
  readonly clients: RequestOf<typeof saveOauthClient>[] = [];
  readonly dkimKeys: RequestOf<typeof saveDkimKey>[] = [];
  readonly lookedAt: RequestOf<typeof lookAtDomain>[] = [];
  /** What the domain name system says. */
  facts: ReplyOf<typeof lookAtDomain> = { mx: null, spf: null, dmarc: null, dkim: [], senders: [] };
  discovered: ReplyOf<typeof discoverServers> = { provider: null, imap: null, smtp: null };
  refuse: Error | null = null;
  /** null: it says nothing. */
  doors: MailDoor[] | null = [{ door: 'receiver', host: '127.0.0.1', port: 2525, code: null, lastAt: null }];

  readonly answerers = [
    {
      contract: mailDoors,
      answer: (): Promise<ReplyOf<typeof mailDoors>> =>
        this.doors === null
          ? Promise.reject(new OperationalError('bus.no-answer'))
          : Promise.resolve({ doors: this.doors }),
    },
    {
      contract: saveMailbox,
      answer: (request: unknown): Promise<ReplyOf<typeof saveMailbox>> => {
        if (this.refuse) return Promise.reject(this.refuse);
        this.saved.push(request as RequestOf<typeof saveMailbox>);
        return Promise.resolve({ saved: true });
      },
    },
    {
      contract: saveOauthClient,
      answer: (request: unknown): Promise<ReplyOf<typeof saveOauthClient>> => {
        this.clients.push(request as RequestOf<typeof saveOauthClient>);
        return Promise.resolve({ saved: true });
      },
    },
    {
      contract: saveDkimKey,
      answer: (request: unknown): Promise<ReplyOf<typeof saveDkimKey>> => {
        this.dkimKeys.push(request as RequestOf<typeof saveDkimKey>);
        return Promise.resolve({ saved: true });
      },
    },
    {
      contract: lookAtDomain,
      answer: (request: unknown): Promise<ReplyOf<typeof lookAtDomain>> => {
        this.lookedAt.push(request as RequestOf<typeof lookAtDomain>);
        return Promise.resolve(this.facts);
      },
    },
    { contract: discoverServers, answer: () => Promise.resolve(this.discovered) },
    {
      contract: testMailbox,
      answer: (request: unknown): Promise<ReplyOf<typeof testMailbox>> => {
        this.tested.push(request as RequestOf<typeof testMailbox>);
        return Promise.resolve({ checks: [{ step: 'imap.connect', ok: true, code: null, detail: null }], folders: [] });
      },
    },
  ];
}

/** The areas around the cards: enough for who gets in, and up sooner than the whole role. */
@Module({ imports: [HttpModule, AccessModule, AuditModule, RealtimeModule, ChannelsModule, RoutingModule] })
export class EdgeModule {}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON body; null when there is none. */
  readonly body: Record<string, unknown> & { items?: unknown[]; code?: string };
}

/** Somebody who calls the API over HTTP, as the page does. */
export class Caller {
  constructor(
    private readonly url: string,
    readonly headers: Readonly<Record<string, string>>,
  ) {}

  with(headers: Record<string, string>): Caller {
    return new Caller(this.url, { ...this.headers, ...headers });
  }

  get = (path: string) => this.call('GET', path);
  post = (path: string, body: unknown = {}) => this.call('POST', path, body);
  patch = (path: string, body: unknown = {}) => this.call('PATCH', path, body);
  put = (path: string, body: unknown = {}) => this.call('PUT', path, body);
  delete = (path: string) => this.call('DELETE', path);

  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...this.headers },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (json ? JSON.parse(text) : null) as Answer['body'],
    };
  }
}

export interface TestCore {
  readonly app: NestExpressApplication;
  /** With the API's prefix and a slash at the end. */
  readonly url: string;
  readonly db: TestDatabase;
  /** Where evidence lies. */
  readonly dataDir: string;
  readonly bus: Bus;
  readonly mail: FakeMailRole;
  readonly telephony: FakeTelephonyRole;
  readonly whatsapp: FakeWhatsappRole;
  /** What a role tells, as it comes over the bus; handled when this returns. */
  tell<C extends MessageContract>(contract: C, body: BodyOf<C>): Promise<void>;
  readonly lines: Record<string, unknown>[];
  /** Nobody: with the page's header, without a session. */
  readonly stranger: Caller;
  /** Somebody who has signed in, or a program of theirs with all the rights that it may be given. */
  as(employee: Pick<SavedEmployee, 'employeeId'>, kind?: 'cookie' | 'bearer'): Promise<Caller>;
  close(): Promise<void>;
}

/** The core role over real HTTP and PostgreSQL, with a mail role that a test plays. */
export async function aCore(
  options: { env?: Record<string, string>; db?: TestDatabase; module?: Type } = {},
): Promise<TestCore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'keepline-core-'));
  const db = options.db ?? (await aDatabase());
  const settings = readSettings({
    KEEPLINE_DATA_DIR: dataDir,
    KEEPLINE_HTTP_PORT: '0',
    KEEPLINE_REQUESTS_PER_MINUTE: '0',
    ...options.env,
  });
  const masterKey = aMasterKey();
  const { logger, lines } = listeningLogger('debug');
  const [uow, health, metrics] = [db.uow('core'), new Health(), new Metrics({ defaults: false })];
  const bus = new EmbeddedBus(silentLogger());
  const mail = new FakeMailRole();
  await bus.attach({ role: 'mail', consumers: [], answerers: mail.answerers });
  const telephony = new FakeTelephonyRole();
  await bus.attach({ role: 'telephony', consumers: [], answerers: telephony.answerers });
  const whatsapp = new FakeWhatsappRole();
  await bus.attach({ role: 'whatsapp', consumers: [], answerers: whatsapp.answerers });
  const messaging = messagingFor('core', { bus, uow, log: silentLogger(), health, metrics });
  const context = contextOf([
    [SETTINGS, settings],
    [UnitOfWork, uow],
    [Outbox, messaging.outbox],
    [Inbox, messaging.inbox],
    [Bus, bus],
    [EvidenceStore, await createEvidenceStore(settings, masterKey)],
    [MasterKey, masterKey],
    [Logger, logger],
    [Health, health],
    [Metrics, metrics],
  ]);
  const root = { module: class TestRoot {}, imports: [context, options.module ?? CoreModule] };
  const app = await NestFactory.create<NestExpressApplication>(root, {
    logger: new NestPinoLogger(logger),
    abortOnError: false,
    forceCloseConnections: true,
  });
  const close = async () => {
    // The threads that read letters have no key here unless a test gives one: they never begin, and the end would wait out their time limit.
    if (!options.module) await app.get(ReadingPool, { strict: false }).onApplicationShutdown();
    await app.close();
    await bus.close();
    if (!options.db) await db.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    configureHttp(app, settings);
    app.connectMicroservice({ strategy: messaging.strategy });
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
  } catch (error) {
    await close();
    throw error;
  }
  const url = `${await app.getUrl()}/api/v1/`;
  const stranger = new Caller(url, { 'x-keepline': '1' });
  return {
    app,
    url,
    db,
    dataDir,
    bus,
    mail,
    telephony,
    whatsapp,
    lines,
    tell: async (contract, body) => {
      const envelope = { id: randomUUID(), topic: contract.topic, json: JSON.stringify(body), attempt: 0 };
      const [outcome] = await bus.publish([envelope]);
      if (outcome) throw outcome;
    },
    stranger,
    as: async ({ employeeId }, kind = 'cookie') => {
      const from = { ip: '203.0.113.7', userAgent: 'test' };
      const { token } = await uow.run((tx) => app.get(Sessions, { strict: false }).open(tx, employeeId, from));
      const page = stranger.with({ cookie: `keepline_session=${token}` });
      if (kind === 'cookie') return page;
      const { body } = await page.get('tokens');
      const wanted = { name: 'Program', rights: body['grantable'], readOnly: false, seesContacts: true };
      const made = await page.post('tokens', wanted);
      return new Caller(url, { authorization: `Bearer ${made.body['token'] as string}` });
    },
    close,
  };
}

function contextOf(values: readonly (readonly [token: symbol | object, value: unknown])[]): DynamicModule {
  const providers = values.map(([provide, useValue]) => ({ provide: provide as Type, useValue }));
  class TestContext {}
  Module({})(TestContext);
  Global()(TestContext);
  return { module: TestContext, providers, exports: providers };
}
