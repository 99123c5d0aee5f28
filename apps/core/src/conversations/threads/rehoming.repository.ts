import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, ConversationId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** Which entries of a conversation go elsewhere. */
export type Entries =
  { readonly all: true } | { readonly from: InteractionId } | { readonly only: readonly InteractionId[] };

/** Entries from one conversation into another, written down row for row; and what hangs on them. */
@Injectable()
export class RehomingRepository {
  /** @returns how many there were */
  async move(
    tx: Tx,
    changeId: string,
    from: ConversationId,
    to: { conversationId: ConversationId; clientId: ClientId },
    entries: Entries,
  ): Promise<number> {
    const which =
      'all' in entries
        ? { sql: 'true', parameters: [] }
        : 'from' in entries
          ? {
              sql: '(i.occurred_at, i.id) >= (select f.occurred_at, f.id from interaction f where f.id = $5)',
              parameters: [entries.from],
            }
          : { sql: 'i.id = any ($5::uuid[])', parameters: [entries.only] };
    const [row] = await tx.query<{ n: number }>(
      `with moved as (
         update interaction i set conversation_id = $3, client_id = $4 where i.conversation_id = $2 and ${which.sql} returning i.id
       ), noted as (insert into thread_moved (change_id, interaction_id) select $1, id from moved returning 1)
       select count(*)::int as n from noted`,
      [changeId, from, to.conversationId, to.clientId, ...which.parameters],
    );
    return row!.n;
  }

  /** Those of the change that lie where it put them. @returns how many went back */
  async moveBack(tx: Tx, changeId: string, from: ConversationId, into: ConversationId): Promise<number> {
    const rows = await tx.query(
      `update interaction i set conversation_id = $3 from thread_moved m
       where m.change_id = $1 and i.id = m.interaction_id and i.conversation_id = $2 returning i.id`,
      [changeId, from, into],
    );
    return rows.length;
  }

  /** All of it, also what came since. @returns how many */
  async moveAll(tx: Tx, from: ConversationId, into: ConversationId, clientId: ClientId): Promise<number> {
    const rows = await tx.query(
      `update interaction set conversation_id = $2, client_id = $3 where conversation_id = $1 returning id`,
      [from, into, clientId],
    );
    return rows.length;
  }

  /** What stands on the card because of these entries stands where they stand. */
  async alongEntries(tx: Tx, conversationId: ConversationId, from: ClientId, to: ClientId): Promise<void> {
    if (from === to) return;
    for (const table of ['pin', 'outgoing_check', 'task', 'notice'])
      await tx.query(
        `update ${table} t set client_id = $3 from interaction i
         where i.conversation_id = $1 and t.interaction_id = i.id and t.client_id = $2`,
        [conversationId, from, to],
      );
  }

  /** The one goes on as the other: whatever names it, a token or an answer to it, leads there. What was begun in it is begun there. */
  async goOn(tx: Tx, from: ConversationId, into: ConversationId): Promise<void> {
    await tx.query(
      `update conversation set merged_into = $2, client_id = null, assignee_id = null, waiting_since = null, last_interaction_id = null
       where id = $1`,
      [from, into],
    );
    await tx.query(`update conversation set merged_into = $2 where merged_into = $1`, [from, into]);
    await tx.query(
      `update draft d set place = $2::text, conversation_id = $2::uuid where d.place = $1::text
         and not exists (select from draft o where o.employee_id = d.employee_id and o.place = $2::text)`,
      [from, into],
    );
  }

  /** It is a conversation of its own again, as it was; what went on in it before does again. */
  async standAlone(tx: Tx, changeId: string, id: ConversationId, clientId: ClientId): Promise<void> {
    await tx.query(
      `update conversation v set merged_into = null, client_id = $3, assignee_id = was.assignee_id, state = was.state,
         snoozed_until = was.snoozed_until, snoozed_by = was.snoozed_by, handled_at = was.handled_at
       from thread_change t cross join lateral jsonb_populate_record(null::conversation, t.before -> 'from') was
       where t.id = $1 and v.id = $2`,
      [changeId, id, clientId],
    );
    await tx.query(
      `update conversation v set merged_into = $2 from thread_change t cross join lateral jsonb_array_elements_text(t.before -> 'earlier') one
       where t.id = $1 and v.id = one::uuid`,
      [changeId, id],
    );
  }

  /** Another conversation on a card, of what lay in this one. */
  async begin(
    tx: Tx,
    like: ConversationId,
    anew: {
      id: ConversationId;
      clientId: ClientId;
      channelId: ChannelId;
      subject: string;
      base: string;
      token: string;
    },
    sameCard: boolean,
  ): Promise<void> {
    await tx.query(
      `insert into conversation (id, client_id, medium, channel_id, subject, base_subject, token, last_at, state, handled_at, assignee_id)
       select $2, $3, 'email', $4, $5, $6, $7, last_at, case state when 'done' then 'done' else 'open' end, handled_at,
         case when $8 then assignee_id end
       from conversation where id = $1`,
      [like, anew.id, anew.clientId, anew.channelId, anew.subject, anew.base, anew.token, sameCard],
    );
  }

  /** The conversation itself stands on another card; whoever handled it there handles it no more. */
  async toCard(tx: Tx, id: ConversationId, clientId: ClientId): Promise<void> {
    await tx.query(`update conversation set client_id = $2, assignee_id = null where id = $1`, [id, clientId]);
    await tx.query(`update draft set client_id = $2 where conversation_id = $1`, [id, clientId]);
  }

  /** Back on its card, given to whoever had it. */
  async toCardAgain(tx: Tx, changeId: string, id: ConversationId, clientId: ClientId): Promise<void> {
    await tx.query(
      `update conversation v set client_id = $3, guests = was.guests,
         assignee_id = (select e.id from employee e where e.id = was.assignee_id and e.status = 'active')
       from thread_change t cross join lateral jsonb_populate_record(null::conversation, t.before -> 'from') was
       where t.id = $1 and v.id = $2`,
      [changeId, id, clientId],
    );
    await tx.query(`update draft set client_id = $2 where conversation_id = $1`, [id, clientId]);
  }

  /** With whom there were letters in it, as written; at most fifty. */
  async counterparts(tx: Tx, id: ConversationId): Promise<string[]> {
    const rows = await tx.query<{ counterpart: string }>(
      `select distinct counterpart from interaction where conversation_id = $1 and kind = 'email' and counterpart is not null limit 50`,
      [id],
    );
    return rows.map((row) => row.counterpart);
  }

  /** Their letters stay in it, whatever card they stand on; an address of ours is nobody's. */
  async invite(tx: Tx, id: ConversationId, addresses: readonly string[]): Promise<void> {
    await tx.query(
      `update conversation set guests = array(
         select distinct one from unnest(guests || $2::text[]) one
         where not exists (select from channel k, unnest(k.address || k.aliases) own where k.medium = 'email' and lower(own) = one))
       where id = $1`,
      [id, addresses],
    );
  }

  /** Entries of it among these. */
  async known(
    tx: Tx,
    id: ConversationId,
    entries: readonly InteractionId[],
  ): Promise<{ id: InteractionId; subject: string }[]> {
    return tx.query(
      `select id, subject from interaction where conversation_id = $1 and id = any ($2::uuid[]) order by occurred_at, id`,
      [id, entries],
    );
  }

  /** The card of a conversation; null: of none. */
  async cardOf(tx: Tx, id: ConversationId): Promise<ClientId | null> {
    const [row] = await tx.query<{ id: ClientId | null }>(`select client_id as id from conversation where id = $1`, [
      id,
    ]);
    return row?.id ?? null;
  }

  /** Whether somebody waited in the one before it was joined to the other, and how much was captured in the other since. */
  async since(tx: Tx, changeId: string, id: ConversationId): Promise<{ waits: boolean; cameSince: number }> {
    const [row] = await tx.query<{ waits: boolean; cameSince: number }>(
      `select (t.before #>> '{from,waiting_since}') is not null as waits,
         (select count(*)::int from interaction i where i.conversation_id = $2 and i.captured_at > t.changed_at) as "cameSince"
       from thread_change t where t.id = $1`,
      [changeId, id],
    );
    return row!;
  }

  /** As which a card goes on: itself, unless it became one with another. */
  async cardNow(tx: Tx, id: ClientId): Promise<ClientId | null> {
    const [row] = await tx.query<{ id: ClientId | null }>(`select card_goes_on_as($1) as id`, [id]);
    return row?.id ?? null;
  }
}
