import { Injectable } from '@nestjs/common';
import type { ConversationId } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** Of a conversation from which, or into which, entries were moved: its last word, and whether somebody waits in it. */
@Injectable()
export class RetellingRepository {
  /**
   * They must be locked. What had nobody waiting in it still has nobody; what was done is open again where somebody waits in it now.
   * @param waits whether somebody waited in it, or in the one from which its entries came
   */
  async retell(tx: Tx, conversations: readonly { id: ConversationId; waits: boolean }[]): Promise<void> {
    await tx.query(
      `update conversation v set last_at = coalesce(last.occurred_at, v.last_at), last_interaction_id = last.id, last_direction = last.direction,
         waiting_since = case when given.waits and v.merged_into is null then waits.since end,
         state = case when v.state = 'done' and given.waits and waits.since is not null then 'open' else v.state end,
         handled_at = case when v.state = 'done' and given.waits and waits.since is not null then null else v.handled_at end
       from unnest($1::uuid[], $2::bool[]) as given (id, waits)
       left join lateral (
         select i.id, i.occurred_at, i.direction from interaction i where i.conversation_id = given.id and i.direction <> 'internal'
         order by i.occurred_at desc, i.id desc limit 1
       ) last on true
       left join lateral (
         select min(i.occurred_at) as since from interaction i
         where i.conversation_id = given.id and i.direction = 'inbound' and not i.flags && '{automatic,bounce}' and i.occurred_at > coalesce((
           select max(o.occurred_at) from interaction o
           where o.conversation_id = given.id and o.direction = 'outbound' and not o.flags @> '{automatic}' and not exists (
             select from outgoing_check k where k.interaction_id = o.id and k.decision in ('held', 'refused'))), '-infinity')
       ) waits on true
       where v.id = given.id`,
      [conversations.map(({ id }) => id), conversations.map(({ waits }) => waits)],
    );
  }
}
