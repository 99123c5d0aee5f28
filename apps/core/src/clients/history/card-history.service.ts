import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { readMomentCursor } from '../../conversations/keyset.js';
import { cursorOf, pageFrom, type Page, type PageQuery } from '../../http/paging.js';
import { ClientNotFound } from '../clients.errors.js';
import { ClientsRepository } from '../clients.repository.js';
import type { CardChangeView } from './card-change.view.js';
import { CardChangesRepository } from './card-changes.repository.js';
import { cardsIn, changeView } from './change-views.js';

/** Who changed what on a card. */
@Injectable()
export class CardHistoryService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: CardChangesRepository,
    private readonly cards: ClientsRepository,
    private readonly masking: Masking,
    private readonly audit: Audit,
  ) {}

  /** The newest first. @throws ClientNotFound */
  page(viewer: Viewer, id: ClientId, { cursor, limit }: PageQuery): Promise<Page<CardChangeView>> {
    const after = readMomentCursor(cursor);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.cards.find(tx, viewer, id))) throw new ClientNotFound(id);
      const [sight, contacts, rows] = await Promise.all([
        this.masking.for(tx, viewer),
        this.cards.contactPoints(tx, id),
        this.repository.page(tx, id, after, limit + 1),
      ]);
      const names = await this.repository.names(tx, cardsIn(rows));
      this.audit.record(tx, viewer, 'card.changes-read', {
        clientId: id,
        body: { shown: Math.min(rows.length, limit) },
      });
      return pageFrom(
        rows,
        limit,
        (row) => changeView(row, { sight, contacts, names }),
        (row) => cursorOf(row.key, row.id),
      );
    });
  }
}
