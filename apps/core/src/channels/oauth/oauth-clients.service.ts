import { Injectable } from '@nestjs/common';
import type { Configuration } from 'openid-client';
import { OauthProvider } from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { discover } from '../../access/sign-in/provider/openid.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { OauthClientKeeper } from './oauth-client-keeper.js';
import { oauthProviders } from './oauth-providers.js';
import { OauthRepository, type StoredOauthClient } from './oauth.repository.js';
import type { OauthClientChange, OauthClientsView, OauthClientView } from './oauth.view.js';

/** What the mail role unseals the secret of a registration with. */
const secretSealing = 'mail-oauth-client';

/** The company's registrations with providers of mail. */
@Injectable()
export class OauthClientsService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: OauthRepository,
    private readonly keeper: OauthClientKeeper,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer, redirectUri: string): Promise<OauthClientsView> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      const kept = await this.repository.clients(tx);
      const items = OauthProvider.options.map((provider) =>
        viewOf(
          provider,
          kept.find((one) => one.provider === provider),
        ),
      );
      return { items, redirectUri };
    });
  }

  /**
   * The provider is asked who it is before anything is kept.
   * @throws UserError `mail-oauth.issuer-missing`, `mail-oauth.secret-missing`; as `discover`; OperationalError `bus.no-answer`: it is kept, and told again
   */
  async put(viewer: Viewer, provider: OauthProvider, change: OauthClientChange): Promise<OauthClientView> {
    const facts = oauthProviders[provider];
    const issuer = change.issuer ?? facts.issuer;
    if (issuer === null) throw new UserError('mail-oauth.issuer-missing');
    const before = await this.uow.as(scopeOf(viewer), (tx) => this.repository.client(tx, provider));
    // The secret of one registration is not told to another provider.
    const same = before?.issuer === issuer && before.clientId === change.clientId;
    const kept = same ? before.sealedSecret : null;
    const sealedSecret =
      change.clientSecret === undefined ? kept : this.masterKey.sealText(change.clientSecret, secretSealing);
    if (sealedSecret === null) throw new UserError('mail-oauth.secret-missing');
    const { clientId, scope = facts.scope } = change;
    const given = { provider, issuer, clientId, sealedSecret, scope: scope === '' ? facts.scope : scope };
    await discover(this.registration(given));
    await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.repository.putClient(tx, given, viewer.employeeId);
      const secret = change.clientSecret === undefined ? 'kept' : 'changed';
      this.audit.record(tx, viewer, 'mail-oauth.changed', { body: { provider, secret } });
    });
    await this.keeper.confirm(provider);
    return viewOf(provider, given);
  }

  /** Accounts that were entered by it stop being renewed. @throws UserError `mail-oauth.not-found` */
  async remove(viewer: Viewer, provider: OauthProvider): Promise<void> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.removeClient(tx, provider))) throw new UserError('mail-oauth.not-found');
      this.audit.record(tx, viewer, 'mail-oauth.removed', { body: { provider } });
    });
    await this.keeper.confirm(provider);
  }

  /** @throws UserError `mail-oauth.not-found`; as `discover` */
  async ready(
    tx: Tx,
    provider: OauthProvider,
  ): Promise<{ client: StoredOauthClient; discovered: () => Promise<Configuration> }> {
    const client = await this.repository.client(tx, provider);
    if (client === null) throw new UserError('mail-oauth.not-found');
    return { client, discovered: () => discover(this.registration(client)) };
  }

  private registration({ issuer, clientId, sealedSecret }: StoredOauthClient) {
    return { issuer, clientId, clientSecret: this.masterKey.unsealText(sealedSecret, secretSealing) };
  }
}

const viewOf = (provider: OauthProvider, kept: StoredOauthClient | undefined): OauthClientView => ({
  provider,
  ready: kept !== undefined,
  issuer: kept?.issuer ?? oauthProviders[provider].issuer,
  clientId: kept?.clientId ?? null,
  scope: kept?.scope ?? oauthProviders[provider].scope,
});
