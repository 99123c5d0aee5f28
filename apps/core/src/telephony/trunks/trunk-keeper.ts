import { Injectable } from '@nestjs/common';
import { saveTrunk, type TrunkId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { Bus } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { EdgeKeeper } from '../../channels/edge-keeper.js';
import { TrunkStatesRepository, type TrunkState } from './trunk-states.repository.js';

/** What the telephony role unseals a provider's password with. */
const trunkPassword = 'trunk-password';

/** Provider accounts and their numbers, as the telephony role shall hold them. It alone keeps the passwords. */
@Injectable()
export class TrunkKeeper extends EdgeKeeper<TrunkId, TrunkState> {
  constructor(
    logger: Logger,
    private readonly uow: UnitOfWork,
    private readonly repository: TrunkStatesRepository,
    private readonly bus: Bus,
    private readonly masterKey: MasterKey,
  ) {
    super(logger, 'trunk');
  }

  sealed(password: string | null): string | null {
    return password === null ? null : this.masterKey.sealText(password, trunkPassword);
  }

  protected async states(): Promise<ReadonlyMap<TrunkId, TrunkState>> {
    const states = await this.uow.run((tx) => this.repository.states(tx, null));
    return new Map(states.map((state) => [state.trunkId, state]));
  }

  protected async stateOf(id: TrunkId): Promise<TrunkState | null> {
    const [state] = await this.uow.run((tx) => this.repository.states(tx, id));
    return state ?? null;
  }

  protected ask(state: TrunkState): Promise<unknown> {
    return this.bus.ask(saveTrunk, state);
  }
}
