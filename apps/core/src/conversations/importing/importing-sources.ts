import { Injectable } from '@nestjs/common';
import { Bug } from '#libs/errors';
import { EvidenceStore } from '#libs/evidence';
import { Bus } from '#libs/messaging';
import type { MailImportRow } from './mail-imports.repository.js';
import { FileLetters } from './source/file-letters.js';
import type { LetterSource } from './source/found-letter.js';
import { MailboxLetters } from './source/mailbox-letters.js';
import { OldFile } from './source/old-file.js';

/** Where the letters of an import are. */
@Injectable()
export class ImportingSources {
  constructor(
    private readonly evidence: EvidenceStore,
    private readonly bus: Bus,
  ) {}

  of(row: MailImportRow): LetterSource {
    if (row.source === 'file') {
      if (row.kind === null) throw new Bug('mail-import.not-whole', { id: row.id });
      return new FileLetters(new OldFile(this.evidence, row.parts), row.kind, this.evidence);
    }
    if (row.server === null || row.sealedPassword === null) throw new Bug('mail-import.no-server', { id: row.id });
    const where = { importId: row.id, mailbox: row.server, password: row.sealedPassword };
    return new MailboxLetters(this.bus, where, row.folders);
  }
}
