import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { ContactSight } from '../access/masking.js';
import type { Viewer } from '../access/viewer.js';
import { cardView } from './card-views.js';
import type { ClientView } from './client.view.js';
import { ClientNotFound } from './clients.errors.js';
import { ClientsRepository } from './clients.repository.js';
import { ContactUseRepository } from './contact-use.repository.js';
import { FieldsRepository } from './fields/fields.repository.js';

/** One card, for whatever reads or changes it. A card that the viewer may not see is not there. */
@Injectable()
export class Cards {
  constructor(
    private readonly repository: ClientsRepository,
    private readonly fields: FieldsRepository,
    private readonly uses: ContactUseRepository,
  ) {}

  /** @throws ClientNotFound */
  async view(tx: Tx, viewer: Viewer, sight: ContactSight, id: ClientId): Promise<ClientView> {
    const card = await this.repository.find(tx, viewer, id);
    if (!card) throw new ClientNotFound(id);
    const [points, fields, useOf, activity] = await Promise.all([
      this.repository.contactPoints(tx, id),
      this.fields.inUse(tx),
      this.uses.ofCard(tx, id),
      this.repository.activity(tx, id),
    ]);
    return cardView(sight, card, points, fields, useOf, activity);
  }

  /** Keeps others from changing it until the end of the transaction. @throws ClientNotFound */
  async lock(tx: Tx, viewer: Viewer, id: ClientId): Promise<void> {
    if (!(await this.repository.lock(tx, viewer, id))) throw new ClientNotFound(id);
  }
}
