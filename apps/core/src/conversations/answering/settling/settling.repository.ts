import { Injectable } from '@nestjs/common';
import type {
  ChannelId,
  ClientId,
  ConversationId,
  DeliveryId,
  EvidenceRef,
  InteractionId,
  Sha256,
} from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface OpenDelivery {
  readonly id: DeliveryId;
  readonly medium: 'email' | 'whatsapp';
  readonly act: 'message' | 'reaction' | 'edit' | 'revoke';
  readonly state: string;
  readonly channelId: ChannelId;
  /** The corporate address or number. */
  readonly from: string;
  readonly purpose: 'answer' | 'copy' | 'forward';
  readonly recipient: string;
  readonly interactionId: InteractionId;
  readonly clientId: ClientId | null;
  readonly conversationId: ConversationId | null;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly messageId: string | null;
  /** The letter, or what was made of it to be sent on; of WhatsApp what was ordered. */
  readonly evidence: EvidenceRef;
}

@Injectable()
export class SettlingRepository {
  /** The number whose messages may change with it; null: of a letter, or one that the viewer may not see. Never changes. */
  async numberOf(tx: Tx, id: DeliveryId): Promise<ChannelId | null> {
    const [row] = await tx.query<{ id: ChannelId }>(
      `select channel_id as id from delivery where id = $1 and medium = 'whatsapp'`,
      [id],
    );
    return row?.id ?? null;
  }

  /** Locked; null also for one that the viewer may not see. */
  async lock(tx: Tx, id: DeliveryId): Promise<OpenDelivery | null> {
    const [row] = await tx.query<Omit<OpenDelivery, 'evidence'> & { sha256: Sha256; size: string }>(
      `select d.id, d.medium, d.act, d.state, d.channel_id as "channelId", h.address as "from", d.purpose, d.recipient,
         d.interaction_id as "interactionId", i.client_id as "clientId", i.conversation_id as "conversationId", i.direction,
         coalesce(f.message_id, i.message_id) as "messageId", coalesce(f.evidence_sha256, c.evidence_sha256, i.evidence_sha256) as sha256,
         coalesce(f.evidence_size, c.evidence_size, i.evidence_size) as size
       from delivery d join interaction i on i.id = d.interaction_id join channel h on h.id = d.channel_id
       left join message_change c on c.delivery_id = d.id
       left join lateral (
         select f.* from forwarded f where d.purpose = 'forward' and f.interaction_id = d.interaction_id and f.employee_id = d.employee_id
         order by f.at desc limit 1
       ) f on true
       where d.id = $1 and d.superseded_by is null and (d.purpose <> 'forward' or f.delivery_id is not null) for no key update of d`,
      [id],
    );
    if (!row) return null;
    const { sha256, size, ...delivery } = row;
    return { ...delivery, evidence: { sha256, size: Number(size) } };
  }

  async settle(tx: Tx, id: DeliveryId, state: 'sent' | 'failed'): Promise<void> {
    await tx.query(
      `update delivery set state = $2, code = case when $2 = 'failed' then 'delivery.given-up' end, updated_at = now() where id = $1`,
      [id, state],
    );
  }

  /** The old one stays as it is: should it turn out to have arrived, that is known of it. */
  async replace(tx: Tx, id: DeliveryId, next: DeliveryId): Promise<void> {
    await tx.query(`update delivery set superseded_by = $2 where id = $1`, [id, next]);
    await tx.query(
      `insert into delivery (id, interaction_id, channel_id, purpose, copy_rule_id, employee_id, recipient, medium, act)
       select $2, interaction_id, channel_id, purpose, copy_rule_id, employee_id, recipient, medium, act from delivery where id = $1`,
      [id, next],
    );
    await tx.query(`update message_change set delivery_id = $2 where delivery_id = $1`, [id, next]);
  }
}
