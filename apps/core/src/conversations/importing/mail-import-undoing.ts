import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { UnitOfWork, type Tx } from '#libs/database';
import { hasRight } from '../../access/rights.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { ImportLettersRepository, type UndoneLetter } from './import-letters.repository.js';
import type { MailUndoTally } from './mail-import.js';
import { MailImportNobodyMay } from './mail-importing.errors.js';
import { MailImportWork } from './mail-import-work.js';
import { MailImportsRepository } from './mail-imports.repository.js';

const batchLetters = 250;
const Place = z.object({ n: z.int() }).nullable();

/** Takes the letters of an import off their cards: originals and the journal stay, and so does what somebody has gone on with. */
@Injectable()
export class MailImportUndoing {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly imports: MailImportsRepository,
    private readonly letters: ImportLettersRepository,
    private readonly work: MailImportWork,
    private readonly audit: Audit,
  ) {}

  /** @param goesOn asked before each batch */
  async undo(id: string, goesOn: () => boolean): Promise<void> {
    for (let more = true; more;) {
      if (!goesOn()) return this.uow.run((tx) => this.imports.release(tx, id));
      const viewer = await this.uow.run((tx) => this.imports.actor(tx, id, 'undone_by'));
      if (!viewer || !hasRight(viewer, 'mail.import')) return this.stop(id);
      more = await this.uow.as(scopeOf(viewer), (tx) => this.batch(tx, viewer, id));
    }
  }

  private stop(id: string): Promise<void> {
    return this.uow.run(async (tx) => {
      await this.imports.end(tx, id, 'done', new MailImportNobodyMay());
      this.work.tell(tx, id);
    });
  }

  /** @returns whether there is more */
  private async batch(tx: Tx, viewer: Viewer, id: string): Promise<boolean> {
    const row = await this.imports.lock(tx, id);
    if (row?.state !== 'undoing') return false;
    const next = await this.letters.broughtIn(tx, id, Place.parse(row.place)?.n ?? -1, batchLetters);
    const handled = next.length === 0 ? [] : await this.letters.withdraw(tx, id, next);
    const undid = tallied(row.undid ?? { withdrawn: 0, left: {} }, handled);
    const last = next.at(-1);
    await this.imports.progress(tx, id, {
      doneLetters: row.doneLetters + next.length,
      undid,
      ...(last === undefined ? {} : { place: { n: last } }),
    });
    const more = next.length === batchLetters;
    if (!more) {
      await this.imports.end(tx, id, 'undone');
      const left = Object.values(undid.left).reduce((sum, n) => sum + n, 0);
      this.audit.record(tx, viewer, 'mail-import.undone', {
        subjectId: id,
        body: { withdrawn: undid.withdrawn, left },
      });
    }
    this.work.tell(tx, id);
    return more;
  }
}

function tallied(before: MailUndoTally, handled: readonly UndoneLetter[]): MailUndoTally {
  const left = { ...before.left };
  let { withdrawn } = before;
  for (const { leftCode } of handled) {
    if (leftCode === null) withdrawn++;
    else left[leftCode] = (left[leftCode] ?? 0) + 1;
  }
  return { withdrawn, left };
}
