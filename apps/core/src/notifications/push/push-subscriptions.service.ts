import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { SETTINGS, type Settings } from '#libs/config';
import { UnitOfWork, type Tx } from '#libs/database';
import { OperationalError, UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { EmployeeAccess } from '../../access/departure/employee-access.js';
import { deviceWords } from '../../access/sign-in/account/device-words.js';
import type { FoundSession } from '../../access/sign-in/sessions.repository.js';
import { scopeOf, type Viewer } from '../../access/viewer.js';
import { Audit } from '../../audit/audit.js';
import { judgeUrl } from '../../integrations/webhooks/public-address.js';
import { PushCall } from './push-call.js';
import { PushKeys } from './push-keys.js';
import { trialMessage } from './push-message.js';
import { PushSubscriptionsRepository } from './push-subscriptions.repository.js';
import type { NewPushSubscription, PushView } from './push.view.js';

/** Somebody has a few browsers; each costs a call at every notice. */
const most = 10;

/** The browsers to which somebody is told what happens while no page is open. */
@Injectable()
export class PushSubscriptionsService implements OnModuleInit {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: PushSubscriptionsRepository,
    private readonly keys: PushKeys,
    private readonly call: PushCall,
    private readonly masterKey: MasterKey,
    private readonly access: EmployeeAccess,
    private readonly audit: Audit,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.access.add({
      kind: 'push-subscriptions',
      tables: ['push_subscription'],
      count: (tx, id) => this.repository.count(tx, id),
      revoke: (tx, id) => this.repository.removeAllOf(tx, id),
    });
  }

  async list(viewer: Viewer, session: FoundSession): Promise<PushView> {
    const { publicKey } = await this.keys.vapid();
    return this.uow.as(scopeOf(viewer), (tx) => this.view(tx, viewer, session, publicKey));
  }

  /** The same browser again changes its row. @throws UserError `push.endpoint-not-allowed`, `push.limit-reached` */
  async add(
    viewer: Viewer,
    session: FoundSession,
    { endpoint, keys, language }: NewPushSubscription,
    userAgent: string,
  ): Promise<PushView> {
    const { href, host } = this.judge(endpoint);
    const { publicKey } = await this.keys.vapid();
    const sealed = this.call.seal({ endpoint: href, keys });
    const endpointHash = createHash('sha256').update(href).digest();
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if ((await this.repository.count(tx, viewer.employeeId, endpointHash)) >= most)
        throw new UserError('push.limit-reached', { most });
      const id = uuidv7();
      const whose = { id, employeeId: viewer.employeeId, sessionId: session.id };
      await this.repository.put(tx, { ...whose, endpointHash, sealed, host, userAgent, language });
      this.audit.record(tx, viewer, 'push.subscribed', { subjectId: viewer.employeeId, body: { service: host } });
      return this.view(tx, viewer, session, publicKey);
    });
  }

  /** @throws UserError `push.not-found` */
  remove(viewer: Viewer, id: string): Promise<void> {
    return this.uow.as(scopeOf(viewer), async (tx) => {
      if (!(await this.repository.remove(tx, viewer.employeeId, id))) throw new UserError('push.not-found', { id });
      this.audit.record(tx, viewer, 'push.unsubscribed', { subjectId: viewer.employeeId });
    });
  }

  /** @throws UserError `push.not-found`; OperationalError `push.not-delivered` */
  async sendTrial(viewer: Viewer, id: string): Promise<void> {
    const found = await this.uow.as(scopeOf(viewer), (tx) => this.repository.find(tx, viewer.employeeId, id));
    if (!found) throw new UserError('push.not-found', { id });
    const outcome = await this.call.push(found.sealed, trialMessage(found.language));
    if (outcome.is !== 'taken') throw new OperationalError('push.not-delivered', { status: outcome.status ?? 0 });
  }

  /** What a page sends is an address to which this server will call: only one on the internet, over https. */
  private judge(endpoint: string): URL {
    try {
      return judgeUrl(endpoint, this.settings.webhooksInside);
    } catch (error) {
      if (error instanceof UserError) throw new UserError('push.endpoint-not-allowed');
      throw error;
    }
  }

  private async view(tx: Tx, viewer: Viewer, session: FoundSession, key: string): Promise<PushView> {
    const rows = await this.repository.list(tx, viewer.employeeId);
    const items = rows.map(({ id, sessionId, host, userAgent, createdAt, reachedAt }) => ({
      id,
      ...{ service: host, device: deviceWords(userAgent), current: sessionId === session.id },
      ...{ createdAt: createdAt.toISOString(), reachedAt: reachedAt?.toISOString() ?? null },
    }));
    return { key, items };
  }
}
