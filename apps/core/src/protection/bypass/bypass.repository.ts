import { Injectable } from '@nestjs/common';
import type { ClientId, EmployeeId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { KnownContact } from '../../access/masking.js';

/** Something captured that is to be looked through. */
export interface CapturedWords {
  /** In the queue. */
  readonly seq: string;
  readonly id: InteractionId;
  /** It is another wording of the message, or what a placeholder turned out to say; null: the message as it came. */
  readonly changeId: string | null;
  readonly clientId: ClientId | null;
  /** Whoever of ours wrote it, where that is known. */
  readonly employeeId: EmployeeId | null;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly kind: string;
  readonly header: {
    from?: { address: string }[];
    to?: { address: string }[];
    cc?: { address: string }[];
    replyTo?: { address: string }[];
  };
  readonly subject: string;
  readonly flags: readonly string[];
  readonly sealedText: Buffer | null;
  /** It is a file of the letter or message, and `sealedText` its words; null: what was written itself. */
  readonly file: { readonly n: number; readonly name: string; readonly type: string } | null;
  /** Whoever wrote it at the page was asked before it went, and somebody was told. */
  readonly asked: boolean;
  readonly attachments: { name: string }[] | null;
  /** vCards that were sent as contacts, as JSON. */
  readonly sealedCards: Buffer | null;
  /** What a placeholder turned out to say (WhatsappContent), as JSON. */
  readonly sealedContent: Buffer | null;
}

@Injectable()
export class BypassRepository {
  async contactsOf(tx: Tx, clientIds: readonly ClientId[]): Promise<Map<ClientId, KnownContact[]>> {
    if (clientIds.length === 0) return new Map();
    const rows = await tx.query<{ clientId: ClientId; points: KnownContact[] }>(
      `select client_id as "clientId", json_agg(json_build_object('kind', kind, 'value', value)) as points
       from contact_point where client_id = any ($1::uuid[]) group by client_id`,
      [clientIds],
    );
    return new Map(rows.map((row) => [row.clientId, row.points]));
  }

  /** Those are left out that were written in the page (they were looked through before they went), and history. */
  async queue(tx: Tx, ids: readonly InteractionId[]): Promise<void> {
    if (ids.length === 0) return;
    await tx.query(
      `insert into bypass_queue (interaction_id) select id from interaction
       where id = any ($1::uuid[]) and kind in ('email', 'message') and employee_id is null and occurred_at > now() - interval '30 days' on conflict do nothing`,
      [ids],
    );
  }

  /** What was told of messages that are here: also of those from the page, for this was not written there. */
  async queueChanges(
    tx: Tx,
    changes: readonly { readonly id: string; readonly interactionId: InteractionId }[],
  ): Promise<void> {
    if (changes.length === 0) return;
    await tx.query(
      `insert into bypass_queue (interaction_id, change_id)
       select i.id, given.id from unnest($1::uuid[], $2::uuid[]) as given (id, interaction_id) join interaction i on i.id = given.interaction_id
       where i.occurred_at > now() - interval '30 days' on conflict do nothing`,
      [changes.map(({ id }) => id), changes.map(({ interactionId }) => interactionId)],
    );
  }

  /** The oldest first, for whoever comes first. */
  take(tx: Tx, limit: number): Promise<CapturedWords[]> {
    return tx.query<CapturedWords>(
      `with due as (
         select interaction_id, change_id, file_n, seq from bypass_queue order by seq limit $1 for update skip locked
       )
       select due.seq, i.id, due.change_id as "changeId", i.client_id as "clientId", i.employee_id as "employeeId", i.direction, i.kind, i.header, i.subject, i.flags,
         case when due.file_n is not null then f.sealed_text when due.change_id is null then coalesce(m.sealed_first, t.sealed_text)
           when c."is" = 'edited' then c.sealed_text end as "sealedText",
         case when due.file_n is not null then json_build_object('n', due.file_n, 'name', coalesce(d.name, one.file ->> 'name', ''),
           'type', coalesce(d.type, one.file ->> 'type', '')) end as file,
         due.file_n is not null and exists (select from outgoing_check o where o.interaction_id = i.id) as asked,
         case when due.change_id is null and due.file_n is null then t.attachments end as attachments,
         case when due.change_id is null and due.file_n is null then m.sealed_cards end as "sealedCards",
         case when c."is" = 'decrypted' then c.sealed_text end as "sealedContent"
       from due join interaction i on i.id = due.interaction_id left join interaction_content t on t.interaction_id = i.id
       left join message m on m.interaction_id = i.id left join message_change c on c.id = due.change_id
       left join attachment f on f.interaction_id = i.id and f.n = due.file_n
       left join message_media d on d.interaction_id = i.id and d.state = 'kept' and due.file_n = 0
       left join lateral (select file from jsonb_array_elements(t.attachments) file where (file ->> 'n')::int = due.file_n limit 1) one on true
       order by due.seq`,
      [limit],
    );
  }

  /** @param seqs as `take` gave them */
  async done(tx: Tx, seqs: readonly string[]): Promise<void> {
    await tx.query(`delete from bypass_queue where seq = any ($1::bigint[])`, [seqs]);
  }
}
