import { Injectable } from '@nestjs/common';
import type {
  ChannelId,
  ClientId,
  ConversationId,
  DeliveryId,
  InteractionId,
  WhatsappDeliveryChanged,
  WhatsappDeliveryState,
} from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface AdvancedDelivery {
  readonly id: DeliveryId;
  readonly act: 'message' | 'reaction' | 'edit' | 'revoke';
  readonly state: WhatsappDeliveryState;
  readonly interactionId: InteractionId;
  readonly clientId: ClientId | null;
  readonly conversationId: ConversationId | null;
}

export interface NamedMessage {
  readonly interactionId: InteractionId;
  readonly channelId: ChannelId;
  readonly providerId: string;
}

/**
 * How far each state is: none goes back. What was refused after WhatsApp had taken it has failed, unless the client has it;
 * whatever a person decided, or the provider forgot, a later sighting sets right.
 */
const rank = `case %s when 'queued' then 0 when 'sending' then 0 when 'unknown' then 0 when 'sent' then 1 when 'failed' then 1
  when 'delivered' then 2 when 'read' then 3 when 'played' then 4 end`;
const rankOf = (column: string): string => rank.replace('%s', column);

@Injectable()
export class WhatsappDeliveriesRepository {
  /** One statement for the batch; of one delivery its newest change counts, and the provider's id from whichever names it. */
  advance(tx: Tx, changes: readonly WhatsappDeliveryChanged[]): Promise<AdvancedDelivery[]> {
    return tx.query<AdvancedDelivery>(
      `with given as (
         select * from unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::timestamptz[])
           as given (id, state, revision, provider_id, code, reply, next_attempt_at, at)
       ), change as (
         select distinct on (id) id, state, revision, code, reply, next_attempt_at, at,
           first_value(provider_id) over (partition by id order by provider_id is null, revision desc) as provider_id
         from given order by id, revision desc
       ), locked as (
         select d.id from delivery d join change using (id) order by d.id for no key update of d
       ), advanced as (
         update delivery d set state = c.state, revision = c.revision, code = c.code, reply = c.reply, next_attempt_at = c.next_attempt_at,
           updated_at = c.at, provider_id = coalesce(d.provider_id, c.provider_id)
         from change c join locked using (id)
         where d.id = c.id and d.medium = 'whatsapp' and c.revision > d.revision and ${rankOf('c.state')} >= ${rankOf('d.state')}
         returning d.id, d.interaction_id, d.channel_id, d.act, d.state, c.at
       ), sent as (
         update channel h set last_outbound_at = greatest(h.last_outbound_at, s.at)
         from (select channel_id, max(at) as at from advanced where state in ('sent', 'delivered', 'read', 'played') group by channel_id) s where h.id = s.channel_id
       )
       select a.id, a.act, a.state, a.interaction_id as "interactionId", i.client_id as "clientId", i.conversation_id as "conversationId"
       from advanced a join interaction i on i.id = a.interaction_id`,
      [
        changes.map((c) => c.deliveryId),
        changes.map((c) => c.state),
        changes.map((c) => c.revision),
        changes.map((c) => c.messageId),
        changes.map((c) => c.code),
        changes.map((c) => c.reply),
        changes.map((c) => c.nextAttemptAt),
        changes.map((c) => c.at),
      ],
    );
  }

  /**
   * From here on reactions, answers and echoes find our message by the provider's id. One that was captured under this id already (somebody
   * decided too soon that it had not gone) keeps it.
   */
  nameMessages(tx: Tx, ids: readonly DeliveryId[]): Promise<NamedMessage[]> {
    return tx.query<NamedMessage>(
      `update message m set provider_id = d.provider_id
       from delivery d
       where d.id = any ($1::uuid[]) and d.act = 'message' and d.provider_id is not null and m.interaction_id = d.interaction_id
         and m.provider_id is null
         and not exists (select from message o where o.channel_id = m.channel_id and o.provider_id = d.provider_id)
       returning m.interaction_id as "interactionId", m.channel_id as "channelId", m.provider_id as "providerId"`,
      [ids],
    );
  }
}
