import { Injectable } from '@nestjs/common';
import { saveDkimKey, type RequestOf } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Bus } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { EdgeKeeper } from '../edge-keeper.js';
import { DomainsRepository, type StoredKey } from './domains.repository.js';

type State = RequestOf<typeof saveDkimKey>;

/** Keeps the keys that the mail role signs with equal to those that are active. */
@Injectable()
export class DkimKeeper extends EdgeKeeper<string, State> {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: DomainsRepository,
    private readonly bus: Bus,
    logger: Logger,
  ) {
    super(logger, 'key that letters are signed with');
  }

  protected states(): Promise<ReadonlyMap<string, State>> {
    return this.uow.run(async (tx) => {
      const [looked, keys] = [await this.repository.lookedAt(tx), await this.repository.keys(tx)];
      return new Map(looked.map(({ domain }) => [domain, stateFrom(domain, keys)]));
    });
  }

  protected async stateOf(domain: string): Promise<State> {
    return stateFrom(domain, await this.uow.run((tx) => this.repository.keys(tx, domain)));
  }

  protected ask(state: State): Promise<unknown> {
    return this.bus.ask(saveDkimKey, state);
  }
}

/** The key goes as it is kept: sealed. */
function stateFrom(domain: string, keys: readonly StoredKey[]): State {
  const active = keys.find((key) => key.domain === domain && key.state === 'active');
  return { domain, key: active ? { selector: active.selector, privateKey: active.sealedKey } : null };
}
