import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface ReportedLetter {
  id: InteractionId;
  clientId: ClientId | null;
  conversationId: ConversationId | null;
}

@Injectable()
export class DeliveryReportsRepository {
  /** The letter that a mail server means: one that we have handed over. */
  async findReported(tx: Tx, messageId: string): Promise<ReportedLetter | null> {
    const [row] = await tx.query<ReportedLetter>(
      `select i.id, i.client_id as "clientId", i.conversation_id as "conversationId" from interaction i
       where i.id in (select o.id from interaction o where o.message_id = $1 union all select f.interaction_id from forwarded f where f.message_id = $1)
         and exists (select from delivery d where d.interaction_id = i.id)
       order by i.captured_at, i.id limit 1`,
      [messageId],
    );
    return row ?? null;
  }

  /**
   * @param recipients lower case
   * @returns how many deliveries it was news of
   */
  async markBounced(
    tx: Tx,
    letter: InteractionId,
    recipients: readonly { address: string; reply: string }[],
  ): Promise<number> {
    const rows = await tx.query(
      `update delivery d set state = 'bounced', code = 'mail.bounced', reply = given.reply, next_attempt_at = null, updated_at = now()
       from unnest($2::text[], $3::text[]) as given (address, reply)
       where d.interaction_id = $1 and lower(d.recipient) = given.address and d.state <> 'bounced' returning d.id`,
      [letter, recipients.map((r) => r.address), recipients.map((r) => r.reply)],
    );
    return rows.length;
  }

  /** The report stands beside the letter that it tells of, unless somebody has placed it meanwhile. @returns whether it was moved */
  async attach(tx: Tx, report: InteractionId, letter: ReportedLetter): Promise<boolean> {
    const rows = await tx.query(
      `update interaction set client_id = $2, conversation_id = $3,
         flags = case when 'bounce' = any (flags) then flags else flags || '{bounce}' end
       where id = $1 and client_id is null returning id`,
      [report, letter.clientId, letter.conversationId],
    );
    return rows.length > 0;
  }
}
