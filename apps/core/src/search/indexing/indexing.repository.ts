import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';

/** Something that was captured before, with what its words are made of. */
export interface OldContent {
  id: string;
  /** Of the content's row: another one means that it was written anew meanwhile. */
  version: string;
  subject: string;
  text: Buffer | null;
  /** Names of whoever wrote and was written to. */
  people: string[];
  files: string[];
  /** As it was found until now. */
  lexemes: string[];
}

export interface IndexingState {
  version: number;
  reached: string | null;
  finished: boolean;
}

/** Behind every id. */
const end = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** How what was captured before gets into the index of words; under the system's scope. */
@Injectable()
export class IndexingRepository {
  async state(tx: Tx): Promise<IndexingState> {
    const [row] = await tx.query<IndexingState>(
      `select version, reached, finished_at is not null as finished from search_indexing`,
    );
    return row!;
  }

  async begin(tx: Tx, version: number): Promise<void> {
    await tx.query(
      `update search_indexing set version = $1, reached = null, done = 0, finished_at = null, total = (select count(*) from interaction_content)`,
      [version],
    );
  }

  /** From the newest to the oldest: ids grow with time. */
  before(tx: Tx, reached: string | null, limit: number): Promise<OldContent[]> {
    return tx.query<OldContent>(
      `select i.id, t.xmin::text as version, i.subject, t.sealed_text as text, tsvector_to_array(t.lexemes) as lexemes,
         array(select p ->> 'name' from jsonb_path_query(i.header, '$.*[*]') p where jsonb_typeof(p) = 'object' and p ? 'name') as people,
         array(select f ->> 'name' from jsonb_array_elements(t.attachments) f
           union all select m.name from message_media m where m.interaction_id = i.id and i.kind = 'message' and m.name is not null) as files
       from (select *, xmin from interaction_content where interaction_id < $1 order by interaction_id desc limit $2) t
       join interaction i on i.id = t.interaction_id order by i.id desc`,
      [reached ?? end, limit],
    );
  }

  async store(tx: Tx, done: readonly { id: string; version: string; words: string }[]): Promise<void> {
    await tx.query(`select index_old_contents($1::uuid[], $2::text[], $3::tsvector[])`, [
      ...[done.map(({ id }) => id), done.map(({ version }) => version), done.map(({ words }) => words)],
    ]);
    await tx.query(`update search_indexing set reached = $1, done = done + $2`, [done.at(-1)!.id, done.length]);
  }

  async finish(tx: Tx): Promise<void> {
    await tx.query(`update search_indexing set finished_at = now(), done = total`);
  }
}
