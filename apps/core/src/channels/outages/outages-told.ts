import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { Alerts } from '../../alerts/alerts.js';
import { OutagesRepository } from './outages.repository.js';

const lookEveryMs = 30_000;

/** Nothing of this is over before somebody has done something. */
const forPeople = [
  ...['mail.password-refused', 'mail.password-missing', 'mail.sign-in-again', 'mail.sign-in-unset'],
  ...['mail.certificate-untrusted', 'mail.certificate-expired', 'mail.certificate-name'],
];

/** Minutes. A server that is restarted is back by then; whoever changes a password at the provider has a moment to change it here. */
const after = { forPeople: 2, passing: 20 };

/** A mailbox that stands still is seen only by whoever looks at it, while clients write to it: who has to know is told, once for each outage. */
@Injectable()
export class OutagesTold implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.tellAll(),
    (err) => this.log.warn({ err }, 'nobody could be told of mailboxes that stand still'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: OutagesRepository,
    private readonly alerts: Alerts,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  /** @returns when everybody has been told of what stands still now */
  tellSoon(): Promise<void> {
    return this.rounds.soon();
  }

  private tellAll(): Promise<void> {
    return this.uow.run(async (tx) => {
      for (const { once, address, teamId, beganAt, code } of await this.repository.untold(tx, forPeople, after))
        await this.alerts.raise(tx, {
          code: 'mail.mailbox-stopped',
          ...{ severity: 'alarm', at: beganAt, teamId, once },
          details: { mailbox: address, reason: code },
        });
    });
  }
}
