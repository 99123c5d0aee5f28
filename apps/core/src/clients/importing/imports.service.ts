import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { EmployeeId } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { EvidenceStore } from '#libs/evidence';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { fileName } from '../../conversations/answering/clean-words.js';
import { cursorOf, pageFrom, readCursor, type Page, type PageQuery } from '../../http/paging.js';
import { ClientsRepository } from '../clients.repository.js';
import type { CardFieldView } from '../fields/card-field.view.js';
import { FieldsRepository } from '../fields/fields.repository.js';
import { guessedTargets, headingKey, isTarget, mayRepeat, type Target } from './columns.js';
import { guessedReading, headBytes } from './file/guessed-reading.js';
import { recordsOf, type Reading } from './file/records.js';
import { cleanCell } from './file/row-words.js';
import type { ImportPlan } from './import.js';
import { ImportJobs } from './import-jobs.js';
import { importView, undoDays, undoableUntil } from './import-views.js';
import { ImportsRepository, type ImportRow, type ImportState } from './imports.repository.js';
import {
  ImportBroken,
  ImportEmpty,
  ImportNotFound,
  ImportPlanInvalid,
  ImportStateConflict,
  ImportTooLarge,
  ImportUndoTooLate,
} from './importing.errors.js';
import { mostColumns, type ImportPreview, type ImportView, type NewCheck } from './importing.view.js';

const mostBytes = 100 * 1024 * 1024;
const previewRows = 30;
const samplesOfColumn = 5;
const longestSample = 120;

/** Brings clients in out of a file: uploaded, looked at, checked, brought in, and taken back if it was wrong. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ImportsRepository,
    private readonly clients: ClientsRepository,
    private readonly fields: FieldsRepository,
    private readonly evidence: EvidenceStore,
    private readonly jobs: ImportJobs,
    private readonly audit: Audit,
  ) {}

  /** The newest first. */
  list(viewer: Viewer, { cursor, limit }: PageQuery): Promise<Page<ImportView>> {
    const after = readCursor(cursor, 2);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const rows = await this.repository.list(tx, after, limit + 1);
      return pageFrom(rows, limit, importView, (row) => cursorOf(row.key, row.id));
    });
  }

  /** @throws ImportNotFound */
  get(viewer: Viewer, id: string): Promise<ImportView> {
    return this.uow.as(scopeOf(viewer), async (tx) => importView(await this.row(tx, id)));
  }

  /**
   * Nothing is kept of a file that is refused, or whose upload broke off.
   * @param length as the request says; null: it does not
   * @throws ImportTooLarge, ImportEmpty, ImportNotText
   */
  async upload(viewer: Viewer, name: string, bytes: Readable, length: number | null): Promise<ImportView> {
    if (length !== null && length > mostBytes) throw new ImportTooLarge(mostBytes);
    // The request is left as it is when the file is refused: whoever sends it must be able to read why.
    const pieces = bytes.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
    const head: Buffer[] = [];
    for (let size = 0; size < headBytes;) {
      const piece = await pieces.next();
      if (piece.done === true) break;
      head.push(piece.value);
      size += piece.value.length;
    }
    const beginning = Buffer.concat(head);
    if (beginning.length === 0) throw new ImportEmpty();
    const reading = await guessedReading(beginning.subarray(0, headBytes));
    const ref = await this.evidence.put(Readable.from(within(beginning, pieces), { objectMode: false }));
    const id = uuidv7();
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.insert(tx, { id, name: fileName(name), ...ref, reading, by: viewer.employeeId });
      this.audit.record(tx, viewer, 'import.uploaded', { subjectId: id, body: { size: ref.size } });
      return importView(await this.row(tx, id));
    });
  }

  /** The columns as they look read this way, each with some of its cells and what it seems to say. @throws ImportNotFound, ImportBroken */
  async preview(viewer: Viewer, id: string, wanted: Partial<Reading>): Promise<ImportPreview> {
    const row = await this.uow.as(scopeOf(viewer), async (tx) => {
      const found = await this.row(tx, id);
      this.audit.record(tx, viewer, 'import.file-read', { subjectId: id });
      return found;
    });
    const reading = { ...row.reading, ...wanted };
    const { headings, rows } = await this.beginning(row, reading);
    // What stands beyond the last heading is a separator too many.
    const widest = headings.length > 0 ? headings.length : Math.max(...rows.map((cells) => cells.length), 1);
    const width = Math.min(mostColumns, widest);
    const columns = Array.from({ length: width }, (_, at) => ({
      heading: headings[at] ?? '',
      samples: rows
        .flatMap((cells) => (cells[at] ? [cells[at].slice(0, longestSample)] : []))
        .slice(0, samplesOfColumn),
    }));
    const guesses = await this.uow.as(scopeOf(viewer), async (tx) =>
      guessedTargets(
        columns,
        await this.fields.inUse(tx),
        await this.repository.remembered(
          tx,
          columns.map(({ heading }) => headingKey(heading)),
        ),
      ),
    );
    return { reading, columns: columns.map((column, at) => ({ ...column, guess: guesses[at]! })) };
  }

  /** Looks over the whole file in the background. @throws ImportNotFound, ImportStateConflict, ImportPlanInvalid */
  async check(viewer: Viewer, id: string, { reading, plan: wanted }: NewCheck): Promise<ImportView> {
    const { headings } = await this.beginning(await this.uow.as(scopeOf(viewer), (tx) => this.row(tx, id)), reading);
    return this.begin(viewer, id, ['uploaded', 'checked'], async (tx) => {
      const plan = await this.planOf(tx, wanted);
      await this.repository.beginCheck(tx, id, reading, plan);
      await this.repository.remember(
        tx,
        headings.flatMap((heading, at) =>
          plan.columns[at] === undefined ? [] : [{ header: headingKey(heading), target: plan.columns[at] }],
        ),
      );
    });
  }

  /** Brings them in, in the background. @throws ImportNotFound, ImportStateConflict */
  start(viewer: Viewer, id: string): Promise<ImportView> {
    return this.begin(viewer, id, ['checked'], async (tx, row) => {
      await this.repository.beginRun(tx, id, viewer.employeeId);
      this.audit.record(tx, viewer, 'import.started', { subjectId: id, body: { rows: row.totalRows } });
    });
  }

  /** What was brought in stays, and can be undone. @throws ImportNotFound, ImportStateConflict */
  cancel(viewer: Viewer, id: string): Promise<ImportView> {
    return this.begin(viewer, id, ['checking', 'running'], async (tx, row) => {
      await this.repository.end(tx, id, row.state === 'running' ? 'cancelled' : 'uploaded');
      if (row.state === 'running') this.audit.record(tx, viewer, 'import.cancelled', { subjectId: id });
    });
  }

  /** Takes it back, in the background. @throws ImportNotFound, ImportStateConflict, ImportUndoTooLate */
  undo(viewer: Viewer, id: string): Promise<ImportView> {
    return this.begin(viewer, id, ['done', 'cancelled'], async (tx, row) => {
      if (undoableUntil(row) === null) throw new ImportUndoTooLate(undoDays);
      await this.repository.beginUndo(tx, id, viewer.employeeId);
      this.audit.record(tx, viewer, 'import.undo-started', { subjectId: id });
    });
  }

  private async begin(
    viewer: Viewer,
    id: string,
    from: readonly ImportState[],
    begin: (tx: Tx, row: ImportRow) => Promise<void>,
  ): Promise<ImportView> {
    const view = await this.uow.as(scopeOf(viewer), async (tx) => {
      const row = await this.repository.lock(tx, id);
      if (!row) throw new ImportNotFound(id);
      if (!from.includes(row.state)) throw new ImportStateConflict(row.state);
      await begin(tx, row);
      return importView(await this.row(tx, id));
    });
    this.jobs.nudge();
    return view;
  }

  private async row(tx: Tx, id: string): Promise<ImportRow> {
    const row = await this.repository.find(tx, id);
    if (!row) throw new ImportNotFound(id);
    return row;
  }

  private async beginning(
    { sha256, size }: ImportRow,
    reading: Reading,
  ): Promise<{ headings: string[]; rows: string[][] }> {
    const bytes = await this.evidence.open(sha256, { from: 0, to: headBytes });
    const rows: string[][] = [];
    let headings: string[] = [];
    try {
      for await (const { heading, cells } of recordsOf(bytes, reading)) {
        const clean = cells.map(cleanCell);
        if (heading) headings = clean;
        else rows.push(clean);
        if (rows.length >= previewRows) break;
      }
    } catch (error) {
      // A record may be cut where the beginning ends; whether the file is broken tells the look over the whole of it.
      if (!(error instanceof ImportBroken && size > headBytes)) throw error;
    }
    return { headings, rows };
  }

  private async planOf(tx: Tx, { columns: wanted, responsibleId, ...rest }: NewCheck['plan']): Promise<ImportPlan> {
    const columns = targetsOf(wanted, await this.fields.inUse(tx));
    if (responsibleId !== null && !(await this.clients.findAssignee(tx, responsibleId)))
      throw new ImportPlanInvalid('responsible');
    return { ...rest, columns, responsibleId: responsibleId as EmployeeId | null };
  }
}

const tellsWho: readonly Target[] = ['name', 'first-name', 'last-name', 'email', 'phone', 'whatsapp'];

/** @throws ImportPlanInvalid */
function targetsOf(wanted: readonly string[], fields: readonly CardFieldView[]): Target[] {
  const targets = wanted.map((target) => {
    if (!isTarget(target, fields)) throw new ImportPlanInvalid('field');
    return target;
  });
  const once = targets.filter((target) => !mayRepeat(target));
  if (new Set(once).size < once.length) throw new ImportPlanInvalid('twice');
  if (!targets.some((target) => tellsWho.includes(target))) throw new ImportPlanInvalid('nobody');
  return targets;
}

async function* within(beginning: Buffer, rest: AsyncIterableIterator<Buffer>): AsyncGenerator<Buffer> {
  let size = beginning.length;
  yield beginning;
  for (let piece = await rest.next(); piece.done !== true; piece = await rest.next()) {
    size += piece.value.length;
    if (size > mostBytes) throw new ImportTooLarge(mostBytes);
    yield piece.value;
  }
}
