import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { grantedTo } from '../access/conditions.js';
import type { CardSight } from '../access/viewer.js';

@Injectable()
export class CardsRepository {
  async sightOf(tx: Tx, clientIds: readonly ClientId[]): Promise<Map<ClientId, CardSight>> {
    const rows = await tx.query<CardSight & { id: ClientId }>(
      `select id, responsible_id as "responsibleId", team_id as "teamId", ${grantedTo('client.id')} as "grantedTo" from client where id = any ($1::uuid[])`,
      [clientIds],
    );
    return new Map(rows.map(({ id, ...sight }) => [id, sight]));
  }
}
