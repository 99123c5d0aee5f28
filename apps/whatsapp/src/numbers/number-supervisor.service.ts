import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { asAppError, UserError } from '#libs/errors';
import { Logger } from '#libs/observability';
import { pause } from '#libs/supervision';
import type { NumberFacts, WhatsappDriver } from '../driver/driver.port.js';
import { Drivers } from '../driver/drivers.js';
import { NumberBook } from './number-book.service.js';
import { NumberRepository, type KeptNumber, type NumberPast } from './number.repository.js';
import { noSecrets, NumberSecrets } from './number-secrets.js';

/** Starts and stops the driver of each number as its settings change. */
@Injectable()
export class NumberSupervisor implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly running = new Map<ChannelId, WhatsappDriver>();
  /** Changes of one number follow each other. */
  private readonly changing = new Map<ChannelId, Promise<void>>();
  private readonly stopping = new AbortController();
  private starting: Promise<void> = Promise.resolve();
  private readonly loadedListeners: (() => void)[] = [];
  private loaded = false;
  private readonly beforeStops: (() => Promise<void>)[] = [];

  constructor(
    private readonly uow: UnitOfWork,
    private readonly numbers: NumberRepository,
    private readonly secrets: NumberSecrets,
    private readonly book: NumberBook,
    private readonly drivers: Drivers,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.starting = this.startAll();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.starting;
    await Promise.all(this.beforeStops.map((finish) => finish()));
    await Promise.all(this.changing.values());
    await Promise.all([...this.running].map(([channelId, driver]) => this.end(driver, channelId)));
    await this.book.finish();
  }

  /** Called before the drivers are stopped: what is with one of them gets the time to end. */
  beforeStop(finish: () => Promise<void>): void {
    this.beforeStops.push(finish);
  }

  /** Called when the numbers that are kept are known, and each time one is saved. */
  onKnown(listener: () => void): void {
    this.loadedListeners.push(listener);
  }

  /** Whether the numbers that are kept are known. */
  get isLoaded(): boolean {
    return this.loaded;
  }

  /** After a number was saved. Resolves when it is known; how its driver fares is told later. */
  async changed(channelId: ChannelId): Promise<void> {
    const number = await this.uow.run((tx) => this.numbers.find(tx, channelId));
    if (number) this.take(number);
    this.known();
  }

  /** @throws UserError `whatsapp.number-unknown`, `whatsapp.number-off`; OperationalError `whatsapp.driver-missing` */
  driverOf(channelId: ChannelId): WhatsappDriver {
    const facts = this.book.find(channelId);
    if (!facts) throw new UserError('whatsapp.number-unknown', { channelId });
    if (!facts.enabled) throw new UserError('whatsapp.number-off', { channelId });
    return this.drivers.get(facts.settings.driver);
  }

  /** Waits until what was saved last is in force. */
  async settled(channelId: ChannelId): Promise<void> {
    await this.changing.get(channelId);
  }

  private async startAll(): Promise<void> {
    for (const { signal } = this.stopping; !signal.aborted;) {
      try {
        const all = await this.uow.run((tx) => this.numbers.all(tx));
        for (const number of all) if (!this.book.find(number.channelId)) this.take(number);
        this.loaded = true;
        this.known();
        return;
      } catch (error) {
        this.log.error({ err: error }, 'The numbers cannot be read');
        await pause(2_000, signal);
      }
    }
  }

  private known(): void {
    for (const listener of this.loadedListeners) listener();
  }

  private take(number: KeptNumber & NumberPast): void {
    const { channelId, enabled, settings } = number;
    const facts = this.factsOf(number);
    this.book.put(facts ?? { channelId, enabled, settings, secrets: noSecrets }, number);
    if (!facts) this.book.merge(channelId, { state: 'waiting', code: 'whatsapp.secret-unreadable' });
    const before = this.changing.get(channelId) ?? Promise.resolve();
    this.changing.set(
      channelId,
      before.then(() => (facts ? this.apply(facts) : undefined)),
    );
  }

  /** null: a secret cannot be opened; one number's trouble stays with it. */
  private factsOf({ channelId, enabled, settings, sealed }: KeptNumber): NumberFacts | null {
    try {
      return { channelId, enabled, settings, secrets: this.secrets.open(sealed) };
    } catch (error) {
      this.log.error({ err: error, channelId }, 'The secrets of a number cannot be opened');
      return null;
    }
  }

  private async apply(facts: NumberFacts): Promise<void> {
    const { channelId, enabled, settings } = facts;
    const running = this.running.get(channelId);
    try {
      await this.leaveOthers(channelId, settings.driver);
      if (running && (!enabled || running.name !== settings.driver)) {
        await this.end(running, channelId);
        // What the other way knew of the account is not this one's to say.
        this.book.merge(channelId, { linked: null, battery: null, phoneOnline: null, quality: null });
      }
      if (!enabled) return this.book.merge(channelId, { state: 'off' });
      if (this.stopping.signal.aborted) return;
      const driver = this.drivers.get(settings.driver);
      if (!this.running.has(channelId)) this.book.merge(channelId, { state: 'starting' });
      this.running.set(channelId, driver);
      await driver.start(facts);
    } catch (error) {
      const { code } = asAppError(error);
      this.log.error({ err: error, channelId, code }, 'A number cannot be started');
      this.book.merge(channelId, { state: 'waiting', code });
    }
  }

  /** A session that nobody uses any more is an account that lies about. Tried at each start: the one before may have broken off. */
  private async leaveOthers(channelId: ChannelId, name: WhatsappDriver['name']): Promise<void> {
    for (const driver of this.drivers.others(name)) {
      await driver.leave(channelId).catch((error: unknown) => {
        this.log.error({ err: error, channelId, driver: driver.name }, 'A number could not leave a way');
      });
    }
  }

  private async end(driver: WhatsappDriver, channelId: ChannelId): Promise<void> {
    this.running.delete(channelId);
    await driver.stop(channelId).catch((error: unknown) => {
      this.log.error({ err: error, channelId }, 'A number could not be stopped');
    });
  }
}
