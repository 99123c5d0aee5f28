import { Injectable } from '@nestjs/common';
import type { ClientId, Sha256 } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../../access/conditions.js';
import type { PersonRef } from '../../access/sign-in/session.view.js';
import type { Viewer } from '../../access/viewer.js';

export interface ResponseFile {
  sha256: Sha256;
  size: number;
  name: string;
  type: string;
}

export interface ResponseWords {
  shortcut: string;
  title: string;
  language: 'ru' | 'uk' | 'en' | null;
  subject: string;
  text: string;
  chatText: string | null;
  files: ResponseFile[];
}

export interface StoredResponse extends ResponseWords {
  id: string;
  ownerId: string | null;
  team: PersonRef | null;
  used: number;
  usedByMe: number;
  /** The title as it is sorted. */
  key: string;
}

/** Words kept ready. Somebody's own are nobody else's; a team's are for whoever works in it or heads it. */
@Injectable()
export class ResponsesRepository {
  /** Those that the viewer takes most often first. @param after times, title as sorted and id of the last one of the page before */
  list(
    tx: Tx,
    viewer: Viewer,
    q: string | undefined,
    after: readonly string[] | null,
    limit: number,
  ): Promise<StoredResponse[]> {
    const where = visible(viewer);
    if (q)
      where.add(
        (part, start) =>
          `(r.shortcut like ${start} or lower(r.title) like ${part} or lower(r.words) like ${part} or lower(r.chat_words) like ${part})`,
        `%${escaped(q)}%`,
        `${escaped(q)}%`,
      );
    if (after)
      where.add(
        (times, key, id) => `(-coalesce(u.times, 0), lower(r.title), r.id) > (-${times}::int, ${key}, ${id}::uuid)`,
        ...after,
      );
    return this.select(tx, viewer, where, `order by -coalesce(u.times, 0), lower(r.title), r.id limit ${limit}`);
  }

  /** Those that answer to one of the shortcuts: one's own first, then a team's, then the company's; what is taken most often before others. */
  byShortcut(tx: Tx, viewer: Viewer, shortcuts: readonly string[]): Promise<StoredResponse[]> {
    const where = visible(viewer).add((wanted) => `r.shortcut = any (${wanted}::text[])`, shortcuts);
    const order = `order by (r.owner_id is null)::int + (r.owner_id is null and r.team_id is null)::int, coalesce(u.times, 0) desc, r.id`;
    return this.select(tx, viewer, where, order);
  }

  /** Not to be changed or thrown away by another until the end. */
  async lock(tx: Tx, viewer: Viewer, id: string): Promise<StoredResponse | null> {
    const where = visible(viewer).add((wanted) => `r.id = ${wanted}`, id);
    const [row] = await this.select(tx, viewer, where, 'for no key update of r');
    return row ?? null;
  }

  async find(tx: Tx, viewer: Viewer, id: string): Promise<StoredResponse | null> {
    const [row] = await this.select(
      tx,
      viewer,
      visible(viewer).add((wanted) => `r.id = ${wanted}`, id),
      '',
    );
    return row ?? null;
  }

  /** How many stand beside it: of this person, this team or the company. */
  async count(tx: Tx, ownerId: string | null, teamId: string | null): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      `select count(*)::int as n from response where owner_id is not distinct from $1 and team_id is not distinct from $2`,
      [ownerId, teamId],
    );
    return row!.n;
  }

  async teamExists(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query(`select from team where id = $1`, [id])).length > 0;
  }

  /** @returns false when the shortcut is taken there */
  async insert(
    tx: Tx,
    viewer: Viewer,
    response: ResponseWords & { id: string; ownerId: string | null; teamId: string | null },
  ): Promise<boolean> {
    const { id, ownerId, teamId, shortcut, title, language, subject, text, chatText, files } = response;
    const rows = await tx.query(
      `insert into response (id, owner_id, team_id, shortcut, title, language, subject, words, chat_words, files, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing returning id`,
      [
        ...[id, ownerId, teamId, shortcut, title, language, subject, text, chatText, JSON.stringify(files)],
        viewer.employeeId,
      ],
    );
    return rows.length > 0;
  }

  /** @throws PostgreSQL 23505 when the shortcut is taken there */
  async change(tx: Tx, id: string, response: ResponseWords): Promise<void> {
    const { shortcut, title, language, subject, text, chatText, files } = response;
    await tx.query(
      `update response set shortcut = $2, title = $3, language = $4, subject = $5, words = $6, chat_words = $7, files = $8, changed_at = now()
       where id = $1`,
      [id, shortcut, title, language, subject, text, chatText, JSON.stringify(files)],
    );
  }

  async delete(tx: Tx, id: string): Promise<void> {
    await tx.query(`delete from response where id = $1`, [id]);
  }

  async used(tx: Tx, viewer: Viewer, id: string): Promise<void> {
    await tx.query(
      `insert into response_use (response_id, employee_id, times, last_at) values ($1, $2, 1, now())
       on conflict (employee_id, response_id) do update set times = response_use.times + 1, last_at = now()`,
      [id, viewer.employeeId],
    );
  }

  /** What the variables stand for; the caller has made sure that the viewer may see the card. @param clientId null: nobody's */
  async values(
    tx: Tx,
    clientId: ClientId | null,
  ): Promise<{ kind: 'person' | 'company' | null; name: string; company: string | null }> {
    const [row] = await tx.query<{ kind: 'person' | 'company' | null; name: string; company: string | null }>(
      `select c.kind, coalesce(c.name, '') as name, (select name from company) as company
       from (select $1::uuid as id) wanted left join client c on c.id = wanted.id`,
      [clientId],
    );
    return row!;
  }

  /** The same bytes again, ready for one message of whoever took them. */
  async insertUploads(tx: Tx, viewer: Viewer, uploads: readonly (ResponseFile & { id: string })[]): Promise<void> {
    await tx.query(
      `insert into upload (id, sha256, size, name, type, created_by)
       select id, sha256, size, name, type, $2 from jsonb_to_recordset($1::jsonb) as f (id uuid, sha256 text, size bigint, name text, type text)`,
      [JSON.stringify(uploads), viewer.employeeId],
    );
  }

  private select(tx: Tx, viewer: Viewer, where: Conditions, rest: string): Promise<StoredResponse[]> {
    const me = where.parameters.length + 1;
    return tx.query<StoredResponse>(
      `select r.id, r.owner_id as "ownerId", case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as team,
         r.shortcut, r.title, r.language, r.subject, r.words as text, r.chat_words as "chatText", r.files, lower(r.title) as key,
         coalesce(u.times, 0) as "usedByMe", (select coalesce(sum(times), 0)::int from response_use where response_id = r.id) as used
       from response r left join team t on t.id = r.team_id
       left join response_use u on u.response_id = r.id and u.employee_id = $${me}
       where ${where.sql} ${rest}`,
      [...where.parameters, viewer.employeeId],
    );
  }
}

function visible({ role, employeeId, teamIds }: Viewer): Conditions {
  return new Conditions().add(
    (me, teams, all) =>
      `(r.owner_id = ${me} or (r.owner_id is null and (r.team_id is null or r.team_id = any (${teams}::uuid[]) or ${all}::boolean)))`,
    employeeId,
    teamIds,
    role === 'owner',
  );
}

const escaped = (part: string): string => part.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`);
