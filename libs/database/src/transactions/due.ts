/**
 * SQL for a queue with the columns `due_at` and `attempts`, whose rows are put off by a quarter of an hour at most: is this row due? What nobody
 * has tried yet is, whatever the clock says; and what seems to be put off for longer was put off by a clock that has gone back since.
 * @param row the table's name in the statement, where it needs one
 */
export function isDue(row?: string): string {
  const of = row === undefined ? '' : `${row}.`;
  return `(${of}due_at <= now() or ${of}attempts = 0 or ${of}due_at > now() + interval '16 minutes')`;
}
