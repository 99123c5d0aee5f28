import { Controller } from '@nestjs/common';
import {
  linkWhatsappNumber,
  listWhatsappTemplates,
  saveWhatsappNumber,
  sendWhatsappCanary,
  testWhatsappNumber,
  unlinkWhatsappNumber,
  type ReplyOf,
  type RequestOf,
} from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Answers } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { Drivers } from '../driver/drivers.js';
import { Canary } from './canary.js';
import { NumberBook } from './number-book.service.js';
import { NumberRepository } from './number.repository.js';
import { noSecrets, NumberSecrets, withKept } from './number-secrets.js';
import { NumberSupervisor } from './number-supervisor.service.js';

@Controller()
export class NumberConsumer {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly numbers: NumberRepository,
    private readonly secrets: NumberSecrets,
    private readonly supervisor: NumberSupervisor,
    private readonly book: NumberBook,
    private readonly drivers: Drivers,
    private readonly canary: Canary,
    private readonly log: Logger,
  ) {}

  @Answers(saveWhatsappNumber)
  async save(given: RequestOf<typeof saveWhatsappNumber>): Promise<ReplyOf<typeof saveWhatsappNumber>> {
    const { channelId, enabled, settings, secrets } = given;
    await this.uow.run((tx) => this.numbers.save(tx, { channelId, enabled, settings, sealed: secrets ?? noSecrets }));
    await this.supervisor.changed(channelId);
    this.log.info({ channelId, enabled, driver: settings.driver }, 'A WhatsApp number was saved');
    return { saved: true };
  }

  /** What comes of it is told by the number's state; a code or QR that is there already is in the answer. */
  @Answers(linkWhatsappNumber)
  async link({ channelId, way }: RequestOf<typeof linkWhatsappNumber>): Promise<ReplyOf<typeof linkWhatsappNumber>> {
    await this.supervisor.settled(channelId);
    const { qr, pairing } = await this.supervisor.driverOf(channelId).link(channelId, way);
    const { state, code, linked } = this.book.standing(channelId);
    const shown = <T extends { expiresAt: Date | null }>(one: T | null) =>
      one && { ...one, expiresAt: one.expiresAt?.toISOString() ?? null };
    return { state, code, linked, qr: shown(qr), pairing: shown(pairing) };
  }

  @Answers(unlinkWhatsappNumber)
  async unlink({ channelId }: RequestOf<typeof unlinkWhatsappNumber>): Promise<ReplyOf<typeof unlinkWhatsappNumber>> {
    await this.supervisor.settled(channelId);
    await this.supervisor.driverOf(channelId).unlink(channelId);
    this.log.info({ channelId }, 'A WhatsApp number was unlinked');
    return { unlinked: true };
  }

  @Answers(testWhatsappNumber)
  async test({
    channelId,
    settings,
    secrets,
  }: RequestOf<typeof testWhatsappNumber>): Promise<ReplyOf<typeof testWhatsappNumber>> {
    const kept = channelId && (await this.uow.run((tx) => this.numbers.find(tx, channelId)));
    const opened = this.secrets.open(withKept(secrets, kept ? kept.sealed : null));
    return { checks: await this.drivers.get(settings.driver).test({ settings, secrets: opened }) };
  }

  @Answers(sendWhatsappCanary)
  async sing({ channelId }: RequestOf<typeof sendWhatsappCanary>): Promise<ReplyOf<typeof sendWhatsappCanary>> {
    const sentAt = await this.canary.send(channelId);
    return { sentAt: sentAt.toISOString() };
  }

  @Answers(listWhatsappTemplates)
  async templates({
    channelId,
  }: RequestOf<typeof listWhatsappTemplates>): Promise<ReplyOf<typeof listWhatsappTemplates>> {
    return { templates: await this.supervisor.driverOf(channelId).templates(channelId) };
  }
}
