import { UserError } from '#libs/errors';
import { readCursor } from '../http/paging.js';

/** Pages that go back in time: their cursor is a moment, in microseconds as PostgreSQL keeps it (a Date would cut it), and an id. */
export interface MomentCursor {
  microseconds: string;
  id: string;
}

/** @throws UserError `page.cursor-invalid` */
export function readMomentCursor(cursor: string | undefined): MomentCursor | null {
  const keys = readCursor(cursor, 2);
  if (keys === null) return null;
  const [microseconds, id] = keys as [string, string];
  if (!/^-?\d{1,17}$/.test(microseconds) || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw new UserError('page.cursor-invalid');
  }
  return { microseconds, id };
}

/** SQL: a timestamptz column as the cursor carries it. */
export const microsecondsOf = (column: string): string => `(extract(epoch from ${column}) * 1000000)::bigint::text`;

/** SQL: the way back. */
export const momentOf = (placeholder: string): string =>
  `('epoch'::timestamptz + ${placeholder}::bigint * interval '1 microsecond')`;
