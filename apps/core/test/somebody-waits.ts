import { eventually } from '#libs/testing';
import type { TestCore } from './a-core.js';

/** Until a statement of this test's database waits for a lock that somebody else holds. */
export const somebodyWaits = ({ db }: TestCore): Promise<void> =>
  eventually(async () => {
    const waiting = await db.query(
      `select from pg_locks l join pg_stat_activity a on a.pid = l.pid where not l.granted and a.datname = current_database()`,
    );
    expect(waiting).not.toEqual([]);
  });
