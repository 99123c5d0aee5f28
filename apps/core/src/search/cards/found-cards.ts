import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { ContactSight } from '../../access/masking.js';
import type { Viewer } from '../../access/viewer.js';
import { cardListView } from '../../clients/card-views.js';
import { ClientsRepository } from '../../clients/clients.repository.js';
import { shownFields } from '../../clients/fields/field-values.js';
import { FieldsRepository } from '../../clients/fields/fields.repository.js';
import { numberOf } from '../search-words.js';
import type { SearchFilter } from '../search.controller.js';
import type { FoundCard } from '../search.view.js';
import { FoundCardsRepository, type CardHit, type FoundIn } from './found-cards.repository.js';

const shortestPart = 3;
/** So many are looked at for each that is shown. */
const spare = 3;
const order: readonly FoundIn[] = ['name', 'contact', 'field', 'tag', 'alike'];

/** Cards by what stands on them: their name, also one that was mistyped, their addresses, fields and tags. */
@Injectable()
export class FoundCards {
  constructor(
    private readonly cards: ClientsRepository,
    private readonly fields: FieldsRepository,
    private readonly repository: FoundCardsRepository,
  ) {}

  async find(
    tx: Tx,
    viewer: Viewer,
    sight: ContactSight,
    q: string,
    filter: SearchFilter,
    most: number,
  ): Promise<FoundCard[]> {
    const narrowed = { responsibleId: filter.responsibleId, tagId: filter.tagId };
    const named = (await this.cards.list(tx, viewer, { ...narrowed, name: q }, null, most)).filter((row) =>
      showsName(sight, row),
    );
    const part = q.length >= shortestPart ? q : null;
    const contact = sight.whole ? (numberOf(q) ?? (part !== null && !/\s/.test(q) ? q : null)) : null;
    const isAddress = q.includes('@') || numberOf(q) !== null;
    const sound = named.length === 0 && part !== null && !isAddress ? q : null;
    const hits = await this.repository.hits(tx, { part, contact, sound }, most * spare);
    const foundIn = new Map<string, FoundIn>(named.map(({ id }) => [id, 'name']));
    for (const hit of await this.standing(tx, sight, hits, q))
      if (!foundIn.has(hit.id)) foundIn.set(hit.id, hit.foundIn);
    const ids = [...foundIn.keys()].filter((id) => foundIn.get(id) !== 'name');
    const more = ids.length === 0 ? [] : await this.cards.list(tx, viewer, { ...narrowed, ids }, null, ids.length);
    return [...named, ...more.filter((row) => foundIn.get(row.id) !== 'alike' || showsName(sight, row))]
      .filter(({ team }) => filter.teamId === undefined || team?.id === filter.teamId)
      .map((row) => ({ ...cardListView(sight, row), foundIn: foundIn.get(row.id)! }))
      .toSorted((a, b) => order.indexOf(a.foundIn) - order.indexOf(b.foundIn))
      .slice(0, most);
  }

  /** Without those of whose fields the viewer does not see what was found in them. */
  private async standing(tx: Tx, sight: ContactSight, hits: readonly CardHit[], q: string): Promise<CardHit[]> {
    const ids = hits.filter(({ foundIn }) => foundIn === 'field').map(({ id }) => id);
    if (ids.length === 0) return [...hits];
    const [fields, cards] = [await this.fields.inUse(tx), await this.repository.words(tx, ids)];
    const shown = cards.map((card) => ({
      ...{ id: card.id, values: Object.values(shownFields(fields, card, { sight, contacts: card.contacts }).fields) },
    }));
    const says = new Set(
      shown
        .filter(({ values }) => values.some((one) => one.toLowerCase().includes(q.toLowerCase())))
        .map(({ id }) => id),
    );
    return hits.filter(({ id, foundIn }) => foundIn !== 'field' || says.has(id));
  }
}

/** A card that is named after its address would tell a patient guesser the address, letter by letter. */
const showsName = (sight: ContactSight, { name }: { name: string }): boolean => sight.text(name) === name;
