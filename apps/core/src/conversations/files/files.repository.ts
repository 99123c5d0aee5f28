import { Injectable } from '@nestjs/common';
import type { ClientId, InteractionId, Medium } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../../access/conditions.js';
import { scansOf, type ScanRow } from '../attachments/quarantine.js';
import type { ReadAttachment } from '../interaction-content.js';
import type { Direction } from '../interaction-facts.js';
import { microsecondsOf, momentOf, type MomentCursor } from '../keyset.js';
import { mediaOf, type MessageRow } from '../message-views.js';

/** An entry that carries files, with what it carries. */
export interface FilesRow {
  id: InteractionId;
  /** Microseconds, for the cursor. */
  key: string;
  medium: Medium | null;
  direction: Direction;
  occurredAt: Date;
  employee: { id: string; name: string } | null;
  attachments: ReadAttachment[] | null;
  scans: ScanRow[] | null;
  message: Pick<MessageRow, 'kind' | 'media'> | null;
}

/** Entries of a card that carry files: the few of them have an index of their own. */
@Injectable()
export class FilesRepository {
  /** The card must be known to be visible. The newest first. */
  page(
    tx: Tx,
    clientId: ClientId,
    kind: string | undefined,
    before: MomentCursor | null,
    limit: number,
  ): Promise<FilesRow[]> {
    const where = new Conditions().add((id) => `client_id = ${id}`, clientId).add(() => `file_kinds <> '{}'`);
    if (kind) where.add((it) => `${it} = any (file_kinds)`, kind);
    if (before)
      where.add((at, id) => `(occurred_at, id) < (${momentOf(at)}, ${id}::uuid)`, before.microseconds, before.id);
    return tx.query<FilesRow>(
      `select i.id, ${microsecondsOf('i.occurred_at')} as key, i.medium, i.direction, i.occurred_at as "occurredAt", t.attachments, ${scansOf('i.id')} as scans,
         case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end as employee,
         case when i.kind = 'message' then (select json_build_object('kind', m.kind, 'media', ${mediaOf('m.interaction_id')})
           from message m where m.interaction_id = i.id) end as message
       from (select id, medium, direction, kind, occurred_at, employee_id from interaction where ${where.sql}
         order by occurred_at desc, id desc limit ${where.value(limit)}) i
       left join interaction_content t on t.interaction_id = i.id left join employee e on e.id = i.employee_id
       order by i.occurred_at desc, i.id desc`,
      where.parameters,
    );
  }
}
