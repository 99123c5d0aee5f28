import { Injectable } from '@nestjs/common';
import type { ConversationId, EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../access/conditions.js';
import { hasRight } from '../access/rights.js';
import type { Viewer } from '../access/viewer.js';
import { readableBy } from '../alerts/alerts.repository.js';
import type { AlertSeverity } from '../alerts/alert.view.js';
import { microsecondsOf, momentOf, type MomentCursor } from '../conversations/keyset.js';
import type { NoticeKind, ReadNotices } from './notice.view.js';

type Person = { id: string; name: string } | null;

export interface ShownNotice {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly at: Date;
  readonly times: number;
  readonly client: Person;
  readonly conversationId: string | null;
  readonly subject: string;
  readonly interactionId: string | null;
  readonly taskId: string | null;
  readonly callId: string | null;
  readonly alert: { id: string; code: string; severity: AlertSeverity } | null;
  readonly by: Person;
  readonly details: Readonly<Record<string, string | number>>;
  readonly sounds: boolean;
  readonly readAt: Date | null;
  /** Microseconds, for the cursor. */
  readonly key: string;
}

const mostUnread = 100;

/** What one person was told. Stands under their scope: what they may not see any more is not there. */
@Injectable()
export class NoticesRepository {
  /** The newest first. */
  page(tx: Tx, viewer: Viewer, unread: boolean, before: MomentCursor | null, limit: number): Promise<ShownNotice[]> {
    const where = readable(viewer).add(() => 'n.on_page');
    if (unread) where.add(() => 'n.read_at is null');
    if (before) where.add((at, id) => `(n.at, n.id) < (${momentOf(at)}, ${id}::uuid)`, before.microseconds, before.id);
    return tx.query<ShownNotice>(
      `select ${shown} from notice n ${joined} where ${where.sql} order by n.at desc, n.id desc limit ${where.value(limit)}`,
      where.parameters,
    );
  }

  async unread(tx: Tx, viewer: Viewer): Promise<number> {
    const where = readable(viewer).add(() => 'n.read_at is null and n.on_page');
    const [row] = await tx.query<{ n: number }>(
      `select count(*)::int as n from (select from notice n where ${where.sql} limit ${mostUnread}) some_of`,
      where.parameters,
    );
    return row!.n;
  }

  /** Those that one may not see any more too: nobody has to read them. @returns how many */
  async read(tx: Tx, employeeId: EmployeeId, which: ReadNotices): Promise<number> {
    const where = new Conditions().add((me) => `employee_id = ${me} and read_at is null`, employeeId);
    if ('ids' in which) where.add((ids) => `id = any (${ids}::uuid[])`, which.ids);
    else where.add((until) => `at <= ${until}::timestamptz`, which.until);
    const rows = await tx.query(`update notice set read_at = now() where ${where.sql} returning id`, where.parameters);
    return rows.length;
  }

  /** Whoever looks at a conversation has read what they were told of it. @returns how many */
  async readOf(tx: Tx, employeeId: EmployeeId, conversations: readonly ConversationId[]): Promise<number> {
    const rows = await tx.query(
      `update notice set read_at = now() where employee_id = $1 and conversation_id = any ($2::uuid[]) and read_at is null returning id`,
      [employeeId, conversations],
    );
    return rows.length;
  }

  /** One for whoever pushes it, whether it is on the page or not; null: it was read, or is out of sight. */
  async unreadOne(tx: Tx, viewer: Viewer, id: string): Promise<ShownNotice | null> {
    const where = readable(viewer).add((wanted) => `n.id = ${wanted} and n.read_at is null`, id);
    const [row] = await tx.query<ShownNotice>(
      `select ${shown} from notice n ${joined} where ${where.sql}`,
      where.parameters,
    );
    return row ?? null;
  }

  /** What was read a quarter of a year ago, and what nobody read for a year. */
  async forgetOld(tx: Tx): Promise<void> {
    await tx.query(
      `delete from notice where at < now() - interval '1 year' or (at < now() - interval '90 days' and read_at is not null)`,
    );
  }
}

const person = (alias: string) =>
  `case when ${alias}.id is not null then json_build_object('id', ${alias}.id, 'name', ${alias}.name) end`;
/** Kept are codes and ids alone: who left is called by name where it is shown. */
const details = `n.details - 'leaver' || case when d.id is not null then jsonb_build_object('name', d.name) else '{}' end`;
const shown = `n.id, n.kind, n.at, n.times, ${person('c')} as client, n.conversation_id as "conversationId",
  coalesce(case when n.kind = 'held' then own_subject(n.interaction_id) else v.subject end, '') as subject,
  n.interaction_id as "interactionId", n.task_id as "taskId", n.call_id as "callId", ${person('b')} as "by", ${details} as details, n.sounds, n.read_at as "readAt",
  case when l.id is not null then json_build_object('id', l.id, 'code', l.code, 'severity', l.severity) end as alert, ${microsecondsOf('n.at')} as key`;
const joined = `left join client c on c.id = n.client_id left join conversation v on v.id = n.conversation_id
  left join employee b on b.id = n.by_id left join alert l on l.id = n.alert_id
  left join employee d on d.id = (n.details ->> 'leaver')::uuid`;

/** One's own, as far as one's rights still go. */
function readable(viewer: Viewer): Conditions {
  const where = new Conditions().add((me) => `n.employee_id = ${me}`, viewer.employeeId);
  if (!hasRight(viewer, 'clients.read')) where.add(() => `n.kind = 'alert'`);
  if (!hasRight(viewer, 'alerts.read')) return where.add(() => 'n.alert_id is null');
  const ofAlert = readableBy(viewer, where.parameters);
  return where.add(
    () => `(n.alert_id is null or exists (select from alert a where a.id = n.alert_id and ${ofAlert.sql}))`,
  );
}
