import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork, type Tx } from '#libs/database';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { isHour } from '../../access/access-policy/doorkeeping.js';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, viewerFrom } from '../../access/viewer.js';
import { NoticesRepository } from '../notices.repository.js';
import { PushCall, type PushOutcome } from './push-call.js';
import { PushJobsRepository, waitsS, type DuePush, type SettledPush } from './push-jobs.repository.js';
import { messageOf, type PushMessage } from './push-message.js';
import { PushNudge } from './push-nudge.js';

const lookEveryMs = 5_000;
const followClockEveryMs = 60_000;
/** A little after what is queued becomes due. */
const nudgedMs = 3_100;
const atOnce = 16;
const forgetEveryMs = 3_600_000;

/** Pushes what was queued with its notice. Rights, hours and whether it has been read meanwhile are asked now, not when it was queued. */
@Injectable()
export class PushSender implements OnApplicationBootstrap, OnModuleDestroy {
  private deafen: (() => void) | undefined;
  private nudged: NodeJS.Timeout | undefined;
  private readonly rounds = new Rounds(
    () => this.sendDue(),
    (err) => this.logger.warn({ err }, 'notices could not be pushed'),
  );
  private readonly following = new Rounds(
    () => this.followClock(),
    (err) => this.logger.warn({ err }, 'notices that a clock put off could not be looked for'),
  );
  private forgotAt = performance.now();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly jobs: PushJobsRepository,
    private readonly notices: NoticesRepository,
    private readonly masking: Masking,
    private readonly call: PushCall,
    private readonly nudge: PushNudge,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
    this.following.begin(followClockEveryMs);
    this.deafen = this.nudge.listen(() => this.lookSoon());
  }

  async onModuleDestroy(): Promise<void> {
    this.deafen?.();
    clearTimeout(this.nudged);
    await Promise.all([this.rounds.end(), this.following.end()]);
  }

  private lookSoon(): void {
    this.nudged ??= setTimeout(() => {
      this.nudged = undefined;
      void this.rounds.soon();
    }, nudgedMs).unref();
  }

  /** Nothing waits for an hour that a clock which was set back is still to reach. */
  followClock(): Promise<void> {
    return this.uow.run((tx) => this.jobs.followClock(tx));
  }

  async sendDue(): Promise<void> {
    for (let taken = atOnce; taken === atOnce;) {
      const due = await this.uow.run((tx) => this.jobs.take(tx, atOnce));
      taken = due.length;
      if (taken === 0) break;
      const outcomes = await Promise.all(due.map(async (job) => ({ job, outcome: await this.send(job) })));
      await this.uow.run((tx) => this.settle(tx, outcomes));
    }
    if (performance.now() - this.forgotAt < forgetEveryMs) return;
    this.forgotAt = performance.now();
    await this.uow.run((tx) => this.notices.forgetOld(tx));
  }

  /** @returns null: there is nothing to tell any more */
  private async send(job: DuePush): Promise<PushOutcome | null> {
    try {
      const message = await this.compose(job);
      return message && (await this.call.push(job.sealed, message));
    } catch (err) {
      this.logger.warn({ err, service: job.host }, 'a notice could not be pushed');
      return { is: 'later', status: null };
    }
  }

  private async compose(job: DuePush): Promise<PushMessage | null> {
    if (!isHour(job.rule, job.role, new Date())) return null;
    const viewer = viewerFrom(job);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const notice = await this.notices.unreadOne(tx, viewer, job.noticeId);
      return notice && messageOf(notice, await this.masking.for(tx, viewer), job.language);
    });
  }

  private async settle(tx: Tx, outcomes: readonly { job: DuePush; outcome: PushOutcome | null }[]): Promise<void> {
    const of = (is: PushOutcome['is']) => [
      ...new Set(outcomes.flatMap(({ job, outcome }) => (outcome?.is === is ? job.subscriptionId : []))),
    ];
    for (const { job, outcome } of outcomes)
      if (outcome?.is === 'refused')
        this.logger.warn({ service: job.host, status: outcome.status }, 'a push service refused a notice');
    await this.jobs.settle(
      tx,
      outcomes.map(({ job: { noticeId, subscriptionId, attempts }, outcome }): SettledPush => ({
        noticeId,
        subscriptionId,
        againInS: outcome?.is === 'later' ? (waitsS[attempts - 1] ?? null) : null,
      })),
    );
    await this.jobs.reached(tx, of('taken'));
    await this.jobs.forget(tx, of('gone'));
  }
}
