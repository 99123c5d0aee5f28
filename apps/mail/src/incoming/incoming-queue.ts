import { randomUUID } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gauge } from 'prom-client';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import { asAppError, Bug, OperationalError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Health, Logger, Metrics, type HealthCheck } from '#libs/observability';
import { BackOff, pause } from '#libs/supervision';
import { HandingIn } from './handing-in.js';
import { usualIncomingLimits, type IncomingLimits } from './incoming-limits.js';
import { readRecord, writeRecord, type IncomingRecord } from './record.js';
import { Room } from './room.js';
import type { Place } from './segment.js';
import { SegmentLog } from './segment-log.js';

/** What records are sealed for (libs/evidence, MasterKey). */
const sealedFor = 'mail/incoming';

/** Stores what it is given, all or nothing; the same once more must come to nothing. */
type Store = (records: readonly IncomingRecord[]) => Promise<void>;

interface Waiting {
  readonly place: Place;
  readonly since: number;
  /** How often it could not be stored, alone. */
  failures: number;
}

const ok: HealthCheck = { status: 'ok', code: null, detail: null };
/** What waits longer than this is worth a look. */
const behindAfterMs = 60_000;
const longestRestMs = 15 * 60_000;
/** Often enough, and long enough to tell what a thread does. */
const lookEveryMs = 50;
const asideIn = (folder: string): string => join(folder, 'set-aside');

/**
 * Letters that were taken by SMTP, durable on this machine's disk before their 250 is said, and stored as evidence and told to core a moment
 * later, many at once: whoever hands letters in waits for one sync of a disk and not for a database (Postfix calls it the incoming queue).
 * What a killed process leaves is stored by the next. Large letters do not pass through here: they are stored while they are read.
 */
@Injectable()
export class IncomingQueue implements OnApplicationBootstrap, OnModuleDestroy {
  limits: IncomingLimits = usualIncomingLimits;
  /** A test has its own. */
  room: Pick<Room, 'isThere'> = new Room();
  private readonly stores = new Map<string, Store>();
  private readonly waiting: Waiting[] = [];
  /** Tried again later, each by itself. */
  private readonly resting = new Map<Waiting, NodeJS.Timeout>();
  private readonly done = new WeakSet<Waiting>();
  private waitingBytes = 0;
  private opened: Promise<SegmentLog> | null = null;
  private draining: Promise<void> = Promise.resolve();
  private readonly stopping = new AbortController();
  private wake: () => void = () => undefined;
  private storing = false;
  private readonly handingIn = new HandingIn();
  private readonly gauge: Gauge;

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'dataDir'>,
    private readonly masterKey: MasterKey,
    private readonly health: Health,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    this.gauge = metrics.gauge('keepline_mail_incoming_letters', 'Letters that were taken and wait to be stored');
  }

  /** Who stores the records of a kind; said before the start. */
  handle(kind: string, store: Store): void {
    this.stores.set(kind, store);
  }

  onApplicationBootstrap(): void {
    this.health.watch('incoming', () => this.check());
    this.draining = this.drain();
  }

  /** What waits has a moment to be stored; the rest is for the next start. */
  async onModuleDestroy(): Promise<void> {
    if (this.waiting.length > 0) await Promise.race([this.stored(), pause(this.limits.stopMs, this.stopping.signal)]);
    this.stopping.abort();
    for (const timer of this.resting.values()) clearTimeout(timer);
    this.wake();
    await this.draining;
    await (await this.opened)?.close();
  }

  /** Somebody waits for what is decided about a letter before it is put here; it goes before what was taken already. */
  before<T>(decision: Promise<T>): Promise<T> {
    return this.handingIn.during(decision);
  }

  /** Resolves when the record is durable. @throws OperationalError `mail.incoming-full`, `mail.incoming-away` */
  put(record: IncomingRecord): Promise<void> {
    return this.handingIn.during(this.append(record));
  }

  private async append(record: IncomingRecord): Promise<void> {
    if (this.waitingBytes > this.limits.bytes) throw new OperationalError('mail.incoming-full');
    const log = await this.open();
    this.add(await log.append(this.masterKey.seal(writeRecord(record), sealedFor)));
    this.wake();
  }

  /** Resolves once nothing waits to be stored, or we stop. */
  async stored(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted && (this.waiting.length > 0 || this.storing)) await pause(10, signal);
  }

  private get folder(): string {
    return join(this.settings.dataDir, 'incoming-mail');
  }

  private open(): Promise<SegmentLog> {
    this.opened ??= SegmentLog.open(this.folder).then(
      ({ log, left }) => {
        for (const place of left) this.add(place);
        if (left.length > 0) this.log.info({ letters: left.length }, 'letters that an earlier process took are stored');
        return log;
      },
      (error: unknown) => {
        this.opened = null;
        throw new OperationalError('mail.incoming-away', {}, { cause: error });
      },
    );
    return this.opened;
  }

  private add(place: Place): void {
    this.waiting.push({ place, since: performance.now(), failures: 0 });
    this.waitingBytes += place.length;
    this.gauge.set(this.count);
  }

  private async drain(): Promise<void> {
    const { signal } = this.stopping;
    const backOff = new BackOff(200, 15_000);
    while (!signal.aborted) {
      try {
        await this.open();
        await this.untilThereIsTime();
        if (signal.aborted) return;
        const begun = performance.now();
        this.storing = true;
        await this.storeBatch().finally(() => (this.storing = false));
        backOff.reset();
        if (!this.isQuiet()) await this.restAfter(performance.now() - begun);
      } catch (error) {
        const { code } = asAppError(error);
        this.log.error(
          { err: error, code, waiting: this.waiting.length },
          'Letters that were taken cannot be stored now',
        );
        await pause(backOff.next(), signal);
      }
    }
  }

  /** Whoever hands in goes first; but nothing waits for a quiet moment for ever. */
  private async untilThereIsTime(): Promise<void> {
    const { signal } = this.stopping;
    const { quietMs, patienceMs } = this.limits;
    while (this.waiting.length === 0 && !signal.aborted)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    if (!signal.aborted) await this.handingIn.untilQuiet(quietMs, this.waiting[0]!.since + patienceMs, signal);
  }

  /** While letters keep coming half of the time is theirs; and storing is the least of it: what follows from it needs its time too. */
  private async restAfter(storedForMs: number): Promise<void> {
    const { signal } = this.stopping;
    const latest = performance.now() + this.limits.restMs;
    await pause(storedForMs, signal);
    while (!signal.aborted && !this.room.isThere() && !this.isQuiet() && performance.now() < latest)
      await pause(lookEveryMs, signal);
  }

  private isQuiet(): boolean {
    return this.handingIn.isQuietFor(this.limits.quietMs);
  }

  /** The oldest ones. Where they cannot be stored together each is tried alone, so that one does not hold up the others. */
  private async storeBatch(): Promise<void> {
    const log = await this.open();
    const batch = this.takeBatch();
    try {
      const read: { waiting: Waiting; record: IncomingRecord }[] = [];
      for (const waiting of batch) {
        const record = await this.readOne(log, waiting);
        if (record) read.push({ waiting, record });
      }
      try {
        await this.store(read.map(({ record }) => record));
      } catch (error) {
        if (asAppError(error).kind === 'operational') throw error;
        for (const { waiting, record } of read) await this.storeAlone(log, waiting, record);
        return;
      }
      for (const { waiting } of read) await this.release(log, waiting);
    } catch (error) {
      this.waiting.unshift(...batch.filter((one) => !this.done.has(one) && !this.resting.has(one)));
      throw error;
    }
  }

  private takeBatch(): Waiting[] {
    const { batchBytes } = this.limits;
    const batchRecords = this.isQuiet() ? this.limits.batchRecords : this.limits.busyBatchRecords;
    let bytes = 0;
    const most = this.waiting.slice(0, batchRecords).findIndex(({ place }) => (bytes += place.length) > batchBytes);
    return this.waiting.splice(0, most === -1 ? batchRecords : Math.max(most, 1));
  }

  private async store(records: readonly IncomingRecord[]): Promise<void> {
    // Of a newer release, say: it stays until there is somebody who knows it.
    const unknown = records.find(({ kind }) => !this.stores.has(kind));
    if (unknown) throw new Bug('mail.incoming-kind-unknown', { kind: unknown.kind });
    for (const [kind, store] of this.stores) {
      const own = records.filter((record) => record.kind === kind);
      if (own.length > 0) await store(own);
    }
  }

  private async storeAlone(log: SegmentLog, waiting: Waiting, record: IncomingRecord): Promise<void> {
    try {
      await this.store([record]);
    } catch (error) {
      const { code, kind } = asAppError(error);
      if (kind === 'operational') throw error;
      this.log.error({ err: error, code }, 'A letter that was taken cannot be stored; it is tried again later');
      return this.rest(waiting);
    }
    await this.release(log, waiting);
  }

  /** It stays where it is, and in nobody's way. */
  private rest(waiting: Waiting): void {
    const inMs = Math.min(5_000 * 2 ** waiting.failures++, longestRestMs);
    const again = () => {
      this.resting.delete(waiting);
      this.waiting.push(waiting);
      this.wake();
    };
    this.resting.set(waiting, setTimeout(again, inMs).unref());
  }

  private async readOne(log: SegmentLog, waiting: Waiting): Promise<IncomingRecord | null> {
    const sealed = await log.read(waiting.place);
    try {
      return readRecord(this.masterKey.unseal(sealed, sealedFor));
    } catch (error) {
      this.log.error(
        { err: error, code: asAppError(error).code },
        'A letter that was taken cannot be read; it is set aside',
      );
      await this.layAside(sealed);
      await this.release(log, waiting);
      return null;
    }
  }

  /** Never thrown away: a person must look. */
  private async layAside(sealed: Buffer): Promise<void> {
    await mkdir(asideIn(this.folder), { recursive: true, mode: 0o700 });
    await writeFile(join(asideIn(this.folder), `${randomUUID()}.sealed`), sealed, { mode: 0o600, flush: true });
  }

  private async release(log: SegmentLog, waiting: Waiting): Promise<void> {
    this.done.add(waiting);
    this.waitingBytes -= waiting.place.length;
    this.gauge.set(this.count);
    await log.release(waiting.place);
  }

  private async check(): Promise<HealthCheck> {
    const unread = (await readdir(asideIn(this.folder)).catch(() => [])).length;
    if (unread > 0) return { status: 'degraded', code: 'mail.incoming-set-aside', detail: `${unread} letters` };
    const since = Math.min(this.waiting[0]?.since ?? Infinity, ...[...this.resting.keys()].map((one) => one.since));
    if (performance.now() - since > behindAfterMs)
      return { status: 'degraded', code: 'mail.incoming-behind', detail: `${this.count} letters` };
    return ok;
  }

  private get count(): number {
    return this.waiting.length + this.resting.size;
  }
}
