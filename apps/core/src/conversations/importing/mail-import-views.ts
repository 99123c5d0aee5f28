import { moment } from '../../clients/card-views.js';
import { undoableUntil } from '../../clients/importing/import-views.js';
import type { LeftOutRow } from './import-letters.repository.js';
import type { MailTally } from './mail-import.js';
import type { LeftOutLetterView, MailImportView } from './mail-importing.view.js';
import type { MailImportRow } from './mail-imports.repository.js';

/** Neither the password nor where the pieces lie leaves the server. */
export function mailImportView(row: MailImportRow): MailImportView {
  return {
    id: row.id,
    ...{ name: row.name, source: row.source, size: row.size, kind: row.kind, server: row.server },
    ...{ uploadedBytes: uploadedBytes(row), pieces: row.parts.length, folders: [...row.folders], state: row.state },
    plan: row.plan && { ...row.plan, ownAddresses: [...row.plan.ownAddresses] },
    ...{ doneLetters: row.doneLetters, totalLetters: row.totalLetters, share: shareOf(row) },
    ...{ found: tallyView(row.found), did: tallyView(row.did), undid: row.undid },
    ...{ code: row.code, details: row.details, createdBy: row.createdBy, createdAt: row.createdAt.toISOString() },
    ...{ startedAt: moment(row.startedAt), endedAt: moment(row.endedAt), undoneAt: moment(row.undoneAt) },
    undoableUntil: moment(undoableUntil(row)),
  };
}

export const leftOutView = ({ n, at, ...rest }: LeftOutRow): LeftOutLetterView => ({
  number: n + 1,
  ...{ verdict: rest.verdict, place: rest.place, at: moment(at) },
  ...{ counterpart: rest.counterpart, subject: rest.subject },
});

export const uploadedBytes = ({ parts }: Pick<MailImportRow, 'parts'>): number =>
  parts.reduce((sum, { size }) => sum + size, 0);

const tallyView = (tally: MailTally | null): MailImportView['found'] =>
  tally && { ...tally, verdicts: Object.fromEntries(Object.entries(tally.verdicts)) };

function shareOf(row: MailImportRow): number | null {
  const { state, doneLetters, totalLetters, doneBytes, size } = row;
  if (state !== 'checking' && state !== 'running' && state !== 'paused' && state !== 'undoing') return null;
  if (totalLetters !== null) return totalLetters === 0 ? 1 : Math.min(1, doneLetters / totalLetters);
  return size === null ? null : Math.min(1, doneBytes / size);
}
