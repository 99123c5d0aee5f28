import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { alarmRaised, callsTallied, type CallId, type CallsTallied } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Outbox } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { CallRepository } from '../calls/call.repository.js';
import { lineEndOfChannel } from '../engine/endpoints.js';
import { Engine } from '../engine/engine.js';
import { linesFrom, readCallRecord, type EngineRecord } from './call-records.js';
import { Orphans } from './orphans.service.js';
import { TallyRepository } from './tally.repository.js';

const day = 86_400_000;

export interface TallyTiming {
  readEveryMs: number;
  tallyEveryMs: number;
  /** A call is written down when its line may be long there; so long after its end it must have been. */
  writtenAfterMs: number;
  forgetAfterMs: number;
}

const usualTiming: TallyTiming = {
  readEveryMs: 5_000,
  tallyEveryMs: 3_600_000,
  writtenAfterMs: 15_000,
  forgetAfterMs: 30 * day,
};

/** As many as one message may carry. */
const pageOf = 5_000;
const unseenAtMost = 1_000;

/** P11: the engine counts every call by itself, and what it counted is held against what we have. */
@Injectable()
export class Tally implements OnApplicationBootstrap, OnModuleDestroy {
  timing: TallyTiming = usualTiming;
  private readonly timers: NodeJS.Timeout[] = [];
  private work: Promise<void> = Promise.resolve();
  private stopUp: () => void = () => undefined;

  constructor(
    private readonly engine: Engine,
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly calls: CallRepository,
    private readonly tallies: TallyRepository,
    private readonly orphans: Orphans,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.every(this.timing.readEveryMs, () => this.read());
    this.every(this.timing.tallyEveryMs, () => this.tally());
    // What a crash left behind is looked for when the calls that go on have been taken over.
    this.stopUp = this.engine.onUp(() => this.soon(() => this.tally()));
  }

  async onModuleDestroy(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.stopUp();
    await this.work;
  }

  /** Whatever the engine has counted since the last time. */
  async read(): Promise<void> {
    const from = await this.uow.run((tx) => this.tallies.find(tx));
    const { file, lines } = await linesFrom(this.engine.paths.callRecords, from);
    let at = from?.file === file ? from.at : 0;
    const counted: EngineRecord[] = [];
    for (const { line, next } of lines) {
      const record = readCallRecord(line);
      if (record && Date.now() - Date.parse(record.endedAt) < this.timing.writtenAfterMs) break;
      at = next;
      // Between the company and the world; what a device did with us alone is no call that could be missing.
      if (record && lineEndOfChannel(record.channel)?.is === 'trunk') counted.push(record);
    }
    if (from?.file === file && from.at === at) return;
    const unseen = await this.unseenOf(counted);
    await this.uow.run(async (tx) => {
      await this.tallies.save(tx, { file, at });
      if (unseen.length === 0) return;
      const moments = unseen.map(({ startedAt }) => startedAt).sort();
      const [first = ''] = moments;
      const last = moments.at(-1) ?? first;
      await this.outbox.add(tx, callsTallied, {
        from: first,
        to: last,
        calls: [],
        unseen: unseen.slice(0, unseenAtMost).map(({ id, startedAt }) => ({ engineId: id.slice(0, 100), startedAt })),
      });
      await this.outbox.add(tx, alarmRaised, {
        code: 'telephony.call-unseen',
        ...{ callId: null, employeeId: null },
        details: { calls: unseen.length },
        at: new Date().toISOString(),
      });
    });
  }

  /** The last day's calls, and what became of the sound of each; what is in nobody's hands is picked up first. */
  async tally(): Promise<void> {
    if (this.engine.isUp) await this.orphans.recover();
    const to = new Date();
    const from = new Date(to.getTime() - day);
    for (let after: CallId | null = null; ;) {
      const page: CallsTallied['calls'] = await this.uow.run((tx) =>
        this.calls.listEnded(tx, { from, to, after, atMost: pageOf }),
      );
      const span = { from: from.toISOString(), to: to.toISOString() };
      if (page.length > 0)
        await this.uow.run((tx) => this.outbox.add(tx, callsTallied, { ...span, calls: page, unseen: [] }));
      if (page.length < pageOf) break;
      after = page.at(-1)!.callId;
    }
    await this.uow.run((tx) => this.calls.forget(tx, new Date(to.getTime() - this.timing.forgetAfterMs)));
  }

  private async unseenOf(counted: readonly EngineRecord[]): Promise<EngineRecord[]> {
    if (counted.length === 0) return [];
    if (this.engine.isUp) await this.orphans.recover();
    const ids = counted.flatMap(({ id, linkedId }) => [id, linkedId]);
    const known = await this.uow.run((tx) => this.calls.findByEngineIds(tx, ids));
    return counted.filter(({ id, linkedId }) => !known.has(id) && !known.has(linkedId));
  }

  private every(ms: number, work: () => Promise<void>): void {
    this.timers.push(setInterval(() => this.soon(work), ms).unref());
  }

  /** One after the other: both move the same files. */
  private soon(work: () => Promise<void>): void {
    this.work = this.work.then(work).catch((error: unknown) => {
      this.log.warn({ err: error }, 'The calls could not be held against what the engine counted');
    });
  }
}
