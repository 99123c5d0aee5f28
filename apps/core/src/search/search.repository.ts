import { Injectable } from '@nestjs/common';
import type { ClientId, Medium } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { Conditions } from '../access/conditions.js';
import type { KnownContact } from '../access/masking.js';
import { callFactsOf, type CallFactsRow } from '../conversations/call-facts.js';
import type { Direction, InteractionKind } from '../conversations/interaction-facts.js';
import { microsecondsOf, momentOf, type MomentCursor } from '../conversations/keyset.js';
import type { SearchFilter } from './search.controller.js';

export interface FoundRow {
  id: string;
  client: { id: ClientId; name: string };
  medium: Medium | null;
  kind: InteractionKind;
  direction: Direction;
  call: CallFactsRow | null;
  subject: string;
  /** Sealed. Of a very long letter only its beginning. */
  text: Buffer | null;
  files: string[] | null;
  /** Files in which one of the words stands, with their texts, sealed, base64. */
  inFiles: { n: number; name: string; text: string }[] | null;
  /** Names of whoever wrote and was written to; only where they are asked for. */
  people: string[] | null;
  /** Of the card; only where they are asked for. */
  contacts: KnownContact[] | null;
  occurredAt: Date;
  /** Microseconds, for the cursor. */
  key: string;
}

/** What is asked of the index. */
export interface Asked extends SearchFilter {
  /** As PostgreSQL reads a tsquery, with what narrows it. */
  readonly words: string;
  /** Any of the words, as they are looked for in files. */
  readonly inFiles: string;
  /** The same words where calls are asked for, of what was said in them; null: they are not. */
  readonly said: string | null;
}

interface Beside {
  /** To mask what is shown. */
  readonly contacts: boolean;
  /** To know whether the viewer sees the words that were looked for: they may stand in a name. */
  readonly people?: boolean;
}
export const toJudge: Beside = { contacts: true, people: true };

/** So many files of one letter are shown as those in which something was found. */
const mostFiles = 3;

/** Above this a text is looked at by its beginning. */
const longText = 400_000;

/** The first of all ids: what happened at a moment itself is behind it. */
const firstId = '00000000-0000-0000-0000-000000000000';

function newestOf(asked: Asked, before: MomentCursor | null, limit: number): { sql: string; parameters: unknown[] } {
  const values = new Conditions();
  const value = (given: unknown) => values.value(given ?? null);
  const cards = `cards_searched(${[asked.clientId, asked.responsibleId, asked.teamId, asked.tagId].map(value).join(', ')})`;
  const since = `${value(asked.from)}::timestamptz`;
  const at = before ? momentOf(value(before.microseconds)) : `${value(asked.to)}::timestamptz`;
  const end = `${at}, ${value(before?.id ?? (asked.to === undefined ? null : firstId))}::uuid, ${value(limit)}::int`;
  const written = `select found.* from among, search_entries(${value(asked.words)}::tsquery, cards, ${since}, ${end}) as found`;
  const said =
    asked.said === null
      ? ''
      : `union select said.* from among, search_transcripts(${value(asked.said)}::tsquery, cards, ${value(asked.direction)}::text, ${since}, ${end}) as said
         order by occurred_at desc, interaction_id desc limit ${value(limit)}`;
  return {
    sql: `with among as materialized (select ${cards} as cards) ${written} ${said}`,
    parameters: values.parameters,
  };
}

@Injectable()
export class SearchRepository {
  /**
   * The newest first: what was written, and of calls what was said, for whoever may hear them. The functions look past row-level security
   * and ask for the scope themselves; what they found is read under it again.
   * @param beside what else of each is wanted
   */
  find(tx: Tx, asked: Asked, before: MomentCursor | null, limit: number, beside: Beside): Promise<FoundRow[]> {
    const { sql, parameters } = newestOf(asked, before, limit);
    const inFiles = `(select json_agg(json_build_object('n', a.n, 'text', encode(a.sealed_text, 'base64'),
        'name', coalesce(one.name, (select m.name from message_media m where m.interaction_id = i.id), '')) order by a.n)
      from (select * from attachment where interaction_id = i.id and text_state = 'done' and lexemes @@ $${parameters.length + 1}::tsquery
        order by n limit ${mostFiles}) a
      left join lateral (select f ->> 'name' as name from jsonb_array_elements(t.attachments) f where (f ->> 'n')::int = a.n limit 1) one on true)`;
    const people = `(select array_agg(p ->> 'name') from jsonb_path_query(i.header, '$.*[*]') p where jsonb_typeof(p) = 'object' and p ->> 'name' is not null)`;
    const contacts = `(select json_agg(json_build_object('kind', p.kind, 'value', p.value)) from contact_point p where p.client_id = c.id)`;
    return tx.query<FoundRow>(
      `select i.id, json_build_object('id', c.id, 'name', c.name) as client, i.medium, i.kind, i.direction, i.subject,
         case when octet_length(t.sealed_text) > ${longText} and t.sealed_start is not null then t.sealed_start else t.sealed_text end as text,
         array(select f ->> 'name' from jsonb_array_elements(t.attachments) f
           union all select m.name from message_media m where m.interaction_id = i.id and i.kind = 'message' and m.name is not null) as files,
         ${inFiles} as "inFiles", ${beside.people ? people : 'null'} as people, ${beside.contacts ? contacts : 'null'} as contacts,
         i.occurred_at as "occurredAt", ${microsecondsOf('i.occurred_at')} as key,
         case when i.kind in ('call', 'voicemail') then ${callFactsOf('i.id')} end as call
       from (${sql}) as found
       join interaction i on i.id = found.interaction_id join client c on c.id = i.client_id
       left join interaction_content t on t.interaction_id = i.id
       order by i.occurred_at desc, i.id desc`,
      [...parameters, asked.inFiles],
    );
  }

  async count(tx: Tx, asked: Asked, upTo: number): Promise<number> {
    const { sql, parameters } = newestOf(asked, null, upTo);
    const [row] = await tx.query<{ n: number }>(`select count(*)::int as n from (${sql}) as found`, parameters);
    return row!.n;
  }

  /** Each with its trigrams. */
  commonWords(tx: Tx): Promise<{ word: string; sounds: string[] }[]> {
    return tx.query(`select word, sounds from common_words()`);
  }

  /** @returns the trigrams of each word; and when the common ones were counted, null: never */
  async soundsOf(tx: Tx, words: readonly string[]): Promise<{ countedAt: Date | null; sounds: string[][] }> {
    const [rows, [counted]] = await Promise.all([
      tx.query<{ sounds: string[] }>(
        `select sounds_of(word) as sounds from unnest($1::text[]) with ordinality as given (word, n) order by n`,
        [words],
      ),
      tx.query<{ at: Date | null }>(`select words_counted_at() as at`),
    ]);
    return { countedAt: counted!.at, sounds: rows.map(({ sounds }) => sounds) };
  }

  /** @returns null when everything is in the index */
  async indexing(tx: Tx): Promise<{ done: number; total: number } | null> {
    const [row] = await tx.query<{ done: number; total: number }>(
      `select done::int, greatest(done, total)::int as total from search_indexing where finished_at is null and total > 0`,
    );
    return row ?? null;
  }
}
