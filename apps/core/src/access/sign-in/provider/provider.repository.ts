import { Injectable } from '@nestjs/common';
import type { EmployeeId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import type { ProviderSettings } from './provider.view.js';

export interface StoredProvider extends ProviderSettings {
  readonly sealedSecret: Buffer | null;
}

@Injectable()
export class ProviderRepository {
  async find(tx: Tx): Promise<StoredProvider | null> {
    const [row] = await tx.query<{ settings: ProviderSettings; sealedSecret: Buffer | null }>(
      `select settings, sealed_secret as "sealedSecret" from sign_in_provider`,
    );
    return row === undefined ? null : { ...row.settings, sealedSecret: row.sealedSecret };
  }

  async put(tx: Tx, settings: ProviderSettings, sealedSecret: Buffer | null, by: EmployeeId): Promise<void> {
    await tx.query(
      `insert into sign_in_provider (settings, sealed_secret, changed_by) values ($1, $2, $3)
       on conflict (single) do update set settings = excluded.settings, sealed_secret = excluded.sealed_secret,
         changed_by = excluded.changed_by, changed_at = now()`,
      [JSON.stringify(settings), sealedSecret, by],
    );
  }
}
