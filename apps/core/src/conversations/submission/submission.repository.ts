import { Injectable } from '@nestjs/common';
import type {
  ChannelId,
  ClientId,
  ConversationId,
  CopyRuleId,
  DeliveryId,
  EmployeeId,
  InteractionId,
  TeamId,
} from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Role } from '../../access/viewer.js';

export interface NewSubmittedDelivery {
  readonly id: DeliveryId;
  readonly interactionId: InteractionId;
  readonly channelId: ChannelId;
  readonly purpose: 'answer' | 'copy';
  readonly ruleId: CopyRuleId | null;
  readonly recipient: string;
}

export interface NewSubmittedLetter {
  readonly interactionId: InteractionId;
  readonly submissionId: string;
  /** The natural key of what the mail program wrote. */
  readonly originalKey: string;
  readonly elsewhere: boolean;
  readonly sealedOrders: Buffer | null;
}

/** A letter whose words are read now, and that waits for what they say. */
export interface WaitingLetter {
  readonly interactionId: InteractionId;
  readonly clientId: ClientId | null;
  readonly subject: string;
  readonly sealedText: Buffer | null;
  readonly attachments: { name: string }[] | null;
  /** Its content could not be read. */
  readonly problem: string | null;
  readonly sealedOrders: Buffer;
  readonly conversationId: ConversationId | null;
  readonly channelId: ChannelId;
  readonly employee: { id: EmployeeId; name: string; role: Role; teamIds: TeamId[]; seesContacts: boolean };
}

@Injectable()
export class SubmissionRepository {
  async insertDeliveries(tx: Tx, deliveries: readonly NewSubmittedDelivery[]): Promise<void> {
    await tx.query(
      `insert into delivery (id, interaction_id, channel_id, purpose, copy_rule_id, recipient)
       select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::text[])`,
      [
        deliveries.map((d) => d.id),
        deliveries.map((d) => d.interactionId),
        deliveries.map((d) => d.channelId),
        deliveries.map((d) => d.purpose),
        deliveries.map((d) => d.ruleId),
        deliveries.map((d) => d.recipient),
      ],
    );
  }

  async insertLetters(tx: Tx, letters: readonly NewSubmittedLetter[]): Promise<void> {
    await tx.query(
      `insert into submitted_letter (interaction_id, submission_id, original_key, sealed_orders, elsewhere)
       select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[], $5::boolean[])`,
      [
        letters.map((l) => l.interactionId),
        letters.map((l) => l.submissionId),
        letters.map((l) => l.originalKey),
        letters.map((l) => l.sealedOrders),
        letters.map((l) => l.elsewhere),
      ],
    );
  }

  /** Whose words are to be looked through before they go: employees', as far as the policy holds such letters. */
  async rolesOf(tx: Tx, ids: readonly EmployeeId[]): Promise<Map<EmployeeId, Role>> {
    const rows = await tx.query<{ id: EmployeeId; role: Role }>(
      `select id, role from employee where id = any ($1::uuid[])`,
      [ids],
    );
    return new Map(rows.map(({ id, role }) => [id, role]));
  }

  /** As which a conversation of the card goes on; null: it is another card's by now. */
  async conversationNow(tx: Tx, id: ConversationId, clientId: ClientId): Promise<ConversationId | null> {
    const [row] = await tx.query<{ id: ConversationId }>(
      `select id from conversation where id = goes_on_as($1) and client_id = $2`,
      [id, clientId],
    );
    return row?.id ?? null;
  }

  /** Those that have been read meanwhile, for whoever comes first. */
  takeRead(tx: Tx, limit: number): Promise<WaitingLetter[]> {
    return tx.query<WaitingLetter>(
      `select l.interaction_id as "interactionId", i.client_id as "clientId", i.subject, t.sealed_text as "sealedText", t.attachments, t.problem,
         l.sealed_orders as "sealedOrders", i.conversation_id as "conversationId", i.channel_id as "channelId",
         json_build_object('id', e.id, 'name', e.name, 'role', e.role, 'teamIds', teams_of(e.id), 'seesContacts', e.sees_contacts) as employee
       from submitted_letter l join interaction i on i.id = l.interaction_id join interaction_content t on t.interaction_id = i.id
         join employee e on e.id = i.employee_id
       where l.sealed_orders is not null order by l.interaction_id limit $1 for update of l skip locked`,
      [limit],
    );
  }

  async decided(tx: Tx, ids: readonly InteractionId[]): Promise<void> {
    await tx.query(`update submitted_letter set sealed_orders = null where interaction_id = any ($1::uuid[])`, [ids]);
  }
}
