import { Controller } from '@nestjs/common';
import { whatsappAlarmRaised, type WhatsappAlarmRaised } from '#libs/contracts';
import { Consumes, Inbox, type Delivered } from '#libs/messaging';
import { Alerts } from '../../alerts/alerts.js';
import { WhatsappNumbersRepository } from './numbers.repository.js';

const consumer = 'core.whatsapp-alarms';

/** What the whatsapp role wants somebody to look at: of the machinery, so the administrator sees it too, and the head of the number's team. */
@Controller()
export class WhatsappAlarmConsumer {
  constructor(
    private readonly inbox: Inbox,
    private readonly alerts: Alerts,
    private readonly numbers: WhatsappNumbersRepository,
  ) {}

  @Consumes(whatsappAlarmRaised, { as: consumer })
  async raised({ id, body }: Delivered<WhatsappAlarmRaised>): Promise<void> {
    const { channelId, code, severity, at, once } = body;
    await this.inbox.once(consumer, id, async (tx) => {
      const number = channelId === null ? null : await this.numbers.find(tx, channelId);
      const which = { ...(channelId === null ? {} : { channelId }), ...(number === null ? {} : { name: number.name }) };
      const details = { ...body.details, ...which };
      const about = { teamId: number?.team?.id ?? null, details, once: `${code}:${once}` };
      await this.alerts.raise(tx, { code, severity, at: new Date(at), ...about });
    });
  }
}
