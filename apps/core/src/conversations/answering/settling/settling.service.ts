import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { DeliveryId, sendLetter, sendWhatsapp } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { Bug, UserError } from '#libs/errors';
import { EvidenceStore, MasterKey } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import { scopeOf, type Viewer } from '../../../access/viewer.js';
import { Audit } from '../../../audit/audit.js';
import { LiveEvents } from '../../../realtime/live-events.js';
import type { InteractionView } from '../../interaction.view.js';
import { MessageChanges } from '../../messages/message-changes.js';
import { MessageChangesRepository } from '../../messages/message-changes.repository.js';
import { TimelineService } from '../../timeline.service.js';
import { letterOrder } from '../letter-order.js';
import type { Settlement } from './settlement.view.js';
import { SettlingRepository, type OpenDelivery } from './settling.repository.js';

/** What was ordered, word for word; of it only its name and its moment are new when it is ordered again. */
const mostBytes = 1_000_000;

/** After a crash nobody may know whether something left. It is never sent again blindly: a person looks, and decides here. */
@Injectable()
export class SettlingService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: SettlingRepository,
    private readonly messages: MessageChangesRepository,
    private readonly changes: MessageChanges,
    private readonly timeline: TimelineService,
    private readonly evidence: EvidenceStore,
    private readonly masterKey: MasterKey,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  /** @throws UserError `delivery.not-found`, `delivery.already-settled` */
  settle(viewer: Viewer, id: DeliveryId, settlement: Settlement): Promise<InteractionView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      // Before any row is locked: whoever tells what became of it has the number first, too.
      const number = await this.repository.numberOf(tx, id);
      if (number !== null) await this.messages.lockNumbers(tx, [number]);
      const found = await this.repository.lock(tx, id);
      if (!found) throw new UserError('delivery.not-found', { id });
      if (found.state !== 'unknown') throw new UserError('delivery.already-settled', { id, state: found.state });
      if ('as' in settlement) await this.decide(tx, found, settlement.as);
      else await this.orderAgain(tx, found);
      const { clientId, interactionId, conversationId, direction, medium, act } = found;
      const body = { medium, act, decision: 'as' in settlement ? settlement.as : 'again', deliveryId: id };
      this.audit.record(tx, viewer, 'delivery.settled', { clientId, subjectId: interactionId, body });
      const data = { clientId, conversationId, interactionId, direction };
      const audience = clientId === null ? ({ clientId, right: 'unplaced.handle' } as const) : { clientId };
      tx.afterCommit(() => this.live.publish({ event: 'interaction', data }, audience));
      return this.timeline.viewOf(tx, viewer, interactionId);
    });
  }

  private async decide(tx: Tx, { id, act }: OpenDelivery, state: 'sent' | 'failed'): Promise<void> {
    await this.repository.settle(tx, id, state);
    if (act !== 'message')
      await this.changes.settle(tx, [{ deliveryId: id, state: state === 'sent' ? 'done' : 'failed' }]);
  }

  private async orderAgain(tx: Tx, found: OpenDelivery): Promise<void> {
    const id = DeliveryId.parse(uuidv7());
    await this.repository.replace(tx, found.id, id);
    if (found.medium === 'email') {
      const { evidence, from, interactionId } = found;
      const messageId = found.messageId ?? `<${id}${from.slice(from.lastIndexOf('@'))}>`;
      const order = letterOrder(
        this.masterKey,
        { interactionId, messageId, evidence, from },
        { ...found, id },
        new Date(),
      );
      await this.outbox.add(tx, sendLetter, order);
      return;
    }
    const original: unknown = JSON.parse((await this.evidence.read(found.evidence.sha256, mostBytes)).toString('utf8'));
    const { success, data } = sendWhatsapp.schema.safeParse((original as { order?: unknown }).order);
    if (!success) throw new Bug('delivery.order-lost', { id: found.id });
    await this.outbox.add(tx, sendWhatsapp, { ...data, deliveryId: id, newChat: false, at: new Date().toISOString() });
  }
}
