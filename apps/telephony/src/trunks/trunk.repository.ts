import { Injectable } from '@nestjs/common';
import { TrunkNumber, TrunkSettings, type TrunkId } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** A provider's account as it is kept; the password is sealed under the master key. */
export interface Trunk {
  trunkId: TrunkId;
  settings: TrunkSettings;
  password: string | null;
  enabled: boolean;
  numbers: TrunkNumber[];
}

interface Row {
  id: TrunkId;
  settings: unknown;
  password: string | null;
  enabled: boolean;
  numbers: unknown;
}

@Injectable()
export class TrunkRepository {
  /** A password that is left out stays, as long as it is for the same account at the same provider. */
  async save(tx: Tx, trunk: Trunk): Promise<Trunk> {
    const password = await this.passwordOf(tx, trunk);
    await tx.query(
      `insert into trunk (id, settings, password, enabled, numbers) values ($1, $2, $3, $4, $5)
       on conflict (id) do update set settings = excluded.settings, password = excluded.password, enabled = excluded.enabled,
         numbers = excluded.numbers, updated_at = now()`,
      [trunk.trunkId, JSON.stringify(trunk.settings), password, trunk.enabled, JSON.stringify(trunk.numbers)],
    );
    return { ...trunk, password };
  }

  async passwordOf(
    tx: Tx,
    { trunkId, settings, password }: { trunkId: TrunkId | null; settings: TrunkSettings; password: string | null },
  ): Promise<string | null> {
    if (password !== null || trunkId === null) return password;
    const [row] = await tx.query<Row>('select * from trunk where id = $1', [trunkId]);
    const kept = row ? trunkOf(row) : null;
    return kept !== null && isSameAccount(kept.settings, settings) ? kept.password : null;
  }

  async all(tx: Tx): Promise<Trunk[]> {
    return (await tx.query<Row>('select * from trunk')).map(trunkOf);
  }
}

/** A password goes to nobody but the provider it was given for. */
const isSameAccount = (a: TrunkSettings, b: TrunkSettings): boolean =>
  a.host === b.host && a.user === b.user && a.authUser === b.authUser;

/** What an older release wrote is read with the defaults of this one. */
const trunkOf = (row: Row): Trunk => ({
  trunkId: row.id,
  settings: TrunkSettings.parse(row.settings),
  password: row.password,
  enabled: row.enabled,
  numbers: TrunkNumber.array().parse(row.numbers),
});
