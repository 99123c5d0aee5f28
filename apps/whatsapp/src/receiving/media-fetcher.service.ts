import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { whatsappMediaSettled, type ChannelId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { AppError, asAppError } from '#libs/errors';
import { EvidenceStore } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { pause } from '#libs/supervision';
import { MediaGone, MediaLater } from '../driver/media.errors.js';
import { NumberBook } from '../numbers/number-book.service.js';
import { NumberSupervisor } from '../numbers/number-supervisor.service.js';
import { keepMedia } from './kept-media.js';
import { MediaBell } from './media-bell.js';
import { factsOf } from './media-facts.js';
import { MediaJobRepository, type MediaJob, type MediaSettled } from './media-job.repository.js';
import { listenedAtMost, VoiceListener } from './voice-listener.js';

export interface MediaTiming {
  readonly pollMs: number;
  /** What is under way when we stop gets this long. */
  readonly stopMs: number;
  /** A job that was begun is due again after this, if we fell meanwhile. */
  readonly heldMs: number;
  /** After so many tries it is given up, in good days within some twenty hours. */
  readonly attempts: number;
  /** @param attempts how often it has been tried by now, from 1 */
  retry: (attempts: number) => number;
}

const usualTiming: MediaTiming = {
  pollMs: 2_000,
  stopMs: 2_000,
  heldMs: 15 * 60_000,
  attempts: 30,
  retry: (attempts) => Math.min(10_000 * 2 ** Math.min(attempts - 1, 10), 60 * 60_000) * (1 + Math.random() / 10),
};

const megabyte = 1024 * 1024;

/** Fetches the media of messages that were taken: one at a time for each number, again where it may still come. */
@Injectable()
export class MediaFetcher implements OnApplicationBootstrap {
  timing = usualTiming;
  private readonly busy = new Map<ChannelId, Promise<void>>();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private hurry = new AbortController();
  private hurried = false;

  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly evidence: EvidenceStore,
    private readonly jobs: MediaJobRepository,
    private readonly listener: VoiceListener,
    private readonly book: NumberBook,
    private readonly supervisor: NumberSupervisor,
    bell: MediaBell,
    private readonly log: Logger,
  ) {
    bell.onRing(() => this.soon());
    book.onReady((channelId) => void this.again(channelId));
    supervisor.beforeStop(() => this.stop());
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  /** Bytes that are on their way are fetched again at the next start. */
  private async stop(): Promise<void> {
    this.stopping.abort();
    this.hurry.abort();
    await this.running;
    await Promise.race([Promise.all(this.busy.values()), pause(this.timing.stopMs, new AbortController().signal)]);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.hurried = false;
      try {
        await this.takeOn();
      } catch (error) {
        this.log.warn({ err: error }, 'Media cannot be fetched now');
      }
      if (!this.hurried) await pause(this.timing.pollMs, AbortSignal.any([signal, this.hurry.signal]));
    }
  }

  private soon(): void {
    this.hurried = true;
    this.hurry.abort();
    this.hurry = new AbortController();
  }

  private async again(channelId: ChannelId): Promise<void> {
    try {
      await this.uow.run((tx) => this.jobs.hurry(tx, channelId));
      this.soon();
    } catch (error) {
      this.log.warn({ err: error, channelId }, 'Media that wait for a number cannot be hurried');
    }
  }

  private async takeOn(): Promise<void> {
    for (const channelId of await this.uow.run((tx) => this.jobs.channelsWithDue(tx))) {
      if (this.busy.has(channelId) || !this.book.isReady(channelId)) continue;
      const job = await this.uow.run((tx) => this.jobs.claim(tx, channelId, this.timing.heldMs));
      if (!job) continue;
      const work = this.fetch(job)
        .catch((error: unknown) => this.log.error({ err: error, channelId }, 'The end of a fetch cannot be noted'))
        .finally(() => {
          this.busy.delete(channelId);
          this.soon();
        });
      this.busy.set(channelId, work);
    }
  }

  private async fetch(job: MediaJob): Promise<void> {
    try {
      await this.settle(await this.kept(job));
    } catch (thrown) {
      const error = asAppError(thrown);
      if (this.stopping.signal.aborted) return this.later(job, error, 0);
      if (error instanceof MediaGone) return this.settle(endOf(job, null, error.code));
      if (job.attempts >= this.timing.attempts) return this.settle(endOf(job, null, error.code));
      await this.later(job, error, this.timing.retry(job.attempts));
    }
  }

  private async kept(job: MediaJob): Promise<MediaSettled> {
    const { channelId, mediaRef, media: said, kind } = job;
    const limitBytes = (this.book.find(channelId)?.settings.mediaLimitMb ?? 0) * megabyte;
    if (said.size !== null && said.size > limitBytes) throw new MediaGone('whatsapp.media-too-large');
    const fetched = await this.supervisor.driverOf(channelId).fetchMedia(channelId, mediaRef, limitBytes);
    if (fetched.size !== null && fetched.size > limitBytes) {
      fetched.stream.destroy();
      throw new MediaGone('whatsapp.media-too-large');
    }
    const { ref, head } = await keepMedia(this.evidence, fetched.stream, limitBytes);
    const facts = await factsOf(head, fetched.type === '' ? said.type : fetched.type);
    const heard =
      (kind === 'voice' || kind === 'audio') && ref.size <= listenedAtMost
        ? await this.listener.listen(await this.evidence.read(ref.sha256, listenedAtMost))
        : null;
    return endOf(
      job,
      {
        evidence: ref,
        ...facts,
        name: (fetched.name ?? said.name)?.slice(0, 255) ?? null,
        durationMs: heard?.durationMs ?? said.durationMs,
        waveform: kind === 'voice' ? (heard?.waveform ?? null) : null,
      },
      null,
    );
  }

  private async settle(told: MediaSettled): Promise<void> {
    await this.uow.run(async (tx) => {
      if (await this.jobs.settle(tx, told)) await this.outbox.add(tx, whatsappMediaSettled, told);
    });
  }

  private async later(job: MediaJob, error: AppError, waitMs: number): Promise<void> {
    const { channelId, attempts } = job;
    const notBeforeMs = error instanceof MediaLater && error.notBefore ? error.notBefore.getTime() - Date.now() : 0;
    this.log.info({ channelId, attempts, code: error.code }, 'Media will be fetched later');
    await this.uow.run((tx) => this.jobs.later(tx, job, error.code, Math.max(waitMs, notBeforeMs)));
  }
}

const endOf = (
  { channelId, messageId }: MediaJob,
  media: MediaSettled['media'],
  code: string | null,
): MediaSettled => ({ channelId, messageId, media, code, at: new Date().toISOString() });
