import { Injectable } from '@nestjs/common';
import type { ClientId, EmployeeId } from '#libs/contracts';
import { sqlStateOf, type Tx } from '#libs/database';
import type { TagView } from './tag.view.js';
import { TagNameTaken } from './tags.errors.js';

const columns = `id, name, colour, archived_at is not null as archived`;
const uniqueViolation = '23505';

/** SQL: the tags of a card, as JSON. @param card alias of the table `client` in the statement */
export const tagsOf = (card: string): string =>
  `(select coalesce(json_agg(json_build_object('id', g.id, 'name', g.name, 'colour', g.colour) order by lower(g.name), g.id), '[]')
    from client_tag x join card_tag g on g.id = x.tag_id and g.archived_at is null where x.client_id = ${card}.id)`;

/** Tags of the company, and which cards have them. */
@Injectable()
export class TagsRepository {
  /** At most as many as a company may have; archived ones at the end. */
  all(tx: Tx): Promise<TagView[]> {
    return tx.query<TagView>(`select ${columns} from card_tag order by archived_at is not null, lower(name), id`);
  }

  async find(tx: Tx, id: string): Promise<TagView | null> {
    return (await tx.query<TagView>(`select ${columns} from card_tag where id = $1`, [id]))[0] ?? null;
  }

  /** @throws TagNameTaken */
  async save(tx: Tx, tag: TagView, by: EmployeeId): Promise<void> {
    try {
      await tx.query(
        `insert into card_tag (id, name, colour, created_by) values ($1, $2, $3, $5)
         on conflict (id) do update set name = excluded.name, colour = excluded.colour,
           archived_at = case when $4 then coalesce(card_tag.archived_at, now()) end`,
        [tag.id, tag.name, tag.colour, tag.archived, by],
      );
    } catch (error) {
      if (sqlStateOf(error) === uniqueViolation) throw new TagNameTaken();
      throw error;
    }
  }

  /** @returns false when the card has it already */
  async put(tx: Tx, clientId: ClientId, tagId: string, by: EmployeeId): Promise<boolean> {
    const rows = await tx.query(
      `insert into client_tag (client_id, tag_id, tagged_by) values ($1, $2, $3) on conflict do nothing returning tag_id`,
      [clientId, tagId, by],
    );
    return rows.length > 0;
  }

  /** @returns false when the card does not have it */
  async take(tx: Tx, clientId: ClientId, tagId: string): Promise<boolean> {
    const rows = await tx.query(`delete from client_tag where client_id = $1 and tag_id = $2 returning tag_id`, [
      clientId,
      tagId,
    ]);
    return rows.length > 0;
  }
}
