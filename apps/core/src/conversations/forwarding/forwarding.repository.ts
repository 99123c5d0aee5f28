import { Injectable } from '@nestjs/common';
import type {
  ChannelId,
  ClientId,
  ConversationId,
  DeliveryId,
  EmployeeId,
  EvidenceRef,
  InteractionId,
  LetterHeader,
  MailboxSettings,
  Sha256,
} from '#libs/contracts';
import { isDue, type Tx } from '#libs/database';
import type { KnownContact } from '../../access/masking.js';
import type { Locale } from '../../access/sign-in/session.view.js';
import type { Role } from '../../access/viewer.js';
import { substituteOf } from '../../routing/absences/absences.repository.js';
import { scansOf, type ScanRow } from '../attachments/quarantine.js';
import type { ReadAttachment } from '../interaction-content.js';
import { localeOf } from '../reach/letters-to-employees.js';

/** A letter of a client that is to be sent on, as it was read. */
export interface WaitingLetter {
  readonly id: InteractionId;
  readonly attempts: number;
  readonly clientId: ClientId;
  readonly clientName: string;
  readonly conversationId: ConversationId | null;
  readonly channelId: ChannelId;
  /** The corporate address. */
  readonly mailbox: string;
  readonly settings: Pick<MailboxSettings, 'smtp'>;
  readonly enabled: boolean;
  readonly subject: string;
  readonly header: Partial<LetterHeader>;
  readonly occurredAt: Date;
  readonly sha256: Sha256;
  readonly sealedText: Buffer | null;
  readonly sealedHtml: Buffer | null;
  readonly attachments: readonly ReadAttachment[];
  readonly scans: readonly ScanRow[] | null;
  readonly contacts: readonly (KnownContact & { id: string })[];
}

/** Who is to get it, and where they work. */
export interface ForwardingRecipient {
  readonly id: EmployeeId;
  readonly name: string;
  readonly role: Role;
  readonly teamIds: [];
  readonly seesContacts: boolean;
  readonly locale: Locale | null;
  readonly address: string;
  /** How many letters of this conversation went to them within the last hour. */
  readonly lately: number;
  /** It went to them already. */
  readonly done: boolean;
}

export interface NewForward {
  readonly deliveryId: DeliveryId;
  readonly interactionId: InteractionId;
  readonly channelId: ChannelId;
  readonly employeeId: EmployeeId;
  readonly recipient: string;
  readonly aliasId: string;
  readonly messageId: string;
  readonly evidence: EvidenceRef;
  readonly blind: boolean;
}

@Injectable()
export class ForwardingRepository {
  /** The oldest that was read; it is nobody else's for two minutes, and whoever dies with it leaves it to the next. */
  async claim(tx: Tx): Promise<WaitingLetter | null> {
    const [row] = await tx.query<WaitingLetter>(
      `with due as (
         select q.interaction_id from forwarding_queue q join interaction_content t on t.interaction_id = q.interaction_id
           join interaction i on i.id = q.interaction_id and i.client_id is not null
         where ${isDue('q')} order by q.due_at limit 1 for update of q skip locked
       ), claimed as (
         update forwarding_queue q set due_at = now() + interval '2 minutes', attempts = q.attempts + 1 from due
         where q.interaction_id = due.interaction_id returning q.interaction_id, q.attempts
       )
       select i.id, claimed.attempts, i.client_id as "clientId", c.name as "clientName", i.conversation_id as "conversationId",
         i.channel_id as "channelId", h.address as mailbox, h.settings, h.enabled, i.subject, i.header, i.occurred_at as "occurredAt",
         i.evidence_sha256 as sha256, t.sealed_text as "sealedText", t.sealed_html as "sealedHtml", t.attachments,
         ${scansOf('i.id')} as scans,
         (select coalesce(json_agg(json_build_object('id', p.id, 'kind', p.kind, 'value', p.value) order by p.is_primary desc, p.created_at, p.id), '[]')
           from contact_point p where p.client_id = i.client_id) as contacts
       from claimed join interaction i on i.id = claimed.interaction_id join interaction_content t on t.interaction_id = i.id
         join client c on c.id = i.client_id join channel h on h.id = i.channel_id`,
    );
    return row ?? null;
  }

  /** What was taken off its card, or never was read, is nobody's to be sent any more. */
  async forgetOld(tx: Tx): Promise<void> {
    await tx.query(`delete from forwarding_queue where due_at < now() - interval '3 days'`);
  }

  async done(tx: Tx, id: InteractionId): Promise<void> {
    await tx.query(`delete from forwarding_queue where interaction_id = $1`, [id]);
  }

  /** Each time twice as long as before, up to a quarter of an hour. */
  async postpone(tx: Tx, id: InteractionId): Promise<void> {
    await tx.query(
      `update forwarding_queue set due_at = now() + least(interval '15 minutes', interval '1 second' * 2 ^ least(attempts, 12))
       where interaction_id = $1`,
      [id],
    );
  }

  /**
   * Whoever handles the conversation, else is responsible for the card, and while they are absent who stands in for them; those of them who
   * have a mailbox to work in and want letters there.
   */
  recipients(
    tx: Tx,
    { id, clientId, conversationId }: WaitingLetter,
    substitutes: boolean,
  ): Promise<ForwardingRecipient[]> {
    return tx.query<ForwardingRecipient>(
      `with handler as (
         select coalesce((select v.handler_id from conversation v where v.id = $2), c.responsible_id) as id from client c where c.id = $1
       ), named as (
         select id from handler union
         select ${substituteOf('handler.id')} from handler where $4::boolean
       )
       select e.id, e.name, e.role, '[]'::json as "teamIds", e.sees_contacts as "seesContacts", ${localeOf('e')} as locale, m.address,
         (select count(*)::int from forwarded f join interaction i on i.id = f.interaction_id
           where f.employee_id = e.id and f.at > now() - interval '1 hour' and i.conversation_id = $2) as lately,
         exists (select from forwarded f where f.interaction_id = $3 and f.employee_id = e.id) as done
       from named join employee e on e.id = named.id join employee_mail m on m.employee_id = e.id
       where e.status = 'active' and e.role <> 'administrator' and m.forward and m.address is not null order by e.id`,
      [clientId, conversationId, id, substitutes],
    );
  }

  /** What stands in their mailbox of this conversation, the oldest first: what was sent on and what they wrote. */
  async thread(tx: Tx, employeeId: EmployeeId, conversationId: ConversationId | null): Promise<string[]> {
    if (conversationId === null) return [];
    const rows = await tx.query<{ id: string }>(
      `select id from (
         select f.message_id as id, f.at from forwarded f join interaction i on i.id = f.interaction_id
         where f.employee_id = $1 and i.conversation_id = $2
         union all
         select r.message_id, r.received_at from reach_letter r join reach_alias a on a.id = r.alias_id
           join interaction i on i.id = r.interaction_id
         where a.employee_id = $1 and i.conversation_id = $2 and r.state = 'sent' and r.message_id is not null
       ) known order by at desc limit 15`,
      [employeeId, conversationId],
    );
    return rows.map(({ id }) => id).reverse();
  }

  /** @returns false when it went to them already */
  async insert(tx: Tx, forward: NewForward): Promise<boolean> {
    const rows = await tx.query(
      `insert into delivery (id, interaction_id, channel_id, recipient, purpose, employee_id) values ($1, $2, $3, $4, 'forward', $5)
       on conflict (interaction_id, purpose, recipient) where act = 'message' and superseded_by is null do nothing returning id`,
      [forward.deliveryId, forward.interactionId, forward.channelId, forward.recipient, forward.employeeId],
    );
    if (rows.length === 0) return false;
    await tx.query(
      `insert into forwarded (delivery_id, interaction_id, employee_id, alias_id, message_id, blind, evidence_sha256, evidence_size)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        ...[forward.deliveryId, forward.interactionId, forward.employeeId],
        ...[forward.aliasId, forward.messageId, forward.blind, forward.evidence.sha256, forward.evidence.size],
      ],
    );
    return true;
  }
}
