import { Injectable } from '@nestjs/common';
import type { ChannelId, EmployeeId, TeamId, WhatsappNumberChanged } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { WhatsappChannelSettings } from '../whatsapp-policy.js';

export type SecretName = 'accessToken' | 'appSecret' | 'oldAppSecret' | 'verifyToken';

/** What the whatsapp role said of a number last, beside its state. */
export type Standing = Pick<
  WhatsappNumberChanged,
  'linked' | 'battery' | 'phoneOnline' | 'lastEventAt' | 'queued' | 'canary' | 'quality' | 'linkingRevision'
>;

export interface WhatsappNumber {
  readonly id: ChannelId;
  readonly name: string;
  readonly team: { id: TeamId; name: string } | null;
  readonly enabled: boolean;
  readonly settings: WhatsappChannelSettings;
  readonly keptSecrets: SecretName[];
  readonly riskAcceptedBy: EmployeeId | null;
  readonly riskAcceptedAt: Date | null;
  readonly state: WhatsappNumberChanged['state'];
  readonly code: string | null;
  readonly detail: string | null;
  readonly progress: { done: number; total: number } | null;
  readonly stateAt: Date;
  readonly standing: Standing | null;
  readonly lastInboundAt: Date | null;
  readonly lastOutboundAt: Date | null;
}

export interface NumberFacts extends Pick<
  WhatsappNumber,
  'id' | 'name' | 'enabled' | 'settings' | 'keptSecrets' | 'riskAcceptedBy' | 'riskAcceptedAt'
> {
  readonly teamId: TeamId | null;
}

const number = `
  select c.id, c.name, c.enabled, c.settings, c.kept_secrets as "keptSecrets", c.risk_accepted_by as "riskAcceptedBy",
    c.risk_accepted_at as "riskAcceptedAt", c.state, c.state_code as code, c.state_detail as detail, c.progress, c.state_at as "stateAt",
    c.whatsapp as standing, c.last_inbound_at as "lastInboundAt", c.last_outbound_at as "lastOutboundAt",
    case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as team
  from channel c left join team t on t.id = c.team_id where c.medium = 'whatsapp'`;

/** The company's numbers on WhatsApp: channels of that medium. */
@Injectable()
export class WhatsappNumbersRepository {
  all(tx: Tx): Promise<WhatsappNumber[]> {
    return tx.query<WhatsappNumber>(`${number} and not c.unsaved order by lower(c.name), c.id`);
  }

  async find(tx: Tx, id: ChannelId): Promise<WhatsappNumber | null> {
    const [row] = await tx.query<WhatsappNumber>(`${number} and not c.unsaved and c.id = $1`, [id]);
    return row ?? null;
  }

  /** Linked devices in use whose linking they ever began: there is a phone behind each. */
  async countLinkedBy(tx: Tx, employeeId: EmployeeId): Promise<number> {
    const [row] = await tx.query<{ n: number }>(
      `select count(distinct c.id)::int as n from journal j join channel c on c.id = j.subject_id
       where j.kind = 'audit' and j.actor_id = $1 and j.action = 'whatsapp-number.linking'
         and c.medium = 'whatsapp' and c.enabled and c.settings #>> '{number,driver}' = 'web'`,
      [employeeId],
    );
    return row!.n;
  }

  /** What the role shall hold; one that was never confirmed is told as switched off. @param id null: all of them */
  states(
    tx: Tx,
    id: ChannelId | null,
  ): Promise<{ channelId: ChannelId; enabled: boolean; settings: WhatsappChannelSettings }[]> {
    return tx.query(
      `select id as "channelId", enabled and not unsaved as enabled, settings from channel
       where medium = 'whatsapp' and ($1::uuid is null or id = $1) order by id`,
      [id],
    );
  }

  /** Another channel of this number. */
  async findByNumber(
    tx: Tx,
    address: string,
    except: ChannelId | null,
  ): Promise<{ id: ChannelId; unsaved: boolean } | null> {
    const [row] = await tx.query<{ id: ChannelId; unsaved: boolean }>(
      `select id, unsaved from channel where medium = 'whatsapp' and lower(address) = $1 and id is distinct from $2`,
      [address, except],
    );
    return row ?? null;
  }

  /** Whether anything was ever said by it: then it is this number for ever. */
  async isUsed(tx: Tx, id: ChannelId): Promise<boolean> {
    const [row] = await tx.query<{ used: boolean }>(
      `select exists (select from message where channel_id = $1) or exists (select from conversation where channel_id = $1) as used`,
      [id],
    );
    return row!.used;
  }

  /** The whole row, new or known. @param unsaved shown to nobody */
  async put(tx: Tx, facts: NumberFacts, unsaved: boolean): Promise<void> {
    await tx.query(
      `insert into channel (id, medium, name, address, team_id, settings, enabled, unsaved, kept_secrets, risk_accepted_by, risk_accepted_at, state)
       values ($1, 'whatsapp', $2, $3, $4, $5, $6, $7, $8, $9, $10, 'off')
       on conflict (id) do update set name = excluded.name, address = excluded.address, team_id = excluded.team_id, settings = excluded.settings,
         enabled = excluded.enabled, unsaved = excluded.unsaved, kept_secrets = excluded.kept_secrets,
         risk_accepted_by = excluded.risk_accepted_by, risk_accepted_at = excluded.risk_accepted_at`,
      [
        ...[facts.id, facts.name, facts.settings.number.number, facts.teamId, JSON.stringify(facts.settings)],
        ...[facts.enabled, unsaved, facts.keptSecrets, facts.riskAcceptedBy, facts.riskAcceptedAt],
      ],
    );
  }

  /** Gives up the number of a channel that was never saved; another one has it now. */
  async vacate(tx: Tx, id: ChannelId): Promise<void> {
    await tx.query(`update channel set address = 'unsaved:' || id where id = $1 and unsaved`, [id]);
  }

  /** Ignores what is older than what is known; the first word about a number always counts. @returns whether anything changed */
  async noteStanding(tx: Tx, changed: WhatsappNumberChanged): Promise<boolean> {
    const { channelId, state, code, detail, progress, at, ...standing } = changed;
    const rows = await tx.query(
      `update channel set state = $2, state_code = $3, state_detail = $4, progress = $5, state_at = $6, whatsapp = $7
       where id = $1 and medium = 'whatsapp' and (state_at <= $6 or whatsapp is null) returning id`,
      [channelId, state, code, detail, progress && JSON.stringify(progress), at, JSON.stringify(standing)],
    );
    return rows.length > 0;
  }

  async hasTeam(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query(`select from team where id = $1`, [id])).length > 0;
  }
}
