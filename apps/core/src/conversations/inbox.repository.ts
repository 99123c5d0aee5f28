import { Injectable } from '@nestjs/common';
import type { Medium } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../access/conditions.js';
import { scopeOf, type Viewer } from '../access/viewer.js';
import { openAlerts } from '../alerts/alerts.repository.js';
import { inView as tasksInView } from '../calls/tasks/tasks.repository.js';
import { callFactsOf, type CallFactsRow } from './call-facts.js';
import type { InteractionKind } from './interaction-facts.js';
import type { LastMessageView } from './message-facts.js';
import type { CountersView, inboxViews, StartView } from './interaction.view.js';
import { microsecondsOf, momentOf, type MomentCursor } from './keyset.js';

type InboxViewName = (typeof inboxViews)[number];

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
  responsible: { id: string; name: string } | null;
  trouble: boolean;
}

/** Nobody reads a larger number than this, and nobody waits for it to be counted. */
export const countedUpTo = 1_000;

/** Conversations on cards, as the inbox shows them. */
@Injectable()
export class InboxRepository {
  /** The newest first. */
  list(
    tx: Tx,
    viewer: Viewer,
    filter: { view: InboxViewName; channelId?: string | undefined },
    before: MomentCursor | null,
    limit: number,
  ): Promise<ConversationRow[]> {
    const where = this.inView(viewer, filter.view);
    if (filter.channelId) where.add((id) => `v.channel_id = ${id}`, filter.channelId);
    if (before)
      where.add((at, id) => `(v.last_at, v.id) < (${momentOf(at)}, ${id}::uuid)`, before.microseconds, before.id);
    return tx.query<ConversationRow>(
      `select v.id, json_build_object('id', v.client_id, 'name', v.client_name) as client, v.medium, v.channel_id as "channelId", v.subject,
         t.snippet, v.last_at as "lastAt", ${microsecondsOf('v.last_at')} as key, v.last_direction as "lastDirection",
         v.last_interaction_id as "lastInteractionId", (select kind from interaction where id = v.last_interaction_id) as "lastKind",
         case when v.medium = 'phone' then ${callFactsOf('v.last_interaction_id')} end as "lastCall",
         case when v.medium = 'whatsapp' then (select json_build_object('kind', m.kind, 'sentBy', m.sent_by, 'revoked', m.revoked_at is not null,
           'durationMs', (select duration_ms from message_media d where d.interaction_id = m.interaction_id))
           from message m where m.interaction_id = v.last_interaction_id) end as "lastMessage", v.waiting_since as "waitingSince",
         case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end as responsible,
         coalesce(answer.trouble, false) as trouble
       from (
         select v.*, c.name as client_name, c.responsible_id from conversation v join client c on c.id = v.client_id
         where ${where.sql} order by v.last_at desc, v.id desc limit ${where.value(limit)}
       ) v
       left join employee e on e.id = v.responsible_id
       left join interaction_content t on t.interaction_id = v.last_interaction_id
       left join lateral (
         select d.state in ('failed', 'bounced', 'unknown') as trouble
         from (select id, direction, occurred_at from interaction where conversation_id = v.id order by occurred_at desc, id desc limit 20) i
         join delivery d on d.interaction_id = i.id and d.purpose = 'answer' and d.act = 'message' and d.superseded_by is null
         where i.direction = 'outbound' order by i.occurred_at desc, i.id desc limit 1
       ) answer on true
       order by v.last_at desc, v.id desc`,
      where.parameters,
    );
  }

  async counters(tx: Tx, viewer: Viewer): Promise<CountersView> {
    const parameters: unknown[] = [];
    const counted = (view: InboxViewName) => {
      const where = this.inView(viewer, view, parameters);
      return `(select count(*)::int from (select from conversation v join client c on c.id = v.client_id where ${where.sql} limit ${countedUpTo}) some_of)`;
    };
    const rows = await tx.query<CountersView>(
      `select ${counted('all')} as all, ${counted('mine')} as mine, ${counted('waiting')} as waiting, ${counted('unassigned')} as unassigned,
         ${this.unplaced(viewer)} as unplaced, ${this.tasks(viewer, parameters)} as tasks,
         ${openAlerts(viewer, parameters, countedUpTo)} as alerts`,
      parameters,
    );
    return rows[0]!;
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
    return `(select count(*)::int from (select from interaction where client_id is null and not flags @> '{group-kept}' limit ${countedUpTo}) some_of)`;
  }

  private tasks(viewer: Viewer, parameters: unknown[]): string {
    const where = tasksInView(
      viewer,
      'mine',
      new Conditions(parameters).add(() => 't.done_at is null'),
    );
    return `(select count(*)::int from (select from task t where ${where.sql} limit ${countedUpTo}) some_of)`;
  }

  private inView(viewer: Viewer, view: InboxViewName, parameters: unknown[] = []): Conditions {
    const where = new Conditions(parameters).add(() => 'v.client_id is not null').visibleTo(viewer, 'c');
    switch (view) {
      case 'all':
        return where;
      case 'mine':
        return where.add((me) => `c.responsible_id = ${me}`, viewer.employeeId);
      case 'team':
        return where.add((teams) => `c.team_id = any (${teams}::uuid[])`, viewer.teamIds);
      case 'waiting':
        return where.add(() => 'v.waiting_since is not null');
      case 'unassigned':
        return where.add(() => 'c.responsible_id is null');
    }
  }
}
