import { isDeepStrictEqual } from 'node:util';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { asAppError } from '#libs/errors';
import { Logger } from '#libs/observability';
import { Engine } from '../engine.js';
import { EngineTrouble } from '../engine.errors.js';
import { lineObjects, type EngineObject, type EngineObjects } from './engine-object.js';

/** Measured: 500 devices take 1.3 s; more at once makes the engine no faster, and calls wait. */
const atOnce = 6;
const retryAfterMs = 1_000;

/**
 * What the engine shall know of trunks, devices and blocked addresses, and what it knows. Whoever wants something says so here, at any time;
 * it is pushed at once where an engine is up, again after each start of an engine, and not again when only our connection was lost.
 */
@Injectable()
export class Provisioning implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly wanted = new Map<string, EngineObjects>();
  private readonly applied = new Map<string, EngineObjects>();
  private readonly strays = new Map<string, EngineObjects>();
  private readonly refusals = new Map<string, string>();
  /** The start of the engine that `applied` speaks of. */
  private incarnation: string | null = null;
  private syncing: Promise<void> = Promise.resolve();
  private again = false;
  /** Somebody is to be kept out: that goes before the telling of hundreds of others. */
  private urgent = false;
  private busy = false;
  private ready = false;
  private retry: NodeJS.Timeout | undefined;
  private readonly stop: (() => void)[] = [];
  private readonly listeners: (() => Promise<void>)[] = [];

  constructor(
    private readonly engine: Engine,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.stop.push(this.engine.onUp(() => this.sync()));
  }

  onModuleDestroy(): void {
    for (const stop of this.stop) stop();
    clearTimeout(this.retry);
  }

  /** Everybody has said what they want: from now on what is at the engine and wanted by nobody is removed. */
  complete(): void {
    this.ready = true;
    this.sync();
  }

  set(name: string, objects: EngineObjects): void {
    this.wanted.set(name, objects);
    this.refusals.delete(name);
    this.sync();
  }

  /** @param objects what may be left of it at an engine that we did not tell of it ourselves; of lines that is known */
  delete(name: string, objects: EngineObjects = []): void {
    this.wanted.delete(name);
    if (objects.length > 0) this.strays.set(name, objects);
    this.urgent = true;
    this.refusals.delete(name);
    this.sync();
  }

  /** Why the engine does not take it; null: it has it, or was not asked yet. */
  refusalOf(name: string): string | null {
    return this.refusals.get(name) ?? null;
  }

  has(name: string): boolean {
    return this.applied.has(name);
  }

  /** Called after the engine was told of something: what it sees of registrations may be another thing now. */
  onTold(listener: () => Promise<void>): void {
    this.listeners.push(listener);
  }

  /** Waits until the engine knows what was wanted until now, as far as it is there. Never throws. */
  settled(): Promise<void> {
    return this.syncing;
  }

  private sync(): void {
    this.again = true;
    if (this.busy || !this.engine.isUp) return;
    this.busy = true;
    this.syncing = this.work();
  }

  private async work(): Promise<void> {
    try {
      while (this.again && this.engine.isUp) {
        this.again = false;
        await this.lookWhoItIs();
        await this.removeUnwanted();
        await this.pushMissing();
        for (const listener of this.listeners) await listener();
      }
    } catch (error) {
      // Where it went away, the next one that comes up is told everything; where it was only slow, it is told again soon.
      this.log.warn({ err: error }, 'The telephone engine could not be told of all lines');
      clearTimeout(this.retry);
      this.retry = setTimeout(() => this.sync(), retryAfterMs);
      this.retry.unref();
    } finally {
      this.busy = false;
    }
  }

  /** An engine that was started anew knows nothing; one that was taken over may know more than it should. */
  private async lookWhoItIs(): Promise<void> {
    const { status } = await this.engine.ari.system.info();
    const incarnation = status?.startup_time ?? null;
    if (incarnation === this.incarnation) return;
    const known = await this.engine.ari.endpoints.list();
    this.applied.clear();
    this.incarnation = incarnation;
    for (const { resource } of known) this.applied.set(resource, lineObjects(resource));
    for (const [name, objects] of this.strays) this.applied.set(name, objects);
    this.strays.clear();
  }

  private async removeUnwanted(): Promise<void> {
    this.urgent = false;
    if (!this.ready) return;
    const gone = [...this.applied].filter(([name]) => !this.wanted.has(name));
    await inBatches(gone, async ([name, objects]) => {
      await this.remove(objects);
      this.applied.delete(name);
    });
  }

  private async pushMissing(): Promise<void> {
    const due = [...this.wanted].filter(
      ([name, objects]) => !this.refusals.has(name) && !isDeepStrictEqual(this.applied.get(name), objects),
    );
    await inBatches(due, async ([name, objects]) => {
      if (this.urgent) return;
      const before = this.applied.get(name) ?? [];
      try {
        for (const object of objects) {
          const old = before.find((one) => isSame(one, object));
          if (old && mustGoFirst(old, object)) await this.remove([old]);
          await this.engine.ari.system.push(object.type, object.id, object.fields);
        }
        await this.remove(before.filter((old) => !objects.some((one) => isSame(one, old))));
        this.applied.set(name, objects);
      } catch (error) {
        if (!(error instanceof EngineTrouble) || error.code !== 'telephony.engine-refused') throw error;
        this.refusals.set(name, error.code);
        this.log.error({ err: error, line: name, code: error.code }, 'The telephone engine does not take a line');
        await this.remove(objects);
      }
    });
  }

  private async remove(objects: EngineObjects): Promise<void> {
    for (const { type, id } of [...objects].reverse()) {
      await this.engine.ari.system.remove(type, id).catch((error: unknown) => {
        // There is none: as it should be.
        if (asAppError(error).code !== 'telephony.engine-refused') throw error;
      });
    }
  }
}

const neverChanged: readonly EngineObject['type'][] = ['identify', 'acl', 'registration', 'endpoint'];

/**
 * A change adds to lists, and leaves alone what it does not name: such an object is made anew. An endpoint always is: the engine copies
 * the old one by way of its text, where a caller id that was not set reads `<unknown>`, and from then on every client calls as "unknown".
 * So is a registration: the engine would not try again because the password beside it was corrected.
 */
const mustGoFirst = (old: EngineObject, now: EngineObject): boolean =>
  neverChanged.includes(now.type) || Object.keys(old.fields).some((name) => !(name in now.fields));

const isSame = (a: EngineObject, b: EngineObject): boolean => a.type === b.type && a.id === b.id;

async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
