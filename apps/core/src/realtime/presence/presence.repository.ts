import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId } from '#libs/contracts';
import type { Tx } from '#libs/database';

@Injectable()
export class PresenceRepository {
  /** @returns null where the viewer, under whose scope this is asked, may not see it */
  async cardOf(tx: Tx, conversationId: ConversationId): Promise<ClientId | null> {
    const [row] = await tx.query<{ clientId: ClientId | null }>(
      `select client_id as "clientId" from conversation where id = $1`,
      [conversationId],
    );
    return row?.clientId ?? null;
  }
}
