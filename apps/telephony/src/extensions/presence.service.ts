import { createHash } from 'node:crypto';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { presenceChanged, type DeviceId, type EmployeeId } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Outbox } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { StateTeller } from '#libs/supervision';
import { LineBook } from '../calls/line-book.js';
import type { AriEvents } from '../engine/ari/ari-events.js';
import { Engine } from '../engine/engine.js';
import { Provisioning } from '../engine/provisioning/provisioning.js';
import type { Extension } from './extension.repository.js';

interface Seen {
  readonly employeeId: EmployeeId;
  readonly deviceId: DeviceId;
  online: boolean;
  /** Where it registered last; null before that. */
  uri: string | null;
  userAgent: string | null;
}

/** All devices of one employee, in the shape that StateTeller compares. */
interface Presence {
  readonly state: string;
  readonly code: null;
  readonly devices: { deviceId: DeviceId; online: boolean; userAgent: string | null }[];
}

/** Which devices can be rung now, and the telling of it. */
@Injectable()
export class PresenceService implements OnModuleDestroy {
  private readonly seen = new Map<string, Seen>();
  private readonly tellers = new Map<EmployeeId, StateTeller<Presence>>();
  private readonly stop: (() => void)[];

  constructor(
    private readonly engine: Engine,
    private readonly lines: LineBook,
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly log: Logger,
    provisioning: Provisioning,
  ) {
    provisioning.onTold(() => this.lookAtAll());
    this.stop = [
      engine.onDown(() => this.allGone()),
      engine.ari.on('ContactStatusChange', (event) => this.moved(event)),
      // Of registrations that an engine finds again when it starts, only this is told.
      engine.ari.on('PeerStatusChange', ({ endpoint }) => this.set(endpoint.resource, endpoint.state === 'online')),
    ];
  }

  async onModuleDestroy(): Promise<void> {
    for (const stop of this.stop) stop();
    await Promise.all([...this.tellers.values()].map((teller) => teller.finish()));
  }

  /** @param gone user names that were revoked */
  changed({ employeeId, devices }: Extension, gone: readonly string[]): void {
    for (const user of gone) {
      const seen = this.seen.get(user);
      if (seen) this.lines.setOnline(seen.deviceId, false);
      this.seen.delete(user);
    }
    for (const { user, deviceId } of devices) {
      const before = this.seen.get(user);
      this.seen.set(user, {
        employeeId,
        deviceId,
        online: before?.online ?? false,
        uri: before?.uri ?? null,
        userAgent: before?.userAgent ?? null,
      });
    }
    this.tell(employeeId);
  }

  private async moved({ endpoint, contact_info: contact }: AriEvents['ContactStatusChange']): Promise<void> {
    const seen = this.seen.get(contact.aor);
    if (!seen) return;
    // A device that moved is told as new contact and removed contact: only how the endpoint stands in the end counts.
    this.set(contact.aor, endpoint.state === 'online');
    if (contact.contact_status === 'Removed') {
      if (contact.uri === seen.uri && !seen.online) this.lines.tellMoved(seen.deviceId, 'gone');
      return;
    }
    if (contact.uri === seen.uri) return;
    seen.uri = contact.uri;
    this.lines.tellMoved(seen.deviceId, 'arrived');
    seen.userAgent = await this.userAgentOf(contact.aor, contact.uri);
    this.tell(seen.employeeId);
  }

  /** After a gap, and after each start: registrations outlive the engine. */
  private async lookAtAll(): Promise<void> {
    const endpoints = await this.engine.ari.endpoints.list();
    const online = new Set(endpoints.filter(({ state }) => state === 'online').map(({ resource }) => resource));
    for (const user of this.seen.keys()) this.set(user, online.has(user));
  }

  private allGone(): void {
    for (const user of this.seen.keys()) this.set(user, false);
  }

  private set(user: string, online: boolean): void {
    const seen = this.seen.get(user);
    if (!seen) return;
    seen.online = online;
    this.lines.setOnline(seen.deviceId, online);
    this.tell(seen.employeeId);
  }

  /** The registrar names a registration after the address that it is for. */
  private async userAgentOf(user: string, uri: string): Promise<string | null> {
    const id = `${user};@${createHash('md5').update(uri).digest('hex')}`;
    try {
      const { user_agent: userAgent } = await this.engine.ari.system.object('contact', id);
      return userAgent?.slice(0, 200) || null;
    } catch {
      return null;
    }
  }

  private tell(employeeId: EmployeeId): void {
    const devices = [...this.seen.values()]
      .filter((seen) => seen.employeeId === employeeId)
      .map(({ deviceId, online, userAgent }) => ({ deviceId, online, userAgent }));
    let teller = this.tellers.get(employeeId);
    if (!teller) {
      teller = new StateTeller<Presence>((presence) => this.publish(employeeId, presence));
      this.tellers.set(employeeId, teller);
    }
    const state = JSON.stringify(devices);
    teller.tell({ state, code: null, devices });
  }

  private async publish(employeeId: EmployeeId, { devices }: Presence): Promise<void> {
    const at = new Date().toISOString();
    await this.uow.run((tx) => this.outbox.add(tx, presenceChanged, { employeeId, devices, at }));
    this.log.debug({ employeeId, online: devices.filter(({ online }) => online).length }, 'presence');
  }
}
