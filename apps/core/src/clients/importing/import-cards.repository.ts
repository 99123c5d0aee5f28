import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ClientId, EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { Kind, Stage } from './file/row-words.js';
import type { Assigned, Point } from './import.js';

export interface CardToMake extends Assigned {
  readonly id: ClientId;
  readonly kind: Kind;
  readonly name: string;
  readonly stage: Stage;
}

export interface ImportedCard {
  readonly id: ClientId;
  readonly line: number;
  readonly made: boolean;
  readonly version: number;
  readonly changeId: string | null;
  readonly was: Assigned | null;
  readonly became: Assigned | null;
}

const pair = (one: Assigned | null): string | null =>
  one === null ? null : `{${one.employeeId ?? 'null'},${one.teamId ?? 'null'}}`;

/** Writes what a batch of lines became: every table once for all of them. */
@Injectable()
export class ImportCardsRepository {
  async make(tx: Tx, cards: readonly CardToMake[], by: EmployeeId): Promise<void> {
    if (cards.length === 0) return;
    const ids = cards.map(({ id }) => id);
    const [people, teams] = [cards.map(({ employeeId }) => employeeId), cards.map(({ teamId }) => teamId)];
    await tx.query(
      `insert into client (id, kind, name, stage, responsible_id, team_id, created_by)
       select id, kind, name, stage, responsible, team, $7
       from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[]) as c (id, kind, name, stage, responsible, team)`,
      [
        ...[ids, cards.map(({ kind }) => kind), cards.map(({ name }) => name), cards.map(({ stage }) => stage)],
        ...[people, teams, by],
      ],
    );
    await this.insertAssignments(
      tx,
      cards.map(({ id, employeeId, teamId }) => ({ id, to: { employeeId, teamId } })),
      'created',
      by,
    );
  }

  /** Of cards that are here. They must be locked. */
  async assign(
    tx: Tx,
    cards: readonly { id: ClientId; to: Assigned }[],
    reason: 'import' | 'import-undone',
    by: EmployeeId,
  ): Promise<void> {
    if (cards.length === 0) return;
    const ids = cards.map(({ id }) => id);
    await tx.query(`update assignment set until = now() where client_id = any ($1::uuid[]) and until is null`, [ids]);
    await this.insertAssignments(tx, cards, reason, by);
    await tx.query(
      `update client c set responsible_id = w.responsible, team_id = w.team, updated_at = now()
       from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as w (id, responsible, team) where c.id = w.id`,
      [ids, cards.map(({ to }) => to.employeeId), cards.map(({ to }) => to.teamId)],
    );
  }

  async addPoints(tx: Tx, points: readonly (Point & { clientId: ClientId })[], by: EmployeeId): Promise<void> {
    if (points.length === 0) return;
    // By their place in the file, as somebody would have typed them: the first of a card is the first that it shows.
    await tx.query(
      `insert into contact_point (id, client_id, kind, value, source, created_by, created_at)
       select p.id, p.client_id, p.kind, p.value, 'imported', $5, clock_timestamp()
       from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) with ordinality as p (id, client_id, kind, value, n) order by p.n`,
      [
        points.map(() => uuidv7()),
        points.map(({ clientId }) => clientId),
        points.map(({ kind }) => kind),
        points.map(({ value }) => value),
        by,
      ],
    );
  }

  async addTags(tx: Tx, tags: readonly { clientId: ClientId; tagId: string }[], by: EmployeeId): Promise<void> {
    if (tags.length === 0) return;
    await tx.query(
      `insert into client_tag (client_id, tag_id, tagged_by)
       select client_id, tag_id, $3 from unnest($1::uuid[], $2::uuid[]) as t (client_id, tag_id) on conflict do nothing`,
      [tags.map(({ clientId }) => clientId), tags.map(({ tagId }) => tagId), by],
    );
  }

  /** @returns their ids by name in lower case; one that somebody made meanwhile is theirs */
  async makeTags(tx: Tx, names: readonly string[], by: EmployeeId): Promise<Map<string, string>> {
    if (names.length === 0) return new Map();
    const rows = await tx.query<{ id: string; name: string }>(
      `with made as (insert into card_tag (id, name, colour, created_by)
         select id, name, 'grey', $3 from unnest($1::uuid[], $2::text[]) as t (id, name)
         on conflict (lower(name)) where archived_at is null do update set name = card_tag.name returning id, lower(name) as name)
       select id, name from made`,
      [names.map(() => uuidv7()), names, by],
    );
    return new Map(rows.map(({ id, name }) => [name, id]));
  }

  async countTags(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ n: number }>(`select count(*)::int as n from card_tag where archived_at is null`);
    return row!.n;
  }

  async note(tx: Tx, importId: string, cards: readonly ImportedCard[]): Promise<void> {
    if (cards.length === 0) return;
    await tx.query(
      `insert into client_import_card (import_id, card_id, line, made, version, change_id, was, became)
       select $1, c.id, c.line, c.made, c.version, c.change_id, c.was::uuid[], c.became::uuid[]
       from unnest($2::uuid[], $3::int[], $4::bool[], $5::int[], $6::uuid[], $7::text[], $8::text[])
         with ordinality as c (id, line, made, version, change_id, was, became, n) order by c.n`,
      [
        ...[importId, cards.map(({ id }) => id), cards.map(({ line }) => line), cards.map(({ made }) => made)],
        ...[cards.map(({ version }) => version), cards.map(({ changeId }) => changeId)],
        ...[cards.map(({ was }) => pair(was)), cards.map(({ became }) => pair(became))],
      ],
    );
  }

  private async insertAssignments(
    tx: Tx,
    cards: readonly { id: ClientId; to: Assigned }[],
    reason: string,
    by: EmployeeId,
  ): Promise<void> {
    await tx.query(
      `insert into assignment (id, client_id, employee_id, team_id, since, reason, assigned_by)
       select id, client_id, employee_id, team_id, now(), $5, $6
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) as a (id, client_id, employee_id, team_id)`,
      [
        ...[cards.map(() => uuidv7()), cards.map(({ id }) => id), cards.map(({ to }) => to.employeeId)],
        ...[cards.map(({ to }) => to.teamId), reason, by],
      ],
    );
  }
}
