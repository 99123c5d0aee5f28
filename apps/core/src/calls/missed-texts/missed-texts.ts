import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { viewerFrom } from '../../access/viewer.js';
import { AnsweringService } from '../../conversations/answering/answering.service.js';
import { MissedTextsRepository, type DueText } from './missed-texts.repository.js';

const lookEveryMs = 5_000;
const mostAttempts = 10;

const subjects = { ru: 'Мы видели ваш звонок', uk: 'Ми бачили ваш дзвінок', en: 'We saw your call' } as const;

/** Whoever called when nobody was there, and is a client with an address, is told by mail that we know. Once a day, as any other letter. */
@Injectable()
export class MissedTexts implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.writeAll(),
    (err) => this.logger.warn({ err }, 'letters about missed calls could not be written'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: MissedTextsRepository,
    private readonly answering: AnsweringService,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  writeSoon(): void {
    void this.rounds.soon();
  }

  private async writeAll(): Promise<void> {
    for (let due = await this.claim(); due !== null; due = await this.claim()) {
      const code = await this.write(due);
      if (code !== 'later') await this.uow.run((tx) => this.repository.settle(tx, due.callId, code));
    }
  }

  private claim(): Promise<DueText | null> {
    return this.uow.run((tx) => this.repository.claim(tx));
  }

  /** @returns null: written; why it will never be; or `later` */
  private async write({ clientId, callId, attempts, settings, writer }: DueText): Promise<string | null> {
    const text = settings.missedText?.texts[settings.language].trim() ?? '';
    if (text === '') return 'missed-text.empty';
    if (writer === null) return 'missed-text.nobody-writes';
    const subject = subjects[settings.language];
    try {
      // The call's id as the key of the request: after a crash in between nothing is written twice.
      const letter = { subject, text, attachmentIds: [], idempotencyKey: callId };
      await this.answering.send(viewerFrom(writer), clientId, { medium: 'email', ...letter }, { automatic: true });
      return null;
    } catch (error) {
      if (error instanceof UserError) return error.code;
      this.logger.warn({ err: error, callId }, 'a letter about a missed call could not be written');
      return attempts < mostAttempts ? 'later' : 'missed-text.given-up';
    }
  }
}
