import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Masking } from '../access/masking.repository.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { CardWriting } from './card-writing.js';
import { Cards } from './cards.js';
import { settled, type Collision, type Facts } from './changing.js';
import type { ChangedClientView, ClientChange } from './client.view.js';
import { CardChangedMeanwhile } from './clients.errors.js';
import { ClientsRepository, type CardRow } from './clients.repository.js';
import { CardChangesRepository, type ChangedSince } from './history/card-changes.repository.js';
import { shownValue, type ChangeSight } from './history/change-views.js';

/** Changes what a card says, also when two people do it at once. */
@Injectable()
export class ChangingService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ClientsRepository,
    private readonly cards: Cards,
    private readonly history: CardChangesRepository,
    private readonly writing: CardWriting,
    private readonly masking: Masking,
    private readonly audit: Audit,
  ) {}

  /**
   * Without a version what is there is written over. All of it is changed or nothing.
   * @throws ClientNotFound, CardChangedMeanwhile, and what {@link CardWriting.wanted} throws
   */
  change(viewer: Viewer, id: ClientId, { version, ...change }: ClientChange): Promise<ChangedClientView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.cards.lock(tx, viewer, id);
      const card = (await this.repository.find(tx, viewer, id))!;
      const sight = await this.masking.for(tx, viewer);
      const wanted = await this.writing.wanted(tx, card, change);
      const since = version === undefined || version >= card.version ? [] : await this.history.since(tx, id, version);
      const { changes, collisions } = settled(factsOf(card), wanted, new Set(since.map(({ field }) => field)));
      if (collisions.length > 0) {
        const contacts = await this.repository.contactPoints(tx, id);
        const names = await this.history.names(tx, cardsOf(collisions));
        throw new CardChangedMeanwhile(card.version, collidedFields(collisions, since, { sight, contacts, names }));
      }
      await this.writing.write(tx, viewer, id, changes);
      if (changes.length > 0) {
        const fields = changes.map(({ field }) => field).sort();
        this.audit.record(tx, viewer, 'card.changed', { clientId: id, body: { fields } });
      }
      const meanwhile = since.map(({ field, by, at }) => ({ field, by, at: new Date(at).toISOString() }));
      return { ...(await this.cards.view(tx, viewer, sight, id)), meanwhile };
    });
  }
}

export function factsOf(card: CardRow): Facts {
  return new Map([
    ...Object.entries({ kind: card.kind, name: card.name, stage: card.stage, company: card.companyId }),
    ...Object.entries(card.fields).map(([key, value]) => [`fields.${key}`, value] as const),
  ]);
}

const cardsOf = (collisions: readonly Collision[]): string[] =>
  collisions.flatMap(({ change, mine }) =>
    change.is === 'client' ? [change.from, mine].filter((id) => id !== null) : [],
  );

function collidedFields(collisions: readonly Collision[], since: readonly ChangedSince[], seen: ChangeSight) {
  return collisions.map(({ change, mine }) => {
    const last = since.find(({ field }) => field === change.field)!;
    return {
      field: change.field,
      label: change.label ?? null,
      theirs: shownValue(change, change.from, seen),
      // One's own words need no mask.
      mine: change.is === 'client' ? shownValue(change, mine, seen) : mine,
      ...{ by: last.by, at: new Date(last.at).toISOString() },
    };
  });
}
