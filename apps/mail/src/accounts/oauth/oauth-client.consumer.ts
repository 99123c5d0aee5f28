import { Controller } from '@nestjs/common';
import { saveOauthClient, type ReplyOf, type RequestOf } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Answers } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { OauthClientsRepository } from './oauth-clients.repository.js';
import { OauthTokensService } from './oauth-tokens.service.js';

@Controller()
export class OauthClientConsumer {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clients: OauthClientsRepository,
    private readonly tokens: OauthTokensService,
    private readonly log: Logger,
  ) {}

  @Answers(saveOauthClient)
  async save({ provider, client }: RequestOf<typeof saveOauthClient>): Promise<ReplyOf<typeof saveOauthClient>> {
    await this.uow.run((tx) => this.clients.put(tx, provider, client));
    this.tokens.forgetTroubles();
    this.log.info({ provider, kept: client !== null }, 'A registration with a provider of mail was saved');
    return { saved: true };
  }
}
