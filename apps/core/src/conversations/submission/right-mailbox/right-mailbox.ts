import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { viewerFrom } from '../../../access/viewer.js';
import { languageOf } from '../../../whatsapp/right-address/language-of.js';
import { ChannelCannotSend } from '../../answering/answering.errors.js';
import { AnsweringService } from '../../answering/answering.service.js';
import { unsealedStart } from '../../interaction-content.js';
import type { SubmissionPolicy } from '../policy/submission-policy.js';
import { SubmissionPolicyRepository } from '../policy/submission-policy.repository.js';
import { RightMailboxRepository, type MisledByMail } from './right-mailbox.repository.js';

const lookEveryMs = 5_000;

/** A client who writes past the mailbox that clients are to know is told of it: once in their life, by a machine, and nobody's answer. */
@Injectable()
export class RightMailbox implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.tellAll(),
    (err) => this.log.warn({ err }, 'clients could not be told the right mailbox'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: RightMailboxRepository,
    private readonly policies: SubmissionPolicyRepository,
    private readonly answering: AnsweringService,
    private readonly masterKey: MasterKey,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  /** @returns when everybody is told who could be */
  tellSoon(): Promise<void> {
    return this.rounds.soon();
  }

  private async tellAll(): Promise<void> {
    const { tellAddress } = await this.uow.run((tx) => this.policies.get(tx));
    if (!tellAddress.enabled) return;
    const claim = () => this.uow.run((tx) => this.repository.claim(tx, tellAddress.channelId));
    for (let misled = await claim(); misled !== null; misled = await claim()) await this.tell(misled, tellAddress);
  }

  private async tell(misled: MisledByMail, { texts }: SubmissionPolicy['tellAddress']): Promise<void> {
    const { clientId, conversationId, channelId, contactPointId, writer, address, country, sealedText } = misled;
    const said = unsealedStart(this.masterKey, sealedText, 1_000)?.text ?? '';
    const text = texts[languageOf(said, country)].replaceAll('{address}', () => address).trim();
    const settle = (interactionId: string | null, code: string | null) =>
      this.uow.run((tx) => this.repository.settle(tx, clientId, interactionId, code));
    if (text === '') return settle(null, 'right-address.empty');
    if (writer === null) return settle(null, 'right-address.nobody-writes');
    try {
      // The card's id as the key of the request: after a crash in between nothing is written twice.
      const message = { medium: 'email' as const, conversationId, channelId, text, attachmentIds: [] };
      const to = contactPointId === null ? {} : { contactPointId };
      const { id } = await this.answering.send(
        viewerFrom(writer),
        clientId,
        { ...message, ...to, idempotencyKey: clientId },
        { automatic: true },
      );
      await settle(id, null);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // Switched on again it may write: whoever is still misled then is claimed again.
      if (error instanceof ChannelCannotSend) return;
      await settle(null, error.code);
    }
  }
}
