import { Injectable } from '@nestjs/common';
import type { RecordingId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../../access/conditions.js';
import type { Viewer } from '../../access/viewer.js';
import { playableBy } from '../playable.js';
import { recordingJoins } from '../recordings.repository.js';

type Person = { id: string; name: string };

export interface PlaylistRow {
  id: string;
  name: string;
  owner: Person;
  team: Person | null;
  recordings: number;
  createdAt: Date;
}

/** Of a playlist at most so many. */
export const longestPlaylist = 500;

@Injectable()
export class PlaylistsRepository {
  list(tx: Tx, viewer: Viewer): Promise<PlaylistRow[]> {
    return this.query(tx, viewer, new Conditions(), 'order by lower(p.name), p.id limit 500');
  }

  async find(tx: Tx, viewer: Viewer, id: string): Promise<PlaylistRow | null> {
    const rows = await this.query(
      tx,
      viewer,
      new Conditions().add((wanted) => `p.id = ${wanted}`, id),
      '',
    );
    return rows[0] ?? null;
  }

  async insert(tx: Tx, list: { id: string; name: string; ownerId: string; teamId: string | null }): Promise<void> {
    await tx.query(`insert into playlist (id, name, owner_id, team_id) values ($1, $2, $3, $4)`, [
      ...[list.id, list.name, list.ownerId, list.teamId],
    ]);
  }

  async end(tx: Tx, id: string): Promise<void> {
    await tx.query('update playlist set ended_at = now() where id = $1', [id]);
  }

  /** @returns false when it is full; one that is in it already stays in its place */
  async add(tx: Tx, id: string, recordingId: RecordingId, by: string): Promise<boolean> {
    const [room] = await tx.query<{ taken: number }>(
      `select (select count(*)::int from playlist_item where playlist_id = $1) as taken from playlist where id = $1 for update`,
      [id],
    );
    if (room!.taken >= longestPlaylist) return false;
    await tx.query(
      `insert into playlist_item (playlist_id, recording_id, added_by) values ($1, $2, $3) on conflict do nothing`,
      [id, recordingId, by],
    );
    return true;
  }

  async remove(tx: Tx, id: string, recordingId: RecordingId): Promise<void> {
    await tx.query('delete from playlist_item where playlist_id = $1 and recording_id = $2', [id, recordingId]);
  }

  /** One's own, and those that are shared with one's team; of the others nobody knows but the owner of the company. */
  private query(tx: Tx, viewer: Viewer, where: Conditions, end: string): Promise<PlaylistRow[]> {
    where.add(() => 'p.ended_at is null');
    if (viewer.role === 'owner') where.add((me) => `(p.owner_id = ${me} or p.team_id is not null)`, viewer.employeeId);
    else
      where.add(
        (me, teams) => `(p.owner_id = ${me} or p.team_id = any (${teams}::uuid[]))`,
        viewer.employeeId,
        viewer.teamIds,
      );
    const playable = playableBy(where, viewer);
    return tx.query<PlaylistRow>(
      `select p.id, p.name, json_build_object('id', e.id, 'name', e.name) as owner, p.created_at as "createdAt",
         case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as team,
         (select count(*)::int from playlist_item i join recording r on r.id = i.recording_id ${recordingJoins}
          where i.playlist_id = p.id and ${playable}) as recordings
       from playlist p join employee e on e.id = p.owner_id left join team t on t.id = p.team_id where ${where.sql} ${end}`,
      where.parameters,
    );
  }
}
