import { moment } from '../card-views.js';
import type { ImportRow } from './imports.repository.js';
import type { ImportView } from './importing.view.js';

export const undoDays = 30;
const dayMs = 24 * 60 * 60_000;

/** Of clients or of old letters; null: there is nothing to undo, or it is too late. */
export function undoableUntil({ state, endedAt }: { state: string; endedAt: Date | null }): Date | null {
  if (endedAt === null || (state !== 'done' && state !== 'cancelled')) return null;
  const until = new Date(endedAt.getTime() + undoDays * dayMs);
  return until > new Date() ? until : null;
}

export function importView(row: ImportRow): ImportView {
  return {
    id: row.id,
    ...{ name: row.name, size: row.size, state: row.state, reading: row.reading },
    plan: row.plan && { ...row.plan, columns: [...row.plan.columns] },
    ...{ doneRows: row.doneRows, totalRows: row.totalRows, found: row.found, did: row.did, undid: row.undid },
    ...{ code: row.code, details: row.details, createdBy: row.createdBy, createdAt: row.createdAt.toISOString() },
    ...{ startedAt: moment(row.startedAt), endedAt: moment(row.endedAt), undoneAt: moment(row.undoneAt) },
    undoableUntil: moment(undoableUntil(row)),
  };
}
