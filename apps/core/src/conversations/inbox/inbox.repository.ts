import { Injectable } from '@nestjs/common';
import type { ConversationId, EmployeeId, Medium } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../../access/conditions.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { openAlerts } from '../../alerts/alerts.repository.js';
import { inView as tasksInView } from '../../tasks/tasks.repository.js';
import { onlyHandlerWrites } from '../handling/handling.repository.js';
import { callFactsOf, type CallFactsRow } from '../call-facts.js';
import type { InteractionKind } from '../interaction-facts.js';
import type { LastMessageView } from '../message-facts.js';
import { microsecondsOf, momentOf, type MomentCursor } from '../keyset.js';
import { inboxViews, type CountersView, type InboxCriteria, type StartView } from './inbox.view.js';
import { isUnread, walksOf } from './walks.js';

export interface ConversationRow {
  id: string;
  client: { id: string; name: string };
  medium: Medium | null;
  channelId: string | null;
  subject: string;
  snippet: Buffer | null;
  lastAt: Date;
  key: string;
  lastDirection: 'inbound' | 'outbound' | 'internal' | null;
  lastInteractionId: string | null;
  lastKind: InteractionKind | null;
  lastCall: CallFactsRow | null;
  lastMessage: LastMessageView | null;
  waitingSince: Date | null;
  responsible: { id: EmployeeId; name: string } | null;
  assignee: { id: EmployeeId; name: string } | null;
  onlyHandlerWrites: boolean;
  answerBy: Date | null;
  state: 'open' | 'snoozed' | 'done';
  snoozedUntil: Date | null;
  wokenAt: Date | null;
  unread: boolean;
  trouble: boolean;
}

/** newest: by the last word, or by when it was woken; due: by until when somebody is to be answered, of those alone who are. */
export type InboxSort = 'newest' | 'due';

const orders = {
  newest: { from: 'conversation v', place: 'v.listed_at', after: '<', way: 'desc', when: 'true' },
  due: {
    from: 'waiting w join conversation v on v.id = w.conversation_id',
    place: 'w.answer_by',
    ...{ after: '>', way: 'asc', when: 'w.answer_by is not null' },
  },
} as const;

/** Nobody reads a larger number than this, and nobody waits for it to be counted. */
export const countedUpTo = 1_000;

/**
 * SQL: how many a view or a filter shows, counted no further than somebody would read. In the order of the inbox, though nobody sees it: without
 * one PostgreSQL hopes to meet enough of them soon, and reads the whole table where they lie together.
 */
function counter(viewer: Viewer, criteria: InboxCriteria, parameters: unknown[], most: number): string {
  const walks = walksOf(viewer, criteria, parameters).map(
    (walk) => `(select v.id from conversation v where ${walk.sql} order by v.listed_at desc, v.id desc limit ${most})`,
  );
  if (walks.length === 0) return '0';
  return `(select count(*)::int from (select from (${walks.join(' union ')}) walked limit ${most}) some_of)`;
}

/** Conversations on cards, as the inbox shows them. */
@Injectable()
export class InboxRepository {
  list(
    tx: Tx,
    viewer: Viewer,
    criteria: InboxCriteria,
    before: MomentCursor | null,
    limit: number,
    sort: InboxSort = 'newest',
  ): Promise<ConversationRow[]> {
    const { from, place, after, way, when } = orders[sort];
    const parameters: unknown[] = [];
    // Written out: of a limit that it does not know PostgreSQL expects much, and plans each page anew, which takes longer than the page.
    const most = Math.trunc(limit);
    const walks = walksOf(viewer, criteria, parameters).map((walk) => {
      if (before)
        walk.add(
          (at, id) => `(${place}, v.id) ${after} (${momentOf(at)}, ${id}::uuid)`,
          before.microseconds,
          before.id,
        );
      return `(select v.id, ${place} as place from ${from} where ${walk.sql} and ${when} order by ${place} ${way}, v.id ${way} limit ${most})`;
    });
    if (walks.length === 0) return Promise.resolve([]);
    const page = `select id from (${walks.join(' union ')}) walked order by place ${way}, id ${way} limit ${most}`;
    return this.rows(tx, viewer, page, parameters, sort);
  }

  async find(tx: Tx, viewer: Viewer, id: ConversationId): Promise<ConversationRow | null> {
    const where = new Conditions().add((wanted) => `v.id = ${wanted}`, id).visibleTo(viewer, 'c');
    const one = `select v.id from conversation v join client c on c.id = v.client_id where ${where.sql}`;
    const rows = await this.rows(tx, viewer, one, where.parameters);
    return rows[0] ?? null;
  }

  /** @returns false when the viewer may not see it */
  async see(tx: Tx, viewer: Viewer, id: ConversationId): Promise<boolean> {
    const where = new Conditions([viewer.employeeId]).add((wanted) => `v.id = ${wanted}`, id).visibleTo(viewer, 'c');
    const rows = await tx.query(
      `insert into conversation_seen (employee_id, conversation_id, seen_at)
       select $1, v.id, greatest(now(), v.last_at) from conversation v join client c on c.id = v.client_id where ${where.sql}
       on conflict (employee_id, conversation_id) do update set seen_at = excluded.seen_at returning conversation_id`,
      where.parameters,
    );
    return rows.length > 0;
  }

  /** @param page a statement that gives the ids of what is shown */
  private rows(
    tx: Tx,
    viewer: Viewer,
    page: string,
    parameters: unknown[],
    sort: InboxSort = 'newest',
  ): Promise<ConversationRow[]> {
    const { place, way } = orders[sort];
    const me = new Conditions(parameters).value(viewer.employeeId);
    return tx.query<ConversationRow>(
      `select v.id, json_build_object('id', v.client_id, 'name', v.client_name) as client, v.medium, v.channel_id as "channelId", v.subject,
         t.snippet, v.last_at as "lastAt", ${microsecondsOf(place)} as key, v.last_direction as "lastDirection",
         v.last_interaction_id as "lastInteractionId", (select kind from interaction where id = v.last_interaction_id) as "lastKind",
         case when v.medium = 'phone' then ${callFactsOf('v.last_interaction_id')} end as "lastCall",
         case when v.medium = 'whatsapp' then (select json_build_object('kind', m.kind, 'sentBy', m.sent_by, 'revoked', m.revoked_at is not null,
           'durationMs', (select duration_ms from message_media d where d.interaction_id = m.interaction_id))
           from message m where m.interaction_id = v.last_interaction_id) end as "lastMessage", v.waiting_since as "waitingSince",
         case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end as responsible,
         case when a.id is not null then json_build_object('id', a.id, 'name', a.name) end as assignee,
         v.state, v.snoozed_until as "snoozedUntil", v.woken_at as "wokenAt", w.answer_by as "answerBy",
         ${onlyHandlerWrites('v')} as "onlyHandlerWrites", ${isUnread('v', me)} as unread,
         coalesce(answer.trouble, false) as trouble
       from (
         select v.*, c.name as client_name from (${page}) page join conversation v on v.id = page.id join client c on c.id = v.client_id
       ) v
       left join employee e on e.id = v.responsible_id
       left join waiting w on w.conversation_id = v.id
       left join employee a on a.id = v.assignee_id
       left join interaction_content t on t.interaction_id = v.last_interaction_id
       left join lateral (
         select d.state in ('failed', 'bounced', 'unknown') as trouble
         from (select id, direction, occurred_at from interaction where conversation_id = v.id order by occurred_at desc, id desc limit 20) i
         join delivery d on d.interaction_id = i.id and d.purpose = 'answer' and d.act = 'message' and d.superseded_by is null
         where i.direction = 'outbound' order by i.occurred_at desc, i.id desc limit 1
       ) answer on true
       order by ${place} ${way}, v.id ${way}`,
      parameters,
    );
  }

  async counters(tx: Tx, viewer: Viewer): Promise<CountersView> {
    const parameters: unknown[] = [];
    const counted = inboxViews.map((view) => `${counter(viewer, { view }, parameters, countedUpTo)} as "${view}"`);
    const rows = await tx.query<CountersView>(
      `select ${counted.join(', ')}, ${this.unplaced(viewer)} as unplaced, ${this.tasks(viewer, parameters)} as tasks,
         ${openAlerts(viewer, parameters, countedUpTo)} as alerts`,
      parameters,
    );
    return rows[0]!;
  }

  /** One statement for all of them, in their order. @returns how many conversations each shows this viewer, up to `most` */
  async countEach(tx: Tx, viewer: Viewer, criteria: readonly InboxCriteria[], most: number): Promise<number[]> {
    if (criteria.length === 0) return [];
    const parameters: unknown[] = [];
    const counted = criteria.map((each) => counter(viewer, each, parameters, most));
    const [row] = await tx.query<{ counts: number[] }>(`select array[${counted.join(', ')}] as counts`, parameters);
    return row!.counts;
  }

  async start(tx: Tx, viewer: Viewer): Promise<StartView> {
    const where = new Conditions().visibleTo(viewer, 'c');
    const rows = await tx.query<StartView>(
      `select (select count(*)::int from channel) as channels,
         (select count(*)::int from channel where enabled and state_code is not null) as "channelsInTrouble",
         (select count(*)::int from employee where status = 'active') as employees,
         (select count(*)::int from (select from client c where ${where.sql} limit ${countedUpTo}) some_of) as clients,
         (select count(*)::int from (
           select from interaction i join client c on c.id = i.client_id where ${where.sql} limit ${countedUpTo}) some_of) as interactions,
         ${this.unplaced(viewer)} as unplaced`,
      where.parameters,
    );
    return rows[0]!;
  }

  private unplaced(viewer: Viewer): string {
    const scope = scopeOf(viewer);
    if (scope.is !== 'viewer' || (scope.sees !== 'all' && scope.sees !== 'team')) return '0';
    return `(select count(*)::int from (select from interaction where client_id is null and not flags && '{group-kept,spam,blocked,receipt,withdrawn}' and direction <> 'internal' limit ${countedUpTo}) some_of)`;
  }

  private tasks(viewer: Viewer, parameters: unknown[]): string {
    const where = tasksInView(
      viewer,
      'mine',
      new Conditions(parameters).add(() => 't.done_at is null'),
    );
    return `(select count(*)::int from (select from task t where ${where.sql} limit ${countedUpTo}) some_of)`;
  }
}
