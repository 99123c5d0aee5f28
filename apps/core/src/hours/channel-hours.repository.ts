import { Injectable } from '@nestjs/common';
import type { ChannelId, EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { AfterHours, ChannelHours } from './channel-hours.view.js';
import type { Opening } from './opening.js';

export interface ChannelHoursRow {
  readonly id: ChannelId;
  readonly name: string;
  readonly medium: 'email' | 'whatsapp' | 'phone';
  readonly team: { id: string; name: string } | null;
  /** Of a telephone number out of its settings, with more in it; null: nobody has decided. */
  readonly opening: Opening | null;
  /** The company's. */
  readonly timeZone: string;
  /** On which days it is closed with the company, or with others. */
  readonly calendar: string[];
  readonly afterHours: AfterHours | null;
}

const channels = `
  select c.id, c.name, c.medium, case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as team,
    case c.medium when 'phone' then c.settings else h.opening end as opening, h.after_hours as "afterHours",
    holidays_of(c.id) as calendar, coalesce((select time_zone from company), 'UTC') as "timeZone"
  from channel c left join channel_hours h on h.channel_id = c.id left join team t on t.id = c.team_id where not c.unsaved`;

@Injectable()
export class ChannelHoursRepository {
  list(tx: Tx): Promise<ChannelHoursRow[]> {
    return tx.query<ChannelHoursRow>(`${channels} order by c.medium, lower(c.name), c.id`);
  }

  async find(tx: Tx, id: ChannelId): Promise<ChannelHoursRow | null> {
    const [row] = await tx.query<ChannelHoursRow>(`${channels} and c.id = $1`, [id]);
    return row ?? null;
  }

  async put(tx: Tx, id: ChannelId, { opening, afterHours }: ChannelHours, by: EmployeeId): Promise<void> {
    await tx.query(
      `insert into channel_hours (channel_id, opening, after_hours, changed_by) values ($1, $2, $3, $4)
       on conflict (channel_id) do update set opening = excluded.opening, after_hours = excluded.after_hours,
         changed_by = excluded.changed_by, changed_at = now()`,
      [id, JSON.stringify(opening), JSON.stringify(afterHours), by],
    );
  }

  /** Targets that were counted by other hours are counted anew. What somebody holds just now is looked at anyway. */
  async countAnew(tx: Tx, id: ChannelId): Promise<void> {
    await tx.query(
      `update waiting set due_at = now(), answer_by = null, warn_at = null where conversation_id in (
         select w.conversation_id from waiting w join conversation v on v.id = w.conversation_id
         where v.channel_id = $1 and w.breached_at is null for update of w skip locked)`,
      [id],
    );
  }
}
