import { Controller } from '@nestjs/common';
import {
  discoverServers,
  lookAtDomain,
  saveDkimKey,
  type DiscoveredServers,
  type DomainFacts,
  type ReplyOf,
  type RequestOf,
} from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Answers } from '#libs/messaging';
import { DkimKeysRepository } from './dkim-keys.repository.js';
import { DomainLook } from './domain-look.js';
import { DkimSigning } from './dkim-signing.js';
import { ServerDiscovery } from './server-discovery.js';

@Controller()
export class DomainsConsumer {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly discovery: ServerDiscovery,
    private readonly domains: DomainLook,
    private readonly keys: DkimKeysRepository,
    private readonly signing: DkimSigning,
  ) {}

  @Answers(discoverServers)
  discover({ address }: RequestOf<typeof discoverServers>): Promise<DiscoveredServers> {
    return this.discovery.discover(address);
  }

  @Answers(lookAtDomain)
  look({ domain, selectors, senders }: RequestOf<typeof lookAtDomain>): Promise<DomainFacts> {
    return this.domains.look(domain, selectors, senders);
  }

  @Answers(saveDkimKey)
  async save({ domain, key }: RequestOf<typeof saveDkimKey>): Promise<ReplyOf<typeof saveDkimKey>> {
    await this.uow.run((tx) => this.keys.put(tx, domain.toLowerCase(), key));
    this.signing.forget();
    return { saved: true };
  }
}
