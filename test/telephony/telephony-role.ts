import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module, type INestMicroservice } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { readSettings, SETTINGS, type Settings } from '#libs/config';
import {
  saveExtension,
  saveTrunk,
  sipRealm,
  type BodyOf,
  type DeviceId,
  type EmployeeId,
  type MessageContract,
  type TrunkId,
  type TrunkSettings,
} from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { createEvidenceStore, EvidenceStore, MasterKey } from '#libs/evidence';
import { Bus, EmbeddedBus, Inbox, messagingFor, Outbox } from '#libs/messaging';
import { Health, Logger, Metrics } from '#libs/observability';
import { aDatabase, aMasterKey, eventually, silentLogger, type TestDatabase } from '#libs/testing';
import { Engine } from '../../apps/telephony/src/engine/engine.js';
import type { EngineRecord } from '../../apps/telephony/src/engine/supervising/engine-record.js';
import { EngineTeller } from '../../apps/telephony/src/engine/supervising/engine-teller.js';
import { TelephonyModule } from '../../apps/telephony/src/telephony.module.js';
import { SipClient } from '../../apps/telephony/src/trunks/probe/sip-client.js';
import { freePort } from '../peers/real/peer.js';
import { lendEngine } from '../product/engine.js';

export interface TestDevice {
  readonly employeeId: EmployeeId;
  readonly deviceId: DeviceId;
  readonly user: string;
  readonly password: string;
}

/** The telephony role alone, with a real engine, on a database of its own: what core would order, a test orders. */
export class TelephonyHouse {
  health = new Health('telephony.');
  bus!: EmbeddedBus;
  app!: INestMicroservice;

  private constructor(
    readonly db: TestDatabase,
    public settings: Settings,
  ) {}

  /** @param engine the shared one is there already */
  static async open(env: Record<string, string> = {}, { engine = true } = {}): Promise<TelephonyHouse> {
    const dataDir = await mkdtemp(join(tmpdir(), 'keepline-engine-'));
    // The engine's account passes through here, as it would through a data folder that the gateway made.
    await chmod(dataDir, 0o711);
    if (engine) await lendEngine(dataDir);
    const settings = readSettings({
      KEEPLINE_DATA_DIR: dataDir,
      KEEPLINE_SIP_PORT: String(await freePort()),
      KEEPLINE_SIP_TLS_PORT: String(await freePort()),
      KEEPLINE_RTP_PORTS: '43000-43499',
      ...env,
    });
    const house = new TelephonyHouse(await aDatabase(), settings);
    await house.start();
    return house;
  }

  /** @param tune the role before it begins */
  async start(tune: (app: INestMicroservice) => void = () => undefined): Promise<void> {
    const log = silentLogger();
    this.bus = new EmbeddedBus(log);
    this.health = new Health('telephony.');
    const uow = this.db.uow('telephony');
    const metrics = new Metrics({ defaults: false });
    const messaging = messagingFor('telephony', { bus: this.bus, uow, log, health: this.health, metrics });
    const evidence = await createEvidenceStore({ dataDir: this.settings.dataDir, storageUrl: null }, aMasterKey());
    const given = [
      { provide: SETTINGS, useValue: this.settings },
      { provide: UnitOfWork, useValue: uow },
      { provide: Outbox, useValue: messaging.outbox },
      { provide: Inbox, useValue: messaging.inbox },
      { provide: Bus, useValue: this.bus },
      { provide: EvidenceStore, useValue: evidence },
      { provide: MasterKey, useValue: aMasterKey() },
      { provide: Logger, useValue: log },
      { provide: Health, useValue: this.health },
      { provide: Metrics, useValue: metrics },
    ];
    @Global()
    @Module({ providers: given, exports: given })
    class Ground {}
    const module = await Test.createTestingModule({ imports: [Ground, TelephonyModule] }).compile();
    this.app = module.createNestMicroservice({ strategy: messaging.strategy, logger: false });
    tune(this.app);
    await this.app.listen();
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.bus.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.db.close();
    // Left running when somebody was in a call.
    const pid = await this.pid().catch(() => 0);
    if (pid > 0) process.kill(pid, 'SIGKILL');
    await rm(this.settings.dataDir, { recursive: true, force: true });
  }

  get engine(): Engine {
    return this.app.get(Engine);
  }

  /** Where devices and providers reach the engine. */
  get sip(): { host: string; port: number } {
    return { host: '127.0.0.1', port: this.settings.sip.port };
  }

  /** Of the engine's process, as it is remembered for the next start; 0 when it was ended. */
  async pid(): Promise<number> {
    return (await this.record()).pid;
  }

  async record(): Promise<EngineRecord> {
    const text = await readFile(join(this.settings.dataDir, 'telephony', 'engine.json'), 'utf8');
    return JSON.parse(text) as EngineRecord;
  }

  async untilUp(withinMs = 30_000): Promise<void> {
    await eventually(
      () => {
        const { state, code } = this.app.get(EngineTeller).state;
        if (state !== 'up' || !this.engine.isUp) throw new Error(`the engine is ${state} ${code}`);
      },
      { withinMs },
    );
  }

  async told<C extends MessageContract>(contract: C): Promise<BodyOf<C>[]> {
    const rows = await this.db.query<{ body: unknown }>(
      'select body from telephony.outbox where topic = $1 order by seq',
      [contract.topic],
    );
    return rows.map(({ body }) => body as BodyOf<C>);
  }

  aDevice(employeeId = randomUUID() as EmployeeId): TestDevice {
    return {
      employeeId,
      deviceId: randomUUID() as DeviceId,
      user: `d-${randomBytes(5).toString('hex')}`,
      password: randomBytes(16).toString('hex'),
    };
  }

  /** The whole of one employee's telephone. */
  saveExtension(
    employeeId: EmployeeId,
    devices: readonly TestDevice[],
    { hangUp = false, kind = 'softphone' }: { hangUp?: boolean; kind?: 'desk' | 'softphone' } = {},
  ) {
    return this.bus.ask(saveExtension, {
      employeeId,
      extension: '201',
      name: 'Anna Kovalenko',
      devices: devices.map(({ deviceId, user, password }) => ({
        deviceId,
        kind,
        user,
        label: 'Desk',
        sealedHa1: aMasterKey().sealText(
          createHash('md5').update(`${user}:${sipRealm}:${password}`).digest('hex'),
          'sip-ha1',
        ),
      })),
      hangUp,
    });
  }

  saveTrunk(trunkId: TrunkId, settings: TrunkSettings, { password = null as string | null, enabled = true } = {}) {
    const sealed = password === null ? null : aMasterKey().sealText(password, 'trunk-password');
    return this.bus.ask(saveTrunk, { trunkId, settings, password: sealed, enabled, numbers: [] });
  }
}

export const aTrunkAt = (
  { host, port }: { host: string; port: number },
  more: Partial<TrunkSettings> = {},
): TrunkSettings => ({
  host,
  port,
  transport: 'udp',
  srtp: false,
  registration: false,
  user: null,
  authUser: null,
  fromDomain: null,
  allowedFrom: [],
  numberFormat: 'digits',
  country: 'UA',
  codecs: ['alaw', 'ulaw'],
  maxCalls: null,
  ...more,
});

/** @returns the status of the answer to a REGISTER with a password, null for none */
export async function register(
  house: TelephonyHouse,
  { user, password }: Pick<TestDevice, 'user' | 'password'>,
  { from = '127.0.0.1', transport = 'udp' }: { from?: string; transport?: 'udp' | 'tcp' | 'tls' } = {},
): Promise<{ status: number | null; close: () => void }> {
  const port = transport === 'tls' ? house.settings.sip.tlsPort : house.settings.sip.port;
  const client = new SipClient({ transport, address: '127.0.0.1', port, serverName: 'localhost', from }, 2_000);
  await client.open();
  const account = { user, domain: 'keepline', authUser: user, password };
  const answer = await client.ask({
    method: 'REGISTER',
    uri: 'sip:keepline',
    account,
    headers: ['Expires: 120'],
  });
  return { status: answer?.status ?? null, close: () => client.close() };
}
