import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { RecordingKept, RecordingMissing } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { asAppError } from '#libs/errors';
import { Logger } from '#libs/observability';
import { Alerts } from '../../alerts/alerts.js';
import { Journal } from '../../audit/journal/journal.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { TranscriptQueue } from '../../transcripts/transcript-queue.js';
import { recordingAudience } from '../recording-audience.js';
import { factsOf, recordingHash, type RecordingFacts } from '../recording-facts.js';
import { KeptRecordingsRepository, type JoinedCall } from './kept-recordings.repository.js';

const firstLookMs = 500;
const slowestLookMs = 60_000;
/** What has not met its call by then is joined when the role starts the next time. */
const looksBackMs = 60 * 60_000;
const startLooksBackMs = 14 * 24 * 60 * 60_000;

/**
 * The sound of calls becomes rows that never change, each with its entry in the journal. A recording may come before the record of its
 * call, which travels on a road of its own: it is kept at once, and joined as soon as the call is there.
 */
@Injectable()
export class KeepingService implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: KeptRecordingsRepository,
    private readonly journal: Journal,
    private readonly alerts: Alerts,
    private readonly transcripts: TranscriptQueue,
    private readonly live: LiveEvents,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.lookAgain(startLooksBackMs, 0);
  }

  onModuleDestroy(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  async keep(tx: Tx, kept: readonly RecordingKept[]): Promise<void> {
    const now = new Date();
    const recordings = kept.map((one) => factsOf(one, now));
    const fresh = await this.repository.insertAll(tx, recordings);
    const ids = [...fresh];
    for (const facts of recordings) if (fresh.delete(facts.id)) this.record(tx, facts);
    await this.join(tx, now);
    await this.transcripts.add(tx, ids);
  }

  /** The call goes without its sound; somebody must know why. */
  async miss(tx: Tx, missing: RecordingMissing): Promise<void> {
    if (!(await this.repository.insertMissing(tx, missing))) return;
    const call = await this.repository.findCall(tx, missing.callId);
    await this.repository.joinMissing(tx, new Date(missing.at));
    const { callId, code, at } = missing;
    await this.alerts.raise(tx, {
      code: 'call.unrecorded',
      ...{ severity: 'alarm', at: new Date(at), details: { reason: code }, callId },
      ...{ clientId: call?.clientId ?? null, employeeId: call?.employeeId ?? null, once: `call.unrecorded:${callId}` },
    });
    if (!call) tx.afterCommit(() => this.lookAgain(looksBackMs, firstLookMs));
  }

  private record(tx: Tx, facts: RecordingFacts): void {
    const { id, callId, sound, peaks, originals } = facts;
    this.journal.append(tx, {
      kind: 'recording',
      ...{ action: 'recording.kept', actorId: null, subjectId: id, clientId: null },
      body: {
        callId,
        ...{ factsSha256: recordingHash(facts), evidenceSha256: sound.sha256, evidenceSize: sound.size },
        ...{ peaksSha256: peaks.sha256, originals: originals.map(({ sha256 }) => sha256) },
      },
    });
  }

  private async join(tx: Tx, since: Date): Promise<void> {
    const joined = await this.repository.join(tx, since);
    tx.afterCommit(() => joined.forEach((call) => this.tell(call)));
    if (!(await this.repository.allJoined(tx, since))) tx.afterCommit(() => this.lookAgain(looksBackMs, firstLookMs));
  }

  private tell({ callId, recordingId, clientId, conversationId, interactionId, direction, spoke }: JoinedCall): void {
    this.live.publish(
      { event: 'recording', data: { recordingId, callId, clientId, interactionId } },
      recordingAudience(clientId, ({ employeeId }) => spoke.includes(employeeId)),
    );
    // The line on the timeline has got its player.
    if (clientId && interactionId)
      this.live.publish(
        { event: 'interaction', data: { clientId, conversationId, interactionId, direction } },
        { clientId },
      );
  }

  /** Looks for calls of what came before them, each time after twice the rest, until all are joined or too old to expect it. */
  private lookAgain(backMs: number, afterMs: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      void this.look(new Date(Date.now() - backMs)).then((joined) => {
        if (!joined) this.lookAgain(looksBackMs, Math.min(Math.max(afterMs, firstLookMs) * 2, slowestLookMs));
      });
    }, afterMs).unref();
  }

  private async look(since: Date): Promise<boolean> {
    try {
      return await this.uow.run(async (tx) => {
        const joined = await this.repository.join(tx, since);
        await this.repository.joinMissing(tx, since);
        tx.afterCommit(() => joined.forEach((call) => this.tell(call)));
        return this.repository.allJoined(tx, since);
      });
    } catch (thrown) {
      this.logger.warn(
        { code: asAppError(thrown).code },
        'recordings could not be joined to their calls; trying again',
      );
      return false;
    }
  }
}
