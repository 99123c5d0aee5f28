import { Injectable } from '@nestjs/common';
import { saveExtension, type EmployeeId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Bus } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { EdgeKeeper } from '../../channels/edge-keeper.js';
import { PolicyRepository } from '../policy/policy.repository.js';
import { DevicesRepository, type ExtensionState } from './devices.repository.js';

/** Everybody's telephones, as the telephony role shall hold them. */
@Injectable()
export class ExtensionKeeper extends EdgeKeeper<EmployeeId, ExtensionState> {
  constructor(
    logger: Logger,
    private readonly uow: UnitOfWork,
    private readonly devices: DevicesRepository,
    private readonly policy: PolicyRepository,
    private readonly bus: Bus,
  ) {
    super(logger, 'telephone');
  }

  protected async states(): Promise<ReadonlyMap<EmployeeId, ExtensionState>> {
    return new Map((await this.look(null)).map((state) => [state.employeeId, state]));
  }

  protected async stateOf(id: EmployeeId): Promise<ExtensionState | null> {
    const [state] = await this.look(id);
    return state ?? null;
  }

  protected ask(state: ExtensionState): Promise<unknown> {
    return this.bus.ask(saveExtension, state);
  }

  private look(id: EmployeeId | null): Promise<ExtensionState[]> {
    return this.uow.run(async (tx) => {
      const { leaverCallsEnd } = await this.policy.get(tx);
      return this.devices.states(tx, id, leaverCallsEnd);
    });
  }
}
