import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Tx } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import type { ContactSight } from '../access/masking.js';
import { Masking } from '../access/masking.repository.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { cardListView } from '../clients/card-views.js';
import { ClientsRepository, type CardListRow } from '../clients/clients.repository.js';
import { normalised, type ContactPointKind } from '../clients/contact-point.js';
import { ContactPointInvalid } from '../clients/clients.errors.js';
import { callFactsView, recordingFor } from '../conversations/call-facts.js';
import { unsealed } from '../conversations/interaction-content.js';
import { readMomentCursor, type MomentCursor } from '../conversations/keyset.js';
import { cursorOf, pageFrom, type Page } from '../http/paging.js';
import { lexemeQuery } from './lexemes.js';
import type { SearchQuery } from './search.controller.js';
import { SearchRepository } from './search.repository.js';
import type { FoundInteraction, SearchView } from './search.view.js';

/** So many cards stand above what was found in letters. */
const mostCards = 10;

/** Cards by name or address, interactions by words; never more than the viewer may see. What was looked for is not on record, that somebody looked is. */
@Injectable()
export class SearchService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: SearchRepository,
    private readonly cards: ClientsRepository,
    private readonly masking: Masking,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
  ) {}

  /** Cards come with the first page only. */
  find(viewer: Viewer, { q, cursor, limit }: SearchQuery): Promise<SearchView> {
    const before = readMomentCursor(cursor);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const sight = await this.masking.for(tx, viewer);
      const clients = before ? [] : await this.findCards(tx, viewer, sight, q);
      const page = await this.findInteractions(tx, viewer, sight, q, before, limit);
      this.audit.record(tx, viewer, 'search', {
        body: { characters: q.length, clients: clients.length, interactions: page.items.length },
      });
      return { clients: clients.map((row) => cardListView(sight, row)), ...page };
    });
  }

  private async findInteractions(
    tx: Tx,
    viewer: Viewer,
    sight: ContactSight,
    q: string,
    before: MomentCursor | null,
    limit: number,
  ): Promise<Page<FoundInteraction>> {
    const query = lexemeQuery(q);
    // Whoever may not see an address must not learn by guessing either that it stands in a letter.
    if (query === null || sight.text(q) !== q) return { items: [], nextCursor: null };
    const rows = await this.repository.find(tx, query, before, limit + 1);
    return pageFrom(
      rows,
      limit,
      (row) => ({
        interactionId: row.id,
        client: { id: row.client.id, name: sight.text(row.client.name) },
        medium: row.medium,
        kind: row.kind,
        direction: row.direction,
        call: row.call && callFactsView(row.call),
        recordingId: recordingFor(viewer, { clientId: row.client.id, direction: row.direction }, row.call),
        subject: sight.text(row.subject),
        snippet: sight.text(unsealed(this.masterKey, row.snippet, 'snippet') ?? ''),
        occurredAt: row.occurredAt.toISOString(),
      }),
      (row) => cursorOf(row.key, row.id),
    );
  }

  private async findCards(tx: Tx, viewer: Viewer, sight: ContactSight, q: string): Promise<CardListRow[]> {
    const byAddress = sight.whole ? await this.holders(tx, q) : [];
    // A card that is named after its address would tell a patient guesser the address, letter by letter.
    const named = (await this.cards.list(tx, viewer, { name: q }, null, mostCards)).filter(
      ({ name }) => sight.text(name) === name,
    );
    const addressed =
      byAddress.length > 0 ? await this.cards.list(tx, viewer, { ids: byAddress }, null, mostCards) : [];
    const cards = new Map([...addressed, ...named].map((card) => [card.id, card]));
    return [...cards.values()].slice(0, mostCards);
  }

  private async holders(tx: Tx, q: string): Promise<string[]> {
    const country = await this.cards.defaultCountry(tx);
    const kinds: ContactPointKind[] = q.includes('@')
      ? ['email']
      : /\d{5}/.test(q.replace(/\D/g, ''))
        ? ['phone', 'whatsapp']
        : [];
    const found: string[] = [];
    for (const kind of kinds) {
      try {
        found.push(...(await this.cards.cardsWith(tx, kind, normalised(kind, q, country))));
      } catch (error) {
        if (!(error instanceof ContactPointInvalid)) throw error;
      }
    }
    return found;
  }
}
