import { Injectable } from '@nestjs/common';
import type {
  CallId,
  ChannelId,
  ClientId,
  ContactPointId,
  DeviceId,
  EmployeeId,
  EvidenceRef,
  PhoneNumber,
  PromptLanguage,
  TeamId,
  TrunkId,
} from '#libs/contracts';
import type { Tx } from '#libs/database';
import { grantedTo } from '../../access/conditions.js';
import type { Role } from '../../access/viewer.js';
import type { CalledCard } from '../shown.js';
import type { CallCounts, Refusal } from './dial-rules.js';

export interface Caller {
  readonly id: EmployeeId;
  readonly name: string;
  readonly role: Role;
  readonly teamId: TeamId | null;
  readonly teamIds: readonly TeamId[];
  readonly seesContacts: boolean;
  readonly active: boolean;
  readonly locale: PromptLanguage | null;
  readonly extension: string | null;
}

export interface CallableCard extends CalledCard {
  readonly contactPointId: ContactPointId;
  readonly number: PhoneNumber;
}

/** One of our numbers to call from. */
export interface OwnNumber {
  readonly channelId: ChannelId;
  readonly name: string;
  readonly number: PhoneNumber;
  readonly trunkId: TrunkId;
  readonly language: PromptLanguage;
  readonly announces: boolean;
  readonly recorded: EvidenceRef | null;
}

export interface NewCall {
  readonly id: CallId;
  readonly direction: 'outbound' | 'internal';
  readonly channelId: ChannelId | null;
  readonly clientId: ClientId | null;
  readonly contactPointId: ContactPointId | null;
  readonly counterpart: string | null;
  readonly employeeId: EmployeeId;
  readonly teamId: TeamId | null;
  readonly abroad: boolean;
  readonly at: Date;
  readonly plan: object | null;
  readonly refusedCode: Refusal | null;
}

const person = `select e.id, e.name, e.role, e.team_id as "teamId", teams_of(e.id) as "teamIds", e.sees_contacts as "seesContacts", e.status = 'active' as active, e.locale,
  x.number as extension from employee e left join extension x on x.employee_id = e.id`;
const card = `c.id, c.name, c.short_code as "shortCode", c.responsible_id as "responsibleId", c.team_id as "teamId",
  ${grantedTo('c.id')} as "grantedTo"`;
/** Two calls that are decided at once are counted one after the other: the lock is held until the call stands in its table. */
const dialLock = 101;
/** Somebody who was succeeded by somebody who was succeeded: further than that nobody expects to reach whom they dial. */
const mostSuccessions = 10;

@Injectable()
export class DiallingRepository {
  async caller(tx: Tx, id: EmployeeId): Promise<Caller | null> {
    const [row] = await tx.query<Caller>(`${person} where e.id = $1`, [id]);
    return row ?? null;
  }

  async colleague(tx: Tx, id: string): Promise<Caller | null> {
    const [row] = await tx.query<Caller>(`${person} where e.status = 'active' and x.number is not null and e.id = $1`, [
      id,
    ]);
    return row ?? null;
  }

  /** Whoever answers an extension: of somebody who left, their successor, or a head of the team that took over, and so on from them. */
  async answering(tx: Tx, extension: string): Promise<Caller | null> {
    const [row] = await tx.query<Caller>(
      `with recursive way (id, step) as (
         select employee_id, 0 from extension where number = $1
         union all
         select coalesce(d.successor_employee_id, (select h from heads_of(d.successor_team_id) h order by h limit 1)), step + 1
         from way join employee gone on gone.id = way.id and gone.status <> 'active'
           cross join lateral (select * from departure where employee_id = way.id order by at desc, id desc limit 1) d
         where step < ${mostSuccessions}
       )
       ${person} join way on way.id = e.id where e.status = 'active' and x.number is not null order by way.step limit 1`,
      [extension],
    );
    return row ?? null;
  }

  async planOf(tx: Tx, id: CallId): Promise<object | null> {
    const [row] = await tx.query<{ plan: object | null }>(`select plan from call where id = $1`, [id]);
    return row?.plan ?? null;
  }

  async country(tx: Tx): Promise<string> {
    const [row] = await tx.query<{ country: string }>(`select default_country as country from company`);
    return row?.country ?? 'UA';
  }

  /** By short code, also by one of a card that has become one with another; of several numbers that of the last call, or else the first. */
  async cardByCode(tx: Tx, code: number): Promise<CallableCard | null> {
    const [row] = await tx.query<CallableCard>(
      `select ${card}, p.id as "contactPointId", p.value as number from client called join client c on c.id = card_goes_on_as(called.id)
         join contact_point p on p.client_id = c.id and p.kind = 'phone'
       where called.short_code = $1
       order by p.id = (select contact_point_id from call k where k.client_id = c.id and k.contact_point_id is not null
         order by started_at desc, id desc limit 1) desc nulls last, p.created_at, p.id limit 1`,
      [code],
    );
    return row ?? null;
  }

  async cardByPoint(tx: Tx, clientId: ClientId, pointId: string): Promise<CallableCard | null> {
    const [row] = await tx.query<CallableCard>(
      `select ${card}, p.id as "contactPointId", p.value as number from client c join contact_point p on p.client_id = c.id
       where c.id = $1 and p.id = $2 and p.kind = 'phone'`,
      [clientId, pointId],
    );
    return row ?? null;
  }

  /** The newest first of those that hold this number. */
  cardsByNumber(tx: Tx, number: PhoneNumber): Promise<CallableCard[]> {
    return tx.query<CallableCard>(
      `select ${card}, p.id as "contactPointId", $1 as number from contact_point p join client c on c.id = p.client_id
       left join lateral (select occurred_at as at from interaction i where i.client_id = c.id order by occurred_at desc, id desc limit 1) last on true
       where p.kind = 'phone' and p.value = $1 order by last.at desc nulls last, p.created_at, p.id limit 20`,
      [number],
    );
  }

  /** Which of our numbers the other side sees: the wanted one, that of the client's last call, the team's, the first. */
  async ownNumber(
    tx: Tx,
    wanted: string | null,
    clientId: ClientId | null,
    teamIds: readonly (TeamId | null)[],
  ): Promise<OwnNumber | null> {
    const [row] = await tx.query<OwnNumber>(
      `select h.id as "channelId", h.name, h.address as number, t.id as "trunkId", h.settings ->> 'language' as language,
         (h.settings ->> 'announceRecording')::boolean as announces,
         (select json_build_object('sha256', evidence_sha256, 'size', evidence_size) from prompt
           where id = (h.settings #>> '{prompts,recorded}')::uuid) as recorded
       from channel h join trunk t on t.id = (h.settings ->> 'trunkId')::uuid
       where h.medium = 'phone' and h.enabled and not h.unsaved and t.enabled and not t.unsaved and ($1::uuid is null or h.id = $1)
       order by h.id = (select channel_id from call where client_id = $2 and channel_id is not null order by started_at desc, id desc limit 1)
         desc nulls last, array_position($3::uuid[], h.team_id) nulls last, h.created_at, h.id limit 1`,
      [wanted, clientId, teamIds.filter((id) => id !== null)],
    );
    return row ?? null;
  }

  async counts(tx: Tx, employeeId: EmployeeId): Promise<CallCounts> {
    await tx.query(`select pg_advisory_xact_lock(1263159892, ${dialLock})`);
    const [row] = await tx.query<CallCounts>(
      `select (select count(*)::int from call where phase <> 'ended' and direction = 'outbound' and started_at > now() - interval '12 hours') as concurrent,
         (select count(*)::int from call where employee_id = $1 and started_at > now() - interval '1 day' and direction = 'outbound'
           and outcome is distinct from 'refused') as "ofEmployee",
         (select count(*)::int from call where abroad and started_at > now() - interval '1 day' and outcome is distinct from 'refused') as abroad`,
      [employeeId],
    );
    return row!;
  }

  /**
   * A refused one is over at once, and counted. Asking again for the same call changes nothing; but the live call may have been told of
   * before, when nobody knew yet whom it is for.
   */
  async insert(tx: Tx, call: NewCall): Promise<void> {
    const refused = call.refusedCode !== null;
    await tx.query(
      `insert into call (id, direction, channel_id, client_id, contact_point_id, counterpart, started_at, employee_id, team_id, abroad, plan,
         refused_code, phase, outcome, ended_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
       on conflict (id) do update set direction = excluded.direction, channel_id = excluded.channel_id, client_id = excluded.client_id,
         contact_point_id = excluded.contact_point_id, counterpart = excluded.counterpart, employee_id = excluded.employee_id,
         team_id = excluded.team_id, abroad = excluded.abroad, plan = excluded.plan, refused_code = excluded.refused_code,
         phase = case when excluded.outcome = 'refused' then excluded.phase else call.phase end,
         outcome = coalesce(excluded.outcome, call.outcome), ended_at = coalesce(excluded.ended_at, call.ended_at)
       where call.plan is null and call.outcome is null`,
      [
        ...[call.id, call.direction, call.channelId, call.clientId, call.contactPointId, call.counterpart, call.at],
        ...[call.employeeId, call.teamId, call.abroad, call.plan === null ? null : JSON.stringify(call.plan)],
        ...[call.refusedCode, refused ? 'ended' : 'ringing', refused ? 'refused' : null, refused ? call.at : null],
      ],
    );
  }

  /** The role could not: it never rang anywhere. */
  async fail(tx: Tx, id: CallId): Promise<void> {
    await tx.query(
      `update call set phase = 'ended', outcome = 'failed', ended_at = now() where id = $1 and phase = 'ringing' and revision = -1`,
      [id],
    );
  }

  async ownsDevice(tx: Tx, employeeId: EmployeeId, id: DeviceId): Promise<boolean> {
    const rows = await tx.query(`select from sip_device where id = $1 and employee_id = $2 and revoked_at is null`, [
      id,
      employeeId,
    ]);
    return rows.length > 0;
  }

  /** Who is at the other end of a live call: what a colleague's telephone shows to whom it is passed. */
  async otherEnd(
    tx: Tx,
    id: CallId,
  ): Promise<{ card: CalledCard | null; number: string | null; channelName: string } | null> {
    const [row] = await tx.query<{ card: CalledCard | null; number: string | null; channelName: string }>(
      `select case when c.id is not null then json_build_object('id', c.id, 'name', c.name, 'shortCode', c.short_code,
           'responsibleId', c.responsible_id, 'teamId', c.team_id, 'grantedTo', ${grantedTo('c.id')}) end as card, k.counterpart as number, coalesce(h.name, '') as "channelName"
       from call k left join client c on c.id = k.client_id left join channel h on h.id = k.channel_id where k.id = $1`,
      [id],
    );
    return row ?? null;
  }
}
