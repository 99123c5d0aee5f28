import { Injectable } from '@nestjs/common';
import type {
  ChannelId,
  ClientId,
  ConversationId,
  EmployeeId,
  EvidenceRef,
  InteractionId,
  LetterHeader,
  Sha256,
  TeamId,
} from '#libs/contracts';
import { isDue, type Tx } from '#libs/database';
import type { Locale } from '../../../access/sign-in/session.view.js';
import type { Role } from '../../../access/viewer.js';
import { localeOf } from '../letters-to-employees.js';

export interface NewReachLetter {
  readonly id: string;
  readonly aliasId: string;
  readonly naturalKey: string;
  readonly header: LetterHeader;
  readonly evidence: EvidenceRef;
  readonly receivedAt: string;
  readonly state: 'waiting' | 'refused' | 'dropped';
  readonly code: string | null;
}

/** What somebody wrote to a client from the mailbox where they work, and has not gone yet. */
export interface WaitingAnswer {
  readonly id: string;
  readonly attempts: number;
  readonly token: string;
  readonly header: LetterHeader;
  readonly sha256: Sha256;
  readonly employee: WritingEmployee;
}

export interface WritingEmployee {
  readonly id: EmployeeId;
  readonly name: string;
  readonly role: Role;
  readonly teamIds: readonly TeamId[];
  readonly seesContacts: boolean;
  readonly active: boolean;
  readonly locale: Locale | null;
  /** null: none any more. */
  readonly mailbox: string | null;
}

/** What the client has not got, and whoever wrote it is to be told. */
export interface UntoldFailure {
  readonly id: string;
  readonly state: 'sent' | 'failed';
  readonly code: string | null;
  /** What the client's server said of it; it may hold addresses. */
  readonly reply: string | null;
  readonly subject: string;
  readonly receivedAt: Date;
  readonly clientName: string;
  readonly channelId: ChannelId;
  readonly employee: WritingEmployee;
}

const employeeOf = (employee: string): string =>
  `json_build_object('id', ${employee}.id, 'name', ${employee}.name, 'role', ${employee}.role, 'teamIds', teams_of(${employee}.id),
    'seesContacts', ${employee}.sees_contacts, 'active', ${employee}.status = 'active', 'locale', ${localeOf(employee)},
    'mailbox', (select m.address from employee_mail m where m.employee_id = ${employee}.id))`;

@Injectable()
export class ReachLettersRepository {
  /** @returns those that nobody had told of before */
  async insert(tx: Tx, letters: readonly NewReachLetter[]): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      `insert into reach_letter (id, alias_id, natural_key, header, message_id, evidence_sha256, evidence_size, received_at, state, code)
       select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::text[], $6::text[], $7::bigint[], $8::timestamptz[], $9::text[], $10::text[])
       on conflict (alias_id, natural_key) do nothing returning id`,
      [
        letters.map((l) => l.id),
        letters.map((l) => l.aliasId),
        letters.map((l) => l.naturalKey),
        letters.map((l) => JSON.stringify(l.header)),
        letters.map((l) => l.header.messageId),
        letters.map((l) => l.evidence.sha256),
        letters.map((l) => l.evidence.size),
        letters.map((l) => l.receivedAt),
        letters.map((l) => l.state),
        letters.map((l) => l.code),
      ],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Where what was refused is shown; it is read like everything that is captured. */
  async shownAs(tx: Tx, id: string, interactionId: InteractionId): Promise<void> {
    await tx.query(`update reach_letter set interaction_id = $2 where id = $1`, [id, interactionId]);
    await tx.query(`insert into reading_queue (interaction_id) values ($1) on conflict do nothing`, [interactionId]);
  }

  /** It is nobody else's for two minutes. */
  async claim(tx: Tx): Promise<WaitingAnswer | null> {
    const [row] = await tx.query<WaitingAnswer>(
      `with due as (
         select id from reach_letter where state = 'waiting' and ${isDue()} order by due_at limit 1 for update skip locked
       ), claimed as (
         update reach_letter r set due_at = now() + interval '2 minutes', attempts = r.attempts + 1 from due where r.id = due.id returning r.*
       )
       select r.id, r.attempts, a.token, r.header, r.evidence_sha256 as sha256, ${employeeOf('e')} as employee
       from claimed r join reach_alias a on a.id = r.alias_id join employee e on e.id = a.employee_id`,
    );
    return row ?? null;
  }

  async postpone(tx: Tx, id: string): Promise<void> {
    await tx.query(
      `update reach_letter set due_at = now() + least(interval '15 minutes', interval '1 second' * 2 ^ least(attempts, 12)) where id = $1`,
      [id],
    );
  }

  /**
   * Of the letters that these ids name the conversation, as it goes on now: of what was sent on to them, of what they wrote before, of what
   * the client was sent. The first id that is known counts.
   */
  async conversation(
    tx: Tx,
    employeeId: EmployeeId,
    clientId: ClientId,
    messageIds: readonly string[],
  ): Promise<ConversationId | null> {
    const [row] = await tx.query<{ id: ConversationId }>(
      `select v.id from unnest($3::text[]) with ordinality as named (id, n)
       join lateral (
         select f.interaction_id from forwarded f where f.message_id = named.id and f.employee_id = $1
         union all
         select r.interaction_id from reach_letter r join reach_alias a on a.id = r.alias_id
           where r.message_id = named.id and a.employee_id = $1 and r.state = 'sent'
         union all
         select i.id from interaction i where i.message_id = named.id
       ) known on true
       join interaction i on i.id = known.interaction_id and i.client_id = $2
       join conversation v on v.id = goes_on_as(i.conversation_id) and v.client_id = $2 and v.medium = 'email'
       order by named.n limit 1`,
      [employeeId, clientId, messageIds],
    );
    return row?.id ?? null;
  }

  /** Before it is written: should the client's server refuse it, that is noted wherever this stands. */
  async goesAs(tx: Tx, id: string, interactionId: InteractionId): Promise<void> {
    await tx.query(`update reach_letter set interaction_id = $2 where id = $1`, [id, interactionId]);
  }

  async sent(tx: Tx, id: string): Promise<void> {
    await tx.query(`update reach_letter set state = 'sent' where id = $1`, [id]);
  }

  async failed(tx: Tx, id: string, code: string): Promise<void> {
    await tx.query(`update reach_letter set state = 'failed', code = $2, failed_at = now() where id = $1`, [id, code]);
  }

  /** The oldest; whoever has told of it says so. */
  async untold(tx: Tx): Promise<UntoldFailure | null> {
    const [row] = await tx.query<UntoldFailure>(
      `select r.id, r.state, coalesce(d.code, r.code) as code, d.reply, coalesce(r.header ->> 'subject', '') as subject,
         r.received_at as "receivedAt", c.name as "clientName", a.channel_id as "channelId", ${employeeOf('e')} as employee
       from reach_letter r join reach_alias a on a.id = r.alias_id join employee e on e.id = a.employee_id
         join client c on c.id = card_goes_on_as(a.client_id)
         left join lateral (
           select d.code, d.reply from delivery d where d.interaction_id = r.interaction_id and d.purpose = 'answer'
             and d.state in ('failed', 'bounced', 'refused') order by d.updated_at desc limit 1
         ) d on true
       where r.failed_at is not null and r.told_at is null and r.state in ('sent', 'failed') order by r.failed_at limit 1`,
    );
    return row ?? null;
  }

  async told(tx: Tx, id: string): Promise<void> {
    await tx.query(`update reach_letter set told_at = now() where id = $1`, [id]);
  }
}
