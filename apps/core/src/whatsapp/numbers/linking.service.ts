import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  linkWhatsappNumber,
  sendWhatsappCanary,
  unlinkWhatsappNumber,
  type ChannelId,
  type WhatsappTemplate,
} from '#libs/contracts';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { Bus } from '#libs/messaging';
import { EmployeeAccess } from '../../access/departure/employee-access.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { Showings } from '../../audit/showings.js';
import { WhatsappTemplates } from '../templates/whatsapp-templates.js';
import type { LinkingView } from './number.view.js';
import { WhatsappNumbersRepository, type WhatsappNumber } from './numbers.repository.js';

/** What is asked of a number that the whatsapp role holds. A QR is passed on and kept nowhere. */
@Injectable()
export class WhatsappLinkingService implements OnModuleInit {
  private readonly showings = new Showings();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: WhatsappNumbersRepository,
    private readonly templatesOf: WhatsappTemplates,
    private readonly bus: Bus,
    private readonly audit: Audit,
    private readonly access: EmployeeAccess,
  ) {}

  onModuleInit(): void {
    // The phone on which such a number lives may be in the pocket of whoever linked it.
    this.access.addLeft({ kind: 'whatsapp-numbers', count: (tx, id) => this.repository.countLinkedBy(tx, id) });
  }

  /** What there is to be scanned or typed now. On record once for each showing. @throws UserError `whatsapp-number.not-found`, `whatsapp.not-a-device` */
  async look(viewer: Viewer, channelId: ChannelId): Promise<LinkingView> {
    await this.uow.as(scopeOf(viewer), (tx) => this.device(tx, channelId));
    const shown = await this.bus.ask(linkWhatsappNumber, { channelId, way: 'look' });
    if (shown.qr !== null || shown.pairing !== null) await this.noteShowing(viewer, channelId);
    return shown;
  }

  /** @throws as `look` */
  async link(viewer: Viewer, channelId: ChannelId, way: 'qr' | 'code' | 'cancel'): Promise<LinkingView> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.device(tx, channelId);
      this.audit.record(tx, viewer, 'whatsapp-number.linking', { subjectId: channelId, body: { way } });
    });
    const shown = await this.bus.ask(linkWhatsappNumber, { channelId, way });
    if (shown.qr !== null || shown.pairing !== null) await this.noteShowing(viewer, channelId);
    return shown;
  }

  /** The link ends at WhatsApp too; what was captured stays. @throws as `look` */
  async unlink(viewer: Viewer, channelId: ChannelId): Promise<void> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.device(tx, channelId);
      this.audit.record(tx, viewer, 'whatsapp-number.unlinked', { subjectId: channelId });
    });
    await this.bus.ask(unlinkWhatsappNumber, { channelId });
  }

  /** @throws UserError `whatsapp-number.not-found`, `whatsapp.not-ready` */
  async canary(viewer: Viewer, channelId: ChannelId): Promise<{ sentAt: string }> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      await this.number(tx, channelId);
      this.audit.record(tx, viewer, 'whatsapp-number.canary-sent', { subjectId: channelId });
    });
    return this.bus.ask(sendWhatsappCanary, { channelId });
  }

  /** Of a linked device there are none. @throws UserError `whatsapp-number.not-found` */
  async templates(viewer: Viewer, channelId: ChannelId): Promise<WhatsappTemplate[]> {
    const number = await this.uow.as(scopeOf(viewer), (tx) => this.number(tx, channelId));
    return number.settings.number.driver === 'cloud' ? this.templatesOf.of(channelId) : [];
  }

  private async noteShowing(viewer: Viewer, channelId: ChannelId): Promise<void> {
    if (!this.showings.begins(viewer.employeeId, channelId)) return;
    await this.uow.as(scopeOf(viewer), (tx) => {
      this.audit.record(tx, viewer, 'whatsapp-number.linking-shown', { subjectId: channelId });
      return Promise.resolve();
    });
  }

  private async number(tx: Tx, id: ChannelId): Promise<WhatsappNumber> {
    const row = await this.repository.find(tx, id);
    if (row === null) throw new UserError('whatsapp-number.not-found', { id });
    return row;
  }

  private async device(tx: Tx, id: ChannelId): Promise<void> {
    const { settings } = await this.number(tx, id);
    if (settings.number.driver !== 'web') throw new UserError('whatsapp.not-a-device', { id });
  }
}
