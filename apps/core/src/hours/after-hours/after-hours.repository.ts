import { Injectable } from '@nestjs/common';
import type { ChannelId, ClientId, ConversationId, EmployeeId, TeamId } from '#libs/contracts';
import { isDue, type Tx } from '#libs/database';
import type { Role } from '../../access/viewer.js';
import type { AfterHours } from '../channel-hours.view.js';
import type { Opening } from '../opening.js';

interface Hours {
  readonly opening: Opening;
  readonly afterHours: AfterHours;
}

/** Somebody wrote a moment ago. */
export interface Arrival extends Hours {
  readonly channelId: ChannelId;
  /** null: on no card yet. */
  readonly clientId: ClientId | null;
  readonly conversationId: ConversationId | null;
  readonly medium: 'email' | 'whatsapp';
  /** Of a letter: as in From, and whether it is one of our own channels. */
  readonly sender: string;
  readonly ours: boolean;
  readonly group: boolean;
}

export interface DueAnswer extends Hours {
  readonly id: string;
  readonly clientId: ClientId;
  readonly channelId: ChannelId;
  readonly conversationId: ConversationId;
  readonly medium: 'email' | 'whatsapp';
  readonly attempts: number;
  /** In whose sight it is written; null: nobody's. */
  readonly writer: { id: EmployeeId; name: string; role: Role; teamIds: TeamId[]; seesContacts: boolean } | null;
}

@Injectable()
export class AfterHoursRepository {
  /** The oldest first; they are gone when the transaction is. */
  arrivals(tx: Tx, most: number): Promise<Arrival[]> {
    return tx.query<Arrival>(
      `with taken as (
         delete from arrival where interaction_id in (select interaction_id from arrival order by at limit $1 for update skip locked)
         returning interaction_id
       )
       select i.channel_id as "channelId", v.client_id as "clientId", v.id as "conversationId", i.medium, with_holidays(h.opening, h.channel_id) as opening, h.after_hours as "afterHours",
         coalesce(i.header #>> '{from,0,address}', '') as sender,
         exists (select from channel c, unnest(c.address || c.aliases) one where c.medium = 'email'
           and lower(one) = lower(i.header #>> '{from,0,address}')) as ours,
         coalesce(v.counterpart like '%@g.us', false) as "group"
       from taken join interaction i on i.id = taken.interaction_id
         join channel_hours h on h.channel_id = i.channel_id and h.answers
         left join conversation v on v.id = i.conversation_id`,
      [most],
    );
  }

  /** @param day of the channel's calendar @returns false: they were told on that day */
  async add(tx: Tx, { clientId, channelId, conversationId }: Arrival, day: string): Promise<boolean> {
    const rows = await tx.query(
      `insert into after_hours_answer (client_id, channel_id, day, conversation_id) values ($1, $2, $3, $4)
       on conflict (client_id, channel_id, day) do nothing returning id`,
      [clientId, channelId, day, conversationId],
    );
    return rows.length > 0;
  }

  /** Claims one for two minutes: whoever dies with it leaves it to the next. */
  async claim(tx: Tx): Promise<DueAnswer | null> {
    const [row] = await tx.query<DueAnswer>(
      `with due as (
         select id from after_hours_answer where sent_at is null and failed_code is null and ${isDue()}
         order by due_at limit 1 for update skip locked
       ), claimed as (
         update after_hours_answer a set due_at = now() + interval '2 minutes', attempts = attempts + 1 from due where a.id = due.id
         returning a.*
       )
       select a.id, a.client_id as "clientId", a.channel_id as "channelId", v.id as "conversationId", v.medium, a.attempts, with_holidays(h.opening, h.channel_id) as opening,
         h.after_hours as "afterHours",
         (select json_build_object('id', e.id, 'name', e.name, 'role', e.role, 'teamIds', teams_of(e.id), 'seesContacts', e.sees_contacts) from employee e
           where e.status = 'active' and (e.id = c.responsible_id or e.role = 'owner' or e.id in (select heads_of(c.team_id)))
           order by e.id = c.responsible_id desc nulls last, e.role = 'manager' desc, e.id limit 1) as writer
       from claimed a join client c on c.id = a.client_id join conversation v on v.id = core.goes_on_as(a.conversation_id)
         join channel_hours h on h.channel_id = a.channel_id`,
    );
    return row ?? null;
  }

  /** @param failedCode null: it is written */
  async settle(tx: Tx, id: string, interactionId: string | null, failedCode: string | null): Promise<void> {
    await tx.query(
      `update after_hours_answer set interaction_id = $2, failed_code = $3, sent_at = case when $3::text is null then now() end where id = $1`,
      [id, interactionId, failedCode],
    );
  }
}
