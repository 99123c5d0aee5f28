import { Injectable } from '@nestjs/common';
import type { OauthProvider } from '#libs/contracts';
import type { Tx } from '#libs/database';

/** The company's registration with a provider. */
export interface OauthClient {
  issuer: string;
  clientId: string;
  /** Sealed under the master key. */
  clientSecret: string;
}

@Injectable()
export class OauthClientsRepository {
  async find(tx: Tx, provider: OauthProvider): Promise<OauthClient | null> {
    const [row] = await tx.query<OauthClient>(
      `select issuer, client_id as "clientId", client_secret as "clientSecret" from oauth_client where provider = $1`,
      [provider],
    );
    return row ?? null;
  }

  /** @param client null: there is none any more */
  async put(tx: Tx, provider: OauthProvider, client: OauthClient | null): Promise<void> {
    if (client === null) {
      await tx.query('delete from oauth_client where provider = $1', [provider]);
      return;
    }
    await tx.query(
      `insert into oauth_client (provider, issuer, client_id, client_secret) values ($1, $2, $3, $4)
       on conflict (provider) do update set issuer = excluded.issuer, client_id = excluded.client_id,
         client_secret = excluded.client_secret, updated_at = now()`,
      [provider, client.issuer, client.clientId, client.clientSecret],
    );
  }
}
