import { Injectable } from '@nestjs/common';
import type { ChannelId, CopyRuleId, DeliveryId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface NewCopyDelivery {
  id: DeliveryId;
  interactionId: InteractionId;
  channelId: ChannelId;
  ruleId: CopyRuleId;
  recipient: string;
}

@Injectable()
export class CopyDeliveriesRepository {
  /** @returns the ids of those that nobody had made before: one copy of one interaction for one recipient */
  async insertAll(tx: Tx, deliveries: readonly NewCopyDelivery[]): Promise<Set<DeliveryId>> {
    const rows = await tx.query<{ id: DeliveryId }>(
      `insert into delivery (id, interaction_id, channel_id, copy_rule_id, recipient, purpose)
       select *, 'copy' from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[])
       on conflict (interaction_id, purpose, recipient) where act = 'message' and superseded_by is null do nothing returning id`,
      [
        deliveries.map((d) => d.id),
        deliveries.map((d) => d.interactionId),
        deliveries.map((d) => d.channelId),
        deliveries.map((d) => d.ruleId),
        deliveries.map((d) => d.recipient),
      ],
    );
    return new Set(rows.map((row) => row.id));
  }
}
