import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { InteractionId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Masking } from '../../access/masking.repository.js';
import type { ContactSight } from '../../access/masking.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { findEmail } from '../../clients/contact-point.js';
import { publicDomains } from '../../clients/duplicates/public-domains.js';
import { LiveEvents } from '../../realtime/live-events.js';
import { InteractionNotFound } from '../conversations.errors.js';
import { TimelineRepository } from '../timeline.repository.js';
import type { BlockedSenderView, NewBlockedSender } from './blocked-sender.view.js';
import { BlockedSendersRepository, type BlockedSender } from './blocked-senders.repository.js';

/** The black list: from whom nothing is shown in the tray. Whoever stands on a card is never on it, and nothing is deleted. */
@Injectable()
export class BlockedSendersService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: BlockedSendersRepository,
    private readonly timeline: TimelineRepository,
    private readonly masking: Masking,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
  ) {}

  list(viewer: Viewer): Promise<BlockedSenderView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sight = await this.masking.for(tx, viewer);
      return (await this.repository.list(tx)).map((one) => view(sight, one));
    });
  }

  /** Blocking somebody again changes nothing. @throws InteractionNotFound, UserError `blocked-sender.…` */
  block(viewer: Viewer, { interactionId, kind }: NewBlockedSender): Promise<BlockedSenderView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.timeline.find(tx, viewer, interactionId as InteractionId);
      if (!row) throw new InteractionNotFound(interactionId);
      const from = 'from' in row.header ? row.header.from[0]?.address : undefined;
      const address = row.kind === 'email' && row.direction === 'inbound' ? findEmail(from ?? '') : null;
      if (address === null) throw new UserError('blocked-sender.no-address');
      const value = kind === 'address' ? address : address.slice(address.lastIndexOf('@') + 1);
      if (kind === 'domain' && publicDomains.includes(value)) throw new UserError('blocked-sender.public-domain');
      const { client, ours } = await this.repository.belongsToSomebody(tx, kind, value);
      if (ours) throw new UserError('blocked-sender.ours');
      if (client) throw new UserError('blocked-sender.client');
      await this.repository.insert(tx, { id: uuidv7(), kind, value, by: viewer.employeeId });
      const hidden = await this.repository.hide(tx, kind, value);
      const one = (await this.repository.find(tx, kind, value))!;
      this.audit.record(tx, viewer, 'sender.blocked', { subjectId: one.id, body: { kind, hidden } });
      this.tell(tx);
      return view(await this.masking.for(tx, viewer), one);
    });
  }

  /** @throws UserError `blocked-sender.not-found` */
  lift(viewer: Viewer, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const was = await this.repository.remove(tx, id);
      if (!was) throw new UserError('blocked-sender.not-found', { id });
      const shown = await this.repository.show(tx, was.kind, was.value);
      this.audit.record(tx, viewer, 'sender.unblocked', { subjectId: id, body: { kind: was.kind, shown } });
      this.tell(tx);
    });
  }

  private tell(tx: Tx): void {
    tx.afterCommit(() =>
      this.live.publish({ event: 'unplaced', data: {} }, { clientId: null, right: 'unplaced.handle' }),
    );
  }
}

const view = (sight: ContactSight, { at, ...one }: BlockedSender): BlockedSenderView => ({
  ...one,
  value: one.kind === 'address' ? sight.recipient(one.value) : one.value,
  at: at.toISOString(),
});
