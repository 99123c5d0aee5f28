import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Tx } from '#libs/database';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { cursorOf, pageFrom, readCursor, type Page, type PageQuery } from '../../http/paging.js';
import type { FileForDownload } from '../../http/send-file.js';
import { ImportLettersRepository, type LeftOutRow } from './import-letters.repository.js';
import { leftOut, type LeftOutVerdict } from './mail-import.js';
import { leftOutView } from './mail-import-views.js';
import { MailImportNotFound } from './mail-importing.errors.js';
import type { LeftOutLetterView, MailImportFound } from './mail-importing.view.js';
import { MailImportsRepository, type MailImportRow } from './mail-imports.repository.js';
import { reportHeadings, reportName, whyLeftOut, type ReportLanguage } from './report-words.js';

const mostClients = 100;
const mostUnknown = 200;
const lettersAtOnce = 1_000;

/** What was found in an old mailbox, and what of it is not here. */
@Injectable()
export class MailImportResultsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly imports: MailImportsRepository,
    private readonly letters: ImportLettersRepository,
    private readonly masking: Masking,
    private readonly audit: Audit,
  ) {}

  /** @throws MailImportNotFound */
  found(viewer: Viewer, id: string): Promise<MailImportFound> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.row(tx, id);
      const sight = await this.masking.for(tx, viewer);
      const clients = await this.letters.clients(tx, id, mostClients);
      const unknown = await this.letters.unknown(tx, id, mostUnknown);
      this.audit.record(tx, viewer, 'mail-import.found-read', { subjectId: id });
      return {
        clients: clients.map(({ client, letters }) => ({
          client: { id: client.id, name: sight.text(client.name) },
          letters,
        })),
        unknown,
      };
    });
  }

  /** In the order of the source. @param verdict of one reason; all that were left out where nothing is said. @throws MailImportNotFound */
  leftOut(
    viewer: Viewer,
    id: string,
    { cursor, limit, verdict }: PageQuery & { verdict?: LeftOutVerdict | undefined },
  ): Promise<Page<LeftOutLetterView>> {
    const after = readCursor(cursor, 1);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.row(tx, id);
      const which = verdict === undefined ? leftOut : [verdict];
      const rows = await this.letters.leftOut(tx, id, which, Number(after?.[0] ?? -1), limit + 1);
      this.audit.record(tx, viewer, 'mail-import.left-out-read', { subjectId: id });
      return pageFrom(rows, limit, leftOutView, ({ n }) => cursorOf(n));
    });
  }

  /** Everything that is not here now, and why, as CSV. @throws MailImportNotFound */
  async report(viewer: Viewer, id: string, language: ReportLanguage): Promise<FileForDownload> {
    const row = await this.uow.as(scopeOf(viewer), async (tx) => {
      const found = await this.row(tx, id);
      this.audit.record(tx, viewer, 'mail-import.report-read', { subjectId: id });
      return found;
    });
    return {
      name: `${row.name.replace(/\.[a-z0-9]{1,5}$/i, '')} - ${reportName[language]}.csv`,
      type: 'text/csv',
      size: null,
      open: () => Promise.resolve(Readable.from(this.lines(viewer, id, language), { objectMode: false })),
    };
  }

  private async *lines(viewer: Viewer, id: string, language: ReportLanguage): AsyncGenerator<Buffer> {
    // Excel takes a file of UTF-8 for one of the old encodings unless it begins with a mark.
    yield Buffer.from(`\uFEFF${csv([[...reportHeadings[language]]])}`);
    for (let after = -1; ;) {
      const from = after;
      const rows = await this.uow.as(scopeOf(viewer), (tx) =>
        this.letters.leftOut(tx, id, leftOut, from, lettersAtOnce),
      );
      if (rows.length > 0) yield Buffer.from(csv(rows.map((one) => lineOf(one, language))));
      if (rows.length < lettersAtOnce) return;
      after = rows.at(-1)!.n;
    }
  }

  private async row(tx: Tx, id: string): Promise<MailImportRow> {
    const row = await this.imports.find(tx, id);
    if (!row) throw new MailImportNotFound(id);
    return row;
  }
}

const csv = (rows: string[][]): string => stringify(rows, { record_delimiter: '\r\n', escape_formulas: true });

const lineOf = ({ n, at, counterpart, subject, place, verdict }: LeftOutRow, language: ReportLanguage): string[] => [
  ...[String(n + 1), at?.toISOString() ?? '', counterpart ?? '', subject, place, verdict],
  whyLeftOut(verdict, language),
];
