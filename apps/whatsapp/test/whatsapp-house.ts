import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module, type INestMicroservice } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { readSettings, SETTINGS } from '#libs/config';
import {
  saveWhatsappNumber,
  sendWhatsapp,
  whatsappDeliveryChanged,
  type BodyOf,
  type ChannelId,
  type DeliveryId,
  type MessageContract,
  type SendWhatsapp,
  type WhatsappNumberSettings,
  type WhatsappSecrets,
} from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { createEvidenceStore, EvidenceStore, MasterKey } from '#libs/evidence';
import { Bus, EmbeddedBus, Inbox, messagingFor, Outbox } from '#libs/messaging';
import { Health, Logger, Metrics } from '#libs/observability';
import { aDatabase, aMasterKey, eventually, silentLogger, type TestDatabase } from '#libs/testing';
import { CloudDriver } from '../src/cloud/cloud.driver.js';
import type { DriverSink, FoundMessage } from '../src/driver/driver.port.js';
import { DRIVER_SINK, WHATSAPP_DRIVERS } from '../src/driver/driver.tokens.js';
import { MediaFetcher } from '../src/receiving/media-fetcher.service.js';
import { SenderService } from '../src/sending/sender.service.js';
import { WhatsappModule } from '../src/whatsapp.module.js';
import { FakeDriver } from './fake-driver.js';

/** The role as it stands, on a database of its own: a driver that a test speaks through, the Cloud API's, and a bus to ask it by. */
export class WhatsappHouse {
  driver = new FakeDriver();
  app!: INestMicroservice;
  bus!: EmbeddedBus;
  health!: Health;

  private constructor(
    readonly db: TestDatabase,
    readonly evidence: EvidenceStore,
    readonly dataDir: string,
    private readonly graphUrl: string,
  ) {}

  static async open(graphUrl = 'http://127.0.0.1:9'): Promise<WhatsappHouse> {
    const dataDir = await mkdtemp(join(tmpdir(), 'keepline-whatsapp-'));
    const evidence = await createEvidenceStore({ dataDir, storageUrl: null }, aMasterKey());
    const house = new WhatsappHouse(await aDatabase(), evidence, dataDir, graphUrl);
    await house.begin();
    return house;
  }

  get sink(): DriverSink {
    return this.app.get<DriverSink>(DRIVER_SINK);
  }

  /** The role starts: also again, as after a crash, on what it left. */
  async begin(): Promise<void> {
    this.bus = new EmbeddedBus(silentLogger());
    this.health = new Health('whatsapp.');
    this.driver = new FakeDriver();
    const metrics = new Metrics({ defaults: false });
    const log = silentLogger();
    const uow = this.db.uow('whatsapp');
    const { bus, health } = this;
    const messaging = messagingFor('whatsapp', { bus, uow, log, health, metrics });
    const settings = readSettings({ KEEPLINE_DATA_DIR: this.dataDir, KEEPLINE_WHATSAPP_GRAPH_URL: this.graphUrl });
    const given = [
      { provide: SETTINGS, useValue: settings },
      { provide: UnitOfWork, useValue: uow },
      { provide: Outbox, useValue: messaging.outbox },
      { provide: Inbox, useValue: messaging.inbox },
      { provide: Bus, useValue: bus },
      { provide: EvidenceStore, useValue: this.evidence },
      { provide: MasterKey, useValue: aMasterKey() },
      { provide: Logger, useValue: log },
      { provide: Health, useValue: health },
      { provide: Metrics, useValue: metrics },
    ];
    @Global()
    @Module({ providers: given, exports: given })
    class Ground {}
    const module = await Test.createTestingModule({ imports: [Ground, WhatsappModule] })
      .overrideProvider(WHATSAPP_DRIVERS)
      .useFactory({ factory: (cloud: CloudDriver) => [this.driver, cloud], inject: [CloudDriver] })
      .compile();
    this.app = module.createNestMicroservice({ strategy: messaging.strategy, logger: false });
    this.driver.sink = this.sink;
    const sender = this.app.get(SenderService);
    const quick = { pollMs: 20, stopMs: 50, startingMs: 0, firstLookMs: 50, lookEveryMs: 100, retry: () => 60 };
    sender.timing = { ...sender.timing, ...quick };
    const fetcher = this.app.get(MediaFetcher);
    fetcher.timing = { ...fetcher.timing, pollMs: 20, retry: () => 40 };
    await this.app.listen();
  }

  /** The role ends as on a stop. */
  async end(): Promise<void> {
    await this.app.close();
    await this.bus.close();
  }

  async close(): Promise<void> {
    await this.end();
    await this.db.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  /** A number that is saved; the fake driver is ready at once. */
  async aNumber(
    settings: Partial<WhatsappNumberSettings> = {},
    { secrets = null, channelId = randomUUID() as ChannelId, enabled = true }: NumberOptions = {},
  ): Promise<ChannelId> {
    const sealedSecrets = secrets && sealed(secrets);
    const given = { channelId, enabled, settings: { ...someSettings, ...settings }, secrets: sealedSecrets };
    await this.bus.ask(saveWhatsappNumber, given);
    return channelId;
  }

  async told<C extends MessageContract>(contract: C, channelId: ChannelId | null): Promise<BodyOf<C>[]> {
    const rows = await this.db.query<{ body: BodyOf<C> }>(
      'select body from whatsapp.outbox where topic = $1 order by seq',
      [contract.topic],
    );
    return rows.map(({ body }) => body).filter((body) => (body as { channelId: unknown }).channelId === channelId);
  }

  order(channelId: ChannelId, facts: Partial<SendWhatsapp> = {}): SendWhatsapp {
    return {
      deliveryId: randomUUID() as DeliveryId,
      channelId,
      chatId: '380501112233',
      content: { is: 'text', text: 'Hello' },
      quotes: null,
      newChat: false,
      at: new Date().toISOString(),
      ...facts,
    };
  }

  seal(secret: string): string {
    return aMasterKey().sealText(secret, 'whatsapp-secret');
  }

  /** By the bus, as core gives orders. */
  async send(...orders: SendWhatsapp[]): Promise<void> {
    await this.publish(sendWhatsapp, ...orders);
  }

  async publish<C extends MessageContract>({ topic }: C, ...bodies: BodyOf<C>[]): Promise<void> {
    const envelopes = bodies.map((body) => ({ id: randomUUID(), topic, json: JSON.stringify(body), attempt: 0 }));
    expect(await this.bus.publish(envelopes)).toEqual(bodies.map(() => null));
  }

  async history({ channelId, deliveryId }: SendWhatsapp): Promise<BodyOf<typeof whatsappDeliveryChanged>[]> {
    return (await this.told(whatsappDeliveryChanged, channelId)).filter((change) => change.deliveryId === deliveryId);
  }

  /** Waits until a delivery has come so far. */
  reached(order: SendWhatsapp, state: string, code: string | null = null) {
    return eventually(async () => {
      const last = (await this.history(order)).at(-1);
      expect(last).toMatchObject({ state, code });
      return last!;
    });
  }
}

interface NumberOptions {
  secrets?: Partial<WhatsappSecrets> | null;
  channelId?: ChannelId;
  enabled?: boolean;
}

const sealed = (secrets: Partial<WhatsappSecrets>): WhatsappSecrets => {
  const seal = (text: string | null | undefined) => (text ? aMasterKey().sealText(text, 'whatsapp-secret') : null);
  return {
    accessToken: seal(secrets.accessToken),
    appSecret: seal(secrets.appSecret),
    oldAppSecret: seal(secrets.oldAppSecret),
    verifyToken: seal(secrets.verifyToken),
  };
};

export const someSettings: WhatsappNumberSettings = {
  driver: 'web',
  number: '+380441112233',
  groups: 'capture',
  historyDays: 0,
  mediaLimitMb: 5,
  pace: { perMinute: 600, newChatsPerDay: 1_000, warmUp: false },
  canaryEveryMinutes: null,
  silentAfterMinutes: null,
  markRead: true,
  cloud: null,
};

let messages = 0;

/** A message that a driver found. */
export function found(facts: Partial<FoundMessage> & { text?: string } = {}): FoundMessage {
  const { text = 'Good day', ...rest } = facts;
  const messageId = rest.messageId ?? `3EB0${String(++messages)}`;
  return {
    messageId,
    direction: 'inbound',
    origin: 'live',
    chat: { id: '380501112233', phone: '+380501112233', aliases: [], name: 'Ada', is: 'person' },
    author: null,
    sentAt: new Date(),
    content: { kind: 'text', text, media: null, location: null, contacts: [], poll: null, providerType: null },
    quotes: null,
    forwarded: false,
    mediaRef: null,
    original: Buffer.from(JSON.stringify({ messageId, text })),
    ...rest,
  };
}
