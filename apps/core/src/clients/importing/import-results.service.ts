import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { EvidenceStore } from '#libs/evidence';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { cursorOf, pageFrom, readCursor, type Page, type PageQuery } from '../../http/paging.js';
import type { FileForDownload } from '../../http/send-file.js';
import { errorFile } from './error-file.js';
import type { FileLanguage } from './error-words.js';
import { ImportsRepository, type ImportRow, type ProblemRow } from './imports.repository.js';
import { ImportNotFound } from './importing.errors.js';
import type { ImportedCardView, ImportProblemView } from './importing.view.js';

const problemsAtOnce = 1_000;

/** What came of a file: lines that were left out, cards that were made and changed. */
@Injectable()
export class ImportResultsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ImportsRepository,
    private readonly evidence: EvidenceStore,
    private readonly masking: Masking,
    private readonly audit: Audit,
  ) {}

  /** In the order of the file. @throws ImportNotFound */
  problems(viewer: Viewer, id: string, { cursor, limit }: PageQuery): Promise<Page<ImportProblemView>> {
    const after = readCursor(cursor, 1);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.find(tx, id))) throw new ImportNotFound(id);
      const rows = await this.repository.problems(tx, id, Number(after?.[0] ?? -1), limit + 1);
      const view = ({ line, code, details }: ProblemRow) => ({ line, code, details });
      return pageFrom(rows, limit, view, ({ n }) => cursorOf(n));
    });
  }

  /** @param which all, or those that an undoing left. @throws ImportNotFound */
  cards(
    viewer: Viewer,
    id: string,
    { which, cursor, limit }: PageQuery & { which: 'all' | 'left' },
  ): Promise<Page<ImportedCardView>> {
    const after = readCursor(cursor, 1);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.find(tx, id))) throw new ImportNotFound(id);
      const sight = await this.masking.for(tx, viewer);
      const rows = await this.repository.cards(tx, id, which, after?.[0] ?? '0', limit + 1);
      this.audit.record(tx, viewer, 'import.cards-read', {
        subjectId: id,
        body: { shown: Math.min(rows.length, limit) },
      });
      return pageFrom(
        rows,
        limit,
        ({ line, made, leftCode, client }) => ({
          line,
          ...{ made, leftCode },
          client: client && { id: client.id, name: sight.text(client.name) },
        }),
        ({ n }) => cursorOf(n),
      );
    });
  }

  /** The lines that were left out, to be mended and brought in again. @throws ImportNotFound */
  async errors(viewer: Viewer, id: string, language: FileLanguage): Promise<FileForDownload> {
    const row = await this.uow.as(scopeOf(viewer), async (tx) => {
      const found = await this.repository.find(tx, id);
      if (!found) throw new ImportNotFound(id);
      this.audit.record(tx, viewer, 'import.errors-read', { subjectId: id });
      return found;
    });
    return {
      name: `${row.name.replace(/\.[a-z0-9]{1,5}$/i, '')} - ${errorName[language]}.csv`,
      type: 'text/csv',
      size: null,
      open: async () => {
        const bytes = await this.evidence.open(row.sha256);
        const lines = errorFile(bytes, row.reading, this.all(viewer, row), language);
        return Readable.from(lines, { objectMode: false }).once('close', () => bytes.destroy());
      },
    };
  }

  private async *all(viewer: Viewer, { id }: ImportRow): AsyncGenerator<ProblemRow, undefined> {
    for (let after = -1; ;) {
      const from = after;
      const rows = await this.uow.as(scopeOf(viewer), (tx) => this.repository.problems(tx, id, from, problemsAtOnce));
      yield* rows;
      if (rows.length < problemsAtOnce) return undefined;
      after = rows.at(-1)!.n;
    }
  }
}

const errorName: Readonly<Record<FileLanguage, string>> = { en: 'errors', ru: 'ошибки', uk: 'помилки' };
