import { Injectable } from '@nestjs/common';
import { whatsappAlarmRaised, type ChannelId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Outbox } from '#libs/messaging';
import { Logger } from '#libs/observability';
import type { DriverSink } from '../driver/driver.port.js';

type Alarm = Parameters<DriverSink['alarm']>[1];

/** As many keys are remembered; core knows them all, this only spares the bus. */
const rememberedAtMost = 1_000;

/** Tells core of what somebody must look at, each under its key once. */
@Injectable()
export class Alarms {
  private readonly raised = new Set<string>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly log: Logger,
  ) {}

  /** Resolves when it is durable. */
  async raise(channelId: ChannelId | null, { code, severity, details = {}, once }: Alarm): Promise<void> {
    if (this.raised.has(once)) return;
    await this.uow.run((tx) =>
      this.outbox.add(tx, whatsappAlarmRaised, {
        channelId,
        code,
        severity,
        details: { ...details },
        once,
        at: new Date().toISOString(),
      }),
    );
    this.log.warn({ channelId, code }, 'A WhatsApp number needs somebody');
    if (this.raised.size >= rememberedAtMost) this.raised.clear();
    this.raised.add(once);
  }
}
