import { Injectable } from '@nestjs/common';
import type { ClientId, DeliveryChanged, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface ChangedDelivery {
  clientId: ClientId | null;
  interactionId: InteractionId;
  state: DeliveryChanged['state'];
  /** Whom it was for, and what the server said. */
  recipient: string;
  reply: string | null;
}

@Injectable()
export class DeliveriesRepository {
  /**
   * Forward only: a revision that is not newer changes nothing, and what the client's server has refused since stays bounced, what
   * they have read stays read.
   * One statement for the batch; of one delivery its newest change counts.
   */
  advance(tx: Tx, changes: readonly DeliveryChanged[]): Promise<ChangedDelivery[]> {
    return tx.query<ChangedDelivery>(
      `with change as (
         select distinct on (id) * from unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[])
           as given (id, state, revision, code, reply, next_attempt_at, at) order by id, revision desc
       ), locked as (
         select d.id from delivery d join change using (id) order by d.id for no key update of d
       ), advanced as (
         update delivery d set state = c.state, revision = c.revision, code = c.code, reply = c.reply, next_attempt_at = c.next_attempt_at,
           updated_at = c.at
         from change c join locked using (id) where d.id = c.id and c.revision > d.revision and d.state not in ('bounced', 'read')
         returning d.interaction_id, d.channel_id, d.state, d.recipient, d.reply, c.at
       ), sent as (
         update channel h set last_outbound_at = greatest(h.last_outbound_at, s.at)
         from (select channel_id, max(at) as at from advanced where state = 'sent' group by channel_id) s where h.id = s.channel_id
       )
       select i.client_id as "clientId", a.interaction_id as "interactionId", a.state, a.recipient, a.reply
       from advanced a join interaction i on i.id = a.interaction_id`,
      [
        changes.map((c) => c.deliveryId),
        changes.map((c) => c.state),
        changes.map((c) => c.revision),
        changes.map((c) => c.code),
        changes.map((c) => c.reply),
        changes.map((c) => c.nextAttemptAt),
        changes.map((c) => c.at),
      ],
    );
  }
}
