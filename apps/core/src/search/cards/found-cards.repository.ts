import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import type { KnownContact } from '../../access/masking.js';

export type FoundIn = 'name' | 'contact' | 'field' | 'tag' | 'alike';

export interface CardHit {
  id: string;
  foundIn: FoundIn;
}

/** What a card says beside its name. */
export interface CardWordsRow {
  id: string;
  kind: 'person' | 'company';
  fields: Record<string, string>;
  contacts: KnownContact[];
}

@Injectable()
export class FoundCardsRepository {
  /**
   * Cards of the viewer's scope beyond those that are named so.
   * @param by each null where it is not to be looked at
   */
  hits(
    tx: Tx,
    by: { part: string | null; contact: string | null; sound: string | null },
    limit: number,
  ): Promise<CardHit[]> {
    return tx.query<CardHit>(`select client_id as id, found_in as "foundIn" from search_cards($1, $2, $3, $4)`, [
      ...[by.part, by.contact, by.sound, limit],
    ]);
  }

  words(tx: Tx, ids: readonly string[]): Promise<CardWordsRow[]> {
    return tx.query<CardWordsRow>(
      `select c.id, c.kind, c.fields, (select coalesce(json_agg(json_build_object('kind', p.kind, 'value', p.value)), '[]')
         from contact_point p where p.client_id = c.id) as contacts
       from client c where c.id = any ($1::uuid[])`,
      [ids],
    );
  }
}
