import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import canonicalizeModule from 'canonicalize';
import { callChanged, callEnded, recordingMissing, type CallChanged, type CallEnded } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { EvidenceStore } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { pause } from '#libs/supervision';
import { RecordingKeeper } from '../recordings/recording-keeper.service.js';
import { changeOf, endingOf } from './call-facts.js';
import type { CallRecord } from './call-record.js';
import { CallRepository } from './call.repository.js';
import type { LiveCall } from './live-call.js';

// Its types speak of ES modules, the package is CommonJS.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string;

/** What comes in a burst (a step of five devices) is written once. */
const burstMs = 5;
const retryMs = 500;
const longestRetryMs = 60_000;

interface Entry {
  call: LiveCall;
  dirty: boolean;
  ended: boolean;
  work: Promise<void> | null;
  told: ReturnType<typeof changeOf> | null;
  failures: number;
}

/**
 * Writes calls down while they live, each in one transaction with what the world is told of it, and their end with its evidence.
 * A call never waits for it; a database that is away is tried again until it is back.
 */
@Injectable()
export class CallWriter {
  private readonly entries = new Map<LiveCall, Entry>();
  private readonly stopping = new AbortController();
  private stopped = false;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly evidence: EvidenceStore,
    private readonly calls: CallRepository,
    private readonly keeper: RecordingKeeper,
    private readonly log: Logger,
  ) {}

  note(call: LiveCall): void {
    this.entryOf(call).dirty = true;
    this.begin(this.entryOf(call));
  }

  /** The call is over: its end is told once everything before it has been. */
  conclude(call: LiveCall): void {
    const entry = this.entryOf(call);
    entry.ended = true;
    this.begin(entry);
  }

  /** Writes what has been noted until now, and nothing after it: the next process goes on from there. */
  async stop(): Promise<void> {
    this.stopping.abort();
    for (;;) {
      const works = [...this.entries.values()].flatMap(({ work }) => work ?? []);
      if (works.length === 0) break;
      await Promise.all(works);
    }
    this.stopped = true;
  }

  private entryOf(call: LiveCall): Entry {
    const known = this.entries.get(call);
    if (known) return known;
    const entry: Entry = { call, dirty: false, ended: false, work: null, told: null, failures: 0 };
    this.entries.set(call, entry);
    return entry;
  }

  private begin(entry: Entry): void {
    if (this.stopped) return;
    entry.work ??= this.work(entry).finally(() => {
      entry.work = null;
      if (entry.dirty || entry.ended) this.begin(entry);
    });
  }

  private async work(entry: Entry): Promise<void> {
    const { call } = entry;
    await pause(burstMs, this.stopping.signal);
    try {
      if (entry.ended) {
        await this.tellEnd(call.record);
        entry.ended = entry.dirty = false;
        this.entries.delete(call);
        return;
      }
      entry.dirty = false;
      await this.tellChange(entry);
    } catch (error) {
      const { callId } = call.record;
      this.log.error({ err: error, callId }, 'A call could not be written down yet');
      if (this.stopping.signal.aborted) {
        // The next process finds the call as it was written last, and the engine as it is.
        entry.dirty = entry.ended = false;
        return;
      }
      entry.dirty ||= !entry.ended;
      await pause(Math.min(retryMs * 2 ** entry.failures++, longestRetryMs), this.stopping.signal);
    }
  }

  private async tellChange(entry: Entry): Promise<void> {
    const { record } = entry.call;
    const change = changeOf(record);
    const isNew = !isDeepStrictEqual(change, entry.told);
    if (isNew) record.revision += 1;
    const body: CallChanged = { ...change, revision: record.revision, at: new Date().toISOString() };
    await this.uow.run(async (tx) => {
      await this.calls.save(tx, record);
      // The end tells itself.
      if (isNew && change.phase !== 'ended') await this.outbox.add(tx, callChanged, body);
    });
    entry.told = change;
    entry.failures = 0;
  }

  /** The end of a call, with its evidence and what becomes of its sound. */
  async tellEnd(record: CallRecord): Promise<void> {
    record.revision += 1;
    const sound = await this.keeper.soundOf(record);
    const facts = endingOf(record, sound);
    const evidence = await this.evidence.put(Buffer.from(canonicalize({ ...facts, engine: engineSide(record) })));
    const body: CallEnded = { ...facts, evidence };
    await this.uow.run(async (tx) => {
      await this.calls.save(tx, record);
      await this.calls.markTold(tx, record.callId, facts.endedAt, facts.recording);
      await this.keeper.take(tx, sound);
      await this.outbox.add(tx, callEnded, body);
      if (sound.missing !== null) {
        const { callId } = record;
        await this.outbox.add(tx, recordingMissing, { callId, code: sound.missing, at: new Date().toISOString() });
      }
    });
    this.keeper.nudge();
  }
}

/** What only the engine's own logs name, for whoever holds the original against them. */
const engineSide = ({ trunkId, legs, state }: CallRecord) => ({
  state,
  trunkId,
  legs: legs.map(({ channel, line, employeeId, rungAt, answeredAt, endedAt, cause }) => ({
    ...{ channel, line, employeeId, rungAt, answeredAt, endedAt, cause },
  })),
});
