import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, Medium, WhatsappId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { WhatsappChannelSettings } from '../../../whatsapp/whatsapp-policy.js';

export interface OpenChat {
  readonly channelId: ChannelId;
  readonly chatId: WhatsappId;
  readonly enabled: boolean;
  readonly state: string;
  readonly settings: WhatsappChannelSettings;
  readonly responsibleId: string | null;
  /** The provider's id of the client's newest message; null: there is none. */
  readonly newestId: string | null;
}

@Injectable()
export class ChatRepository {
  async answersOn(tx: Tx, clientId: ClientId): Promise<Medium | null> {
    const [row] = await tx.query<{ medium: Medium }>(
      `select medium from interaction where client_id = $1 and direction = 'inbound' and medium is not null
       order by occurred_at desc, id desc limit 1`,
      [clientId],
    );
    return row?.medium ?? null;
  }

  /** On a card that the viewer may see. */
  async find(tx: Tx, conversationId: string): Promise<OpenChat | null> {
    const [row] = await tx.query<OpenChat>(
      `select v.channel_id as "channelId", v.counterpart as "chatId", h.enabled, h.state, h.settings, c.responsible_id as "responsibleId",
         (select m.provider_id from interaction i join message m on m.interaction_id = i.id
          where i.conversation_id = v.id and i.direction = 'inbound' and m.provider_id is not null
          order by i.occurred_at desc, i.id desc limit 1) as "newestId"
       from conversation v join channel h on h.id = v.channel_id join client c on c.id = v.client_id
       where v.id = goes_on_as($1) and v.medium = 'whatsapp' and v.counterpart is not null`,
      [conversationId],
    );
    return row ?? null;
  }
}
