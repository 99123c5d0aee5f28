import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { AlertId, CallDirection, CallId, CallOutcome, ClientId, EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../access/conditions.js';
import { hasRight } from '../access/rights.js';
import type { Viewer, viewerFrom } from '../access/viewer.js';
import { microsecondsOf, momentOf, type MomentCursor } from '../conversations/keyset.js';
import type { AlertSeverity } from './alert.view.js';

type Person = { id: string; name: string } | null;
export type AlertDetails = Readonly<Record<string, string | number>>;

export interface NewAlertRow {
  readonly id: AlertId;
  readonly code: string;
  readonly severity: AlertSeverity;
  readonly at: Date;
  readonly callId: CallId | null;
  readonly employeeId: EmployeeId | null;
  readonly clientId: ClientId | null;
  readonly teamId: TeamId | null;
  readonly details: AlertDetails;
  readonly once: string | null;
}

/** Whom an alert is for. */
export interface AlertSubject {
  readonly code: string;
  readonly callId: CallId | null;
  readonly clientId: ClientId | null;
  readonly teamId: TeamId | null;
}

export interface AlertRow extends Pick<NewAlertRow, 'id' | 'code' | 'severity' | 'at' | 'callId' | 'details'> {
  readonly call: {
    startedAt: string;
    direction: z.infer<typeof CallDirection>;
    outcome: z.infer<typeof CallOutcome> | null;
  } | null;
  readonly client: Person;
  readonly employee: Person;
  readonly acknowledgedBy: Person;
  readonly acknowledgedAt: Date | null;
  /** Microseconds, for the cursor. */
  readonly key: string;
}

const person = (alias: string, name: string) =>
  `case when ${alias}.id is not null then json_build_object('id', ${alias}.id, 'name', ${alias}.name) end as "${name}"`;
const alerts = `
  select a.id, a.code, a.severity, a.at, a.call_id as "callId", a.details, a.acknowledged_at as "acknowledgedAt",
    case when l.id is not null then json_build_object('startedAt', l.started_at, 'direction', l.direction, 'outcome', l.outcome) end as call,
    ${person('c', 'client')}, ${person('e', 'employee')}, ${person('k', 'acknowledgedBy')}, ${microsecondsOf('a.at')} as key
  from alert a left join client c on c.id = a.client_id left join employee e on e.id = a.employee_id
    left join employee k on k.id = a.acknowledged_by left join call l on l.id = a.call_id`;

@Injectable()
export class AlertsRepository {
  /** The team is the card's, or else the employee's, where none is named. @returns null when its key was raised before */
  async insert(tx: Tx, alert: NewAlertRow): Promise<AlertSubject | null> {
    const rows = await tx.query<AlertSubject>(
      `insert into alert (id, code, severity, at, call_id, employee_id, client_id, team_id, details, once)
       values ($1, $2, $3, $4, $5, $6, $7,
         coalesce($8::uuid, (select team_id from client where id = $7), (select team_id from employee where id = $6)), $9, $10)
       on conflict (once) do nothing
       returning code, call_id as "callId", client_id as "clientId", team_id as "teamId"`,
      [
        ...[alert.id, alert.code, alert.severity, alert.at, alert.callId, alert.employeeId, alert.clientId],
        ...[alert.teamId, JSON.stringify(alert.details), alert.once],
      ],
    );
    return rows[0] ?? null;
  }

  /** Everybody who is told of alerts at all; as many as a company has heads. */
  heads(tx: Tx): Promise<Parameters<typeof viewerFrom>[0][]> {
    return tx.query<Parameters<typeof viewerFrom>[0]>(
      `select id, name, role, core.teams_of(id) as "teamIds", sees_contacts as "seesContacts" from employee
       where status = 'active' and role <> 'employee' order by id`,
    );
  }

  /** The newest first. */
  page(tx: Tx, viewer: Viewer, open: boolean | null, before: MomentCursor | null, limit: number): Promise<AlertRow[]> {
    const where = readableBy(viewer);
    if (open !== null) where.add(() => `a.acknowledged_at is ${open ? '' : 'not '}null`);
    if (before) where.add((at, id) => `(a.at, a.id) < (${momentOf(at)}, ${id}::uuid)`, before.microseconds, before.id);
    return tx.query<AlertRow>(
      `${alerts} where ${where.sql} order by a.at desc, a.id desc limit ${where.value(limit)}`,
      where.parameters,
    );
  }

  async find(tx: Tx, viewer: Viewer, id: AlertId): Promise<AlertRow | null> {
    const where = readableBy(viewer).add((wanted) => `a.id = ${wanted}`, id);
    const rows = await tx.query<AlertRow>(`${alerts} where ${where.sql}`, where.parameters);
    return rows[0] ?? null;
  }

  /** @returns false when somebody has acknowledged it before */
  async acknowledge(tx: Tx, id: AlertId, by: EmployeeId): Promise<boolean> {
    const rows = await tx.query(
      `update alert set acknowledged_by = $2, acknowledged_at = now() where id = $1 and acknowledged_at is null returning id`,
      [id, by],
    );
    return rows.length > 0;
  }
}

/** How many the viewer has to look at, as an expression that counts no further than `upTo`. */
export function openAlerts(viewer: Viewer, parameters: unknown[], upTo: number): string {
  if (!hasRight(viewer, 'alerts.read')) return '0';
  const where = readableBy(viewer, parameters).add(() => 'a.acknowledged_at is null');
  return `(select count(*)::int from (select from alert a where ${where.sql} limit ${upTo}) some_of)`;
}

/** The same question as `mayKnowOfAlert` answers where the alert is at hand; a test compares the two. */
export function readableBy(viewer: Viewer, parameters: unknown[] = []): Conditions {
  const where = new Conditions(parameters);
  switch (viewer.role) {
    case 'owner':
      return where;
    case 'manager':
      return where.add(
        (teams) =>
          `(a.team_id = any (${teams}::uuid[]) or (a.call_id is not null and a.client_id is null and a.team_id is null))`,
        viewer.teamIds,
      );
    case 'administrator':
      return where.add(() => `a.call_id is null and a.client_id is null and a.code not like 'protection.%'`);
    case 'employee':
      return where.add(() => 'false');
  }
}
