import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Histogram } from 'prom-client';
import { recordingKept, recordingMissing, type EvidenceRef, type RecordingId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { afterFailure, asAppError } from '#libs/errors';
import { EvidenceStore } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import { Logger, Metrics } from '#libs/observability';
import type { CallRecord } from '../calls/call-record.js';
import { Engine } from '../engine/engine.js';
import { soundOf, type CallSound } from './call-sound.js';
import { DiskWatch } from './disk-watch.service.js';
import { Encoders } from './encoders.service.js';
import type { Encoder } from './encoders.js';
import { LaneMeter } from './lane-meter.js';
import { sideBySide } from './lanes.js';
import { RecordingRepository, type SpooledSound } from './recording.repository.js';
import { keepSound, withLanes, type KeptSound } from './sound.js';
import { filesOf, removeFiles } from './spool.js';
import { WaveLane } from './wave-file.js';

export interface KeeperTiming {
  /** Encoders at once: the calls come first. */
  atOnce: number;
  pollMs: number;
  /** The engine closes its files in a moment after the hang-up; a file that has not grown for so long is as its writer left it. */
  closedAfterMs: number;
}

const usualTiming: KeeperTiming = { atOnce: 2, pollMs: 2_000, closedAfterMs: 1_500 };

/** A message in which nobody is heard for at least so long is no message. */
const shortestMessageMs = 400;

/**
 * Makes evidence of the engine's files: the file is the spool until the evidence is stored and told of, and only then it goes. A process that
 * dies in between is followed by one that does the same again; the same sound has the same address.
 */
@Injectable()
export class RecordingKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  timing: KeeperTiming = usualTiming;
  private readonly inWork = new Map<RecordingId, Promise<void>>();
  private readonly took: Histogram;
  private loop: Promise<void> | null = null;
  private wake: (() => void) | null = null;
  private nudged = false;
  private stopping = false;

  constructor(
    private readonly engine: Engine,
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly evidence: EvidenceStore,
    private readonly recordings: RecordingRepository,
    private readonly encoders: Encoders,
    private readonly disk: DiskWatch,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    this.took = metrics.histogram(
      'keepline_telephony_recording_kept_seconds',
      'From the end of a call until its sound is evidence',
      [0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 120],
    );
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    this.wake?.();
    await this.loop;
    await Promise.all(this.inWork.values());
  }

  start(): void {
    this.loop ??= this.work();
  }

  nudge(): void {
    this.nudged = true;
    this.wake?.();
  }

  /** What becomes of the sound of a call that is over. */
  soundOf(record: CallRecord): Promise<CallSound> {
    return soundOf(record, this.engine.paths, this.disk.isFull);
  }

  /** In the transaction in which the end of the call is told. */
  async take(tx: Tx, sound: CallSound): Promise<void> {
    await this.recordings.add(tx, sound.orders);
    tx.afterCommit(() => {
      removeFiles(sound.unwanted).catch((error: unknown) =>
        this.log.warn({ err: error }, 'A file could not be removed'),
      );
      this.nudge();
    });
  }

  /** Whether somebody speaks in a message. */
  async isSpoken(message: string): Promise<boolean> {
    const files = filesOf(this.engine.paths, { kind: 'voicemail', source: message });
    try {
      return await withLanes(files, async ([lane]) => {
        if (!lane) return false;
        const meter = new LaneMeter(lane.sampleRate, 1);
        for await (const _ of sideBySide([lane], [meter]));
        const { speech } = meter.finish();
        return speech.reduce((sum, [from, to]) => sum + to - from, 0) >= shortestMessageMs;
      });
    } catch (error) {
      this.log.info({ err: error }, 'A message holds no sound');
      return false;
    }
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      this.nudged = false;
      try {
        await this.takeOn();
      } catch (error) {
        this.log.warn({ err: error }, 'Recordings cannot be looked for now');
      }
      await this.rest();
    }
  }

  private rest(): Promise<void> {
    if (this.nudged || this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake?.(), this.timing.pollMs);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
    });
  }

  private async takeOn(): Promise<void> {
    const free = this.timing.atOnce - this.inWork.size;
    if (free <= 0) return;
    const due = await this.uow.run((tx) => this.recordings.findDue(tx, this.timing.atOnce + free));
    for (const sound of due.filter(({ id }) => !this.inWork.has(id)).slice(0, free)) {
      const work = this.keep(sound).finally(() => {
        this.inWork.delete(sound.id);
        this.nudge();
      });
      this.inWork.set(sound.id, work);
    }
  }

  private async keep(sound: SpooledSound & { attempts: number }): Promise<void> {
    const { id, callId } = sound;
    const files = filesOf(this.engine.paths, sound);
    try {
      await this.untilClosed(files);
      const kept = await this.store(sound, files);
      const originals = sound.facts.policy.keepOriginals ? await this.storeAsIs(files) : [];
      await this.uow.run(async (tx) => {
        await this.recordings.markKept(tx, id);
        await this.outbox.add(tx, recordingKept, {
          recordingId: id,
          callId,
          kind: sound.kind,
          startedAt: sound.facts.startedAt,
          durationMs: kept.durationMs,
          type: kept.type,
          lanes: kept.lanes,
          evidence: kept.evidence,
          peaks: kept.peaks,
          originals,
          pauses: sound.facts.pauses,
          cut: sound.facts.cut,
        });
      });
      await removeFiles(files);
      this.took.observe(Math.max(0, Date.now() - Date.parse(sound.facts.endedAt)) / 1_000);
    } catch (error) {
      await this.failed(sound, error);
    }
  }

  private async failed({ id, callId, attempts }: SpooledSound & { attempts: number }, thrown: unknown): Promise<void> {
    const error = asAppError(thrown);
    const next = afterFailure(error, attempts);
    this.log.warn({ err: thrown, callId, recordingId: id }, 'A recording could not be made');
    try {
      await this.uow.run(async (tx) => {
        // A bug of ours is no reason to give a recording up: the files are still there when it is mended.
        if (error.kind !== 'user')
          return this.recordings.postpone(tx, id, error.code, next.do === 'retry' ? next.inMs : 600_000);
        await this.recordings.markMissing(tx, id, error.code);
        await this.outbox.add(tx, recordingMissing, { callId, code: error.code, at: new Date().toISOString() });
        return undefined;
      });
    } catch (failure) {
      this.log.warn({ err: failure, callId }, 'That a recording could not be made could not be noted');
    }
  }

  /** With the encoder that is wanted, with another one, or at last as plain WAV: nothing is lost because a program fails. */
  private async store(sound: SpooledSound, files: readonly string[]): Promise<KeptSound> {
    const choice: (Encoder | null)[] = [...(await this.encoders.for(sound.facts.policy.format)), null];
    for (const [n, encoder] of choice.entries()) {
      try {
        return await withLanes(files, (lanes) =>
          keepSound(this.evidence, { lanes, encoder, nobodySpeaks: sound.facts.nobodySpeaks }),
        );
      } catch (error) {
        if (asAppError(error).code !== 'recording.encoder-failed' || n === choice.length - 1) throw error;
        this.log.warn({ err: error, callId: sound.callId }, 'An encoder failed: the next one is tried');
      }
    }
    throw new Error('unreachable: plain WAV is always a choice');
  }

  private async storeAsIs(files: readonly string[]): Promise<EvidenceRef[]> {
    const refs: EvidenceRef[] = [];
    for (const file of files) {
      const there = await stat(file).catch(() => null);
      if (there) refs.push(await this.evidence.put(createReadStream(file)));
    }
    return refs;
  }

  private async untilClosed(files: readonly string[]): Promise<void> {
    for (const file of files) {
      while (!(await isClosed(file, this.timing.closedAfterMs)))
        await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }
}

async function isClosed(file: string, stillAfterMs: number): Promise<boolean> {
  const info = await stat(file).catch(() => null);
  if (!info || Date.now() - info.mtimeMs > stillAfterMs) return true;
  const lane = await WaveLane.open(file).catch(() => null);
  if (!lane) return false;
  await lane.close();
  return lane.closed;
}
