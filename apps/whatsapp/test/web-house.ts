import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChannelId, SendWhatsapp, WhatsappNumberSettings, WhatsappOutgoing } from '#libs/contracts';
import { readSettings } from '#libs/config';
import type { Logger } from '#libs/observability';
import { eventually, silentLogger } from '#libs/testing';
import { WhatsappWorld } from '../../../test/peers/whatsapp/page/whatsapp-world.js';
import type { WhatsappPhone } from '../../../test/peers/whatsapp/page/phone.js';
import type { NumberFacts, Standing } from '../src/driver/driver.port.js';
import { usualWebTiming, type WebTiming } from '../src/web/timing.js';
import { WebDriver } from '../src/web/web-driver.js';
import { RecordingSink } from './recording-sink.js';

export const ours = '+380441234567';
export const ada = '+380501112233';
export const adaId = '380501112233';

const quick: Partial<WebTiming> = {
  probeEveryMs: 400,
  // A machine with much to do is no page that stands still.
  probeWithinMs: 4_000,
  againFirstMs: 200,
  againLongestMs: 2_000,
  settleMs: 0,
  conflictMs: [400, 400],
};

/** A driver with one number, a phone in the stand-in's world, and what the driver has brought so far. */
export class WebHouse {
  readonly channelId = randomUUID() as ChannelId;
  readonly sink = new RecordingSink();
  driver: WebDriver;
  private readonly log: Logger = silentLogger();

  private constructor(
    readonly world: WhatsappWorld,
    readonly dataDir: string,
  ) {
    this.driver = this.newDriver();
  }

  static async open(): Promise<WebHouse> {
    return new WebHouse(await WhatsappWorld.open(), await mkdtemp(join(tmpdir(), 'keepline-web-')));
  }

  async close(): Promise<void> {
    await this.driver.shutDown();
    await this.world.close();
    await rm(this.dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  /** As after a restart of the gateway: nothing is remembered but what is on disk. */
  newDriver(timing: Partial<WebTiming> = {}, chromium?: string): WebDriver {
    const settings = readSettings({
      PATH: '/usr/bin:/usr/local/bin',
      KEEPLINE_DATA_DIR: this.dataDir,
      KEEPLINE_CHROMIUM: chromium,
      KEEPLINE_WHATSAPP_STAND_IN: `127.0.0.1:${this.world.port}`,
    });
    const driver = new WebDriver(this.sink, settings, this.log);
    driver.timing = { ...usualWebTiming, ...quick, ...timing };
    this.driver = driver;
    return driver;
  }

  facts(settings: Partial<WhatsappNumberSettings> = {}): NumberFacts {
    return {
      channelId: this.channelId,
      enabled: true,
      settings: { ...plain, ...settings },
      secrets: { accessToken: null, appSecret: null, oldAppSecret: null, verifyToken: null },
    };
  }

  get phone(): WhatsappPhone {
    return this.world.phone(ours);
  }

  standing(): Standing {
    return this.sink.stands;
  }

  async linked(settings: Partial<WhatsappNumberSettings> = {}): Promise<WhatsappPhone> {
    await this.driver.start(this.facts(settings));
    const phone = await this.world.scan(ours, await this.shows('qr'));
    await this.ready();
    return phone;
  }

  /** The QR or the code, as soon as there is one: a machine with much to do is longer about it than `link` waits. */
  async shows(way: 'qr' | 'code'): Promise<string> {
    await this.driver.link(this.channelId, way);
    return eventually(
      async () => {
        const { qr, pairing } = await this.driver.link(this.channelId, 'look');
        const shown = way === 'qr' ? qr : pairing;
        if (!shown) throw new Error('nothing is shown yet');
        return shown.text;
      },
      { withinMs: 40_000 },
    );
  }

  /** And its browser has written its session down: one that is killed within seconds of its link has not. */
  async linkedForGood(settings: Partial<WhatsappNumberSettings> = {}): Promise<WhatsappPhone> {
    const phone = await this.linked(settings);
    await this.driver.shutDown();
    await this.begin(settings);
    await this.ready();
    return phone;
  }

  /** As the gateway does when it starts: what stood before is not what stands now. */
  async begin(settings: Partial<WhatsappNumberSettings> = {}): Promise<void> {
    this.sink.stands = {};
    await this.driver.start(this.facts(settings));
  }

  ready(withinMs = 30_000): Promise<void> {
    return this.stands({ state: 'ready', code: null }, withinMs);
  }

  stands(standing: Partial<Standing>, withinMs = 30_000): Promise<void> {
    return eventually(() => expect(this.sink.stands).toMatchObject(standing), { withinMs });
  }

  /** Of the browser that holds the session now. */
  async browserPid(): Promise<number> {
    const lock = await readlink(join(this.dataDir, 'whatsapp', this.channelId, 'session', 'SingletonLock'));
    return Number(/-(\d+)$/.exec(lock)![1]);
  }

  async killBrowser(): Promise<void> {
    process.kill(await this.browserPid(), 'SIGKILL');
  }

  /** The process between us and the browser, as if the system had ended it. */
  async killSession(): Promise<void> {
    const stat = await readFile(`/proc/${await this.browserPid()}/stat`, 'utf8');
    process.kill(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]), 'SIGKILL');
  }

  order(content: WhatsappOutgoing, more: Partial<SendWhatsapp> = {}): SendWhatsapp {
    return {
      deliveryId: randomUUID() as SendWhatsapp['deliveryId'],
      channelId: this.channelId,
      chatId: adaId,
      content,
      quotes: null,
      newChat: false,
      at: new Date().toISOString(),
      ...more,
    };
  }
}

const plain: WhatsappNumberSettings = {
  driver: 'web',
  number: ours,
  groups: 'attach',
  historyDays: 0,
  mediaLimitMb: 16,
  pace: { perMinute: 60, newChatsPerDay: 100, warmUp: false },
  canaryEveryMinutes: null,
  silentAfterMinutes: null,
  markRead: false,
  cloud: null,
};
