import { Injectable } from '@nestjs/common';
import type { CallId, ChannelId, ClientId, ConversationId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';

@Injectable()
export class CallCaptureRepository {
  /** Between one outside number and one of ours; begun when it is not there yet. */
  async conversation(
    tx: Tx,
    wanted: {
      id: ConversationId;
      token: string;
      clientId: ClientId | null;
      channelId: ChannelId;
      counterpart: string;
      at: string;
    },
  ): Promise<ConversationId> {
    const [row] = await tx.query<{ id: ConversationId }>(
      `insert into conversation (id, client_id, medium, channel_id, token, last_at, counterpart) values ($1, $2, 'phone', $3, $4, $5, $6)
       on conflict (channel_id, counterpart, client_id) where counterpart is not null do update set counterpart = excluded.counterpart
       returning id`,
      [wanted.id, wanted.clientId, wanted.channelId, wanted.token, wanted.at, wanted.counterpart],
    );
    return row!.id;
  }

  async link(
    tx: Tx,
    callId: CallId,
    interactionId: InteractionId,
    conversationId: ConversationId | null,
  ): Promise<void> {
    await tx.query(`update call set interaction_id = $2, conversation_id = $3 where id = $1`, [
      callId,
      interactionId,
      conversationId,
    ]);
  }

  async noteOutbound(tx: Tx, channelId: ChannelId, at: string): Promise<void> {
    await tx.query(
      `update channel set last_outbound_at = greatest(last_outbound_at, $2) where id = $1 and (last_outbound_at is null or last_outbound_at < $2)`,
      [channelId, at],
    );
  }
}
