import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, ConversationId, EmployeeId, InteractionId, Medium } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../../access/conditions.js';
import type { Viewer } from '../../access/viewer.js';
import { undoableDays } from './threads.view.js';

export type ThreadAct = 'merge' | 'split' | 'move';

export interface ThreadRow {
  readonly id: ConversationId;
  readonly clientId: ClientId | null;
  readonly medium: Medium | null;
  readonly channelId: ChannelId;
  readonly subject: string;
  readonly waits: boolean;
  readonly mergedInto: ConversationId | null;
  /** The whole row, as it is put back. */
  readonly row: Record<string, unknown>;
}

export interface ChangeRow {
  readonly id: string;
  readonly act: ThreadAct;
  readonly fromId: ConversationId;
  readonly intoId: ConversationId;
  /** As which that goes on. */
  readonly intoNow: ConversationId;
  readonly fromCard: ClientId;
  readonly subject: string;
  readonly entries: number;
  readonly at: Date;
  readonly by: { id: EmployeeId; name: string } | null;
  readonly undoneAt: Date | null;
  /** Nothing was changed by hand in either since. */
  readonly isLast: boolean;
  readonly inTime: boolean;
}

export interface NewChange {
  readonly id: string;
  readonly act: ThreadAct;
  readonly fromId: ConversationId;
  readonly intoId: ConversationId;
  readonly fromCard: ClientId;
  readonly intoCard: ClientId;
  readonly before: { from: unknown; into: unknown; earlier: readonly string[] };
  readonly by: EmployeeId;
}

const thread = `v.id, v.client_id as "clientId", v.medium, v.channel_id as "channelId", v.subject,
  v.waiting_since is not null as waits, v.merged_into as "mergedInto", to_jsonb(v) as row`;

const change = `t.id, t.act, t.from_id as "fromId", t.into_id as "intoId", core.goes_on_as(t.into_id) as "intoNow", t.from_card as "fromCard", t.entries, t.changed_at as at,
  coalesce(t.before #>> '{from,subject}', '') as subject,
  case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end as by, t.undone_at as "undoneAt",
  t.changed_at > now() - interval '${undoableDays} days' as "inTime",
  not exists (select from thread_change later where later.undone_at is null and later.id <> t.id and later.changed_at >= t.changed_at
    and (later.from_id in (t.from_id, t.into_id) or later.into_id in (t.from_id, t.into_id))) as "isLast"`;

/** Conversations as they are looked at before one is put elsewhere, and what is written down of it. */
@Injectable()
export class ThreadsRepository {
  /** Both cards, as far as they are the viewer's own or their team's; nobody assigns them until the end of the transaction. */
  async lockCards(tx: Tx, viewer: Viewer | null, ids: readonly ClientId[]): Promise<number> {
    const where = new Conditions().add((wanted) => `c.id = any (${wanted}::uuid[])`, ids);
    if (viewer !== null) where.visibleTo(viewer, 'c');
    const sql = `select c.id from client c where ${where.sql} and c.merged_into is null order by c.id for no key update`;
    return (await tx.query(sql, where.parameters)).length;
  }

  /** In the order in which everybody locks them. */
  async lock(tx: Tx, ids: readonly ConversationId[]): Promise<Map<ConversationId, ThreadRow>> {
    const rows = await tx.query<ThreadRow>(
      `select ${thread} from conversation v where v.id = any ($1::uuid[]) order by v.id for update`,
      [ids],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** On a card that the viewer may see. */
  async look(tx: Tx, viewer: Viewer, id: ConversationId): Promise<ThreadRow | undefined> {
    const where = new Conditions().add((wanted) => `v.id = ${wanted}`, id).visibleTo(viewer, 'c');
    const sql = `select ${thread} from conversation v join client c on c.id = v.client_id where ${where.sql}`;
    return (await tx.query<ThreadRow>(sql, where.parameters))[0];
  }

  async entries(tx: Tx, id: ConversationId, from: InteractionId | null): Promise<{ all: number; from: number | null }> {
    const [row] = await tx.query<{ all: number; from: number | null }>(
      `select count(*)::int as all, case when $2::uuid is not null then count(*) filter (
         where (i.occurred_at, i.id) >= (select f.occurred_at, f.id from interaction f where f.id = $2 and f.conversation_id = $1))::int end as "from"
       from interaction i where i.conversation_id = $1`,
      [id, from],
    );
    return row!;
  }

  others(
    tx: Tx,
    clientId: ClientId,
    except: ConversationId,
  ): Promise<{ id: string; subject: string; entries: number; lastAt: Date }[]> {
    return tx.query(
      `select c.id, c.subject, c.last_at as "lastAt", (select count(*)::int from interaction i where i.conversation_id = c.id) as entries
       from (select * from conversation where client_id = $1 and medium = 'email' and id <> $2 order by last_at desc, id desc limit 50) c
       order by c.last_at desc, c.id desc`,
      [clientId, except],
    );
  }

  changes(tx: Tx, id: ConversationId): Promise<ChangeRow[]> {
    return tx.query<ChangeRow>(
      `select ${change} from thread_change t left join employee e on e.id = t.changed_by
       where t.undone_at is null and (t.from_id = $1 or t.into_id = $1) order by t.changed_at desc, t.id desc limit 20`,
      [id],
    );
  }

  async find(tx: Tx, id: string): Promise<ChangeRow | null> {
    const [row] = await tx.query<ChangeRow>(
      `select ${change} from thread_change t left join employee e on e.id = t.changed_by where t.id = $1`,
      [id],
    );
    return row ?? null;
  }

  /** Which conversations went on in this one before. */
  async earlier(tx: Tx, id: ConversationId): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(`select id from conversation where merged_into = $1`, [id]);
    return rows.map((row) => row.id);
  }

  async insert(tx: Tx, one: NewChange): Promise<void> {
    await tx.query(
      `insert into thread_change (id, act, from_id, into_id, from_card, into_card, entries, before, changed_by)
       values ($1, $2, $3, $4, $5, $6, 0, $7::jsonb, $8)`,
      [
        ...[one.id, one.act, one.fromId, one.intoId, one.fromCard, one.intoCard],
        ...[JSON.stringify(one.before), one.by],
      ],
    );
  }

  async counted(tx: Tx, id: string, entries: number): Promise<void> {
    await tx.query(`update thread_change set entries = $2 where id = $1`, [id, entries]);
  }

  async undone(tx: Tx, id: string, by: EmployeeId): Promise<void> {
    await tx.query(`update thread_change set undone_at = now(), undone_by = $2 where id = $1`, [id, by]);
  }

  /** Locked until the end of the transaction, so that of two who undo it one comes second. */
  async lockChange(tx: Tx, id: string): Promise<void> {
    await tx.query(`select from thread_change where id = $1 for update`, [id]);
  }

  /** An answer that has not gone yet. */
  async answerWaits(tx: Tx, id: ConversationId): Promise<boolean> {
    const rows = await tx.query(
      `select from later_message where conversation_id = $1 and state in ('waiting', 'going', 'stopped') limit 1`,
      [id],
    );
    return rows.length > 0;
  }
}
