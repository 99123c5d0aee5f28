import { Injectable } from '@nestjs/common';
import type { ChannelId, EmployeeId, OauthProvider } from '#libs/contracts';
import type { Tx } from '#libs/database';

export interface StoredOauthClient {
  readonly provider: OauthProvider;
  readonly issuer: string;
  readonly clientId: string;
  readonly sealedSecret: string;
  readonly scope: string;
}

export interface StoredConsent {
  readonly id: string;
  readonly provider: OauthProvider;
  readonly channelId: ChannelId | null;
  readonly sealedFacts: Buffer;
  readonly account: string | null;
  readonly expiresAt: Date;
}

const client = `select provider, issuer, client_id as "clientId", sealed_secret as "sealedSecret", scope from mail_oauth_client`;
const consent = `id, provider, channel_id as "channelId", sealed_facts as "sealedFacts", account, expires_at as "expiresAt"`;

@Injectable()
export class OauthRepository {
  clients(tx: Tx): Promise<StoredOauthClient[]> {
    return tx.query<StoredOauthClient>(`${client} order by provider`);
  }

  async client(tx: Tx, provider: OauthProvider): Promise<StoredOauthClient | null> {
    const [row] = await tx.query<StoredOauthClient>(`${client} where provider = $1`, [provider]);
    return row ?? null;
  }

  async putClient(tx: Tx, given: StoredOauthClient, by: EmployeeId): Promise<void> {
    await tx.query(
      `insert into mail_oauth_client (provider, issuer, client_id, sealed_secret, scope, changed_by) values ($1, $2, $3, $4, $5, $6)
       on conflict (provider) do update set issuer = excluded.issuer, client_id = excluded.client_id, sealed_secret = excluded.sealed_secret,
         scope = excluded.scope, changed_by = excluded.changed_by, changed_at = now()`,
      [given.provider, given.issuer, given.clientId, given.sealedSecret, given.scope, by],
    );
  }

  async removeClient(tx: Tx, provider: OauthProvider): Promise<boolean> {
    return (
      (await tx.query('delete from mail_oauth_client where provider = $1 returning provider', [provider])).length > 0
    );
  }

  /** @param forS how long it is good for; those that are over are swept away meanwhile */
  async begin(
    tx: Tx,
    given: {
      id: string;
      stateHash: Buffer;
      sessionHash: string;
      employeeId: EmployeeId;
      provider: OauthProvider;
      channelId: ChannelId | null;
      sealedFacts: Buffer;
    },
    forS: number,
  ): Promise<void> {
    await tx.query('delete from mail_consent where expires_at < now()');
    await tx.query(
      `insert into mail_consent (id, state_hash, session_hash, employee_id, provider, channel_id, sealed_facts, expires_at)
       values ($1, $2, decode($3, 'hex'), $4, $5, $6, $7, now() + make_interval(secs => $8))`,
      [
        given.id,
        given.stateHash,
        given.sessionHash,
        given.employeeId,
        given.provider,
        given.channelId,
        given.sealedFacts,
        forS,
      ],
    );
  }

  /** Once: whoever takes it up ends its waiting. @returns null: unknown, over, come back already, or begun in another session */
  async takeUp(tx: Tx, stateHash: Buffer, sessionHash: string): Promise<StoredConsent | null> {
    const [row] = await tx.query<StoredConsent>(
      `update mail_consent set given_at = now()
       where state_hash = $1 and session_hash = decode($2, 'hex') and given_at is null and expires_at > now() returning ${consent}`,
      [stateHash, sessionHash],
    );
    return row ?? null;
  }

  async give(tx: Tx, id: string, sealedFacts: Buffer, account: string | null, forS: number): Promise<void> {
    await tx.query(
      `update mail_consent set sealed_facts = $2, account = $3, expires_at = now() + make_interval(secs => $4) where id = $1`,
      [id, sealedFacts, account, forS],
    );
  }

  /** One that has been given, to whoever asked for it. */
  async given(tx: Tx, id: string, employeeId: EmployeeId): Promise<StoredConsent | null> {
    const [row] = await tx.query<StoredConsent>(
      `select ${consent} from mail_consent where id = $1 and employee_id = $2 and given_at is not null and expires_at > now()`,
      [id, employeeId],
    );
    return row ?? null;
  }

  async end(tx: Tx, id: string): Promise<void> {
    await tx.query('delete from mail_consent where id = $1', [id]);
  }
}
