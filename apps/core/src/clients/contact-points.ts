import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { ContactSight, StoredContactPoint } from '../access/masking.js';
import type { Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import type { ContactPointChange, NewContactPoint } from './client.view.js';
import {
  ContactPointOurs,
  ContactPointAlreadyAdded,
  ContactPointNotFound,
  ContactPointTaken,
} from './clients.errors.js';
import { ClientsRepository } from './clients.repository.js';
import { normalised } from './contact-point.js';
import { CardChanges } from './history/card-changes.js';
import type { FieldChange } from './history/card-changes.repository.js';

export type NewPoint = Pick<NewContactPoint, 'kind' | 'value'>;

/** Gives addresses to cards. */
@Injectable()
export class ContactPoints {
  constructor(
    private readonly repository: ClientsRepository,
    private readonly audit: Audit,
    private readonly changes: CardChanges,
  ) {}

  /**
   * The caller has made sure that the viewer may see the card.
   * @throws ContactPointInvalid, ContactPointTaken, ContactPointAlreadyAdded, ContactPointOurs
   */
  async add(
    tx: Tx,
    viewer: Viewer,
    sight: ContactSight,
    clientId: ClientId,
    wanted: NewContactPoint,
    source: StoredContactPoint['source'] = 'manual',
  ): Promise<StoredContactPoint> {
    const { kind } = wanted;
    const value = normalised(kind, wanted.value, await this.repository.defaultCountry(tx));
    if (sight.isOurs(kind, value)) throw new ContactPointOurs();
    const holders = await this.repository.holdersOf(tx, kind, value);
    if (holders.includes(clientId)) throw new ContactPointAlreadyAdded();
    const [other] = holders;
    if (other !== undefined && !wanted.shared) {
      const card = await this.repository.find(tx, viewer, other);
      throw new ContactPointTaken(card && { id: card.id, name: sight.text(card.name) });
    }
    const point = {
      id: uuidv7(),
      kind,
      value,
      label: wanted.label || null,
      source,
      createdAt: new Date(),
      primary: false,
    };
    await this.repository.insertContactPoint(tx, clientId, point, viewer.employeeId);
    await this.changes.record(tx, viewer, clientId, [{ field: 'contact-point', is: kind, from: null, to: value }]);
    this.audit.record(tx, viewer, 'contact-point.added', { clientId, subjectId: point.id, body: { kind, source } });
    return point;
  }

  /** The card must be locked. @throws ContactPointNotFound */
  async change(
    tx: Tx,
    viewer: Viewer,
    clientId: ClientId,
    id: string,
    change: ContactPointChange,
  ): Promise<StoredContactPoint> {
    const points = await this.repository.contactPoints(tx, clientId);
    const now = points.find((point) => point.id === id);
    if (!now) throw new ContactPointNotFound(id);
    const point = { ...now, ...change, label: change.label === undefined ? now.label : change.label || null };
    await this.repository.saveContactPoint(tx, clientId, point);
    const was = points.find(({ kind, primary }) => kind === point.kind && primary) ?? null;
    const changes: FieldChange[] = [
      { field: 'contact-label', is: 'text', from: now.label, to: point.label },
      {
        field: 'primary-contact',
        ...{ is: point.kind, from: was?.value ?? null },
        to: point.primary ? point.value : was?.id === id ? null : (was?.value ?? null),
      },
    ];
    const real = changes.filter(({ from, to }) => from !== to);
    if (real.length === 0) return point;
    await this.changes.record(tx, viewer, clientId, real);
    const body = { fields: real.map(({ field }) => field) };
    this.audit.record(tx, viewer, 'contact-point.changed', { clientId, subjectId: id, body });
    return point;
  }

  /**
   * Of whom something was placed on the card: the next one finds it by itself. An address on two cards would leave every further thing
   * from it unplaced: it stays with the card that has it.
   * @returns whether it is the card's now
   */
  async remember(
    tx: Tx,
    viewer: Viewer,
    sight: ContactSight,
    clientId: ClientId,
    point: NewPoint | null,
  ): Promise<boolean> {
    if (point === null || sight.isOurs(point.kind, point.value)) return false;
    try {
      await this.add(tx, viewer, sight, clientId, { ...point, label: null, shared: false }, 'placed');
      return true;
    } catch (error) {
      if (error instanceof ContactPointTaken || error instanceof ContactPointAlreadyAdded) return false;
      throw error;
    }
  }
}
