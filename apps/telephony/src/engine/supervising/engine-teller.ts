import { Injectable } from '@nestjs/common';
import { alarmRaised, engineChanged } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Bug } from '#libs/errors';
import { Outbox } from '#libs/messaging';
import { Health, Logger } from '#libs/observability';
import { StateTeller } from '#libs/supervision';
import { mayMove, nothingYet, type EngineState } from './engine-state.js';

/** How the engine is, and the telling of it. */
@Injectable()
export class EngineTeller {
  private told: EngineState = nothingYet;
  private readonly teller = new StateTeller<EngineState>((state) => this.publish(state));

  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly health: Health,
    private readonly log: Logger,
  ) {
    // Until it was looked for nothing is known, and nothing wrong.
    health.set('engine', { status: 'ok' });
  }

  get state(): EngineState {
    return this.told;
  }

  /** What is left out stays as it is. @throws Bug for a move that the table of engine-state.ts does not have */
  tell(change: Partial<EngineState>): void {
    const next = { ...this.told, ...change };
    if (!mayMove(this.told.state, next.state)) {
      throw new Bug('telephony.engine-moves', { from: this.told.state, to: next.state });
    }
    this.told = next;
    this.teller.tell(next);
  }

  async alarm(code: string): Promise<void> {
    const alarm = { code, callId: null, employeeId: null, details: {}, at: new Date().toISOString() };
    await this.uow
      .run((tx) => this.outbox.add(tx, alarmRaised, alarm))
      .catch((error: unknown) => {
        this.log.error({ err: error }, 'An alarm could not be raised');
      });
  }

  /** Waits until the newest state has been told, or could not be. */
  finish(): Promise<void> {
    return this.teller.finish();
  }

  private async publish(state: EngineState): Promise<void> {
    // An office without telephones is a healthy office.
    const well = state.code === null || (state.state === 'absent' && state.code === 'telephony.engine-missing');
    this.health.set('engine', { status: well ? 'ok' : 'degraded', code: state.code, detail: state.detail });
    await this.uow.run((tx) => this.outbox.add(tx, engineChanged, { ...state, at: new Date().toISOString() }));
  }
}
