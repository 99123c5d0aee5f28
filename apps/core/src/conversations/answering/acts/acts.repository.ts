import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, ConversationId, InteractionId, WhatsappId, WhatsappKind } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { WhatsappChannelSettings } from '../../../whatsapp/whatsapp-policy.js';

export interface ActedMessage {
  readonly interactionId: InteractionId;
  readonly clientId: ClientId;
  readonly conversationId: ConversationId | null;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly employeeId: string | null;
  readonly occurredAt: Date;
  readonly template: string | null;
  readonly channelId: ChannelId;
  readonly chatId: WhatsappId;
  readonly providerId: string | null;
  readonly kind: WhatsappKind;
  readonly sentBy: 'client' | 'employee' | 'holder';
  readonly revokedAt: Date | null;
  /** One of ours that would delete it is on its way. */
  readonly revoking: boolean;
  /** The company's number. */
  readonly number: string;
  readonly enabled: boolean;
  readonly state: string;
  readonly settings: WhatsappChannelSettings;
}

@Injectable()
export class ActsRepository {
  /** On a card that the viewer may see. */
  async find(tx: Tx, id: InteractionId): Promise<ActedMessage | null> {
    const [row] = await tx.query<ActedMessage>(
      `select i.id as "interactionId", i.client_id as "clientId", i.conversation_id as "conversationId", i.direction,
         i.employee_id as "employeeId", i.occurred_at as "occurredAt", i.header #>> '{message,template}' as template,
         m.channel_id as "channelId", m.chat_id as "chatId", m.provider_id as "providerId", m.kind, m.sent_by as "sentBy",
         m.revoked_at as "revokedAt", h.address as number, h.enabled, h.state, h.settings,
         exists (select from message_change c where c.interaction_id = i.id and c."is" = 'revoked' and c.by = 'us' and c.state = 'waiting') as revoking
       from message m join interaction i on i.id = m.interaction_id join channel h on h.id = m.channel_id
       where i.id = $1 and i.client_id is not null`,
      [id],
    );
    return row ?? null;
  }
}
