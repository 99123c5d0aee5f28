import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { addressOf } from '../timeline.repository.js';

/** So many entries of a card are alike in all of these. */
export interface EntryCount {
  /** `2026-11`. */
  month: string;
  what: 'email' | 'whatsapp' | 'phone' | 'note';
  employee: { id: string; name: string } | null;
  /** Contact points of the card with whose address they were; two may be one person's number. */
  pointIds: string[];
  entries: number;
}

/** How the entries of a card are spread: read from its index alone, below the scope. */
@Injectable()
export class OverviewRepository {
  /** @returns nothing where the scope does not show the card; the oldest month first */
  counts(tx: Tx, clientId: ClientId): Promise<EntryCount[]> {
    return tx.query<EntryCount>(
      `select to_char(n.month, 'YYYY-MM') as month, n.what, n.entries,
         case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end as employee,
         array(select p.id from contact_point p where p.client_id = $1 and ${addressOf('p')} = n.counterpart) as "pointIds"
       from core.timeline_counts($1) n left join employee e on e.id = n.employee_id order by n.month`,
      [clientId],
    );
  }
}
