import { Injectable } from '@nestjs/common';
import type { ClientId, EmployeeId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface PinRow {
  interactionId: InteractionId;
  pinnedAt: Date;
  pinnedBy: { id: string; name: string } | null;
}

/** Entries that stand on top of a card's timeline. */
@Injectable()
export class PinsRepository {
  /** The newest first. The card must be known to be visible. */
  ofCard(tx: Tx, clientId: ClientId): Promise<PinRow[]> {
    return tx.query<PinRow>(
      `select p.interaction_id as "interactionId", p.pinned_at as "pinnedAt",
         case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end as "pinnedBy"
       from pin p left join employee e on e.id = p.pinned_by where p.client_id = $1 order by p.pinned_at desc, p.interaction_id`,
      [clientId],
    );
  }

  /** @returns false when it is pinned already, or is no entry of this card */
  async add(tx: Tx, clientId: ClientId, interactionId: InteractionId, by: EmployeeId): Promise<boolean> {
    const rows = await tx.query(
      `insert into pin (client_id, interaction_id, pinned_by) select $1, i.id, $3 from interaction i where i.id = $2 and i.client_id = $1
       on conflict do nothing returning interaction_id`,
      [clientId, interactionId, by],
    );
    return rows.length > 0;
  }

  async remove(tx: Tx, clientId: ClientId, interactionId: InteractionId): Promise<boolean> {
    const rows = await tx.query(
      `delete from pin where client_id = $1 and interaction_id = $2 returning interaction_id`,
      [clientId, interactionId],
    );
    return rows.length > 0;
  }
}
