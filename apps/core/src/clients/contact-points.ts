import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { ContactSight, StoredContactPoint } from '../access/masking.js';
import type { Viewer } from '../access/viewer.js';
import { Audit } from '../audit/audit.js';
import type { NewContactPoint } from './client.view.js';
import { ContactPointOurs, ContactPointAlreadyAdded, ContactPointTaken } from './clients.errors.js';
import { ClientsRepository } from './clients.repository.js';
import { normalised } from './contact-point.js';
import { CardChanges } from './history/card-changes.js';

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
    const point = { id: uuidv7(), kind, value, label: wanted.label || null, source, createdAt: new Date() };
    await this.repository.insertContactPoint(tx, clientId, point, viewer.employeeId);
    await this.changes.record(tx, viewer, clientId, [{ field: 'contact-point', is: kind, from: null, to: value }]);
    this.audit.record(tx, viewer, 'contact-point.added', { clientId, subjectId: point.id, body: { kind, source } });
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
