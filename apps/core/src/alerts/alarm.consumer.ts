import { Controller } from '@nestjs/common';
import { alarmRaised, type AlarmRaised } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import type { AlertSeverity } from './alert.view.js';
import { Alerts } from './alerts.js';

const consumer = 'core.alerts';

/** What is over already, or what the role deals with by itself; anything else wants somebody at once. */
const severityOf: Readonly<Record<string, AlertSeverity>> = {
  'telephony.address-blocked': 'warning',
  'telephony.address-failing': 'warning',
  'telephony.engine-restarted': 'warning',
};

/** What the telephony role wants somebody to look at. */
@Controller()
export class AlarmConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly alerts: Alerts,
  ) {}

  @Consumes(alarmRaised, { as: consumer })
  async raised({ id, body }: Delivered<AlarmRaised>): Promise<void> {
    await this.inbox.once(consumer, id, (tx) =>
      this.alerts.raise(tx, {
        code: body.code,
        ...{ severity: severityOf[body.code] ?? 'alarm', at: new Date(body.at), details: body.details },
        ...{ callId: body.callId, employeeId: body.employeeId },
        // Of one call the same is told by whoever notices first; of the machinery each time counts.
        ...(body.callId === null ? {} : { once: `${body.code}:${body.callId}` }),
      }),
    );
  }
}
