import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { movedTables } from './moved-tables.js';

/**
 * What a merge moved, back: row for row what it wrote down, as far as it still lies where the merge put it. The card is compared by
 * "is not distinct from", which no index answers: an index of cards would lead through every row that has just left this one.
 */
@Injectable()
export class MovingBackRepository {
  /** @returns how many interactions went back */
  async interactions(tx: Tx, mergeId: string, from: ClientId, into: ClientId): Promise<number> {
    await tx.query(
      `update call k set client_id = $2, conversation_id = coalesce(m.was, k.conversation_id) from merge_moved m
       where m.merge_id = $1 and m.table_name = 'call' and k.id = m.row_id and k.client_id is not distinct from $3`,
      [mergeId, from, into],
    );
    await tx.query(
      `update interaction i set conversation_id = m.was from merge_moved m
       where m.merge_id = $1 and m.table_name = 'interaction.stray' and i.id = m.row_id`,
      [mergeId],
    );
    const [row] = await tx.query<{ n: number }>(
      `with back as (
         update interaction i set client_id = $2, conversation_id = coalesce(m.was, i.conversation_id) from merge_moved m
         where m.merge_id = $1 and m.table_name = 'interaction' and i.id = m.row_id and i.client_id is not distinct from $3 returning 1
       ) select count(*)::int as n from back`,
      [mergeId, from, into],
    );
    return row!.n;
  }

  /** Conversations that go back although something came in them since. That stays, and so begins one of its own. */
  async goneOnIn(tx: Tx, mergeId: string, into: ClientId): Promise<ConversationId[]> {
    const rows = await tx.query<{ id: ConversationId }>(
      `select m.row_id as id from merge_moved m where m.merge_id = $1 and m.table_name = 'conversation'
         and exists (select from interaction i where i.conversation_id = m.row_id and i.client_id is not distinct from $2)`,
      [mergeId, into],
    );
    return rows.map(({ id }) => id);
  }

  /** One of them, before the others: what begins anew is then the only one of its kind on its card. */
  async conversation(tx: Tx, id: ConversationId, from: ClientId): Promise<void> {
    await tx.query(`update conversation set client_id = $2 where id = $1`, [id, from]);
  }

  /** @param anew with a token of its own */
  async beginAnew(
    tx: Tx,
    old: ConversationId,
    anew: { id: ConversationId; token: string; clientId: ClientId },
  ): Promise<void> {
    await tx.query(
      `insert into conversation (id, client_id, medium, channel_id, subject, token, last_at, counterpart)
       select $2, $3, medium, channel_id, subject, $4, last_at, counterpart from conversation where id = $1`,
      [old, anew.id, anew.clientId, anew.token],
    );
    await tx.query(
      `update interaction set conversation_id = $2 where conversation_id = $1 and client_id is not distinct from $3`,
      [old, anew.id, anew.clientId],
    );
    await tx.query(
      `update call set conversation_id = $2 where conversation_id = $1 and client_id is not distinct from $3`,
      [old, anew.id, anew.clientId],
    );
    await tx.query(
      `update conversation v set last_at = coalesce(l.occurred_at, v.last_at), last_interaction_id = l.id, last_direction = l.direction,
         waiting_since = case when l.direction = 'inbound' then coalesce(v.waiting_since, l.occurred_at) end
       from unnest($1::uuid[]) as given (id) left join lateral (
         select i.id, i.occurred_at, i.direction from interaction i where i.conversation_id = given.id and i.direction <> 'internal'
         order by i.occurred_at desc, i.id desc limit 1) l on true
       where v.id = given.id`,
      [[old, anew.id]],
    );
  }

  async conversations(tx: Tx, mergeId: string, from: ClientId, into: ClientId): Promise<void> {
    await this.back(tx, mergeId, 'conversation', 'id', from, into);
    await tx.query(
      `update conversation v set client_id = $2, counterpart = was.counterpart, merged_into = null, waiting_since = was.waiting_since,
         last_at = was.last_at, last_interaction_id = was.last_interaction_id, last_direction = was.last_direction
       from merge m cross join lateral jsonb_array_elements(m.joined) one
         cross join lateral jsonb_populate_record(null::conversation, one -> 'from') was
       where m.id = $1 and v.id = was.id`,
      [mergeId, from],
    );
    // What came since stands last in the ones that stayed: then they are as they are.
    await tx.query(
      `update conversation v set waiting_since = was.waiting_since, last_at = was.last_at, last_interaction_id = was.last_interaction_id,
         last_direction = was.last_direction
       from merge m cross join lateral jsonb_array_elements(m.joined) one
         cross join lateral jsonb_populate_record(null::conversation, one -> 'into') was
       where m.id = $1 and v.id = was.id and v.last_interaction_id is not distinct from (one ->> 'became')::uuid`,
      [mergeId],
    );
    await tx.query(
      `update conversation v set merged_into = (one #>> '{from,id}')::uuid
       from merge m cross join lateral jsonb_array_elements(m.joined) one cross join lateral jsonb_array_elements_text(one -> 'earlier') e
       where m.id = $1 and v.id = e::uuid`,
      [mergeId],
    );
  }

  async assignments(tx: Tx, mergeId: string, from: ClientId, into: ClientId): Promise<void> {
    await tx.query(
      `update assignment a set client_id = $2, of_card = case when a.of_card <> $2 then a.of_card end from merge_moved m
       where m.merge_id = $1 and m.table_name = 'assignment' and a.id = m.row_id and a.client_id is not distinct from $3`,
      [mergeId, from, into],
    );
    await tx.query(
      `update assignment a set until = null from merge_moved m
       where m.merge_id = $1 and m.table_name = 'assignment.current' and a.id = m.row_id`,
      [mergeId],
    );
  }

  async contactPoints(tx: Tx, mergeId: string, from: ClientId, into: ClientId): Promise<void> {
    await this.back(tx, mergeId, 'contact_point', 'id', from, into);
    await tx.query(
      `update contact_point p set is_primary = true from merge_moved m
       where m.merge_id = $1 and m.table_name = 'contact_point.primary' and p.id = m.row_id and p.client_id = $2`,
      [mergeId, from],
    );
    await tx.query(
      `insert into contact_point (id, client_id, kind, value, label, source, created_by, created_at, is_primary)
       select p.id, $2, p.kind, p.value, p.label, p.source, p.created_by, p.created_at, p.is_primary
       from merge m cross join lateral jsonb_populate_recordset(null::contact_point, m.doubles) p where m.id = $1 on conflict do nothing`,
      [mergeId, from],
    );
  }

  async others(tx: Tx, mergeId: string, from: ClientId, into: ClientId): Promise<void> {
    for (const { table, row } of movedTables) await this.back(tx, mergeId, table, row, from, into);
    await tx.query(
      `update client c set company_id = $2 from merge_moved m
       where m.merge_id = $1 and m.table_name = 'client.company' and c.id = m.row_id and c.company_id = $3`,
      [mergeId, from, into],
    );
  }

  private async back(
    tx: Tx,
    mergeId: string,
    table: string,
    row: string,
    from: ClientId,
    into: ClientId,
  ): Promise<void> {
    await tx.query(
      `update ${table} t set client_id = $3 from merge_moved m
       where m.merge_id = $1 and m.table_name = $2 and t.${row} = m.row_id and t.client_id is not distinct from $4`,
      [mergeId, table, from, into],
    );
  }
}
