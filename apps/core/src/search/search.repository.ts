import { Injectable } from '@nestjs/common';
import type { Medium } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { microsecondsOf, momentOf, type MomentCursor } from '../conversations/keyset.js';

export interface FoundRow {
  id: string;
  client: { id: string; name: string };
  medium: Medium | null;
  subject: string;
  snippet: Buffer | null;
  occurredAt: Date;
  /** Microseconds, for the cursor. */
  key: string;
}

@Injectable()
export class SearchRepository {
  /**
   * The newest first. The function looks past row-level security and asks for the scope itself; what it found is read under it again.
   * @param query as PostgreSQL reads a tsquery
   */
  find(tx: Tx, query: string, before: MomentCursor | null, limit: number): Promise<FoundRow[]> {
    return tx.query<FoundRow>(
      `select i.id, json_build_object('id', c.id, 'name', c.name) as client, i.medium, i.subject, t.snippet, i.occurred_at as "occurredAt",
         ${microsecondsOf('i.occurred_at')} as key
       from search_interactions($1::tsquery, ${before ? momentOf('$3') : '$3::timestamptz'}, $4::uuid, $2) as found
       join interaction i on i.id = found.interaction_id join client c on c.id = i.client_id
       left join interaction_content t on t.interaction_id = i.id
       order by i.occurred_at desc, i.id desc`,
      [query, limit, before?.microseconds ?? null, before?.id ?? null],
    );
  }
}
