import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';

/** With what letters of a domain are signed; the key is PEM, sealed under the master key. */
export interface DkimKey {
  domain: string;
  selector: string;
  privateKey: string;
}

@Injectable()
export class DkimKeysRepository {
  all(tx: Tx): Promise<DkimKey[]> {
    return tx.query<DkimKey>(`select domain, selector, private_key as "privateKey" from dkim_key`);
  }

  /** @param key null: letters of the domain are not signed any more */
  async put(tx: Tx, domain: string, key: Omit<DkimKey, 'domain'> | null): Promise<void> {
    if (key === null) {
      await tx.query('delete from dkim_key where domain = $1', [domain]);
      return;
    }
    await tx.query(
      `insert into dkim_key (domain, selector, private_key) values ($1, $2, $3)
       on conflict (domain) do update set selector = excluded.selector, private_key = excluded.private_key, updated_at = now()`,
      [domain, key.selector, key.privateKey],
    );
  }
}
