import { Injectable } from '@nestjs/common';
import type { ChannelId, EngineChanged, Medium } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { PersonRef } from '../../access/sign-in/session.view.js';

export interface StandingRow {
  readonly id: ChannelId;
  readonly medium: Medium;
  readonly name: string;
  readonly address: string;
  readonly team: PersonRef | null;
  readonly enabled: boolean;
  readonly state: string;
  readonly code: string | null;
  readonly stateAt: Date;
  readonly lastInboundAt: Date | null;
  readonly lastOutboundAt: Date | null;
  readonly createdAt: Date;
  readonly waitingOut: number;
  readonly waitingClients: number;
  /** Moments as PostgreSQL writes them into JSON. */
  readonly outages: readonly { beganAt: string; endedAt: string | null; code: string }[];
}

export interface EngineStanding {
  readonly state: EngineChanged['state'] | null;
  readonly code: string | null;
  readonly at: Date | null;
  readonly trunks: number;
}

/** Nobody reads a larger number, and nobody waits for it to be counted. */
const countedUpTo = 1_000;

@Injectable()
export class ChannelsOverviewRepository {
  /** Every channel; a handful of rows, each with what waits there by an index of its own. */
  channels(tx: Tx): Promise<StandingRow[]> {
    return tx.query<StandingRow>(
      `with waits as (
         select v.channel_id, least(count(*), ${countedUpTo})::int as n
         from waiting w join conversation v on v.id = w.conversation_id group by v.channel_id)
       select c.id, c.medium, c.name, c.address, c.enabled, c.state, c.state_code as code, c.state_at as "stateAt",
         c.last_inbound_at as "lastInboundAt", c.last_outbound_at as "lastOutboundAt", c.created_at as "createdAt",
         case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as team,
         (select count(*)::int from (
            select from delivery d where d.channel_id = c.id and d.state in ('queued', 'sending') limit ${countedUpTo}) some_of) as "waitingOut",
         coalesce(waits.n, 0) as "waitingClients",
         (select coalesce(json_agg(json_build_object('beganAt', o.began_at, 'endedAt', o.ended_at, 'code', o.code) order by o.began_at), '[]')
          from channel_outage o where o.channel_id = c.id and (o.ended_at is null or o.ended_at > now() - interval '30 days')) as outages
       from channel c left join team t on t.id = c.team_id left join waits on waits.channel_id = c.id
       where not c.unsaved
       order by array_position('{email,whatsapp,phone}', c.medium), lower(c.name), c.id`,
    );
  }

  async engine(tx: Tx): Promise<EngineStanding> {
    const [row] = await tx.query<EngineStanding>(
      `select e.state, e.code, e.at, (select count(*)::int from trunk where not unsaved) as trunks
       from (select 1) as one left join telephony_engine e on true`,
    );
    return row!;
  }
}
