import { Injectable } from '@nestjs/common';
import type { ClientId, ContactPointId, EmployeeId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../access/conditions.js';
import type { StoredContactPoint } from '../access/masking.js';
import type { Viewer } from '../access/viewer.js';
import type { ContactPointKind } from './contact-point.js';
import type { Lifecycle } from './lifecycle/lifecycle.js';
import type { stages } from './client.view.js';
import type { TagRef } from './tags/tag.view.js';
import { tagsOf } from './tags/tags.repository.js';

type Stage = (typeof stages)[number];

export interface PersonRow {
  id: string;
  name: string;
}

export interface CardRow {
  id: ClientId;
  kind: 'person' | 'company';
  name: string;
  stage: Stage;
  responsible: PersonRow | null;
  team: PersonRow | null;
  company: PersonRow | null;
  companyId: string | null;
  tags: TagRef[];
  lifecycle: Lifecycle;
  lifecycleSince: Date;
  fields: Record<string, string>;
  fieldsConfirmedAt: Date | null;
  fieldsConfirmedBy: PersonRow | null;
  version: number;
  shortCode: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface CardListRow extends Pick<
  CardRow,
  'id' | 'kind' | 'name' | 'stage' | 'responsible' | 'team' | 'tags' | 'lifecycle'
> {
  /** The name as it is sorted. */
  key: string;
  lastInteractionAt: Date | null;
  waitingSince: Date | null;
}

export interface AssignmentRow {
  id: string;
  responsible: PersonRow | null;
  team: PersonRow | null;
  assignedBy: PersonRow | null;
  since: Date;
  until: Date | null;
  reason: string;
}

export interface CardFilter {
  name?: string | undefined;
  kind?: 'person' | 'company' | undefined;
  stage?: Stage | undefined;
  responsibleId?: string | undefined;
  tagId?: string | undefined;
  lifecycle?: Lifecycle | undefined;
  companyId?: string | undefined;
  /** Only these, in any order. */
  ids?: readonly string[];
}

/** Interactions of one card are counted up to here. */
export const countedInteractions = 1_000;
/** A tag on more cards than that is a common one. */
const rareUpTo = 1_000;

const person = (alias: string) =>
  `case when ${alias}.id is not null then json_build_object('id', ${alias}.id, 'name', ${alias}.name) end`;
const card = `c.id, c.kind, c.name, c.stage, c.lifecycle, ${person('e')} as responsible, ${person('t')} as team, ${tagsOf('c')} as tags`;
// A company that the viewer may not see is not told of: its row stands under row-level security.
const wholeCard = `${card}, ${person('co')} as company, c.company_id as "companyId", c.lifecycle_since as "lifecycleSince", c.fields,
  c.fields_confirmed_at as "fieldsConfirmedAt", ${person('f')} as "fieldsConfirmedBy", c.version, c.short_code as "shortCode",
  c.created_at as "createdAt", c.updated_at as "updatedAt"`;
const people = `left join employee e on e.id = c.responsible_id left join team t on t.id = c.team_id`;

/** Cards, their addresses and who is responsible for them. */
@Injectable()
export class ClientsRepository {
  /** @param after name (as sorted) and id of the last card of the page before */
  async list(
    tx: Tx,
    viewer: Viewer,
    filter: CardFilter,
    after: readonly string[] | null,
    limit: number,
  ): Promise<CardListRow[]> {
    const where = new Conditions().visibleTo(viewer, 'c');
    if (filter.ids) where.add((ids) => `c.id = any (${ids}::uuid[])`, filter.ids);
    if (filter.name) where.add((name) => `c.id in (select find_clients(${name}, 1000))`, filter.name);
    if (filter.kind) where.add((kind) => `c.kind = ${kind}`, filter.kind);
    if (filter.stage) where.add((stage) => `c.stage = ${stage}`, filter.stage);
    if (filter.responsibleId) where.add((id) => `c.responsible_id = ${id}`, filter.responsibleId);
    if (filter.lifecycle) where.add((state) => `c.lifecycle = ${state}`, filter.lifecycle);
    if (filter.companyId) where.add((id) => `c.company_id = ${id}`, filter.companyId);
    if (filter.tagId) await this.withTag(tx, where, filter.tagId);
    if (after) where.add((name, id) => `(lower(c.name), c.id) > (${name}, ${id}::uuid)`, ...after);
    return tx.query<CardListRow>(
      `select ${card}, lower(c.name) as key, last.at as "lastInteractionAt", waits.since as "waitingSince"
       from (select * from client c where ${where.sql} order by lower(c.name), c.id limit ${where.value(limit)}) c ${people}
       left join lateral (select occurred_at as at from interaction i where i.client_id = c.id
         order by occurred_at desc, id desc limit 1) last on true
       left join lateral (select waiting_since as since from conversation v where v.client_id = c.id and waiting_since is not null
         order by waiting_since limit 1) waits on true
       order by key, c.id`,
      where.parameters,
    );
  }

  /** A rare tag is where the list begins; of a common one each card is asked in the order of the list, and a page is soon full. */
  private async withTag(tx: Tx, where: Conditions, tagId: string): Promise<void> {
    const tagged = await tx.query<{ id: string }>(`select cards_tagged($1) as id limit ${rareUpTo + 1}`, [tagId]);
    if (tagged.length > rareUpTo)
      where.add((id) => `(select true from client_tag x where x.client_id = c.id and x.tag_id = ${id})`, tagId);
    else
      where.add(
        (ids) => `c.id = any (${ids}::uuid[])`,
        tagged.map(({ id }) => id),
      );
  }

  async find(tx: Tx, viewer: Viewer, id: ClientId): Promise<CardRow | null> {
    const where = new Conditions().add((wanted) => `c.id = ${wanted}`, id).visibleTo(viewer, 'c');
    const rows = await tx.query<CardRow>(
      `select ${wholeCard} from client c ${people} left join client co on co.id = c.company_id
       left join employee f on f.id = c.fields_confirmed_by where ${where.sql}`,
      where.parameters,
    );
    return rows[0] ?? null;
  }

  /** Where an old link leads: the card itself, or the one that it went on as. null: there is none, seen or not. */
  async goesOnAs(tx: Tx, id: ClientId): Promise<ClientId | null> {
    const [row] = await tx.query<{ id: ClientId | null }>(`select card_goes_on_as($1) as id`, [id]);
    return row?.id ?? null;
  }

  /** Keeps others from changing the card until the end of the transaction. @returns false when the viewer may not see it */
  async lock(tx: Tx, viewer: Viewer, id: ClientId): Promise<boolean> {
    const where = new Conditions().add((wanted) => `c.id = ${wanted}`, id).visibleTo(viewer, 'c');
    return (await tx.query(`select from client c where ${where.sql} for no key update`, where.parameters)).length > 0;
  }

  /** Nothing of a card that the scope does not show. */
  async activity(tx: Tx, id: ClientId): Promise<{ lastInteractionAt: Date | null; interactions: number }> {
    const [row] = await tx.query<{ last: Date | null; counted: number }>(
      `select last_at as last, counted from core.card_activity($1, $2)`,
      [id, countedInteractions],
    );
    return { lastInteractionAt: row?.last ?? null, interactions: row?.counted ?? 0 };
  }

  async insert(
    tx: Tx,
    client: {
      id: ClientId;
      kind: string;
      name: string;
      stage: string;
      responsibleId: EmployeeId | null;
      teamId: TeamId | null;
      createdBy: EmployeeId;
    },
  ): Promise<void> {
    await tx.query(
      `insert into client (id, kind, name, stage, responsible_id, team_id, created_by) values ($1, $2, $3, $4, $5, $6, $7)`,
      [client.id, client.kind, client.name, client.stage, client.responsibleId, client.teamId, client.createdBy],
    );
  }

  contactPoints(tx: Tx, id: ClientId): Promise<StoredContactPoint[]> {
    return tx.query<StoredContactPoint>(
      `select id, kind, value, label, source, created_at as "createdAt", is_primary as primary,
         undeliverable_since as "undeliverableSince", undeliverable_code as "undeliverableCode"
       from contact_point where client_id = $1 order by is_primary desc, created_at, id`,
      [id],
    );
  }

  /** Two people who give one address to two cards wait for each other here, and the second finds the first one's. */
  async holdersOf(tx: Tx, kind: ContactPointKind, value: string): Promise<ClientId[]> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 7))`, [`${kind}:${value}`]);
    const rows = await tx.query<{ id: ClientId }>(`select holders_of($1, $2) as id`, [kind, value]);
    return rows.map((row) => row.id);
  }

  /** Only those that the viewer's scope shows. */
  async cardsWith(tx: Tx, kind: ContactPointKind, value: string): Promise<ClientId[]> {
    const rows = await tx.query<{ id: ClientId }>(
      `select client_id as id from contact_point where kind = $1 and value = $2 limit 20`,
      [kind, value],
    );
    return rows.map((row) => row.id);
  }

  async insertContactPoint(
    tx: Tx,
    clientId: ClientId,
    point: StoredContactPoint,
    createdBy: EmployeeId,
  ): Promise<void> {
    await tx.query(
      `insert into contact_point (id, client_id, kind, value, label, source, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [point.id, clientId, point.kind, point.value, point.label, point.source, createdBy, point.createdAt],
    );
  }

  /** Its label, and whether it is the first of its kind: then no other is. */
  async saveContactPoint(tx: Tx, clientId: ClientId, point: StoredContactPoint): Promise<void> {
    if (point.primary)
      await tx.query(
        `update contact_point set is_primary = false where client_id = $1 and kind = $2 and is_primary and id <> $3`,
        [clientId, point.kind, point.id],
      );
    await tx.query(`update contact_point set label = $2, is_primary = $3 where id = $1`, [
      point.id,
      point.label,
      point.primary,
    ]);
  }

  /** @returns what it was; null when there is no such address on this card */
  async removeContactPoint(
    tx: Tx,
    clientId: ClientId,
    id: ContactPointId,
  ): Promise<Pick<StoredContactPoint, 'kind' | 'value'> | null> {
    const [row] = await tx.query<Pick<StoredContactPoint, 'kind' | 'value'>>(
      `delete from contact_point where id = $1 and client_id = $2 returning kind, value`,
      [id, clientId],
    );
    return row ?? null;
  }

  /** The card's row, the end of the assignment before and the new one. */
  async assign(
    tx: Tx,
    to: {
      assignmentId: string;
      clientId: ClientId;
      employeeId: EmployeeId | null;
      teamId: TeamId | null;
      reason: string;
      by: EmployeeId;
    },
  ): Promise<void> {
    await tx.query(`update assignment set until = now() where client_id = $1 and until is null`, [to.clientId]);
    await tx.query(
      `insert into assignment (id, client_id, employee_id, team_id, since, reason, assigned_by) values ($1, $2, $3, $4, now(), $5, $6)`,
      [to.assignmentId, to.clientId, to.employeeId, to.teamId, to.reason, to.by],
    );
    await tx.query(`update client set responsible_id = $2, team_id = $3, updated_at = now() where id = $1`, [
      to.clientId,
      to.employeeId,
      to.teamId,
    ]);
  }

  assignments(tx: Tx, id: ClientId): Promise<AssignmentRow[]> {
    return tx.query<AssignmentRow>(
      `select a.id, ${person('e')} as responsible, ${person('t')} as team, ${person('b')} as "assignedBy", a.since, a.until, a.reason
       from assignment a left join employee e on e.id = a.employee_id left join team t on t.id = a.team_id
       left join employee b on b.id = a.assigned_by
       where a.client_id = $1 order by a.since desc, a.id desc limit 200`,
      [id],
    );
  }

  /** Somebody who can be responsible: active, until the end of the transaction, and no administrator (who sees no client). */
  async findAssignee(tx: Tx, id: string): Promise<{ id: EmployeeId; teamId: TeamId | null } | null> {
    const rows = await tx.query<{ id: EmployeeId; teamId: TeamId | null }>(
      `select id, team_id as "teamId" from employee where id = $1 and status = 'active' and role <> 'administrator' for share`,
      [id],
    );
    return rows[0] ?? null;
  }

  async teamExists(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query(`select from team where id = $1`, [id])).length > 0;
  }

  async defaultCountry(tx: Tx): Promise<string> {
    const rows = await tx.query<{ country: string }>(`select default_country as country from company`);
    return rows[0]?.country ?? 'UA';
  }
}
