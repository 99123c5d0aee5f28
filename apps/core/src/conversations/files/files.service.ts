import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { maySeeContacts } from '../../access/masking.js';
import { Masking } from '../../access/masking.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { ClientNotFound } from '../../clients/clients.errors.js';
import { cursorOf, pageFrom, type Page } from '../../http/paging.js';
import { Quarantine } from '../attachments/quarantine.js';
import { isMadeOfAddresses } from '../address-files.js';
import { readMomentCursor } from '../keyset.js';
import { attachmentsOf } from '../message-views.js';
import { TimelineRepository } from '../timeline.repository.js';
import { FilesRepository, type FilesRow } from './files.repository.js';
import type { CardFileView, FilesQuery } from './files.view.js';

/** All files of a card, out of every medium. */
@Injectable()
export class FilesService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly timeline: TimelineRepository,
    private readonly repository: FilesRepository,
    private readonly masking: Masking,
    private readonly audit: Audit,
    private readonly quarantine: Quarantine,
  ) {}

  /** The newest first; a page has the files of `limit` entries. @throws ClientNotFound */
  page(viewer: Viewer, id: ClientId, { kind, cursor, limit }: FilesQuery): Promise<Page<CardFileView>> {
    const before = readMomentCursor(cursor);
    return this.uow.read(
      scopeOf(viewer),
      async (tx) => {
        const [contacts, sight, rows] = await Promise.all([
          this.timeline.findContacts(tx, viewer, id),
          this.masking.for(tx, viewer),
          this.repository.page(tx, id, kind, before, limit + 1),
        ]);
        if (!contacts) throw new ClientNotFound(id);
        const body = { shown: Math.min(rows.length, limit), ...(kind === undefined ? {} : { kind }) };
        this.audit.record(tx, viewer, 'card.files-read', { clientId: id, body });
        return { contacts, sight, rows };
      },
      ({ contacts, sight, rows }) => {
        const page = pageFrom(
          rows,
          limit,
          (row) => filesOf(row).map((file) => ({ row, file })),
          (row) => cursorOf(row.key, row.id),
        );
        const mayOpenAll = maySeeContacts(viewer);
        const items = page.items.flat().flatMap(({ row, file }): CardFileView[] => {
          if (kind !== undefined && file.kind !== kind) return [];
          const { medium, direction, employee } = row;
          const name = sight.text(file.name, contacts);
          return [
            {
              interactionId: row.id,
              ...{ n: file.n, kind: file.kind, name, type: file.type, size: file.size },
              ...{ medium, direction, employee, occurredAt: row.occurredAt.toISOString() },
              held: this.quarantine.of(row.scans, file.n).held,
              locked: !mayOpenAll && isMadeOfAddresses(file),
            },
          ];
        });
        return { items, nextCursor: page.nextCursor };
      },
    );
  }
}

/** What lies in the middle of a letter is part of its words, and a sticker is one: as `core.file_kinds_of` has it. */
function filesOf(row: FilesRow) {
  const isSticker = row.message?.kind === 'sticker';
  return attachmentsOf(row)
    .filter(({ n, inline }) => (row.message?.media?.state === 'kept' && n === 0 ? !isSticker : !inline))
    .map((file) => ({ ...file, kind: kindOf(file.type) }));
}

const kinds: Readonly<Record<string, CardFileView['kind']>> = { image: 'picture', video: 'video', audio: 'sound' };
const kindOf = (type: string): CardFileView['kind'] => kinds[type.toLowerCase().split('/')[0] ?? ''] ?? 'document';
