import { Injectable } from '@nestjs/common';
import type { ChannelId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';

@Injectable()
export class ForwardingQueueRepository {
  /** Those among them that the policy sends on; it holds from its making on, so that nobody is flooded out of an old mailbox. */
  async add(
    tx: Tx,
    letters: readonly { id: InteractionId; channelId: ChannelId; receivedAt: string }[],
  ): Promise<void> {
    await tx.query(
      `insert into forwarding_queue (interaction_id)
       select given.id from unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) as given (id, channel_id, received_at)
         cross join forwarding_policy p
       where coalesce(
           (select (c ->> 'enabled')::boolean from jsonb_array_elements(p.policy -> 'channels') c where c ->> 'channelId' = given.channel_id::text),
           (p.policy ->> 'enabled')::boolean)
         and given.received_at >= p.changed_at - interval '1 minute' and given.received_at > now() - interval '2 days'
       on conflict do nothing`,
      [letters.map(({ id }) => id), letters.map(({ channelId }) => channelId), letters.map((one) => one.receivedAt)],
    );
  }
}
