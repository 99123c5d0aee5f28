import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EmployeeAccess } from '../access/departure/employee-access.js';
import { LiveEvents } from './live-events.js';

/** What somebody had in hand is another's at once: every page looks at its lists anew, once for all of it. */
@Injectable()
export class HandoverShown implements OnModuleInit {
  constructor(
    private readonly access: EmployeeAccess,
    private readonly live: LiveEvents,
  ) {}

  onModuleInit(): void {
    this.access.onHandover((tx) => {
      const audience = { clientId: null, right: 'clients.read' } as const;
      tx.afterCommit(() => this.live.publish({ event: 'rehomed', data: { clientId: null } }, audience));
    });
  }
}
