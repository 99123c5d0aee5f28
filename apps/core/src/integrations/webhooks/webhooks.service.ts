import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SETTINGS, type Settings } from '#libs/config';
import { UnitOfWork, type Tx } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { readMomentCursor } from '../../conversations/keyset.js';
import { cursorOf, pageFrom, type Page, type PageQuery } from '../../http/paging.js';
import { DeliveriesRepository, type DeliveryRow } from './deliveries.repository.js';
import { judgeUrl } from './public-address.js';
import { newSecret } from './signing.js';
import type {
  AttemptView,
  NewWebhook,
  Redelivery,
  WebhookChange,
  WebhookDeliveryView,
  WebhookView,
  WebhookWithSecret,
} from './webhook.view.js';
import { sealing, WebhookSender } from './webhook-sender.js';
import { WebhooksRepository, type WebhookRow } from './webhooks.repository.js';

/** A company has a handful; each costs something at every event. */
const most = 20;
/** Both secrets are signed with for so long: a receiver changes over in its own time. */
const oldSecretForS = 24 * 3_600;

/** Where other programs are told what happens here: see docs/decisions/0023-programs.md. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: WebhooksRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly sender: WebhookSender,
    private readonly masterKey: MasterKey,
    private readonly audit: Audit,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  list(viewer: Viewer): Promise<WebhookView[]> {
    return this.uow.as(scopeOf(viewer), async (tx) => (await this.repository.list(tx)).map(viewOf));
  }

  /** @throws UserError `webhook.limit-reached` and what `judgeUrl` throws */
  create(viewer: Viewer, wanted: NewWebhook): Promise<WebhookWithSecret> {
    const url = judgeUrl(wanted.url, this.settings.webhooksInside).href;
    const [id, secret] = [uuidv7(), newSecret()];
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if ((await this.repository.list(tx)).length >= most) throw new UserError('webhook.limit-reached', { most });
      const { name, events } = wanted;
      const row = { id, name, url, events: [...new Set(events)], sealedSecret: this.seal(secret) };
      await this.repository.insert(tx, { ...row, createdBy: viewer.employeeId });
      this.audit.record(tx, viewer, 'webhook.created', { subjectId: id, body: { events: row.events } });
      return { webhook: await this.get(tx, id), secret };
    });
  }

  /** @throws UserError `webhook.not-found` and what `judgeUrl` throws */
  change(viewer: Viewer, id: string, change: WebhookChange): Promise<WebhookView> {
    const url = change.url === undefined ? {} : { url: judgeUrl(change.url, this.settings.webhooksInside).href };
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.get(tx, id);
      await this.repository.update(tx, id, { ...change, ...url });
      this.audit.record(tx, viewer, 'webhook.changed', { subjectId: id, body: { fields: Object.keys(change) } });
      tx.afterCommit(() => this.sender.nudge());
      return this.get(tx, id);
    });
  }

  /** With it goes what it was told. @throws UserError `webhook.not-found` */
  async remove(viewer: Viewer, id: string): Promise<void> {
    await this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.delete(tx, id))) throw new UserError('webhook.not-found', { id });
      this.audit.record(tx, viewer, 'webhook.removed', { subjectId: id });
    });
  }

  /** @throws UserError `webhook.not-found` */
  renewSecret(viewer: Viewer, id: string): Promise<WebhookWithSecret> {
    const secret = newSecret();
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.get(tx, id);
      await this.repository.replaceSecret(tx, id, this.seal(secret), oldSecretForS);
      this.audit.record(tx, viewer, 'webhook.secret-renewed', { subjectId: id });
      return { webhook: await this.get(tx, id), secret };
    });
  }

  /** Sends one now and tells what became of it. @throws UserError `webhook.not-found` */
  async test(viewer: Viewer, id: string): Promise<AttemptView> {
    await this.uow.as(scopeOf(viewer), (tx) => {
      this.audit.record(tx, viewer, 'webhook.tested', { subjectId: id });
      return this.get(tx, id);
    });
    const { status, code, tookMs, reply } = await this.sender.sendTrial(id);
    return { at: new Date().toISOString(), status, code, tookMs, reply };
  }

  /** The latest first. @throws UserError `webhook.not-found` */
  log(viewer: Viewer, id: string, { cursor, limit }: PageQuery): Promise<Page<WebhookDeliveryView>> {
    const before = readMomentCursor(cursor);
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.get(tx, id);
      const rows = await this.deliveries.page(tx, id, before, limit + 1);
      return pageFrom(rows, limit, deliveryOf, (row) => cursorOf(row.key, row.id));
    });
  }

  /** @throws UserError `webhook.not-found` */
  redeliver(viewer: Viewer, id: string, which: Redelivery): Promise<number> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      await this.get(tx, id);
      const queued = await this.deliveries.again(tx, id, which);
      this.audit.record(tx, viewer, 'webhook.sent-again', { subjectId: id, body: { deliveries: queued } });
      tx.afterCommit(() => this.sender.nudge());
      return queued;
    });
  }

  private seal(secret: string): Buffer {
    return this.masterKey.seal(Buffer.from(secret, 'utf8'), sealing);
  }

  private async get(tx: Tx, id: string): Promise<WebhookView> {
    const row = await this.repository.find(tx, id);
    if (row === null) throw new UserError('webhook.not-found', { id });
    return viewOf(row);
  }
}

const viewOf = ({ createdAt, failingSince, oldSecretUntil, ...rest }: WebhookRow): WebhookView => ({
  ...rest,
  createdAt: createdAt.toISOString(),
  failingSince: failingSince?.toISOString() ?? null,
  oldSecretUntil: oldSecretUntil?.toISOString() ?? null,
});

const deliveryOf = ({ id, event, data, state, createdAt, dueAt, attempts }: DeliveryRow): WebhookDeliveryView => ({
  id,
  ...{ event, data, state, createdAt: createdAt.toISOString(), dueAt: dueAt?.toISOString() ?? null },
  attempts: attempts.map((attempt) => ({ ...attempt, at: new Date(attempt.at).toISOString() })),
});
