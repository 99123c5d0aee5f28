import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { Cards } from '../cards.js';
import type { ClientView } from '../client.view.js';
import { ChangingRepository } from '../changing.repository.js';
import { CardChanges } from '../history/card-changes.js';
import type { CardFieldChange, CardFieldView, FieldOrder, NewCardField } from './card-field.view.js';
import { CardFieldChoicesMissing, CardFieldNotFound, CardFieldsTooMany } from './fields.errors.js';
import { FieldsRepository } from './fields.repository.js';

const mostFields = 60;

/** Which fields the company's cards have; and that somebody looked whether they are still right. */
@Injectable()
export class FieldsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: FieldsRepository,
    private readonly changing: ChangingRepository,
    private readonly cards: Cards,
    private readonly changes: CardChanges,
    private readonly masking: Masking,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<CardFieldView[]> {
    return this.uow.as(scopeOf(viewer), (tx) => this.repository.all(tx));
  }

  /** @throws CardFieldKeyTaken, CardFieldChoicesMissing, CardFieldsTooMany */
  create(viewer: Viewer, { key, ...wanted }: NewCardField): Promise<CardFieldView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const there = await this.repository.all(tx);
      if (there.filter(({ archived }) => !archived).length >= mostFields) throw new CardFieldsTooMany(mostFields);
      const taken = new Set(there.map((one) => one.key));
      const field = sound({ ...wanted, id: uuidv7(), key: key ?? keyFrom(wanted.label, taken), archived: false });
      await this.repository.insert(tx, field, viewer.employeeId);
      this.audit.record(tx, viewer, 'card-field.created', { subjectId: field.id, body: { key: field.key } });
      return field;
    });
  }

  /** @throws CardFieldNotFound, CardFieldChoicesMissing */
  change(viewer: Viewer, id: string, change: CardFieldChange): Promise<CardFieldView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const now = (await this.repository.all(tx)).find((field) => field.id === id);
      if (!now) throw new CardFieldNotFound(id);
      const field = sound({ ...now, ...change });
      await this.repository.save(tx, field);
      const fields = Object.keys(change).sort();
      this.audit.record(tx, viewer, 'card-field.changed', { subjectId: id, body: { key: field.key, fields } });
      return field;
    });
  }

  /** Those that are not named come after those that are. */
  order(viewer: Viewer, { ids }: FieldOrder): Promise<CardFieldView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.order(tx, ids);
      this.audit.record(tx, viewer, 'card-field.ordered', { body: { fields: ids.length } });
      return this.repository.all(tx);
    });
  }

  /** Somebody asked the client, or knows: it is all still so. @throws ClientNotFound */
  confirm(viewer: Viewer, id: ClientId): Promise<ClientView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.cards.lock(tx, viewer, id);
      await this.changing.confirmFields(tx, id, viewer.employeeId);
      this.audit.record(tx, viewer, 'card.fields-confirmed', { clientId: id });
      this.changes.tell(tx, id);
      return this.cards.view(tx, viewer, await this.masking.for(tx, viewer), id);
    });
  }
}

/** @throws CardFieldChoicesMissing */
function sound(field: CardFieldView): CardFieldView {
  if (field.kind === 'choice' && field.choices.length === 0) throw new CardFieldChoicesMissing();
  return {
    ...field,
    choices: field.kind === 'choice' ? [...new Set(field.choices)] : [],
    format: field.kind === 'text' ? field.format : null,
  };
}

/** `Tax number` → `tax-number`; what has no Latin letters is numbered. */
function keyFrom(label: string, taken: ReadonlySet<string>): string {
  const words = label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 34);
  const base = /^[a-z][a-z0-9-]*$/.test(words) && /^[\x20-\x7e]*$/.test(label) ? words : 'field';
  for (let n = base === 'field' ? 1 : 0; ; n += 1) {
    const key = n === 0 ? base : `${base}-${n}`;
    if (!taken.has(key)) return key;
  }
}
