import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface BlockedSender {
  readonly id: string;
  readonly kind: 'address' | 'domain';
  readonly value: string;
  readonly by: { id: string; name: string } | null;
  readonly at: Date;
  readonly letters: number;
}

/** SQL: an unplaced letter `i` that came from there. */
const fromThere = (kind: string, value: string) =>
  `i.client_id is null and i.direction = 'inbound' and i.kind = 'email'
     and (case ${kind} when 'address' then i.counterpart = ${value} else split_part(i.counterpart, '@', -1) = ${value} end)`;
const sender = `b.id, b.kind, b.value, b.created_at as at,
  case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end as by,
  (select count(*)::int from interaction i where i.flags @> '{blocked}' and i.flags && '{spam,blocked}' and ${fromThere('b.kind', 'b.value')}) as letters`;

@Injectable()
export class BlockedSendersRepository {
  list(tx: Tx): Promise<BlockedSender[]> {
    return tx.query<BlockedSender>(
      `select ${sender} from blocked_sender b left join employee e on e.id = b.created_by order by b.created_at desc, b.id limit 500`,
    );
  }

  async find(tx: Tx, kind: string, value: string): Promise<BlockedSender | null> {
    const [row] = await tx.query<BlockedSender>(
      `select ${sender} from blocked_sender b left join employee e on e.id = b.created_by where b.kind = $1 and b.value = $2`,
      [kind, value],
    );
    return row ?? null;
  }

  async insert(tx: Tx, one: { id: string; kind: string; value: string; by: EmployeeId }): Promise<void> {
    await tx.query(
      `insert into blocked_sender (id, kind, value, created_by) values ($1, $2, $3, $4) on conflict do nothing`,
      [one.id, one.kind, one.value, one.by],
    );
  }

  async remove(tx: Tx, id: string): Promise<{ kind: string; value: string } | null> {
    const [row] = await tx.query<{ kind: string; value: string }>(
      `delete from blocked_sender where id = $1 returning kind, value`,
      [id],
    );
    return row ?? null;
  }

  /** What came from there already. @returns how many */
  async hide(tx: Tx, kind: string, value: string): Promise<number> {
    const rows = await tx.query(
      `update interaction i set flags = flags || '{blocked}'::text[]
       where not i.flags @> '{blocked}' and ${fromThere('$1::text', '$2')} returning i.id`,
      [kind, value],
    );
    return rows.length;
  }

  async show(tx: Tx, kind: string, value: string): Promise<number> {
    const rows = await tx.query(
      `update interaction i set flags = array_remove(flags, 'blocked')
       where i.flags @> '{blocked}' and i.flags && '{spam,blocked}' and ${fromThere('$1::text', '$2')} returning i.id`,
      [kind, value],
    );
    return rows.length;
  }

  /** An address of a card, or of one of our channels; of a domain any. */
  async belongsToSomebody(tx: Tx, kind: string, value: string): Promise<{ client: boolean; ours: boolean }> {
    const [row] = await tx.query<{ client: boolean; ours: boolean }>(
      `select case $1 when 'address' then core.email_is_clients($2) else false end as client,
         exists (select from channel k, unnest(k.address || k.aliases) own where k.medium = 'email'
           and (lower(own) = $2 or ($1 = 'domain' and split_part(lower(own), '@', -1) = $2))) as ours`,
      [kind, value],
    );
    return row!;
  }
}
