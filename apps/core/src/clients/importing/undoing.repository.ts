import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { FieldChange } from '../history/card-changes.repository.js';
import type { Point } from './import.js';

export interface CardToUndo {
  readonly n: string;
  readonly cardId: ClientId;
  readonly made: boolean;
  readonly changes: readonly FieldChange[] | null;
  readonly was: readonly (string | null)[] | null;
  readonly became: readonly (string | null)[] | null;
}

/** What an import did is taken back. */
@Injectable()
export class ImportUndoingRepository {
  /** The last first: people before the company that was made for them. */
  next(tx: Tx, importId: string, limit: number): Promise<CardToUndo[]> {
    return tx.query<CardToUndo>(
      `select k.n::text, k.card_id as "cardId", k.made, h.changes, k.was, k.became
       from client_import_card k left join card_change h on h.id = k.change_id
       where k.import_id = $1 and not k.undone order by k.n desc limit $2`,
      [importId, limit],
    );
  }

  /** Cards that the import made and nobody touched since are gone after this. @returns of those that stay the reason */
  async takeBack(tx: Tx, importId: string, cards: readonly ClientId[]): Promise<Map<ClientId, string>> {
    if (cards.length === 0) return new Map();
    const rows = await tx.query<{ id: ClientId; code: string | null }>(
      `select card_id as id, left_code as code from take_back_imported($1, $2)`,
      [importId, cards],
    );
    return new Map(rows.flatMap(({ id, code }) => (code === null ? [] : [[id, code] as const])));
  }

  async removePoints(tx: Tx, points: readonly (Point & { clientId: ClientId })[]): Promise<void> {
    if (points.length === 0) return;
    await tx.query(
      `delete from contact_point p using unnest($1::uuid[], $2::text[], $3::text[]) as w (id, kind, value)
       where p.client_id = w.id and p.kind = w.kind and p.value = w.value`,
      [points.map(({ clientId }) => clientId), points.map(({ kind }) => kind), points.map(({ value }) => value)],
    );
  }

  async removeTags(tx: Tx, tags: readonly { clientId: ClientId; name: string }[]): Promise<void> {
    if (tags.length === 0) return;
    await tx.query(
      `delete from client_tag t using card_tag g, unnest($1::uuid[], $2::text[]) as w (id, name)
       where t.client_id = w.id and g.id = t.tag_id and lower(g.name) = w.name`,
      [tags.map(({ clientId }) => clientId), tags.map(({ name }) => name.toLowerCase())],
    );
  }

  async handled(tx: Tx, importId: string, cards: readonly { n: string; left: string | null }[]): Promise<void> {
    await tx.query(
      `update client_import_card k set undone = true, left_code = w.code from unnest($2::bigint[], $3::text[]) as w (n, code)
       where k.import_id = $1 and k.n = w.n`,
      [importId, cards.map(({ n }) => n), cards.map(({ left }) => left)],
    );
  }
}
