import { Injectable } from '@nestjs/common';
import type { ChannelId, MailboxChanged, MailboxSettings, Medium, TeamId } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface Channel {
  readonly id: ChannelId;
  readonly medium: Medium;
  readonly name: string;
  readonly address: string;
  readonly teamId: TeamId | null;
  readonly teamName: string | null;
  /** For e-mail: how the mailbox is reached, without its secrets. */
  readonly settings: MailboxSettings;
  readonly enabled: boolean;
  readonly state: string;
  readonly code: string | null;
  readonly detail: string | null;
  readonly progress: { done: number; total: number } | null;
  readonly stateAt: Date;
  readonly lastInboundAt: Date | null;
  readonly lastOutboundAt: Date | null;
}

export type ChannelFacts = Pick<Channel, 'id' | 'name' | 'teamId' | 'settings' | 'enabled'>;

const channel = `
  select c.id, c.medium, c.name, c.address, c.team_id as "teamId", t.name as "teamName", c.settings, c.enabled, c.state,
         c.state_code as code, c.state_detail as detail, c.progress, c.state_at as "stateAt",
         c.last_inbound_at as "lastInboundAt", c.last_outbound_at as "lastOutboundAt"
  from channel c left join team t on t.id = c.team_id`;

@Injectable()
export class ChannelsRepository {
  all(tx: Tx): Promise<Channel[]> {
    return tx.query<Channel>(`${channel} where not c.unsaved order by lower(c.name), c.id`);
  }

  async find(tx: Tx, id: ChannelId): Promise<Channel | null> {
    const [row] = await tx.query<Channel>(`${channel} where c.id = $1 and not c.unsaved`, [id]);
    return row ?? null;
  }

  /** Another channel with one of these addresses, as its own or as an alias. */
  async findByAddresses(
    tx: Tx,
    addresses: readonly string[],
    except: ChannelId | null,
  ): Promise<{ id: ChannelId; unsaved: boolean } | null> {
    const [row] = await tx.query<{ id: ChannelId; unsaved: boolean }>(
      `select id, unsaved from channel
       where medium = 'email' and id is distinct from $2
         and (lower(address) = any ($1) or exists (select from unnest(aliases) as a (alias) where lower(alias) = any ($1)))
       order by unsaved limit 1`,
      [addresses.map((address) => address.toLowerCase()), except],
    );
    return row ?? null;
  }

  /** Switched off, unseen and in doubt: how a channel begins, and begins anew after it could not be saved. */
  async begin(tx: Tx, facts: ChannelFacts): Promise<void> {
    await tx.query(
      `insert into channel (id, medium, name, address, aliases, team_id, settings, enabled, unsaved, in_doubt)
       values ($1, 'email', $2, $3, $4, $5, $6, false, true, true)
       on conflict (id) do update set name = excluded.name, address = excluded.address, aliases = excluded.aliases,
         team_id = excluded.team_id, settings = excluded.settings, in_doubt = true`,
      [facts.id, facts.name, facts.settings.address, facts.settings.aliases, facts.teamId, toJson(facts.settings)],
    );
  }

  /** Gives up the addresses of a channel that was never saved; another one has them now. */
  async vacate(tx: Tx, id: ChannelId): Promise<void> {
    await tx.query(`update channel set address = 'unsaved:' || id, aliases = '{}' where id = $1 and unsaved`, [id]);
  }

  async doubt(tx: Tx, id: ChannelId): Promise<void> {
    await tx.query(`update channel set in_doubt = true where id = $1`, [id]);
  }

  async trust(tx: Tx, id: ChannelId): Promise<void> {
    await tx.query(`update channel set in_doubt = false where id = $1`, [id]);
  }

  /** The edge role has confirmed: this is how the channel is now. */
  async save(tx: Tx, facts: ChannelFacts): Promise<void> {
    await tx.query(
      `update channel set name = $2, address = $3, aliases = $4, team_id = $5, settings = $6, enabled = $7,
         in_doubt = false, unsaved = false
       where id = $1`,
      [
        facts.id,
        facts.name,
        facts.settings.address,
        facts.settings.aliases,
        facts.teamId,
        toJson(facts.settings),
        facts.enabled,
      ],
    );
  }

  inDoubt(tx: Tx): Promise<Pick<Channel, 'id' | 'settings' | 'enabled'>[]> {
    return tx.query(`select id, settings, enabled from channel where in_doubt and medium = 'email' order by id`);
  }

  /** Ignores what is older than what is known; the first word about a channel always counts. @returns whether anything changed */
  async noteState(tx: Tx, { channelId, state, code, detail, progress, at }: MailboxChanged): Promise<boolean> {
    const rows = await tx.query(
      `update channel set state = $2, state_code = $3, state_detail = $4, progress = $5, state_at = $6
       where id = $1 and (state_at <= $6 or state_at = created_at) returning id`,
      [channelId, state, code, detail, progress === null ? null : JSON.stringify(progress), at],
    );
    return rows.length > 0;
  }

  async hasTeam(tx: Tx, id: string): Promise<boolean> {
    return (await tx.query(`select from team where id = $1`, [id])).length > 0;
  }
}

const toJson = (settings: MailboxSettings): string => JSON.stringify(settings);
