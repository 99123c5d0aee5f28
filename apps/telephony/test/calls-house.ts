import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSettings, type Settings } from '#libs/config';
import {
  dialCall,
  routeCall,
  type BodyOf,
  type CallId,
  type controlCall,
  type ChannelId,
  type DeviceId,
  type DialPlan,
  type EmployeeId,
  type MessageContract,
  type PhoneNumber,
  type RequestOf,
  type RingTarget,
  type RoutePlan,
  type TrunkId,
  type TrunkNumber,
  type TrunkSettings,
} from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { OperationalError } from '#libs/errors';
import { createEvidenceStore, type EvidenceStore } from '#libs/evidence';
import { EmbeddedBus, Outbox } from '#libs/messaging';
import { Health, Metrics } from '#libs/observability';
import { aDatabase, aMasterKey, silentLogger, type TestDatabase } from '#libs/testing';
import { Adoption } from '../src/calls/adoption.js';
import { usualCallTiming } from '../src/calls/call-house.js';
import { CallWriter } from '../src/calls/call-writer.service.js';
import { CallConsumer } from '../src/calls/call.consumer.js';
import { CallRepository } from '../src/calls/call.repository.js';
import { LineBook } from '../src/calls/line-book.js';
import { Switchboard } from '../src/calls/switchboard.service.js';
import { Engine } from '../src/engine/engine.js';
import { EngineTools } from '../src/engine/engine-tools.js';
import { PromptFiles } from '../src/prompts/prompt-files.js';
import { DiskWatch } from '../src/recordings/disk-watch.service.js';
import { Encoders } from '../src/recordings/encoders.service.js';
import { Orphans } from '../src/recordings/orphans.service.js';
import { RecordingKeeper } from '../src/recordings/recording-keeper.service.js';
import { RecordingRepository } from '../src/recordings/recording.repository.js';
import { TallyRepository } from '../src/recordings/tally.repository.js';
import { Tally } from '../src/recordings/tally.service.js';

export interface Person {
  employeeId: EmployeeId;
  deviceId: DeviceId;
  user: string;
  extension: string;
}

/** The parts of the telephony role that handle calls, on a database and an evidence store of their own; what core would answer is for the test to say. */
export class CallsHouse {
  readonly trunkId = randomUUID() as TrunkId;
  readonly channelId = randomUUID() as ChannelId;
  readonly number = '+380441234567' as PhoneNumber;
  readonly people = new Map<string, Person>();
  route: ((request: RequestOf<typeof routeCall>) => RoutePlan | Promise<RoutePlan>) | null = null;
  dial: ((request: RequestOf<typeof dialCall>) => DialPlan | Promise<DialPlan>) | null = null;
  logger = silentLogger();
  life!: CallsLife;
  settings!: Settings;

  private constructor(
    readonly db: TestDatabase,
    readonly evidence: EvidenceStore,
    private readonly folder: string,
    private readonly path: string,
  ) {
    this.moveIn();
  }

  /** @param path where encoders are looked for */
  static async open(path: string): Promise<CallsHouse> {
    const folder = await mkdtemp(join(tmpdir(), 'keepline-calls-'));
    const evidence = await createEvidenceStore({ dataDir: folder, storageUrl: null }, aMasterKey());
    return new CallsHouse(await aDatabase(), evidence, folder, path);
  }

  /** From the next life on: a data folder in which nobody has been, not even one who was killed and has not noticed. */
  moveIn(): void {
    this.settings = readSettings({ KEEPLINE_DATA_DIR: join(this.folder, randomUUID()), PATH: this.path });
  }

  /** One life of the role: it may be killed, and another begun. */
  async live(timing: Partial<typeof usualCallTiming> = {}): Promise<CallsLife> {
    this.life = await CallsLife.begin(this, timing);
    return this.life;
  }

  aPerson(user: string, extension: string): Person {
    const person = {
      employeeId: randomUUID() as EmployeeId,
      deviceId: randomUUID() as DeviceId,
      user,
      extension,
    };
    this.people.set(user, person);
    return person;
  }

  target(user: string, shown: Partial<RingTarget> = {}): RingTarget {
    const { employeeId, extension } = this.people.get(user)!;
    return { employeeId, extension, shownName: 'Client', shownNumber: '*1001', ...shown };
  }

  plan(steps: string[][], more: Partial<RoutePlan> = {}): RoutePlan {
    return {
      language: 'en',
      announcement: null,
      greeting: null,
      steps: steps.map((users) => ({ targets: users.map((user) => this.target(user)), ringMs: 5_000 })),
      atEnd: { do: 'hang-up', prompt: null },
      ...more,
    };
  }

  outside(to: string): Extract<DialPlan, { way: 'outside' }> {
    return {
      way: 'outside',
      target: { to: to, channelId: this.channelId, trunkId: this.trunkId, callerId: this.number },
      shownName: 'Client',
      shownNumber: '*1001',
      announcement: null,
    };
  }

  trunkNumber(more: Partial<TrunkNumber> = {}): TrunkNumber {
    return {
      channelId: this.channelId,
      number: this.number,
      aliases: [],
      enabled: true,
      language: 'en',
      fallback: [],
      announcement: null,
      ...more,
    };
  }

  async told<C extends MessageContract>(contract: C): Promise<BodyOf<C>[]> {
    const rows = await this.db.query<{ body: unknown }>(
      'select body from telephony.outbox where topic = $1 order by seq',
      [contract.topic],
    );
    return rows.map(({ body }) => body as BodyOf<C>);
  }

  async close(): Promise<void> {
    await this.db.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

export const aTrunk = (more: Partial<TrunkSettings> = {}): TrunkSettings => ({
  host: '127.0.0.2',
  port: null,
  transport: 'udp',
  srtp: false,
  registration: false,
  user: null,
  authUser: null,
  fromDomain: null,
  allowedFrom: [],
  numberFormat: 'plus',
  country: 'UA',
  codecs: ['alaw', 'ulaw'],
  maxCalls: null,
  ...more,
});

/** Whoever has been killed writes nothing any more. */
class MortalUnitOfWork extends UnitOfWork {
  dead = false;

  override run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.dead ? Promise.reject(new OperationalError('dead')) : super.run(work);
  }
}

export class CallsLife {
  readonly book = new LineBook();
  readonly bus: EmbeddedBus;
  readonly engine: Engine;
  readonly switchboard: Switchboard;
  readonly consumer: CallConsumer;
  readonly writer: CallWriter;
  readonly keeper: RecordingKeeper;
  readonly disk: DiskWatch;
  readonly orphans: Orphans;
  readonly tally: Tally;
  readonly repository = new CallRepository();
  readonly uow: MortalUnitOfWork;

  private constructor(house: CallsHouse) {
    const { db, evidence, settings, logger } = house;
    const outbox = new Outbox(() => undefined);
    const uow = new MortalUnitOfWork(db.dataSource('telephony'));
    this.uow = uow;
    const metrics = new Metrics({ defaults: false });
    const health = new Health();
    this.bus = new EmbeddedBus(logger);
    this.engine = new Engine(settings, logger);
    const recordings = new RecordingRepository();
    const encoders = new Encoders(new EngineTools(settings), health);
    this.disk = new DiskWatch(this.engine, uow, outbox, health, logger);
    this.keeper = new RecordingKeeper(
      ...([this.engine, uow, outbox, evidence, recordings, encoders, this.disk, logger, metrics] as const),
    );
    this.writer = new CallWriter(uow, outbox, evidence, this.repository, this.keeper, logger);
    this.orphans = new Orphans(
      ...([this.engine, uow, this.repository, recordings, this.writer, this.keeper, this.book, logger] as const),
    );
    this.tally = new Tally(
      ...([this.engine, uow, outbox, this.repository, new TallyRepository(), this.orphans, logger] as const),
    );
    const adoption = new Adoption(this.engine, uow, this.repository, this.writer, logger);
    const prompts = new PromptFiles(this.engine, evidence, logger);
    this.switchboard = new Switchboard(
      ...([this.engine, this.writer, logger, this.bus, this.book, prompts, this.keeper, adoption, metrics] as const),
    );
    this.consumer = new CallConsumer(this.switchboard);
  }

  static async begin(house: CallsHouse, timing: Partial<typeof usualCallTiming>): Promise<CallsLife> {
    const life = new CallsLife(house);
    Object.assign(life.switchboard.timing, usualCallTiming, timing);
    const { spool, voicemail, sounds, callRecords } = life.engine.paths;
    for (const folder of [spool, voicemail, sounds, dirname(callRecords)]) await mkdir(folder, { recursive: true });
    await life.bus.attach({
      role: 'core',
      consumers: [],
      answerers: [
        { contract: routeCall, answer: async (request) => house.route?.(request as never) ?? away() },
        { contract: dialCall, answer: async (request) => house.dial?.(request as never) ?? away() },
      ],
    });
    life.setLines(house);
    life.book.allKnown();
    life.keeper.start();
    life.switchboard.onApplicationBootstrap();
    await life.switchboard.started;
    return life;
  }

  setLines(house: CallsHouse, number: Partial<TrunkNumber> = {}): void {
    this.book.setTrunk({
      trunkId: house.trunkId,
      settings: aTrunk(),
      enabled: true,
      numbers: [house.trunkNumber(number)],
    });
    for (const { employeeId, deviceId, user, extension } of house.people.values()) {
      this.book.setExtension({ employeeId, extension, name: user, devices: [{ deviceId, user }] });
      this.book.setOnline(deviceId, true);
    }
  }

  act(callId: string, person: Person, act: RequestOf<typeof controlCall>['act']): Promise<unknown> {
    return this.consumer.control({ callId: callId as CallId, employeeId: person.employeeId, act });
  }

  /** As by kill -9, as far as one process can: it hears and writes nothing any more. */
  async die(): Promise<void> {
    this.engine.ari.close();
    this.uow.dead = true;
    await this.switchboard.onModuleDestroy();
    await this.keeper.onModuleDestroy();
  }

  async stop(): Promise<void> {
    await this.switchboard.onModuleDestroy();
    await this.keeper.onModuleDestroy();
    this.engine.ari.close();
  }
}

const away = (): never => {
  throw new OperationalError('bus.no-answer');
};
