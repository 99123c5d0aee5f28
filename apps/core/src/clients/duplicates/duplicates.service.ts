import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Alerts } from '../../alerts/alerts.js';
import { Audit } from '../../audit/audit.js';
import { ClientsRepository } from '../clients.repository.js';
import { normalised } from '../contact-point.js';
import { ContactPointInvalid } from '../clients.errors.js';
import { DuplicatesRepository, type KnownPoint } from './duplicates.repository.js';
import type { AskedFor, DuplicatesView, MaybeNew } from './duplicates.view.js';

/** Before a card is made: whether the client has one already. */
@Injectable()
export class DuplicatesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: DuplicatesRepository,
    private readonly clients: ClientsRepository,
    private readonly masking: Masking,
    private readonly alerts: Alerts,
    private readonly audit: Audit,
  ) {}

  /** What is no address is no reason either: whoever makes the card is told of it then. */
  find(viewer: Viewer, { name, contactPoints, except }: MaybeNew): Promise<DuplicatesView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const country = await this.clients.defaultCountry(tx);
      const points = contactPoints.flatMap((point, n) => known(point, n, country));
      const sight = await this.masking.for(tx, viewer);
      const rows = await this.repository.find(tx, name, points, except);
      const holders = await this.repository.holders(tx, points);
      const seen = await this.repository.seen(
        tx,
        holders.map(({ clientId }) => clientId),
      );
      const held = [...new Set(holders.filter(({ clientId }) => !seen.has(clientId)).map(({ n }) => points[n]!.n))];
      this.audit.record(tx, viewer, 'card.duplicates-looked-for', { body: { shown: rows.length, held: held.length } });
      return {
        items: rows.map(({ id, kind, responsible, because, ...row }) => ({
          ...{ client: { id, name: sight.text(row.name), kind }, responsible, because },
        })),
        held,
      };
    });
  }

  /**
   * A card that the viewer may not see holds this: its head is told who would have it. Once a day for each card and asker.
   * @throws ContactPointInvalid, UserError `contact-point.not-held`
   */
  async ask(viewer: Viewer, wanted: AskedFor): Promise<void> {
    const clientId = await this.uow.as(scopeOf(viewer), (tx) => this.unseenHolder(tx, wanted));
    await this.uow.run(async (tx) => {
      const card = await this.repository.cardOf(tx, clientId);
      const day = new Date().toISOString().slice(0, 10);
      await this.alerts.raise(tx, {
        code: 'card.asked-for',
        ...{ severity: 'info', clientId, employeeId: viewer.employeeId },
        ...{ teamId: card?.teamId ?? null, once: `card.asked-for ${clientId} ${viewer.employeeId} ${day}` },
      });
      this.audit.record(tx, viewer, 'card.asked-for', { clientId });
    });
  }

  private async unseenHolder(tx: Tx, { kind, value }: AskedFor) {
    const point = { kind, value: normalised(kind, value, await this.clients.defaultCountry(tx)) };
    const holders = (await this.repository.holders(tx, [point])).map(({ clientId }) => clientId);
    const seen = await this.repository.seen(tx, holders);
    const unseen = holders.find((id) => !seen.has(id));
    if (unseen === undefined) throw new UserError('contact-point.not-held');
    return unseen;
  }
}

function known(point: AskedFor, n: number, country: string): (KnownPoint & { n: number })[] {
  try {
    return [{ n, kind: point.kind, value: normalised(point.kind, point.value, country) }];
  } catch (error) {
    if (error instanceof ContactPointInvalid) return [];
    throw error;
  }
}
