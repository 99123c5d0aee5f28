import { Injectable } from '@nestjs/common';
import type { ClientId } from '#libs/contracts';
import { sqlStateOf, type Tx } from '#libs/database';
import { LiveEvents } from '../../realtime/live-events.js';

/** Two transactions may wait for each other's rows; PostgreSQL ends one of them, which is simply done again. */
const attempts = 3;
const deadlock = '40P01';

/** What every change of conversations by hand needs around it. */
@Injectable()
export class ThreadNews {
  constructor(private readonly live: LiveEvents) {}

  /** Whoever looks at one of these cards, or at a list in which its conversations stand, looks anew. */
  tell(tx: Tx, cards: readonly ClientId[]): void {
    tx.afterCommit(() => {
      for (const clientId of new Set(cards)) this.live.publish({ event: 'rehomed', data: { clientId } }, { clientId });
    });
  }

  async again<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (sqlStateOf(error) !== deadlock || attempt === attempts) throw error;
      }
    }
  }
}
