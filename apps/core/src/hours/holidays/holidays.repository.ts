import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ChannelId, EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { HolidayChange, HolidayFacts, HolidayView } from './holiday.view.js';

const view = `select h.id, h.name, h.first_day::text as "firstDay", h.last_day::text as "lastDay", h.yearly,
    case when h.channel_ids is not null then coalesce((select json_agg(json_build_object('id', c.id, 'name', c.name) order by lower(c.name), c.id)
      from channel c where c.id = any (h.channel_ids)), '[]') end as channels, next.day::text as next
  from holiday h left join lateral (
    select min(once.begins) as day from holiday_begins(h, company_today() - 366, company_today() + 731) once(begins)
    where once.begins + (h.last_day - h.first_day) >= company_today()
  ) next on true`;

/** The days on which the company, or some of its channels, are closed. When a channel is open is asked with them by `with_holidays`. */
@Injectable()
export class HolidaysRepository {
  /** What comes next first, what is over last. */
  list(tx: Tx): Promise<HolidayView[]> {
    return tx.query<HolidayView>(`${view} order by next.day nulls last, h.first_day desc, lower(h.name), h.id`);
  }

  async find(tx: Tx, id: string): Promise<HolidayView | null> {
    const [row] = await tx.query<HolidayView>(`${view} where h.id = $1`, [id]);
    return row ?? null;
  }

  async count(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ n: number }>(`select count(*)::int as n from holiday`);
    return row!.n;
  }

  async areChannels(tx: Tx, ids: readonly ChannelId[]): Promise<boolean> {
    const [row] = await tx.query<{ all: boolean }>(
      `select not exists (select from unnest($1::uuid[]) one where one not in (select id from channel)) as all`,
      [ids],
    );
    return row!.all;
  }

  /** @returns how many there were not yet */
  async insert(
    tx: Tx,
    items: readonly HolidayFacts[],
    channelIds: readonly ChannelId[] | null,
    by: EmployeeId,
  ): Promise<number> {
    const rows = await tx.query(
      `insert into holiday (id, name, first_day, last_day, yearly, channel_ids, changed_by)
       select one.id, one.name, one."firstDay", one."lastDay", one.yearly, $2::uuid[], $3
       from json_to_recordset($1) one (id uuid, name text, "firstDay" date, "lastDay" date, yearly boolean)
       on conflict do nothing returning id`,
      [JSON.stringify(items.map((item) => ({ ...item, id: uuidv7() }))), inOrder(channelIds), by],
    );
    return rows.length;
  }

  /** Whether another one says the same. */
  async isThere(tx: Tx, id: string, { name, firstDay, lastDay, yearly, channelIds }: HolidayChange): Promise<boolean> {
    const rows = await tx.query(
      `select from holiday where id <> $1 and lower(name) = lower($2) and first_day = $3 and last_day = $4 and yearly = $5
         and channel_ids is not distinct from $6::uuid[]`,
      [id, name, firstDay, lastDay, yearly, inOrder(channelIds)],
    );
    return rows.length > 0;
  }

  /** @returns of which channels it was; undefined: there is none */
  async change(
    tx: Tx,
    id: string,
    { name, firstDay, lastDay, yearly, channelIds }: HolidayChange,
    by: EmployeeId,
  ): Promise<ChannelId[] | null | undefined> {
    const [row] = await tx.query<{ before: ChannelId[] | null }>(
      `update holiday h set name = $2, first_day = $3, last_day = $4, yearly = $5, channel_ids = $6, changed_by = $7, changed_at = now()
       from (select id, channel_ids from holiday where id = $1 for update) was where h.id = was.id returning was.channel_ids as before`,
      [id, name, firstDay, lastDay, yearly, inOrder(channelIds), by],
    );
    return row?.before;
  }

  /** @returns of which channels it was; undefined: there is none */
  async remove(tx: Tx, id: string): Promise<ChannelId[] | null | undefined> {
    const [row] = await tx.query<{ before: ChannelId[] | null }>(
      `delete from holiday where id = $1 returning channel_ids as before`,
      [id],
    );
    return row?.before;
  }

  /** On which days a channel is closed besides its own, a month back and three ahead. */
  async daysOf(tx: Tx, channelId: ChannelId | null): Promise<string[]> {
    const [row] = await tx.query<{ days: string[] }>(`select holidays_of($1) as days`, [channelId]);
    return row!.days;
  }

  /** Targets that were counted by other days are counted anew. @param channelIds null: of every channel */
  async countAnew(tx: Tx, channelIds: readonly ChannelId[] | null): Promise<void> {
    await tx.query(
      `update waiting set due_at = now(), answer_by = null, warn_at = null where conversation_id in (
         select w.conversation_id from waiting w join conversation v on v.id = w.conversation_id
         where ($1::uuid[] is null or v.channel_id = any ($1)) and w.breached_at is null for update of w skip locked)`,
      [channelIds],
    );
  }
}

/** The same channels are the same whatever their order. */
const inOrder = (ids: readonly ChannelId[] | null): ChannelId[] | null =>
  ids === null ? null : [...new Set(ids)].sort();
