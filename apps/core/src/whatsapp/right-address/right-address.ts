import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { viewerFrom } from '../../access/viewer.js';
import { ChannelCannotSend } from '../../conversations/answering/answering.errors.js';
import { NumberNotLinked } from '../../conversations/answering/whatsapp/whatsapp-answering.errors.js';
import { WhatsappAnsweringService } from '../../conversations/answering/whatsapp/whatsapp-answering.service.js';
import { unsealedStart } from '../../conversations/interaction-content.js';
import { languageOf } from './language-of.js';
import { RightAddressRepository, type Misled } from './right-address.repository.js';

const lookEveryMs = 5_000;

/** A client who writes to a number of ours that is not the one for clients is told the right one: once in their life, and nobody's answer. */
@Injectable()
export class RightAddress implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.tellAll(),
    (err) => this.logger.warn({ err }, 'clients could not be told the right address'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: RightAddressRepository,
    private readonly answering: WhatsappAnsweringService,
    private readonly masterKey: MasterKey,
    private readonly logger: Logger,
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
    for (let misled = await this.claim(); misled !== null; misled = await this.claim()) await this.tell(misled);
  }

  private claim(): Promise<Misled | null> {
    return this.uow.run((tx) => this.repository.claim(tx));
  }

  private async tell(misled: Misled): Promise<void> {
    const { clientId, conversationId, writer, texts, number, country, sealedText } = misled;
    const said = unsealedStart(this.masterKey, sealedText, 1_000)?.text ?? '';
    const text = texts[languageOf(said, country)].replaceAll('{number}', () => number).trim();
    const settle = (interactionId: string | null, code: string | null) =>
      this.uow.run((tx) => this.repository.settle(tx, clientId, interactionId, code));
    if (text === '') return settle(null, 'right-address.empty');
    if (writer === null) return settle(null, 'right-address.nobody-writes');
    try {
      // The card's id as the key of the request: after a crash in between nothing is written twice.
      const message = { conversationId, text, attachmentIds: [], idempotencyKey: clientId };
      const viewer = viewerFrom(writer);
      const { id } = await this.answering.send(
        viewer,
        clientId,
        { medium: 'whatsapp', ...message },
        { automatic: true },
      );
      await settle(id, null);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // Linked again or switched on again it may write: whoever still waits then is claimed again.
      if (error instanceof NumberNotLinked || error instanceof ChannelCannotSend) return;
      await settle(null, error.code);
    }
  }
}
