import { Injectable } from '@nestjs/common';
import type { ChannelId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { UidRanges } from './imap/uid-ranges.js';

/** A folder in one life of its UIDs: when UIDVALIDITY changes, all of them mean something else (RFC 9051 2.3.1.1). */
export interface FolderLife {
  channelId: ChannelId;
  folder: string;
  uidValidity: bigint;
}

/** A letter that fails again rests twice as long, from ten minutes up to a day. */
const restMinutes = { first: 10, longest: 24 * 60 };

/** What has been fetched of each folder, as ranges, and which letters rest. */
@Injectable()
export class FolderCursorRepository {
  async findFetched(tx: Tx, life: FolderLife): Promise<UidRanges> {
    const [row] = await tx.query<{ fetched: string }>(
      'select fetched::text from folder_cursor where channel_id = $1 and folder = $2 and uid_validity = $3',
      keyOf(life),
    );
    return row ? UidRanges.parse(row.fetched) : UidRanges.none;
  }

  /** No rest is longer than the one that was given, whatever became of the clock meanwhile. */
  async findResting(tx: Tx, life: FolderLife): Promise<Map<number, Date>> {
    const rows = await tx.query<{ uid: string; rests_until: Date }>(
      `select uid, least(rests_until, now() + make_interval(mins => least($4 * (2 ^ least(attempts - 1, 10))::int, $5))) as rests_until
       from resting_letter where channel_id = $1 and folder = $2 and uid_validity = $3`,
      [...keyOf(life), restMinutes.first, restMinutes.longest],
    );
    return new Map(rows.map((row) => [Number(row.uid), row.rests_until]));
  }

  /** In the transaction of the events. The union is made by the database, so that two stores at once cannot undo each other. */
  async markFetched(tx: Tx, life: FolderLife, uids: readonly number[]): Promise<void> {
    await tx.query(
      `insert into folder_cursor as known (channel_id, folder, uid_validity, fetched) values ($1, $2, $3, $4::int8multirange)
       on conflict (channel_id, folder, uid_validity) do update set fetched = known.fetched + excluded.fetched, updated_at = now()`,
      [...keyOf(life), UidRanges.of(uids).toString()],
    );
    await this.forgetResting(tx, life, uids);
  }

  async rest(tx: Tx, life: FolderLife, uid: number, code: string): Promise<Date> {
    const [row] = await tx.query<{ rests_until: Date }>(
      `insert into resting_letter as known (channel_id, folder, uid_validity, uid, code, rests_until)
       values ($1, $2, $3, $4, $5, now() + make_interval(mins => $6))
       on conflict (channel_id, folder, uid_validity, uid) do update
         set code = excluded.code, attempts = known.attempts + 1,
             rests_until = now() + make_interval(mins => least($6 * (2 ^ least(known.attempts, 10))::int, $7))
       returning rests_until`,
      [...keyOf(life), uid, code, restMinutes.first, restMinutes.longest],
    );
    return row!.rests_until;
  }

  async forgetResting(tx: Tx, life: FolderLife, uids: readonly number[]): Promise<void> {
    await tx.query(
      'delete from resting_letter where channel_id = $1 and folder = $2 and uid_validity = $3 and uid = any($4::bigint[])',
      [...keyOf(life), uids],
    );
  }
}

const keyOf = ({ channelId, folder, uidValidity }: FolderLife): [string, string, string] => [
  channelId,
  folder,
  String(uidValidity),
];
