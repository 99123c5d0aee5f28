import { Injectable } from '@nestjs/common';
import type { ChannelId, PhoneNumber, TeamId, TrunkId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { NumberSettings } from './number.view.js';

export interface CompanyNumber {
  readonly id: ChannelId;
  readonly name: string;
  readonly number: PhoneNumber;
  readonly aliases: string[];
  readonly team: { id: TeamId; name: string } | null;
  readonly enabled: boolean;
  readonly settings: NumberSettings;
  readonly trunk: { id: string; name: string; state: string; code: string | null };
}

export interface NumberFacts extends Pick<
  CompanyNumber,
  'id' | 'name' | 'number' | 'aliases' | 'enabled' | 'settings'
> {
  readonly teamId: TeamId | null;
}

const number = `
  select c.id, c.name, c.address as number, c.aliases, c.enabled, c.settings,
    case when t.id is not null then json_build_object('id', t.id, 'name', t.name) end as team,
    json_build_object('id', k.id, 'name', k.name, 'state', k.state, 'code', k.state_code) as trunk
  from channel c left join team t on t.id = c.team_id join trunk k on k.id = (c.settings ->> 'trunkId')::uuid
  where c.medium = 'phone'`;

/** The company's numbers: channels of the medium `phone`. */
@Injectable()
export class NumbersRepository {
  all(tx: Tx): Promise<CompanyNumber[]> {
    return tx.query<CompanyNumber>(`${number} and not c.unsaved order by lower(c.name), c.id`);
  }

  async find(tx: Tx, id: ChannelId): Promise<CompanyNumber | null> {
    const [row] = await tx.query<CompanyNumber>(`${number} and not c.unsaved and c.id = $1`, [id]);
    return row ?? null;
  }

  /** Another channel with one of these numbers, as its own or as an alias. */
  async findByNumbers(
    tx: Tx,
    numbers: readonly string[],
    except: ChannelId | null,
  ): Promise<{ id: ChannelId; unsaved: boolean } | null> {
    const [row] = await tx.query<{ id: ChannelId; unsaved: boolean }>(
      `select id, unsaved from channel
       where medium = 'phone' and id is distinct from $2 and (address = any ($1) or aliases && $1::text[]) order by unsaved limit 1`,
      [numbers, except],
    );
    return row ?? null;
  }

  /** Whether these are there: a trunk, a team, prompts, people. @returns what is not, by its name in the settings */
  async missing(tx: Tx, { settings, teamId }: Pick<NumberFacts, 'settings' | 'teamId'>): Promise<string | null> {
    const { ring, prompts, trunkId } = settings;
    const [row] = await tx.query<{ trunk: boolean; team: boolean; prompts: boolean; members: boolean }>(
      `select exists (select from trunk where id = $1 and not unsaved) as trunk,
         not exists (select from unnest($2::uuid[]) as w (id) where w.id is not null and not exists (select from team t where t.id = w.id)) as team,
         not exists (select from unnest($3::uuid[]) as w (id) where w.id is not null and not exists (select from prompt p where p.id = w.id)) as prompts,
         not exists (select from unnest($4::uuid[]) as w (id) where not exists (
           select from employee e where e.id = w.id and e.role <> 'administrator')) as members`,
      [trunkId, [teamId, ring.teamId], Object.values(prompts), ring.members],
    );
    return (['trunk', 'team', 'prompts', 'members'] as const).find((name) => !row![name]) ?? null;
  }

  /** The whole row, new or known. @param unsaved shown to nobody */
  async put(tx: Tx, facts: NumberFacts, unsaved: boolean): Promise<void> {
    await tx.query(
      `insert into channel (id, medium, name, address, aliases, team_id, settings, enabled, unsaved, state, state_code, state_at)
       select $1, 'phone', $2, $3, $4, $5, $6, $7, $8, t.state, t.state_code, t.state_at from trunk t where t.id = ($6::jsonb ->> 'trunkId')::uuid
       on conflict (id) do update set name = excluded.name, address = excluded.address, aliases = excluded.aliases, team_id = excluded.team_id,
         settings = excluded.settings, enabled = excluded.enabled, unsaved = excluded.unsaved, state = excluded.state,
         state_code = excluded.state_code, state_at = excluded.state_at`,
      [
        ...[facts.id, facts.name, facts.number, facts.aliases, facts.teamId],
        ...[JSON.stringify(facts.settings), facts.enabled, unsaved],
      ],
    );
  }

  /** Gives up the number of a channel that was never saved; another one has it now. */
  async vacate(tx: Tx, id: ChannelId): Promise<void> {
    await tx.query(`update channel set address = 'unsaved:' || id, aliases = '{}' where id = $1 and unsaved`, [id]);
  }
}

export const trunkOf = ({ settings }: Pick<NumberFacts, 'settings'>): TrunkId => settings.trunkId as TrunkId;
