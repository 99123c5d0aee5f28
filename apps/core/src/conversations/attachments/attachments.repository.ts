import { Injectable } from '@nestjs/common';
import type { ClientId, ConversationId, InteractionId, Sha256 } from '#libs/contracts';
import { isDue, type Tx } from '#libs/database';
import type { Direction } from '../interaction-facts.js';
import type { InspectedPart, WantedPart } from './inspection.js';

/** An attachment that waits, with the original in which it is. */
export interface WaitingPart extends WantedPart {
  readonly interactionId: InteractionId;
  readonly sha256: Sha256;
  readonly is: 'letter' | 'file';
  /** Of its row: another one means that the letter was read anew meanwhile. */
  readonly since: string;
  readonly attempts: number;
  readonly clientId: ClientId | null;
  readonly conversationId: ConversationId | null;
  readonly direction: Direction;
}

/** So many parts of one letter are looked at in one pass over it. */
const partsAtOnce = 5;

@Injectable()
export class AttachmentsRepository {
  /**
   * What waits of the newest interaction that has something to wait for. Nothing is locked: there is one inspector.
   * @param scanning the scanner can be asked
   */
  next(tx: Tx, scanning: boolean): Promise<WaitingPart[]> {
    return tx.query<WaitingPart>(
      `with next as (
         select w.interaction_id from (
           (select interaction_id from attachment where text_state = 'waiting' and ${isDue()} order by interaction_id desc, n limit 1)
           union all
           (select interaction_id from attachment where scan_state = 'waiting' and $1 and ${isDue()} order by interaction_id desc, n limit 1)
         ) w order by w.interaction_id desc limit 1)
       select a.interaction_id as "interactionId", a.n, a.attempts, a.waiting_since::text as since,
         a.text_state = 'waiting' as text, a.scan_state = 'waiting' and $1 as scan,
         case when i.kind = 'message' then 'file' else 'letter' end as "is",
         case when i.kind = 'message' then d.evidence_sha256 else i.evidence_sha256 end as sha256,
         coalesce(d.type, file.one ->> 'type', '') as type, coalesce(d.name, file.one ->> 'name', '') as name,
         i.client_id as "clientId", i.conversation_id as "conversationId", i.direction
       from next join attachment a on a.interaction_id = next.interaction_id join interaction i on i.id = a.interaction_id
       left join message_media d on d.interaction_id = i.id and d.state = 'kept' and i.kind = 'message'
       left join interaction_content t on t.interaction_id = i.id and i.kind <> 'message'
       left join lateral (select one from jsonb_array_elements(t.attachments) one where (one ->> 'n')::int = a.n limit 1) file on true
       where (a.text_state = 'waiting' or (a.scan_state = 'waiting' and $1)) and ${isDue('a')}
       order by a.attempts desc, a.n limit ${partsAtOnce}`,
      [scanning],
    );
  }

  /** What was not asked, or could not be answered just now, stays as it is. */
  async settle(tx: Tx, waiting: readonly WaitingPart[], found: readonly InspectedPart[]): Promise<void> {
    const since = new Map(waiting.map((part) => [part.n, part.since]));
    await tx.query(
      `update attachment a set
         text_state = coalesce(g.text_state, a.text_state), text_code = case when g.text_state is null then a.text_code else g.text_code end,
         sealed_text = case when g.text_state is null then a.sealed_text else g.sealed_text end,
         lexemes = case when g.text_state is null then a.lexemes else g.lexemes end,
         scan_state = coalesce(g.scan_state, a.scan_state), threat = case when g.scan_state is null then a.threat else g.threat end,
         scanned_at = case when g.scan_state is null then a.scanned_at else now() end
       from unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::bytea[], $7::tsvector[], $8::text[], $9::text[])
         as g (n, since, text_state, text_code, sealed_text, lexemes, scan_state, threat)
       where a.interaction_id = $1 and a.n = g.n and a.waiting_since = g.since::timestamptz`,
      [
        ...[waiting[0]!.interactionId, found.map(({ n }) => n), found.map(({ n }) => since.get(n))],
        ...[found.map(({ text }) => text?.state), found.map(({ text }) => text?.code)],
        ...[found.map(({ text }) => bytes(text?.sealed ?? null)), found.map(({ text }) => text?.lexemes ?? '')],
        ...[found.map(({ scan }) => scan?.state), found.map(({ scan }) => scan?.threat)],
      ],
    );
  }

  /** Their words are known now: they are looked through for what leads clients away. What lies in history is history. */
  async queueForBypass(tx: Tx, { interactionId }: WaitingPart, found: readonly InspectedPart[]): Promise<void> {
    const read = found.filter(({ text }) => text?.state === 'done').map(({ n }) => n);
    if (read.length === 0) return;
    await tx.query(
      `insert into bypass_queue (interaction_id, file_n) select i.id, file.n from interaction i, unnest($2::int[]) as file (n)
       where i.id = $1 and i.occurred_at > now() - interval '30 days' on conflict do nothing`,
      [interactionId, read],
    );
  }

  /** It could not be had, or ended whoever looked at it: each time it waits twice as long, up to a quarter of an hour. */
  async postpone(tx: Tx, { interactionId }: WaitingPart, parts: readonly number[]): Promise<void> {
    await tx.query(
      `update attachment set attempts = attempts + 1, due_at = now() + least(interval '15 minutes', interval '1 second' * 2 ^ least(attempts, 12))
       where interaction_id = $1 and n = any ($2::int[])`,
      [interactionId, parts],
    );
  }

  /** Brings in what was captured before there was anybody to look at it. @returns false when nothing is left */
  async fillIn(tx: Tx, contents: number): Promise<boolean> {
    const [row] = await tx.query<{ more: boolean }>('select expect_old_attachments($1) as more', [contents]);
    return row!.more;
  }
}

/** A Buffer comes out of another thread as a plain array of bytes. */
const bytes = (given: Uint8Array | null): Buffer | null =>
  given && Buffer.from(given.buffer, given.byteOffset, given.byteLength);
