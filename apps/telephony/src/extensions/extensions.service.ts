import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { EmployeeId, SipDevice } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { UserError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Logger } from '#libs/observability';
import { LineBook } from '../calls/line-book.js';
import { lineEndOfChannel, userNamePattern } from '../engine/endpoints.js';
import { Engine } from '../engine/engine.js';
import { isGone } from '../engine/engine.errors.js';
import { Provisioning } from '../engine/provisioning/provisioning.js';
import { deviceObjects } from './device-objects.js';
import { ExtensionRepository, type Extension } from './extension.repository.js';
import { PresenceService } from './presence.service.js';

/** What the digests of device passwords are sealed for (libs/evidence, MasterKey). */
const sipHa1 = 'sip-ha1';
/** Somebody waits for the answer; an engine that is slow goes on behind it. */
const settleWithinMs = 3_000;
/** Q.850 31: normal, unspecified. */
const revoked = 31;

/** Employees' devices: kept, told to the engine, and taken away. */
@Injectable()
export class ExtensionsService {
  private readonly known = new Map<EmployeeId, Extension>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly extensions: ExtensionRepository,
    private readonly lines: LineBook,
    private readonly presence: PresenceService,
    private readonly engine: Engine,
    private readonly provisioning: Provisioning,
    private readonly masterKey: MasterKey,
    private readonly log: Logger,
  ) {}

  /** Resolves when all devices that are kept are known. */
  async load(): Promise<void> {
    for (const extension of await this.uow.run((tx) => this.extensions.all(tx))) this.apply(extension);
  }

  /**
   * @param hangUp live calls on devices that are taken away end too
   * @throws UserError `telephony.user-name-invalid`
   */
  async save(extension: Extension, hangUp: boolean): Promise<void> {
    for (const { user } of extension.devices) {
      if (!userNamePattern.test(user)) throw new UserError('telephony.user-name-invalid');
    }
    await this.uow.run((tx) => this.extensions.save(tx, extension));
    const gone = this.apply(extension);
    // When it is answered, nobody comes in by the old credentials any more.
    await Promise.race([this.provisioning.settled(), sleep(settleWithinMs, undefined, { ref: false })]);
    if (hangUp) await Promise.all(gone.map((user) => this.hangUpDevice(user)));
  }

  /** Ends every call leg of a device, whatever it is in. */
  async hangUpDevice(userName: string): Promise<void> {
    if (!this.engine.isUp) return;
    const channels = await this.engine.ari.channels.list();
    await Promise.all(
      channels.map(async ({ id, name }) => {
        const end = lineEndOfChannel(name);
        if (end?.is !== 'device' || end.userName !== userName) return;
        await this.engine.ari.channels.hangUp(id, revoked).catch((error: unknown) => {
          if (!isGone(error)) throw error;
        });
      }),
    );
  }

  /** @returns the user names that are no more */
  private apply(extension: Extension): string[] {
    const { employeeId, devices } = extension;
    const before = this.known.get(employeeId)?.devices ?? [];
    const gone = before.map(({ user }) => user).filter((user) => !devices.some((device) => device.user === user));
    this.known.set(employeeId, extension);
    this.lines.setExtension(extension);
    for (const user of gone) this.provisioning.delete(user);
    for (const device of devices) this.push(extension, device);
    this.presence.changed(extension, gone);
    return gone;
  }

  private push({ employeeId, extension, name }: Extension, { kind, user, sealedHa1 }: SipDevice): void {
    try {
      const ha1 = this.masterKey.unsealText(sealedHa1, sipHa1);
      this.provisioning.set(user, deviceObjects({ kind, userName: user, ha1, extension, name }));
    } catch (error) {
      // One device whose secret cannot be opened is one device that must be made anew.
      this.log.error({ err: error, employeeId }, 'A device cannot be told to the telephone engine');
    }
  }
}
