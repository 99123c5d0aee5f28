import { Injectable } from '@nestjs/common';
import type { EmployeeId, RecordingId, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions, grantedTo } from '../../access/conditions.js';
import type { Role, Viewer } from '../../access/viewer.js';
import { microsecondsOf, momentOf, type MomentCursor } from '../../conversations/keyset.js';
import { playableBy, type Hearing } from '../playable.js';
import { recordingJoins } from '../recordings.repository.js';

type Person = { id: string; name: string };

export interface CommentRow {
  id: string;
  recordingId: RecordingId;
  client: Person | null;
  atMs: number;
  sealedText: Buffer;
  author: Person;
  mentions: Person[];
  createdAt: Date;
  struckAt: Date | null;
  /** Microseconds, for the cursor. */
  key: string;
}

export interface Colleague {
  id: EmployeeId;
  name: string;
  role: Role;
  teamIds: TeamId[];
  seesContacts: boolean;
}

const comments = `select m.id, m.recording_id as "recordingId", m.at_ms as "atMs", m.sealed_text as "sealedText",
    json_build_object('id', a.id, 'name', a.name) as author, m.created_at as "createdAt", m.struck_at as "struckAt",
    case when c.id is not null then json_build_object('id', c.id, 'name', c.name) end as client, ${microsecondsOf('m.created_at')} as key,
    coalesce((select json_agg(json_build_object('id', e.id, 'name', e.name) order by e.name, e.id)
      from employee e where e.id = any (m.mentions)), '[]') as mentions
  from recording_comment m join employee a on a.id = m.author_id join recording r on r.id = m.recording_id ${recordingJoins}`;

@Injectable()
export class CommentsRepository {
  /** In the order of the sound. The recording must be known to be the viewer's to hear. @param after place and id of the last one before */
  ofRecording(tx: Tx, id: RecordingId, after: readonly string[] | null, limit: number): Promise<CommentRow[]> {
    return tx.query<CommentRow>(
      `${comments} where m.recording_id = $1 and ($2::int is null or (m.at_ms, m.id) > ($2, $3::uuid)) order by m.at_ms, m.id limit $4`,
      [id, after?.[0] ?? null, after?.[1] ?? null, limit],
    );
  }

  /** Those that call for the viewer, on recordings that they may hear today; the newest first. */
  mentioning(tx: Tx, viewer: Viewer, before: MomentCursor | null, limit: number): Promise<CommentRow[]> {
    const where = new Conditions().add((me) => `m.mentions @> array[${me}::uuid]`, viewer.employeeId);
    where.add(() => 'm.struck_at is null');
    if (before)
      where.add((at, id) => `(m.created_at, m.id) < (${momentOf(at)}, ${id}::uuid)`, before.microseconds, before.id);
    const playable = playableBy(where, viewer);
    return tx.query<CommentRow>(
      `${comments} where ${where.sql} and ${playable} order by m.created_at desc, m.id desc limit ${where.value(limit)}`,
      where.parameters,
    );
  }

  async find(tx: Tx, id: string): Promise<CommentRow | null> {
    return (await tx.query<CommentRow>(`${comments} where m.id = $1`, [id]))[0] ?? null;
  }

  async insert(
    tx: Tx,
    comment: { id: string; recordingId: RecordingId; authorId: EmployeeId; atMs: number; sealedText: Buffer },
    mentions: readonly string[],
  ): Promise<void> {
    await tx.query(
      `insert into recording_comment (id, recording_id, author_id, at_ms, sealed_text, mentions) values ($1, $2, $3, $4, $5, $6)`,
      [comment.id, comment.recordingId, comment.authorId, comment.atMs, comment.sealedText, mentions],
    );
  }

  /** Only the author's own. @returns false when there is none such, or it is struck */
  async strike(tx: Tx, recordingId: RecordingId, id: string, author: EmployeeId): Promise<boolean> {
    const rows = await tx.query(
      `update recording_comment set struck_at = now() where id = $1 and recording_id = $2 and author_id = $3 and struck_at is null returning id`,
      [id, recordingId, author],
    );
    return rows.length > 0;
  }

  /** Those of them who work here now. */
  colleagues(tx: Tx, ids: readonly string[]): Promise<Colleague[]> {
    return tx.query<Colleague>(
      `select id, name, role, teams_of(id) as "teamIds", sees_contacts as "seesContacts" from employee
       where id = any ($1::uuid[]) and status = 'active'`,
      [ids],
    );
  }

  /** What decides who may hear it; null while its call is not known. */
  async hearing(tx: Tx, id: RecordingId): Promise<Hearing | null> {
    const rows = await tx.query<Hearing>(
      `select k.client_id as "clientId", c.responsible_id as "responsibleId", c.team_id as "clientTeamId", k.team_id as "callTeamId",
         ${grantedTo('c.id')} as "grantedTo", k.direction, k.spoke from recording r join call k on k.id = r.call_id left join client c on c.id = k.client_id where r.id = $1`,
      [id],
    );
    return rows[0] ?? null;
  }
}
