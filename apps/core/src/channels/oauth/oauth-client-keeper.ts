import { Injectable } from '@nestjs/common';
import { OauthProvider, saveOauthClient, type RequestOf } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Bus } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { EdgeKeeper } from '../edge-keeper.js';
import { OauthRepository, type StoredOauthClient } from './oauth.repository.js';

type State = RequestOf<typeof saveOauthClient>;

/** Keeps the registrations that the mail role renews tokens with equal to those that the company has. */
@Injectable()
export class OauthClientKeeper extends EdgeKeeper<OauthProvider, State> {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: OauthRepository,
    private readonly bus: Bus,
    logger: Logger,
  ) {
    super(logger, 'registration with a provider of mail');
  }

  protected async states(): Promise<ReadonlyMap<OauthProvider, State>> {
    const kept = await this.uow.run((tx) => this.repository.clients(tx));
    return new Map(
      OauthProvider.options.map((provider) => [
        provider,
        stateFrom(
          provider,
          kept.find((one) => one.provider === provider),
        ),
      ]),
    );
  }

  protected async stateOf(provider: OauthProvider): Promise<State> {
    return stateFrom(provider, await this.uow.run((tx) => this.repository.client(tx, provider)));
  }

  protected ask(state: State): Promise<unknown> {
    return this.bus.ask(saveOauthClient, state);
  }
}

/** The secret goes as it is kept: sealed. */
const stateFrom = (provider: OauthProvider, kept: StoredOauthClient | null | undefined): State => ({
  provider,
  client: kept ? { issuer: kept.issuer, clientId: kept.clientId, clientSecret: kept.sealedSecret } : null,
});
