import { Injectable } from '@nestjs/common';
import type {
  CallId,
  ChannelId,
  ContactPointId,
  EvidenceRef,
  PhoneNumber,
  PromptName,
  RoutePlan,
  TeamId,
  TrunkSettings,
} from '#libs/contracts';
import type { Tx } from '#libs/database';
import { grantedTo } from '../../access/conditions.js';
import { isAbsent, substituteOf } from '../../routing/absences/absences.repository.js';
import type { NumberSettings } from '../../telephony/numbers/number.view.js';
import { policyFrom } from '../../telephony/policy/policy.repository.js';
import type { TelephonyPolicy } from '../../telephony/policy/policy.view.js';
import type { Role } from '../../access/viewer.js';
import type { CalledCard } from '../shown.js';
import type { Candidate } from './ring-plan.js';

export interface CalledNumber {
  readonly name: string;
  readonly address: PhoneNumber;
  readonly teamId: TeamId | null;
  readonly settings: NumberSettings;
  readonly trunk: Pick<TrunkSettings, 'country' | 'numberFormat'>;
  readonly prompts: Partial<Record<PromptName, EvidenceRef>>;
  readonly policy: TelephonyPolicy;
  /** The answer that was given before; null: nobody has asked. */
  readonly plan: RoutePlan | null;
}

export interface FoundCard extends CalledCard {
  readonly contactPointId: ContactPointId;
}

export interface RungPerson extends Candidate {
  readonly role: Role;
  readonly teamIds: readonly TeamId[];
  readonly name: string;
  readonly seesContacts: boolean;
  readonly extension: string;
  /** Responsible for the card, or stands in for whoever is and is away. */
  readonly isFirst: boolean;
}

export interface RoutedCall {
  readonly id: CallId;
  readonly channelId: ChannelId;
  readonly card: FoundCard | null;
  readonly counterpart: string | null;
  readonly at: string;
  readonly teamId: TeamId | null;
  readonly plan: RoutePlan;
}

/** A group that names nobody is everybody; so many of them are asked after. */
const mostCandidates = 200;

/** What an incoming call asks: each is one statement, and there are five. */
@Injectable()
export class RoutingRepository {
  async number(tx: Tx, channelId: ChannelId, callId: CallId): Promise<CalledNumber | null> {
    const [row] = await tx.query<
      Omit<CalledNumber, 'policy'> & { country: string | null; policy: Partial<TelephonyPolicy> | null }
    >(
      `select h.name, h.address, h.team_id as "teamId", with_holidays(h.settings, h.id) as settings, t.settings as trunk, (select default_country from company) as country,
         (select policy from telephony_policy) as policy, (select plan from call where id = $2) as plan,
         coalesce((select jsonb_object_agg(p.name, jsonb_build_object('sha256', p.evidence_sha256, 'size', p.evidence_size)) from prompt p
           where p.id::text in (select value from jsonb_each_text(h.settings -> 'prompts'))), '{}') as prompts
       from channel h join trunk t on t.id = (h.settings ->> 'trunkId')::uuid where h.id = $1 and h.medium = 'phone'`,
      [channelId, callId],
    );
    if (!row) return null;
    const { country, policy, ...number } = row;
    return { ...number, policy: policyFrom(country, policy) };
  }

  /** Of several cards with one number the one with which something happened last. */
  async cardOf(tx: Tx, number: PhoneNumber): Promise<FoundCard | null> {
    const [row] = await tx.query<FoundCard>(
      `select c.id, c.name, c.short_code as "shortCode", c.responsible_id as "responsibleId", c.team_id as "teamId", p.id as "contactPointId",
         ${grantedTo('c.id')} as "grantedTo"
       from contact_point p join client c on c.id = p.client_id
       left join lateral (select occurred_at as at from interaction i where i.client_id = c.id order by occurred_at desc, id desc limit 1) last on true
       where (p.kind, p.value) in (('phone', $1), ('whatsapp', ltrim($1, '+')))
       order by last.at desc nulls last, p.kind, p.created_at, p.id limit 1`,
      [number],
    );
    return row ?? null;
  }

  /** The responsible one or who stands in for them, the ring group, the heads of the responsible one's team: those who work here, are not away and have an extension. */
  candidates(
    tx: Tx,
    ring: NumberSettings['ring'],
    teamId: TeamId | null,
    card: CalledCard | null,
  ): Promise<RungPerson[]> {
    return tx.query<RungPerson>(
      `with busy as materialized (
         select distinct unnest(talking) as id from call where phase <> 'ended' and started_at > now() - interval '12 hours'
       ), someone as (
         select e.id, e.name, e.role, e.team_id, e.sees_contacts, x.number,
           case when cardinality($1::uuid[]) > 0 then e.id = any ($1) else $2::uuid is null or e.team_id = $2 end as in_group
         from employee e join extension x on x.employee_id = e.id
         where e.status = 'active' and e.role <> 'administrator' and not ${isAbsent('e.id')}
       ), first as materialized (
         select coalesce(${substituteOf('$3::uuid')}, $3::uuid) as id
       ), head as materialized (
         select id from heads_of(coalesce((select team_id from employee where id = $3), $4::uuid)) as of_team (id)
       )
       select s.id, s.name, s.role, teams_of(s.id) as "teamIds", s.sees_contacts as "seesContacts", s.number as extension,
         s.in_group as "inGroup", s.id in (select id from head) as "isHead", coalesce(s.id = (select id from first), false) as "isFirst",
         exists (select from sip_device d where d.employee_id = s.id and d.revoked_at is null and d.online) as online,
         exists (select from busy b where b.id = s.id) as busy, coalesce(stats.taken, 0) as taken, stats.last as "lastTakenAt"
       from someone s left join lateral (
         select count(*)::int as taken, max(k.answered_at) as last from call k
         where k.employee_id = s.id and k.started_at > now() - interval '1 day' and k.direction = 'inbound' and k.answered_at is not null
       ) stats on $5 = 'even'
       where s.in_group or s.id = (select id from first) or s.id in (select id from head)
       order by s.number limit ${mostCandidates}`,
      [ring.members, ring.teamId ?? teamId, card?.responsibleId ?? null, card?.teamId ?? null, ring.mode],
    );
  }

  /** Asked again, or by two at once, the first answer stands. @returns the one that stands */
  async keep(tx: Tx, call: RoutedCall): Promise<RoutePlan> {
    const [row] = await tx.query<{ plan: RoutePlan }>(
      `insert into call (id, direction, channel_id, client_id, contact_point_id, counterpart, started_at, employee_id, team_id, plan)
       values ($1, 'inbound', $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (id) do update set plan = coalesce(call.plan, excluded.plan) returning plan`,
      [
        ...[call.id, call.channelId, call.card?.id ?? null, call.card?.contactPointId ?? null, call.counterpart],
        ...[call.at, call.card?.responsibleId ?? null, call.teamId, JSON.stringify(call.plan)],
      ],
    );
    return row!.plan;
  }
}
