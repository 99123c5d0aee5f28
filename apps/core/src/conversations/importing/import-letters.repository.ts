import { Injectable } from '@nestjs/common';
import type { ClientId, InteractionId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { LeftOutVerdict, LetterVerdict } from './mail-import.js';

/** A letter of a source, and what becomes of it. */
export interface ImportLetter {
  readonly n: number;
  readonly verdict: LetterVerdict;
  readonly place: string;
  readonly at: Date | null;
  readonly outbound: boolean;
  readonly automatic: boolean;
  readonly counterpart: string | null;
  readonly subject: string;
  readonly mark: string | null;
  readonly cardId: ClientId | null;
  readonly interactionId: InteractionId | null;
}

export interface LeftOutRow {
  readonly n: number;
  readonly verdict: LeftOutVerdict;
  readonly place: string;
  readonly at: Date | null;
  readonly counterpart: string | null;
  readonly subject: string;
}

export interface UndoneLetter {
  readonly n: number;
  readonly leftCode: string | null;
}

@Injectable()
export class ImportLettersRepository {
  /** What was found when it was looked over makes way for what was done. */
  async write(tx: Tx, importId: string, letters: readonly ImportLetter[]): Promise<void> {
    await tx.query(
      `insert into mail_import_letter (import_id, n, verdict, place, at, outbound, automatic, counterpart, subject, mark, card_id, interaction_id)
       select $1, * from unnest($2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::boolean[], $7::boolean[], $8::text[], $9::text[],
         $10::text[], $11::uuid[], $12::uuid[])
       on conflict (import_id, n) do update set verdict = excluded.verdict, place = excluded.place, at = excluded.at, outbound = excluded.outbound,
         automatic = excluded.automatic, counterpart = excluded.counterpart, subject = excluded.subject, mark = excluded.mark,
         card_id = excluded.card_id, interaction_id = excluded.interaction_id`,
      [
        importId,
        letters.map((one) => one.n),
        letters.map((one) => one.verdict),
        letters.map((one) => one.place),
        letters.map((one) => one.at),
        letters.map((one) => one.outbound),
        letters.map((one) => one.automatic),
        letters.map((one) => one.counterpart),
        letters.map((one) => one.subject),
        letters.map((one) => one.mark),
        letters.map((one) => one.cardId),
        letters.map((one) => one.interactionId),
      ],
    );
  }

  /** A mailbox may have lost letters since it was looked over. */
  async forgetBehind(tx: Tx, importId: string, letters: number): Promise<void> {
    await tx.query(`delete from mail_import_letter where import_id = $1 and n >= $2`, [importId, letters]);
  }

  /** Which of these stand further up in the same source. @param before letters with a lower number */
  async marksBefore(tx: Tx, importId: string, marks: readonly string[], before: number): Promise<Set<string>> {
    const rows = await tx.query<{ mark: string }>(
      `select distinct mark from mail_import_letter where import_id = $1 and mark = any ($2::text[]) and n < $3`,
      [importId, marks, before],
    );
    return new Set(rows.map(({ mark }) => mark));
  }

  /** Those that are here, by natural key; what an undone import withdrew is not. */
  async knownKeys(tx: Tx, keys: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ key: string }>(
      `select natural_key as key from interaction where natural_key = any ($1::text[]) and not flags @> '{withdrawn}'`,
      [keys],
    );
    return new Set(rows.map(({ key }) => key));
  }

  /** The same by Message-ID alone, which is all that a look at headers knows. */
  async knownIds(tx: Tx, messageIds: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }>(
      `select distinct message_id as id from interaction where message_id = any ($1::text[]) and not flags @> '{withdrawn}'`,
      [messageIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Whose letters they are, most letters first. */
  clients(
    tx: Tx,
    importId: string,
    limit: number,
  ): Promise<{ client: { id: string; name: string }; letters: number }[]> {
    return tx.query(
      `select json_build_object('id', c.id, 'name', c.name) as client, sum(of_card.letters)::int as letters
       from (select card_id, count(*) as letters from mail_import_letter where import_id = $1 and card_id is not null
         and verdict in ('placed', 'unplaced') group by card_id) of_card
       join client c on c.id = card_goes_on_as(of_card.card_id) group by c.id, c.name order by letters desc, lower(c.name), c.id limit $2`,
      [importId, limit],
    );
  }

  /** With whom nobody here has a card, most letters first. */
  unknown(tx: Tx, importId: string, limit: number): Promise<{ address: string; letters: number; automatic: number }[]> {
    return tx.query(
      `select counterpart as address, count(*)::int as letters, (count(*) filter (where automatic))::int as automatic
       from mail_import_letter where import_id = $1 and verdict in ('unknown', 'unplaced') and counterpart is not null
       group by counterpart order by letters desc, counterpart limit $2`,
      [importId, limit],
    );
  }

  /** In the order of the source. @param which these verdicts only */
  leftOut(
    tx: Tx,
    importId: string,
    which: readonly LeftOutVerdict[],
    after: number,
    limit: number,
  ): Promise<LeftOutRow[]> {
    return tx.query<LeftOutRow>(
      `select n, verdict, place, at, counterpart, subject from mail_import_letter
       where import_id = $1 and n > $3 and verdict = any ($2::text[]) order by n limit $4`,
      [importId, which, after, limit],
    );
  }

  /** Letters that it brought in. @param after the last that an undoing was at */
  async broughtIn(tx: Tx, importId: string, after: number, limit: number): Promise<number[]> {
    const rows = await tx.query<{ n: number }>(
      `select n from mail_import_letter where import_id = $1 and n > $2 and verdict in ('placed', 'unplaced') order by n limit $3`,
      [importId, after, limit],
    );
    return rows.map(({ n }) => n);
  }

  /** Takes them off their cards, as far as nobody has done anything with them since. */
  async withdraw(tx: Tx, importId: string, numbers: readonly number[]): Promise<UndoneLetter[]> {
    const rows = await tx.query<UndoneLetter>(
      `select n, left_code as "leftCode" from withdraw_imported($1, $2::int[])`,
      [importId, numbers],
    );
    await tx.query(
      `update mail_import_letter l set undone = true, left_code = given.code
       from unnest($2::int[]) as done (n) left join unnest($3::int[], $4::text[]) as given (n, code) using (n)
       where l.import_id = $1 and l.n = done.n`,
      [importId, numbers, rows.map(({ n }) => n), rows.map(({ leftCode }) => leftCode)],
    );
    return rows;
  }
}
