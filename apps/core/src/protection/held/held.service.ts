import { Injectable } from '@nestjs/common';
import { sendLetter, sendWhatsapp } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { Bug, UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Outbox } from '#libs/messaging';
import type { ContactSight } from '../../access/masking.js';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { AnsweringRepository } from '../../conversations/answering/answering.repository.js';
import { unsealedStart } from '../../conversations/interaction-content.js';
import { readMomentCursor } from '../../conversations/keyset.js';
import { cursorOf, pageFrom, type Page, type PageQuery } from '../../http/paging.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { OutgoingCheckRepository, type HeldRow, type LockedCheck } from '../bypass/outgoing-check.repository.js';
import { sealedOrders } from '../bypass/sealed-orders.js';
import { HeldTold } from './held-told.js';
import type { HeldView } from './held.view.js';

const shownText = 20_000;

/** What waits because it might lead a client away: a head lets it go, or does not. */
@Injectable()
export class HeldService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: OutgoingCheckRepository,
    private readonly answering: AnsweringRepository,
    private readonly masking: Masking,
    private readonly masterKey: MasterKey,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
    private readonly told: HeldTold,
  ) {}

  page(viewer: Viewer, { cursor, limit }: PageQuery): Promise<Page<HeldView>> {
    const before = readMomentCursor(cursor);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sight = await this.masking.for(tx, viewer);
      const rows = await this.repository.held(tx, viewer, before, limit + 1);
      this.audit.record(tx, viewer, 'protection.held-read', { body: { shown: Math.min(rows.length, limit) } });
      return pageFrom(
        rows,
        limit,
        (row) => this.view(sight, row),
        (row) => cursorOf(row.key, row.id),
      );
    });
  }

  /** It goes out now. @throws UserError `held.not-found`, `held.already-decided` */
  release(viewer: Viewer, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const check = await this.lock(tx, id);
      if (check.sealedOrders === null) throw new Bug('held.orders-lost', { id });
      const held = sealedOrders.open(this.masterKey, check.sealedOrders);
      const now = Date.now();
      if (held.medium === 'email') await this.outbox.addMany(tx, sendLetter, held.orders);
      else {
        // Behind what was ordered in this chat meanwhile.
        const orders = held.orders.map((order, n) => ({ ...order, at: new Date(now + n).toISOString() }));
        await this.outbox.addMany(tx, sendWhatsapp, orders);
      }
      const { interactionId, conversationId } = check;
      if (conversationId !== null) await this.answering.answered(tx, conversationId, interactionId, new Date(now));
      await this.decide(tx, viewer, check, 'released', held.orders);
    });
  }

  /** It never goes; it stays on the card as refused. @throws as `release` */
  refuse(viewer: Viewer, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const check = await this.lock(tx, id);
      const orders = check.sealedOrders === null ? [] : sealedOrders.open(this.masterKey, check.sealedOrders).orders;
      await this.decide(tx, viewer, check, 'refused', orders);
    });
  }

  private async lock(tx: Tx, id: string): Promise<LockedCheck> {
    const check = await this.repository.lock(tx, id);
    if (!check || check.decision === 'confirmed') throw new UserError('held.not-found', { id });
    if (check.decision !== 'held') throw new UserError('held.already-decided', { id });
    return check;
  }

  private async decide(
    tx: Tx,
    viewer: Viewer,
    check: LockedCheck,
    decision: 'released' | 'refused',
    orders: readonly { deliveryId: Parameters<OutgoingCheckRepository['moveDeliveries']>[1][number] }[],
  ): Promise<void> {
    const { id, clientId, interactionId, employeeId } = check;
    await this.repository.decide(tx, id, decision, viewer.employeeId);
    await this.told.decided(tx, check, decision, viewer.employeeId);
    const state = decision === 'released' ? 'queued' : 'refused';
    const ids = orders.map(({ deliveryId }) => deliveryId);
    const moved = await this.repository.moveDeliveries(tx, ids, state);
    this.audit.record(tx, viewer, `protection.${decision}`, {
      clientId,
      subjectId: interactionId,
      body: { employeeId },
    });
    tx.afterCommit(() => {
      for (const interaction of moved)
        this.live.publish(
          { event: 'delivery', data: { clientId, interactionId: interaction, state } },
          clientId ? { clientId } : { clientId: null, right: 'unplaced.handle' },
        );
    });
  }

  private view(sight: ContactSight, row: HeldRow): HeldView {
    const card = row.contacts ?? [];
    return {
      id: row.id,
      ...{ at: row.at.toISOString(), medium: row.medium, employee: row.employee },
      client: row.client && { id: row.client.id, name: sight.text(row.client.name) },
      to: (row.to ?? []).map((address) => sight.text(address)),
      ...{ interactionId: row.interactionId, conversationId: row.conversationId },
      subject: sight.text(row.subject, card),
      text: sight.text(unsealedStart(this.masterKey, row.sealedText, shownText)?.text ?? '', card),
      files: (row.attachments ?? []).map(({ name }) => sight.text(name, card)),
      findings: row.findings,
    };
  }
}
