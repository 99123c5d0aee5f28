import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import { UnitOfWork, type Tx } from '#libs/database';
import { asAppError } from '#libs/errors';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { Alerts } from '../../alerts/alerts.js';
import { Audit } from '../../audit/audit.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { ReadingService } from '../reading/reading.service.js';
import { AttachmentsRepository, type WaitingPart } from './attachments.repository.js';
import { InspectionPool } from './inspection-pool.js';
import type { InspectedPart } from './inspection.js';

const pollEveryMs = 1_000;
const filledInAtOnce = 500;
/** A scanner that is away is asked again so often; meanwhile files are read, and wait for it. */
const askAgainAfterMs = 15_000;
/** So long letters that are being read go first, each time. */
const giveWayAtMostMs = 20_000;
/** So often one part may end whoever looks at it, before it is let be. */
const mostAttempts = 3;

/**
 * Works the attachments that wait: each is looked through by the scanner, where one is set, and its words are put into the search. The queue is
 * the table itself: a crash at any moment leaves them in it, and what an away scanner has not seen waits until it is back.
 */
@Injectable()
export class AttachmentsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** A scanner may start anew; for longer than this somebody has to know. */
  protected readonly alertAfterMs: number = 10 * 60_000;
  private readonly rounds = new Rounds(
    () => this.drain(),
    (thrown) =>
      this.log.warn(
        { code: asAppError(thrown).code },
        'looking through attachments stopped; what waits goes on waiting',
      ),
  );
  /** Everything that was captured before is in the table. */
  private filledIn = false;
  private away: { since: number; askAgainAt: number; told: boolean } | null = null;

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'clamd'>,
    private readonly uow: UnitOfWork,
    private readonly repository: AttachmentsRepository,
    private readonly pool: InspectionPool,
    @Inject(ReadingService) private readonly reading: Pick<ReadingService, 'backlog'>,
    private readonly alerts: Alerts,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(pollEveryMs);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.end();
  }

  /** Everything that is due, today's before what was captured long ago. */
  async drain(): Promise<void> {
    while (!this.rounds.ended) {
      await this.giveWay();
      const scanning = this.scannerMayBeAsked();
      const waiting = await this.uow.run((tx) => this.repository.next(tx, scanning));
      if (waiting.length > 0) await this.inspect(waiting);
      else if (this.filledIn) break;
      else this.filledIn = !(await this.uow.run((tx) => this.repository.fillIn(tx, filledInAtOnce)));
    }
  }

  /** A mailbox is being filled in: what stands in its letters is wanted sooner than what stands in their files. */
  private async giveWay(): Promise<void> {
    const until = performance.now() + giveWayAtMostMs;
    while (this.reading.backlog && !this.rounds.ended && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 100));
  }

  private scannerMayBeAsked(): boolean {
    return this.settings.clamd !== null && (this.away === null || this.away.askAgainAt <= performance.now());
  }

  private async inspect(all: readonly WaitingPart[]): Promise<void> {
    const [first] = all as readonly [WaitingPart, ...WaitingPart[]];
    // One that has failed before is looked at alone: it must not take the others with it once more.
    const parts = first.attempts > 0 ? [first] : all;
    const outcome = await this.pool.inspect({
      sha256: first.sha256,
      is: first.is,
      parts: parts.map(({ n, type, name, text, scan }) => ({ n, type, name, text, scan })),
    });
    if (outcome?.is === 'inspected') {
      await this.scannerAnswered(outcome.scannerAway, parts);
      return this.settle(parts, outcome.parts);
    }
    // The role ends: it waits as if nobody had begun.
    if (this.rounds.ended) return;
    const code = outcome?.code ?? 'file.too-much';
    const over = outcome === null ? parts.length === 1 && first.attempts + 1 >= mostAttempts : !outcome.mayPass;
    if (over)
      return this.settle(
        parts,
        parts.map((part) => givenUp(part, code)),
      );
    const postponed = parts.map(({ n }) => n);
    await this.uow.run((tx) => this.repository.postpone(tx, first, postponed));
  }

  private async settle(parts: readonly WaitingPart[], found: readonly InspectedPart[]): Promise<void> {
    const { interactionId, clientId, conversationId, direction } = parts[0]!;
    await this.uow.run(async (tx) => {
      await this.repository.settle(tx, parts, found);
      await this.repository.queueForBypass(tx, parts[0]!, found);
      await this.quarantine(tx, parts[0]!, found);
      if (clientId === null || found.every(({ scan }) => scan === null)) return;
      // Whoever looks at the letter just now sees that its files may be opened, or that they may not.
      tx.afterCommit(() =>
        this.live.publish(
          { event: 'interaction', data: { clientId, conversationId, interactionId, direction } },
          { clientId },
        ),
      );
    });
  }

  /** Nothing is deleted: the original stays what came, and what harms is not given out. */
  private async quarantine(tx: Tx, about: WaitingPart, found: readonly InspectedPart[]): Promise<void> {
    const { interactionId, clientId } = about;
    const infected = found.filter(({ scan }) => scan?.state === 'infected');
    if (infected.length === 0) return;
    for (const { n, scan } of infected)
      this.audit.record(tx, null, 'attachment.quarantined', {
        ...{ clientId, subjectId: interactionId, body: { n, threat: scan!.threat } },
      });
    const details = { threat: infected[0]!.scan!.threat ?? '', files: infected.length };
    await this.alerts.raise(tx, {
      ...{ code: 'files.infected', severity: 'alarm', clientId, details, once: `files.infected:${interactionId}` },
    });
  }

  private async scannerAnswered(why: string | null, parts: readonly WaitingPart[]): Promise<void> {
    if (why === null) {
      if (parts.some(({ scan }) => scan)) this.away = null;
      return;
    }
    const now = performance.now();
    if (this.away === null) this.log.warn({ why }, 'the scanner is away; attachments wait for it');
    this.away = { since: now, told: false, ...this.away, askAgainAt: now + askAgainAfterMs };
    if (this.away.told || now - this.away.since < this.alertAfterMs) return;
    this.away.told = true;
    const details = { minutes: Math.round((now - this.away.since) / 60_000) };
    await this.uow.run((tx) => this.alerts.raise(tx, { code: 'files.scanner-away', severity: 'alarm', details }));
  }
}

const givenUp = ({ n, text, scan }: WaitingPart, code: string): InspectedPart => ({
  n,
  text: text ? { state: 'failed', code, sealed: null, lexemes: '' } : null,
  scan: scan ? { state: 'unscannable', threat: code } : null,
});
