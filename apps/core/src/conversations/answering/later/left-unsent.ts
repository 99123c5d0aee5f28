import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EmployeeAccess } from '../../../access/departure/employee-access.js';
import { LiveEvents } from '../../../realtime/live-events.js';
import { LaterRepository } from './later.repository.js';

/** What somebody who leaves has put off: it does not go in their name, and whoever has the card now goes on with it. */
@Injectable()
export class LeftUnsent implements OnModuleInit {
  constructor(
    private readonly access: EmployeeAccess,
    private readonly repository: LaterRepository,
    private readonly live: LiveEvents,
  ) {}

  onModuleInit(): void {
    this.access.addWork({
      kind: 'put-off',
      count: (tx, id) => this.repository.leftBy(tx, id),
      pass: async (tx, from) => {
        const left = await this.repository.leaveBehind(tx, from);
        tx.afterCommit(() => {
          for (const { id: laterId, clientId } of left)
            this.live.publish({ event: 'later', data: { clientId, laterId } }, { clientId });
        });
        return left.length;
      },
    });
  }
}
