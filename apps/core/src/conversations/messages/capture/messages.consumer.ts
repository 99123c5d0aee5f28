import { Controller } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import {
  whatsappIdentityLearned,
  whatsappMediaSettled,
  whatsappMessageChanged,
  whatsappMessageReceived,
  whatsappPresenceSeen,
  type WhatsappIdentityLearned,
  type WhatsappMediaSettled,
  type WhatsappMessageChanged,
  type WhatsappMessageReceived,
  type WhatsappPresenceSeen,
} from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { LiveEvents } from '../../../realtime/live-events.js';
import type { NewMessageChange } from '../message-change-facts.js';
import { MessageChangesRepository, nameOf, type TouchedMessage } from '../message-changes.repository.js';
import { MessageChanges } from '../message-changes.js';
import { MessageMedia } from '../message-media.js';
import { PeopleRepository } from '../people/people.repository.js';
import { People } from '../people/people.js';
import { MessageCaptureService } from './message-capture.service.js';

const captures = 'core.message-capture';
const changesOf = 'core.message-changes';
const mediaOf = 'core.message-media';
const identitiesOf = 'core.whatsapp-identities';

/** What the whatsapp role tells of messages; the bodies of a batch in one transaction. */
@Controller()
export class MessagesConsumer {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly inbox: Inbox,
    private readonly capture: MessageCaptureService,
    private readonly messages: MessageChangesRepository,
    private readonly changes: MessageChanges,
    private readonly media: MessageMedia,
    private readonly people: People,
    private readonly chats: PeopleRepository,
    private readonly live: LiveEvents,
  ) {}

  @Consumes(whatsappMessageReceived, { as: captures, batch: 100 })
  async received(batch: Delivered<WhatsappMessageReceived>[]): Promise<void> {
    await this.inbox.onceEach(captures, batch, (tx, fresh) => this.capture.store(tx, bodiesOf(fresh)));
  }

  @Consumes(whatsappMessageChanged, { as: changesOf, batch: 100 })
  async changed(batch: Delivered<WhatsappMessageChanged>[]): Promise<void> {
    await this.inbox.onceEach(changesOf, batch, async (tx, fresh) => {
      const told = bodiesOf(fresh);
      await this.messages.lockNumbers(
        tx,
        told.map(({ channelId }) => channelId),
      );
      const names = told.map(({ channelId, messageId }) => ({ channelId, providerId: messageId }));
      const known = await this.messages.interactionsOf(tx, names);
      const changes = told.map((one, n) => changeFrom(one, known.get(nameOf(names[n]!)) ?? null));
      this.tell(tx, await this.changes.take(tx, changes));
    });
  }

  @Consumes(whatsappMediaSettled, { as: mediaOf, batch: 100 })
  async settled(batch: Delivered<WhatsappMediaSettled>[]): Promise<void> {
    await this.inbox.onceEach(mediaOf, batch, async (tx, fresh) => {
      const told = bodiesOf(fresh);
      await this.messages.lockNumbers(
        tx,
        told.map(({ channelId }) => channelId),
      );
      this.tell(tx, await this.media.settle(tx, told));
    });
  }

  @Consumes(whatsappIdentityLearned, { as: identitiesOf, batch: 100 })
  async learned(batch: Delivered<WhatsappIdentityLearned>[]): Promise<void> {
    await this.inbox.onceEach(identitiesOf, batch, async (tx, fresh) => {
      const told = bodiesOf(fresh);
      await this.messages.lockNumbers(
        tx,
        told.map(({ channelId }) => channelId),
      );
      await this.people.learn(
        tx,
        told.map(({ party }) => party),
      );
    });
  }

  /** True for seconds and lost without harm: neither the inbox nor any table hears of it. */
  @Consumes(whatsappPresenceSeen, { as: 'core.whatsapp-presence' })
  async seen({ body }: Delivered<WhatsappPresenceSeen>): Promise<void> {
    const found = await this.uow.run((tx) => this.chats.talkingTo(tx, body.channelId, body.chatId));
    for (const { id, clientId } of found)
      this.live.publish({ event: 'typing', data: { conversationId: id, clientId, is: body.is } }, { clientId });
  }

  private tell(tx: Tx, touched: readonly TouchedMessage[]): void {
    tx.afterCommit(() => {
      for (const { interactionId, clientId, conversationId, direction } of touched)
        if (clientId !== null)
          this.live.publish(
            { event: 'interaction', data: { clientId, conversationId, interactionId, direction } },
            { clientId },
          );
    });
  }
}

const bodiesOf = <T>(batch: readonly Delivered<T>[]): T[] => batch.map(({ body }) => body);

function changeFrom(
  { channelId, messageId, change, by, author, at, evidence }: WhatsappMessageChanged,
  interactionId: NewMessageChange['interactionId'],
): NewMessageChange {
  return {
    id: uuidv7(),
    ...{ channelId, providerId: messageId, interactionId, is: change.is, by, author, employeeId: null },
    ...{ at: new Date(at), evidence, deliveryId: null, state: 'done', text: wordsOf(change) },
  };
}

function wordsOf(change: WhatsappMessageChanged['change']): string | null {
  switch (change.is) {
    case 'edited':
      return change.text;
    case 'reaction':
      return change.emoji;
    case 'decrypted':
      return JSON.stringify(change.content);
    case 'revoked':
      return null;
  }
}
