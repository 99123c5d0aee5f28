import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import type { RecordingId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { asAppError } from '#libs/errors';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { Alerts } from '../alerts/alerts.js';
import { LiveEvents } from '../realtime/live-events.js';
import { recordingAudience } from '../recordings/recording-audience.js';
import type { RecordingFacts } from '../recordings/recording-facts.js';
import { lexemesOf, tsvectorOf } from '../search/lexemes.js';
import { findDecoder, lanesOf } from './lanes.js';
import { recognisedWords, type Recognised } from './recognised-words.js';
import { longestRestMs, RecogniserClient } from './recogniser-client.js';
import { RecogniserTrouble } from './recogniser.errors.js';
import { sealWords } from './sealed-words.js';
import { TranscriptQueue } from './transcript-queue.js';
import { TranscriptsRepository, type DueTranscript, type TranscribedCall } from './transcripts.repository.js';

const pollEveryMs = 5_000;
const followClockEveryMs = 60_000;
const shortestLimitMs = 60_000;
const longestLimitMs = 3 * 60 * 60_000;

/** How long until the next attempt, by the number of those before: seconds, then minutes, then hours. */
export const restsMs: readonly number[] = [10_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 21_600_000];

/**
 * Turns the sound of calls into words, one recording after the other: a recogniser is a heavy machine, and nobody waits for it.
 * Without one nothing here ever runs.
 */
@Injectable()
export class TranscribingService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly client: RecogniserClient | null;
  private readonly decoder: string | null;
  private readonly stop = new AbortController();
  private readonly rounds = new Rounds(
    () => this.drain(),
    (thrown) =>
      this.logger.warn({ code: asAppError(thrown).code }, 'transcribing stopped; the queue keeps what is left'),
  );
  private readonly following = new Rounds(
    () => this.followClock(),
    (thrown) =>
      this.logger.warn({ code: asAppError(thrown).code }, 'transcripts that a clock put off could not be looked for'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: TranscriptsRepository,
    private readonly queue: TranscriptQueue,
    private readonly evidence: EvidenceStore,
    private readonly masterKey: MasterKey,
    private readonly alerts: Alerts,
    private readonly live: LiveEvents,
    private readonly logger: Logger,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'recogniser' | 'searchPath'>,
  ) {
    this.client = settings.recogniser && new RecogniserClient(settings.recogniser);
    this.decoder = this.client && findDecoder(settings.searchPath);
  }

  onApplicationBootstrap(): void {
    if (!this.client) return;
    if (this.decoder === null)
      this.logger.warn('ffmpeg was not found: calls are transcribed without telling the two sides apart');
    this.queue.onAdded(() => void this.rounds.soon());
    this.rounds.begin(pollEveryMs);
    this.following.begin(followClockEveryMs);
    void this.rounds.soon();
  }

  /** What was under way is begun anew after the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await Promise.all([this.rounds.end(), this.following.end()]);
  }

  /** Nothing waits for an hour that a clock which was set back is still to reach. */
  followClock(): Promise<void> {
    const restsS = restsMs.map((ms) => Math.max(ms, longestRestMs) / 1_000);
    return this.uow.run((tx) => this.repository.followClock(tx, restsS));
  }

  private async drain(): Promise<void> {
    while (!this.stop.signal.aborted) {
      const due = await this.uow.run((tx) => this.repository.nextDue(tx));
      if (!due) return;
      await this.transcribe(due);
    }
  }

  private async transcribe({ recording, attempts }: DueTranscript): Promise<void> {
    try {
      await this.keep(recording, await this.recognise(recording));
    } catch (thrown) {
      // Whoever stops in the middle has not failed.
      if (!this.stop.signal.aborted) await this.putOff(recording.id, attempts, thrown);
    }
  }

  /** One lane after the other. */
  private async recognise(recording: RecordingFacts): Promise<Recognised> {
    const { sound, type, lanes, durationMs } = recording;
    const limitMs = Math.min(shortestLimitMs + 2 * durationMs, longestLimitMs);
    const kept = { type, lanes, durationMs, size: sound.size, open: () => this.evidence.open(sound.sha256) };
    const all: Recognised[] = [];
    for (const lane of lanesOf(kept, this.decoder)) {
      const json = await this.client!.transcribe(lane, limitMs, this.stop.signal);
      all.push(recognisedWords(json, lane.lane, durationMs));
    }
    const words = all.flatMap((one) => one.words).sort((a, b) => a.fromMs - b.fromMs);
    return { words, language: all.find(({ language }) => language !== null)?.language ?? null };
  }

  private async keep({ id }: RecordingFacts, { words, language }: Recognised): Promise<void> {
    const transcript = {
      sealedWords: sealWords(this.masterKey, words),
      lexemes: tsvectorOf(lexemesOf(words.map(({ text }) => text).join(' '))),
      language,
      model: this.settings.recogniser!.model,
    };
    await this.uow.run(async (tx) => {
      const call = await this.repository.done(tx, id, transcript);
      tx.afterCommit(() => this.tell(call));
    });
  }

  private async putOff(id: RecordingId, attempts: number, thrown: unknown): Promise<void> {
    const error = asAppError(thrown);
    const asked = error instanceof RecogniserTrouble ? error.retryAfterMs : null;
    const rest = restsMs[attempts];
    const mayPass = error.kind === 'operational' && rest !== undefined;
    this.logger.warn({ recordingId: id, code: error.code, details: error.details, attempts, mayPass }, 'no transcript');
    await this.uow.run(async (tx) => {
      if (error.code === 'recogniser.key-refused' || error.code === 'recogniser.address-wrong')
        await this.raise(tx, error.code);
      if (mayPass) return this.repository.postpone(tx, id, error.code, Math.max(rest, asked ?? 0));
      const call = await this.repository.failed(tx, id, error.code);
      tx.afterCommit(() => this.tell(call));
    });
  }

  /** A wrong setting: once a day, for whoever keeps the machinery. */
  private async raise(tx: Tx, code: string): Promise<void> {
    const day = new Date().toISOString().slice(0, 10);
    await this.alerts.raise(tx, { code, severity: 'warning', once: `${code}:${day}` });
  }

  private tell(call: TranscribedCall | null): void {
    if (!call) return;
    const { spoke, ...data } = call;
    const audience = recordingAudience(call.clientId, ({ employeeId }) => spoke.includes(employeeId));
    this.live.publish({ event: 'recording', data }, audience);
  }
}
