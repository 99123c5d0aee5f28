import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { Masking } from '../access/masking.repository.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import { Cards } from './cards.js';
import { settled, type Collision, type Facts, type Wanted } from './changing.js';
import type { ChangedClientView, ClientChange } from './client.view.js';
import { CardChangedMeanwhile, MaskedValue } from './clients.errors.js';
import { ClientsRepository, type CardRow } from './clients.repository.js';
import { CardChanges } from './history/card-changes.js';
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
    private readonly changes: CardChanges,
    private readonly masking: Masking,
    private readonly audit: Audit,
  ) {}

  /**
   * Without a version what is there is written over. All of it is changed or nothing.
   * @throws ClientNotFound, CardChangedMeanwhile, MaskedValue
   */
  change(viewer: Viewer, id: ClientId, { version, ...change }: ClientChange): Promise<ChangedClientView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.cards.lock(tx, viewer, id);
      const card = (await this.repository.find(tx, viewer, id))!;
      const sight = await this.masking.for(tx, viewer);
      const wanted = wantedOf(change);
      const since = version === undefined || version >= card.version ? [] : await this.history.since(tx, id, version);
      const { changes, collisions } = settled(factsOf(card), wanted, new Set(since.map(({ field }) => field)));
      if (collisions.length > 0) {
        const contacts = await this.repository.contactPoints(tx, id);
        const names = await this.history.names(tx, cardsOf(collisions));
        throw new CardChangedMeanwhile(card.version, collidedFields(collisions, since, { sight, contacts, names }));
      }
      if (changes.length > 0) await this.write(tx, viewer, id, changes);
      const meanwhile = since.map(({ field, by, at }) => ({ field, by, at: new Date(at).toISOString() }));
      return { ...(await this.cards.view(tx, viewer, sight, id)), meanwhile };
    });
  }

  private async write(
    tx: Tx,
    viewer: Viewer,
    id: ClientId,
    changes: ReturnType<typeof settled>['changes'],
  ): Promise<void> {
    await this.repository.change(tx, id, Object.fromEntries(changes.map(({ field, to }) => [field, to])));
    await this.changes.record(tx, viewer, id, changes);
    const fields = changes.map(({ field }) => field).sort();
    this.audit.record(tx, viewer, 'card.changed', { clientId: id, body: { fields } });
  }
}

function factsOf(card: CardRow): Facts {
  return new Map([
    ['kind', card.kind],
    ['name', card.name],
    ['stage', card.stage],
  ]);
}

function wantedOf({ kind, name, stage }: Omit<ClientChange, 'version'>): Wanted[] {
  // What a mask shows is not what stands on the card: whoever sends it back would write the mask over the name.
  if (name?.includes('•') === true) throw new MaskedValue('name');
  return [
    ...(kind === undefined ? [] : [{ field: 'kind', is: 'code' as const, to: kind }]),
    ...(name === undefined ? [] : [{ field: 'name', is: 'text' as const, to: name }]),
    ...(stage === undefined ? [] : [{ field: 'stage', is: 'code' as const, to: stage }]),
  ];
}

const cardsOf = (collisions: readonly Collision[]): string[] =>
  collisions.flatMap(({ change, mine }) =>
    change.is === 'client' ? [change.from, mine].filter((id) => id !== null) : [],
  );

function collidedFields(collisions: readonly Collision[], since: readonly ChangedSince[], seen: ChangeSight) {
  return collisions.map(({ change, mine }) => {
    const last = since.find(({ field }) => field === change.field)!;
    return {
      ...{ field: change.field, label: change.label ?? null },
      theirs: shownValue(change, change.from, seen),
      // One's own words need no mask.
      mine: change.is === 'client' ? shownValue(change, mine, seen) : mine,
      ...{ by: last.by, at: new Date(last.at).toISOString() },
    };
  });
}
