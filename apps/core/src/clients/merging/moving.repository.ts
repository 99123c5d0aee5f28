import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, ConversationId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { movedTables } from './moved-tables.js';

/** Two conversations with one person over one number of ours. */
export interface Pair {
  readonly from: ConversationId;
  readonly into: ConversationId;
}

/**
 * What stands on one card, onto another. Each kind is one statement however much there is, and writes down row for row what it moved: so
 * that undoing it needs no guess.
 */
@Injectable()
export class MovingRepository {
  /** Numbers of ours over which somebody on these cards writes. */
  async numbers(tx: Tx, cards: readonly ClientId[]): Promise<ChannelId[]> {
    const rows = await tx.query<{ id: ChannelId }>(
      `select distinct channel_id as id from conversation where client_id = any ($1::uuid[]) and medium = 'whatsapp'`,
      [cards],
    );
    return rows.map(({ id }) => id);
  }

  /** In the order in which everybody locks them. */
  async lockConversations(tx: Tx, cards: readonly ClientId[]): Promise<void> {
    await tx.query(`select from conversation where client_id = any ($1::uuid[]) order by id for update`, [cards]);
  }

  /** Of each number of ours there is one conversation with a client: which of the one card go on in which of the other. */
  pairs(tx: Tx, from: ClientId, into: ClientId): Promise<Pair[]> {
    return tx.query<Pair>(
      `with named as (
         select v.id, v.client_id, v.channel_id, v.medium, v.counterpart, coalesce(w.same_as, v.counterpart) as whom
         from conversation v left join whatsapp_identity w on v.medium = 'whatsapp' and w.id = v.counterpart
         where v.client_id in ($1, $2) and v.counterpart is not null
       )
       select distinct on (goes.id) goes.id as "from", stays.id as "into" from named goes
       join named stays on stays.client_id = $2 and stays.channel_id = goes.channel_id and stays.medium = goes.medium and stays.whom = goes.whom
       where goes.client_id = $1 order by goes.id, stays.counterpart = goes.counterpart desc, stays.id`,
      [from, into],
    );
  }

  async interactions(tx: Tx, mergeId: string, from: ClientId, into: ClientId, pairs: readonly Pair[]): Promise<number> {
    const parameters = [mergeId, from, into, pairs.map((pair) => pair.from), pairs.map((pair) => pair.into)];
    const moved = await tx.query<{ n: number }>(
      `with pair as (select * from unnest($4::uuid[], $5::uuid[]) as given (goes, stays)),
       theirs as (
         select i.id, pair.goes, pair.stays from interaction i left join pair on pair.goes = i.conversation_id where i.client_id = $2
       ), moved as (
         update interaction i set client_id = $3, conversation_id = coalesce(theirs.stays, i.conversation_id) from theirs
         where i.id = theirs.id returning i.id, theirs.goes
       ), noted as (
         insert into merge_moved (merge_id, table_name, row_id, was) select $1, 'interaction', id, goes from moved returning 1
       ) select count(*)::int as n from noted`,
      parameters,
    );
    await tx.query(
      `with pair as (select * from unnest($4::uuid[], $5::uuid[]) as given (goes, stays)),
       theirs as (select k.id, k.conversation_id as was, pair.stays from call k left join pair on pair.goes = k.conversation_id where k.client_id = $2),
       moved as (
         update call k set client_id = $3, conversation_id = coalesce(theirs.stays, k.conversation_id) from theirs
         where k.id = theirs.id returning k.id, theirs.was
       ) insert into merge_moved (merge_id, table_name, row_id, was) select $1, 'call', id, was from moved`,
      parameters,
    );
    return moved[0]!.n;
  }

  /** Those that go on by themselves. */
  async conversations(tx: Tx, mergeId: string, from: ClientId, into: ClientId): Promise<number> {
    return this.move(tx, mergeId, 'conversation', 'id', from, into);
  }

  /** Written in a pair that is on no card (what a group says among itself): it goes along, and back. */
  async strays(tx: Tx, mergeId: string, pairs: readonly Pair[]): Promise<void> {
    await tx.query(
      `insert into merge_moved (merge_id, table_name, row_id, was)
       select $1, 'interaction.stray', id, conversation_id from interaction where conversation_id = any ($2::uuid[]) and client_id is null`,
      [mergeId, pairs.map((pair) => pair.from)],
    );
  }

  /** Both as they are now, for {@link joined}. */
  async before(tx: Tx, mergeId: string, pairs: readonly Pair[]): Promise<void> {
    await tx.query(
      `update merge set joined = (
         select coalesce(jsonb_agg(jsonb_build_object('from', to_jsonb(f), 'into', to_jsonb(i), 'earlier',
           (select coalesce(jsonb_agg(id), '[]') from conversation e where e.merged_into = f.id))), '[]')
         from unnest($2::uuid[], $3::uuid[]) as pair (goes, stays) join conversation f on f.id = pair.goes join conversation i on i.id = pair.stays)
       where id = $1`,
      [mergeId, pairs.map((pair) => pair.from), pairs.map((pair) => pair.into)],
    );
  }

  /** What the ones that stayed became by it: as long as that holds, they can be what they were. */
  async joined(tx: Tx, mergeId: string): Promise<void> {
    await tx.query(
      `update merge set joined = (
         select coalesce(jsonb_agg(one || jsonb_build_object('became', v.last_interaction_id)), '[]')
         from jsonb_array_elements(joined) one left join conversation v on v.id = (one #>> '{into,id}')::uuid)
       where id = $1`,
      [mergeId],
    );
  }

  /** Who was responsible for the other card ends with it; its history stands beside this one's. */
  async assignments(tx: Tx, mergeId: string, from: ClientId, into: ClientId): Promise<void> {
    await tx.query(
      `with ended as (update assignment set until = now() where client_id = $2 and until is null returning id)
       insert into merge_moved (merge_id, table_name, row_id) select $1, 'assignment.current', id from ended`,
      [mergeId, from],
    );
    await tx.query(
      `with moved as (update assignment set client_id = $3, of_card = coalesce(of_card, $2) where client_id = $2 returning id)
       insert into merge_moved (merge_id, table_name, row_id) select $1, 'assignment', id from moved`,
      [mergeId, from, into],
    );
  }

  /** One that both have is taken off the other card: an address that stands on two would place nothing. */
  async contactPoints(tx: Tx, mergeId: string, from: ClientId, into: ClientId): Promise<number> {
    await tx.query(
      `with gone as (
         delete from contact_point p using contact_point o
         where p.client_id = $2 and o.client_id = $3 and o.kind = p.kind and o.value = p.value returning p.*
       ) update merge set doubles = (select coalesce(jsonb_agg(to_jsonb(gone)), '[]') from gone) where id = $1`,
      [mergeId, from, into],
    );
    await tx.query(
      `with second as (
         update contact_point p set is_primary = false where client_id = $2 and is_primary
           and exists (select from contact_point o where o.client_id = $3 and o.kind = p.kind and o.is_primary) returning id
       ) insert into merge_moved (merge_id, table_name, row_id) select $1, 'contact_point.primary', id from second`,
      [mergeId, from, into],
    );
    return this.move(tx, mergeId, 'contact_point', 'id', from, into);
  }

  /** @returns by table */
  async others(tx: Tx, mergeId: string, from: ClientId, into: ClientId): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { table, row, double } of movedTables)
      counts[table] = await this.move(tx, mergeId, table, row, from, into, double);
    return counts;
  }

  /** People of the company that goes. */
  async people(tx: Tx, mergeId: string, from: ClientId, into: ClientId): Promise<void> {
    await tx.query(
      `with moved as (update client set company_id = $3 where company_id = $2 and id <> $3 returning id)
       insert into merge_moved (merge_id, table_name, row_id) select $1, 'client.company', id from moved`,
      [mergeId, from, into],
    );
  }

  private async move(
    tx: Tx,
    mergeId: string,
    table: string,
    row: string,
    from: ClientId,
    into: ClientId,
    double?: string,
  ): Promise<number> {
    const [counted] = await tx.query<{ n: number }>(
      `with moved as (
         update ${table} t set client_id = $2 where t.client_id = $1 ${double === undefined ? '' : `and not exists (${double})`} returning t.${row} as id
       ), noted as (insert into merge_moved (merge_id, table_name, row_id) select $3, $4, id from moved returning 1)
       select count(*)::int as n from noted`,
      [from, into, mergeId, table],
    );
    return counted!.n;
  }
}
