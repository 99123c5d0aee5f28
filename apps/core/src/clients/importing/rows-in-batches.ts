import { setImmediate as breathe } from 'node:timers/promises';
import { UserError } from '#libs/errors';
import type { EvidenceStore } from '#libs/evidence';
import { recordsOf } from './file/records.js';
import { rowWords, type ReadRow } from './file/row-words.js';
import { ImportTooManyRows } from './importing.errors.js';
import type { ImportRow } from './imports.repository.js';

export const mostRows = 500_000;
const batchRows = 250;
/** So many lines are read before others get their turn: reading telephone numbers is work. */
const atOnce = 50;

export interface Batch {
  readonly rows: readonly ReadRow[];
  /** Records of the file that are past with this batch. */
  readonly upTo: number;
}

/**
 * The lines of a file from where the work stands, some hundreds at a time.
 * @throws ImportBroken, ImportTooManyRows, and what EvidenceStore.open throws
 */
export async function* rowsInBatches(
  evidence: EvidenceStore,
  { sha256, reading, plan, doneRows }: ImportRow,
  country: string,
): AsyncGenerator<Batch> {
  if (!plan) throw new UserError('import.plan-missing');
  const bytes = await evidence.open(sha256);
  let rows: ReadRow[] = [];
  let upTo = doneRows;
  try {
    for await (const record of recordsOf(bytes, reading)) {
      if (record.heading || record.n < doneRows) continue;
      if (record.n >= mostRows) throw new ImportTooManyRows(mostRows);
      rows.push(rowWords(record, plan.columns, country));
      upTo = record.n + 1;
      if (rows.length % atOnce === 0) await breathe();
      if (rows.length < batchRows) continue;
      yield { rows, upTo };
      rows = [];
    }
    yield { rows, upTo };
  } finally {
    bytes.destroy();
  }
}
