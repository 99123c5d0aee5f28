import { Injectable } from '@nestjs/common';
import type { CallEnded, ClientId, EmployeeId, InteractionId, RecordingId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../access/conditions.js';
import type { Viewer } from '../access/viewer.js';
import { playableBy } from './playable.js';
import { recordingColumns, type RecordingColumns } from './recording-facts.js';

type Person = { id: string; name: string };

/** A recording that the viewer may hear, with what its call tells. */
export interface RecordingRow extends RecordingColumns {
  direction: 'inbound' | 'outbound' | 'internal' | null;
  clientId: ClientId | null;
  /** null also where the card is not the viewer's to see. */
  client: Person | null;
  interactionId: InteractionId | null;
  employees: Person[];
  marks: CallEnded['marks'];
  /** Of those in the marks. */
  people: Person[];
  comments: number;
  transcript: 'none' | 'waiting' | 'done' | 'failed' | null;
}

/** What the company's policy says of recordings. */
export interface PlayingPolicy {
  readonly employeesPlayOwn: boolean;
  readonly managersDownload: boolean;
}

const people = (ids: string) =>
  `coalesce((select json_agg(json_build_object('id', e.id, 'name', e.name) order by array_position(${ids}, e.id)) from employee e
     where e.id = any (${ids})), '[]')`;
const marked = `array(select (m ->> 'employeeId')::uuid from jsonb_array_elements(k.marks) m)`;

/** SQL: recordings as `r`, their calls as `k`, the cards as `c`. */
export const recordingJoins = 'left join call k on k.id = r.call_id left join client c on c.id = k.client_id';

const recordings = `select ${recordingColumns('r')}, k.direction, k.client_id as "clientId",
    case when c.id is not null then json_build_object('id', c.id, 'name', c.name) end as client, k.interaction_id as "interactionId",
    ${people('k.spoke')} as employees, coalesce(k.marks, '[]') as marks, ${people(marked)} as people, k.transcript,
    (select count(*)::int from recording_comment m where m.recording_id = r.id and m.struck_at is null) as comments`;

/** Recordings as they are heard. Every statement stands under the viewer's row-level security, and asks for the right to hear besides. */
@Injectable()
export class RecordingsRepository {
  /** @returns null also for one that the viewer may not hear */
  async find(tx: Tx, viewer: Viewer, id: RecordingId): Promise<RecordingRow | null> {
    const where = new Conditions().add((wanted) => `r.id = ${wanted}`, id);
    const rows = await tx.query<RecordingRow>(
      `${recordings} from recording r ${recordingJoins} where ${where.sql} and ${playableBy(where, viewer)}`,
      where.parameters,
    );
    return rows[0] ?? null;
  }

  /** Those of a playlist that the viewer may hear, in the order in which they were added. */
  ofPlaylist(tx: Tx, viewer: Viewer, playlistId: string): Promise<RecordingRow[]> {
    const where = new Conditions().add((id) => `p.playlist_id = ${id}`, playlistId);
    return tx.query<RecordingRow>(
      `${recordings} from playlist_item p join recording r on r.id = p.recording_id ${recordingJoins}
       where ${where.sql} and ${playableBy(where, viewer)} order by p.added_at, r.id`,
      where.parameters,
    );
  }

  /** Whether this listener's hearing of it stands in the journal already. */
  async heardSince(tx: Tx, id: RecordingId, listener: EmployeeId, since: Date): Promise<boolean> {
    const rows = await tx.query(
      `select from journal where kind = 'audit' and actor_id = $1 and at > $3 and action = 'recording.played' and subject_id = $2 limit 1`,
      [listener, id, since],
    );
    return rows.length > 0;
  }

  /** Until the end of the transaction nobody else writes down that this listener heard it: a player asks for several ranges at once. */
  async lockHearing(tx: Tx, id: RecordingId, listener: EmployeeId): Promise<void> {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`recording.played ${id} ${listener}`]);
  }

  async policy(tx: Tx): Promise<PlayingPolicy> {
    const rows = await tx.query<PlayingPolicy>(
      `select employees_play_own() as "employeesPlayOwn",
         coalesce((select (policy ->> 'managersDownload')::boolean from telephony_policy), false) as "managersDownload"`,
    );
    return rows[0]!;
  }
}
