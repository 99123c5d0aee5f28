import { Injectable } from '@nestjs/common';
import type { ClientId, Medium } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { callFactsOf, type CallFactsRow } from '../conversations/call-facts.js';
import type { Direction, InteractionKind } from '../conversations/interaction-facts.js';
import { microsecondsOf, momentOf, type MomentCursor } from '../conversations/keyset.js';

export interface FoundRow {
  id: string;
  client: { id: ClientId; name: string };
  medium: Medium | null;
  kind: InteractionKind;
  direction: Direction;
  call: CallFactsRow | null;
  subject: string;
  snippet: Buffer | null;
  occurredAt: Date;
  /** Microseconds, for the cursor. */
  key: string;
}

@Injectable()
export class SearchRepository {
  /**
   * The newest first: what was written, and of calls what was said, for whoever may hear them. The functions look past row-level security
   * and ask for the scope themselves; what they found is read under it again.
   * @param query as PostgreSQL reads a tsquery
   */
  find(tx: Tx, query: string, before: MomentCursor | null, limit: number): Promise<FoundRow[]> {
    const at = before ? momentOf('$3') : '$3::timestamptz';
    return tx.query<FoundRow>(
      `select i.id, json_build_object('id', c.id, 'name', c.name) as client, i.medium, i.kind, i.direction, i.subject, t.snippet,
         i.occurred_at as "occurredAt", ${microsecondsOf('i.occurred_at')} as key,
         case when i.kind in ('call', 'voicemail') then ${callFactsOf('i.id')} end as call
       from (
         select * from search_interactions($1::tsquery, ${at}, $4::uuid, $2)
         union select * from search_transcripts($1::tsquery, ${at}, $4::uuid, $2)
         order by occurred_at desc, interaction_id desc limit $2
       ) as found
       join interaction i on i.id = found.interaction_id join client c on c.id = i.client_id
       left join interaction_content t on t.interaction_id = i.id
       order by i.occurred_at desc, i.id desc`,
      [query, limit, before?.microseconds ?? null, before?.id ?? null],
    );
  }
}
