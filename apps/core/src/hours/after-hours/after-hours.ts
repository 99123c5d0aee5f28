import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { viewerFrom } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { AnsweringService } from '../../conversations/answering/answering.service.js';
import { WhatsappAnsweringService } from '../../conversations/answering/whatsapp/whatsapp-answering.service.js';
import { isOpen, localDay } from '../business-hours.js';
import { AfterHoursRepository, type Arrival, type DueAnswer } from './after-hours.repository.js';
import { afterHoursText } from './after-hours-text.js';
import { isMachine } from './automatic-sender.js';

const lookEveryMs = 2_000;
const atOnce = 100;
const mostAttempts = 10;

/**
 * Whoever writes when nobody is there is told so, and when somebody will be: once for each client, channel and day, never a machine and
 * never a group (RFC 3834), and never in place of an answer.
 */
@Injectable()
export class AfterHoursAnswers implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.answerAll(new Date()),
    (err) => this.logger.warn({ err }, 'answers after hours could not be written'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: AfterHoursRepository,
    private readonly letters: AnsweringService,
    private readonly messages: WhatsappAnsweringService,
    private readonly audit: Audit,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  /** @returns when everybody is told who could be */
  answerSoon(): Promise<void> {
    return this.rounds.soon();
  }

  private async answerAll(now: Date): Promise<void> {
    for (let taken = atOnce; taken === atOnce;) taken = await this.take(now);
    for (let due = await this.claim(); due !== null; due = await this.claim()) await this.answer(due, now);
  }

  private take(now: Date): Promise<number> {
    return this.uow.run(async (tx) => {
      const arrivals = await this.repository.arrivals(tx, atOnce);
      for (const arrival of arrivals.filter((one) => isAnswered(one, now)))
        await this.repository.add(tx, arrival, localDay(arrival.opening, now));
      return arrivals.length;
    });
  }

  private claim(): Promise<DueAnswer | null> {
    return this.uow.run((tx) => this.repository.claim(tx));
  }

  private async answer(due: DueAnswer, now: Date): Promise<void> {
    const settle = (interactionId: string | null, code: string | null) =>
      this.uow.run(async (tx) => {
        await this.repository.settle(tx, due.id, interactionId, code);
        const { clientId, channelId, conversationId } = due;
        const body = { channelId, interactionId, ...(code === null ? {} : { code }) };
        const action = code === null ? 'after-hours.answered' : 'after-hours.not-answered';
        this.audit.record(tx, null, action, { clientId, subjectId: conversationId, body });
      });
    try {
      await settle(await this.write(due, now), null);
    } catch (error) {
      if (error instanceof UserError) return settle(null, error.code);
      this.logger.warn({ err: error, id: due.id }, 'an answer after hours could not be written');
      if (due.attempts >= mostAttempts) await settle(null, 'after-hours.given-up');
    }
  }

  /** @throws UserError why it never will be */
  private async write(
    { id, clientId, conversationId, medium, writer, ...hours }: DueAnswer,
    now: Date,
  ): Promise<string> {
    if (isOpen(hours.opening, now)) throw new UserError('after-hours.open-again');
    if (writer === null) throw new UserError('after-hours.nobody-writes');
    const text = afterHoursText(hours.afterHours, hours.opening, now).trim();
    const message = { conversationId, text, attachmentIds: [], idempotencyKey: id };
    const written =
      medium === 'email'
        ? await this.letters.send(viewerFrom(writer), clientId, { medium, ...message }, { automatic: true })
        : await this.messages.send(viewerFrom(writer), clientId, { medium, ...message }, { automatic: true });
    return written.id;
  }
}

function isAnswered({ clientId, conversationId, medium, group, sender, ours, opening }: Arrival, now: Date): boolean {
  if (clientId === null || conversationId === null || group || isOpen(opening, now)) return false;
  return medium !== 'email' || !(ours || isMachine(sender));
}
