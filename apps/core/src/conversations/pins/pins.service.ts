import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { ClientId, InteractionId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { PersonRef } from '../../access/sign-in/session.view.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { Cards } from '../../clients/cards.js';
import { CardChanges } from '../../clients/history/card-changes.js';
import { InteractionNotFound } from '../conversations.errors.js';
import { InteractionView } from '../interaction.view.js';
import { TimelineService } from '../timeline.service.js';
import { PinsRepository } from './pins.repository.js';

export const PinView = z
  .object({ interaction: InteractionView, pinnedBy: PersonRef.nullable(), pinnedAt: z.iso.datetime() })
  .meta({ id: 'Pin' });
export type PinView = z.infer<typeof PinView>;

/** More would push the conversation itself out of sight. */
const mostPins = 10;

/** What everybody who opens the card must see first. */
@Injectable()
export class PinsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: PinsRepository,
    private readonly cards: Cards,
    private readonly timeline: TimelineService,
    private readonly changes: CardChanges,
    private readonly audit: Audit,
  ) {}

  /** At most ten. @throws ClientNotFound */
  list(viewer: Viewer, clientId: ClientId): Promise<PinView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const pins = await this.repository.ofCard(tx, clientId);
      const views = await this.timeline.viewsOf(
        tx,
        viewer,
        clientId,
        pins.map(({ interactionId }) => interactionId),
      );
      this.audit.record(tx, viewer, 'card.pins-read', { clientId, body: { shown: views.length } });
      return pins.flatMap(({ interactionId, pinnedBy, pinnedAt }) => {
        const interaction = views.find(({ id }) => id === interactionId);
        return interaction ? [{ interaction, pinnedBy, pinnedAt: pinnedAt.toISOString() }] : [];
      });
    });
  }

  /** Doing it twice changes nothing. @throws ClientNotFound, InteractionNotFound, UserError `pin.too-many` */
  add(viewer: Viewer, clientId: ClientId, interactionId: InteractionId): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.cards.lock(tx, viewer, clientId);
      const there = await this.repository.ofCard(tx, clientId);
      if (there.some((pin) => pin.interactionId === interactionId)) return;
      if (there.length >= mostPins) throw new UserError('pin.too-many', { most: mostPins });
      if (!(await this.repository.add(tx, clientId, interactionId, viewer.employeeId)))
        throw new InteractionNotFound(interactionId);
      this.audit.record(tx, viewer, 'card.pinned', { clientId, subjectId: interactionId });
      this.changes.tell(tx, clientId);
    });
  }

  /** The same. @throws ClientNotFound */
  remove(viewer: Viewer, clientId: ClientId, interactionId: InteractionId): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.cards.lock(tx, viewer, clientId);
      if (!(await this.repository.remove(tx, clientId, interactionId))) return;
      this.audit.record(tx, viewer, 'card.unpinned', { clientId, subjectId: interactionId });
      this.changes.tell(tx, clientId);
    });
  }
}
