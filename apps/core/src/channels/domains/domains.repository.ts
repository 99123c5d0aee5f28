import { Injectable } from '@nestjs/common';
import type { DomainFacts, MailboxSettings } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface StoredKey {
  readonly domain: string;
  readonly selector: string;
  /** PEM, sealed for the mail role. */
  readonly sealedKey: string;
  readonly publicKey: string;
  readonly state: 'made' | 'active' | 'retired';
  readonly createdAt: Date;
}

export interface LookedAt {
  readonly domain: string;
  readonly found: DomainFacts | null;
  readonly lookedAt: Date | null;
}

const key = `select domain, selector, sealed_key as "sealedKey", public_key as "publicKey", state, created_at as "createdAt" from dkim_key`;

@Injectable()
export class DomainsRepository {
  async mailboxes(tx: Tx): Promise<MailboxSettings[]> {
    const rows = await tx.query<{ settings: MailboxSettings }>(
      `select settings from channel where medium = 'email' and not unsaved order by id`,
    );
    return rows.map(({ settings }) => settings);
  }

  lookedAt(tx: Tx): Promise<LookedAt[]> {
    return tx.query<LookedAt>(`select domain, found, looked_at as "lookedAt" from mail_domain`);
  }

  keys(tx: Tx, domain: string | null = null): Promise<StoredKey[]> {
    return tx.query<StoredKey>(`${key} where domain = $1 or $1 is null order by domain, created_at, selector`, [
      domain,
    ]);
  }

  async note(tx: Tx, domain: string, found: DomainFacts): Promise<void> {
    await tx.query(
      `insert into mail_domain (domain, found, looked_at) values ($1, $2, now())
       on conflict (domain) do update set found = excluded.found, looked_at = excluded.looked_at`,
      [domain, JSON.stringify(found)],
    );
  }

  /** @returns false where the domain has a key of this selector */
  async addKey(tx: Tx, given: Pick<StoredKey, 'domain' | 'selector' | 'sealedKey' | 'publicKey'>): Promise<boolean> {
    await tx.query(`insert into mail_domain (domain) values ($1) on conflict do nothing`, [given.domain]);
    const rows = await tx.query(
      `insert into dkim_key (domain, selector, sealed_key, public_key) values ($1, $2, $3, $4)
       on conflict do nothing returning selector`,
      [given.domain, given.selector, given.sealedKey, given.publicKey],
    );
    return rows.length > 0;
  }

  /** The one before it is retired: letters that bear it are still on their way. */
  async activate(tx: Tx, domain: string, selector: string): Promise<void> {
    await tx.query(`update dkim_key set state = 'retired', changed_at = now() where domain = $1 and state = 'active'`, [
      domain,
    ]);
    await tx.query(`update dkim_key set state = 'active', changed_at = now() where domain = $1 and selector = $2`, [
      domain,
      selector,
    ]);
  }

  async removeKey(tx: Tx, domain: string, selector: string): Promise<boolean> {
    const rows = await tx.query('delete from dkim_key where domain = $1 and selector = $2 returning selector', [
      domain,
      selector,
    ]);
    return rows.length > 0;
  }
}
