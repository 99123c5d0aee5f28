import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork, type Tx } from '#libs/database';
import { asAppError, type AppError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { viewerFrom } from '../../../access/viewer.js';
import { Alerts } from '../../../alerts/alerts.js';
import { Audit } from '../../../audit/audit.js';
import { LiveEvents } from '../../../realtime/live-events.js';
import { MessagesService } from '../messages.service.js';
import { sealLater, unsealLater } from './later-content.js';
import { LaterRepository, senderLeft, type DueMessage } from './later.repository.js';
import { WaitingLetters } from './waiting-letters.js';

/** Also for those of another process, or of this one before it was started anew. */
const lookEveryMs = 10_000;
const followClockEveryMs = 60_000;
const forgetEveryMs = 3_600_000;
const atOnce = 20;
const againAfterSeconds = 30;

/**
 * Sends what is due, as whoever wrote it and by what they may do now: rights, the protection of clients and WhatsApp's hours are judged
 * once more. Twice is never: the interaction's id follows from the message.
 */
@Injectable()
export class Sending implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.sendDue(),
    (err) => this.logger.warn({ err }, 'answers that are due could not be looked for'),
  );
  private readonly forgetting = new Rounds(
    () => this.uow.run((tx) => this.repository.forgetOver(tx)),
    (err) => this.logger.warn({ err }, 'answers that have gone could not be forgotten'),
  );
  private readonly following = new Rounds(
    () => this.followClock(),
    (err) => this.logger.warn({ err }, 'answers that a clock put off could not be looked for'),
  );
  /** Looks that somebody's message wants before the next round. */
  private readonly looks = new Set<NodeJS.Timeout>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: LaterRepository,
    private readonly messages: MessagesService,
    private readonly letters: WaitingLetters,
    private readonly masterKey: MasterKey,
    private readonly alerts: Alerts,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
    this.forgetting.begin(forgetEveryMs);
    this.following.begin(followClockEveryMs);
    void this.rounds.soon();
  }

  async onModuleDestroy(): Promise<void> {
    for (const look of this.looks) clearTimeout(look);
    await Promise.all([this.rounds.end(), this.forgetting.end(), this.following.end()]);
  }

  /** Somebody's message is due then: nobody waits for the next round. */
  lookIn(ms: number): void {
    if (ms > lookEveryMs * 10 || this.rounds.ended) return;
    const look = setTimeout(
      () => {
        this.looks.delete(look);
        void this.rounds.soon();
      },
      Math.max(0, ms),
    ).unref();
    this.looks.add(look);
  }

  /** Nothing waits for a moment that a clock which was set back is still to reach. */
  followClock(): Promise<void> {
    return this.uow.run((tx) => this.repository.followClock(tx));
  }

  /** One after another, in the order in which they are due. */
  async sendDue(): Promise<void> {
    for (let due = atOnce; due === atOnce && !this.rounds.ended;) {
      const messages = await this.uow.run((tx) => this.repository.claim(tx, atOnce));
      for (const message of messages) await this.send(message);
      due = messages.length;
    }
  }

  private async send(due: DueMessage): Promise<void> {
    if (due.writer === null) return this.stop(due, senderLeft, {});
    if (due.holdIfWritten && due.clientWrote) return this.stop(due, 'later.client-wrote', {});
    const content = unsealLater(this.masterKey, due.sealedMessage);
    if (content === null) return this.stop(due, 'later.unreadable', {});
    let failure: AppError | null = null;
    try {
      if (content.letter !== undefined) await this.letters.get().send(due, content.letter);
      else await this.messages.send(viewerFrom(due.writer), due.clientId, content.message);
    } catch (error) {
      failure = asAppError(error);
    }
    if (failure?.kind === 'operational') {
      this.logger.warn({ err: failure, id: due.id }, 'an answer could not go yet');
      return this.uow.run((tx) => this.repository.again(tx, due.id, againAfterSeconds));
    }
    if (failure) {
      if (failure.kind === 'bug') this.logger.error({ err: failure, id: due.id }, 'an answer could not go');
      return this.stop(due, failure.kind === 'bug' ? 'later.failed' : failure.code, failure.details);
    }
    await this.uow.run(async (tx) => {
      await this.repository.over(tx, due.id, 'gone');
      this.tell(tx, due);
    });
  }

  /** Whoever wrote it decides; where they cannot, or may not look for hours, a head is told. */
  private async stop(due: DueMessage, code: string, details: Readonly<Record<string, unknown>>): Promise<void> {
    const content = unsealLater(this.masterKey, due.sealedMessage);
    await this.uow.run(async (tx) => {
      const sealed = content === null ? due.sealedMessage : sealLater(this.masterKey, { ...content, details });
      await this.repository.stop(tx, due.id, code, sealed);
      const { id, clientId, employeeId } = due;
      this.audit.record(tx, null, 'message.not-gone', { clientId, subjectId: id, body: { code } });
      if (code !== 'later.client-wrote' && !(due.undo && due.writer !== null)) {
        const about = { clientId, employeeId, details: { because: code }, once: `later:${id}:${code}` };
        await this.alerts.raise(tx, { code: 'message.not-gone', severity: 'warning', ...about });
      }
      this.tell(tx, due);
    });
  }

  private tell(tx: Tx, { id: laterId, clientId }: DueMessage): void {
    tx.afterCommit(() => this.live.publish({ event: 'later', data: { clientId, laterId } }, { clientId }));
  }
}
