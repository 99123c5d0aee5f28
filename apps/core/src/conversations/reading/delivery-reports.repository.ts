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

  /** Of these addresses those to which the letter was sent. @param addresses lower case */
  async sentTo(tx: Tx, letter: InteractionId, addresses: readonly { address: string }[]): Promise<string[]> {
    const rows = await tx.query<{ recipient: string }>(
      `select lower(recipient) as recipient from delivery where interaction_id = $1 and lower(recipient) = any ($2::text[])`,
      [letter, addresses.map(({ address }) => address)],
    );
    return rows.map(({ recipient }) => recipient);
  }

  /** @returns the contact points of which it was news */
  markUndeliverable(
    tx: Tx,
    gone: readonly { address: string; code: string; reply: string }[],
  ): Promise<{ id: string; clientId: ClientId; code: string }[]> {
    return tx.query(
      `update contact_point p set undeliverable_since = now(), undeliverable_code = given.code, undeliverable_reply = given.reply
       from unnest($1::text[], $2::text[], $3::text[]) as given (address, code, reply)
       where p.kind = 'email' and p.value = given.address and p.undeliverable_since is null
       returning p.id, p.client_id as "clientId", p.undeliverable_code as code`,
      [gone.map((one) => one.address), gone.map((one) => one.code), gone.map((one) => one.reply)],
    );
  }

  /** @param addresses lower case */
  async isRecipient(tx: Tx, letter: InteractionId, addresses: readonly string[]): Promise<boolean> {
    const rows = await tx.query(
      `select from delivery where interaction_id = $1 and purpose = 'answer' and lower(recipient) = any ($2::text[]) limit 1`,
      [letter, addresses],
    );
    return rows.length > 0;
  }

  /** @returns of how many deliveries it was news */
  async markRead(tx: Tx, letter: InteractionId, addresses: readonly string[]): Promise<number> {
    const rows = await tx.query(
      `update delivery set state = 'read', updated_at = now()
       where interaction_id = $1 and purpose = 'answer' and lower(recipient) = any ($2::text[]) and state in ('sent', 'delivered', 'unknown')
       returning id`,
      [letter, addresses],
    );
    return rows.length;
  }

  /** What capture took it for by its header turned out to be something else. */
  async flag(tx: Tx, id: InteractionId, was: string, is: string): Promise<void> {
    await tx.query(`update interaction set flags = array_replace(flags, $2, $3) where id = $1`, [id, was, is]);
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
