/**
 * SQL for a queue with the columns `due_at` and `attempts`, whose rows are put off by a quarter of an hour at most: is this row due? What nobody
 * has tried yet is, whatever the clock says; and what seems to be put off for longer was put off by a clock that has gone back since.
 * @param row the table's name in the statement, where it needs one
 */
export function isDue(row?: string): string {
  const of = row === undefined ? '' : `${row}.`;
  return `(${of}due_at <= now() or ${of}attempts = 0 or ${of}due_at > now() + interval '16 minutes')`;
}

/**
 * The same for a queue whose rows are put off for longer and longer: was this row put off by a clock that has gone back since? Looked for now and
 * then, beside `due_at <= now()`: no index helps to find them.
 * @param waitsS for how long a row is put off after one attempt, after two, …; a tenth more may have been added
 * @param claimS for how long while somebody works at it
 */
export function isPutOffTooFar(waitsS: readonly number[], claimS = 0): string {
  const longest = [0, ...waitsS].map((waitS) => Math.ceil(Math.max(waitS * 1.1, claimS)) + 60);
  return `due_at > now() + make_interval(secs => (array[${longest.join(', ')}])[least(attempts, ${waitsS.length}) + 1])`;
}
