import { Injectable } from '@nestjs/common';
import type { ChannelId, TrunkChanged, TrunkId, TrunkSettings } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface Trunk {
  readonly id: TrunkId;
  readonly name: string;
  readonly settings: TrunkSettings;
  readonly hasPassword: boolean;
  readonly enabled: boolean;
  readonly state: TrunkChanged['state'];
  readonly code: string | null;
  readonly detail: string | null;
  readonly stateAt: Date;
  readonly numbers: { channelId: ChannelId; number: string; name: string }[];
}

export type TrunkFacts = Pick<Trunk, 'id' | 'name' | 'settings' | 'hasPassword' | 'enabled'>;

const trunk = `
  select t.id, t.name, t.settings, t.has_password as "hasPassword", t.enabled, t.state, t.state_code as code, t.state_detail as detail,
    t.state_at as "stateAt", coalesce((
      select json_agg(json_build_object('channelId', c.id, 'number', c.address, 'name', c.name) order by c.address) from channel c
      where c.medium = 'phone' and not c.unsaved and c.settings ->> 'trunkId' = t.id::text), '[]') as numbers
  from trunk t`;

/** Provider accounts: there are few, and their numbers come with them. */
@Injectable()
export class TrunksRepository {
  all(tx: Tx): Promise<Trunk[]> {
    return tx.query<Trunk>(`${trunk} where not t.unsaved order by lower(t.name), t.id`);
  }

  async find(tx: Tx, id: string): Promise<Trunk | null> {
    const [row] = await tx.query<Trunk>(`${trunk} where t.id = $1 and not t.unsaved`, [id]);
    return row ?? null;
  }

  /** Switched off and unseen, until the role has confirmed it. */
  async begin(tx: Tx, { id, name, settings }: TrunkFacts): Promise<void> {
    await tx.query(`insert into trunk (id, name, settings, enabled, unsaved) values ($1, $2, $3, false, true)`, [
      id,
      name,
      JSON.stringify(settings),
    ]);
  }

  /** The role has confirmed: this is how it is now. */
  async save(tx: Tx, facts: TrunkFacts): Promise<void> {
    await tx.query(
      `update trunk set name = $2, settings = $3, has_password = $4, enabled = $5, unsaved = false where id = $1`,
      [facts.id, facts.name, JSON.stringify(facts.settings), facts.hasPassword, facts.enabled],
    );
  }

  /** On the trunk and on its numbers. Older news is ignored; the first always counts. @returns the numbers; null: nothing changed */
  async noteState(tx: Tx, { trunkId, state, code, detail, at }: TrunkChanged): Promise<ChannelId[] | null> {
    const changed = await tx.query(
      `update trunk set state = $2, state_code = $3, state_detail = $4, state_at = $5
       where id = $1 and (state_at <= $5 or state_at = created_at) returning id`,
      [trunkId, state, code, detail, at],
    );
    if (changed.length === 0) return null;
    const rows = await tx.query<{ id: ChannelId }>(
      `update channel set state = $2, state_code = $3, state_detail = $4, state_at = $5
       where medium = 'phone' and settings ->> 'trunkId' = $1::text returning id`,
      [trunkId, state, code, detail, at],
    );
    return rows.map((row) => row.id);
  }
}
