import { isIP, isIPv6 } from 'node:net';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { alarmRaised } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Outbox } from '#libs/messaging';
import { Logger } from '#libs/observability';
import type { EngineObjects } from '../engine/provisioning/engine-object.js';
import { Provisioning } from '../engine/provisioning/provisioning.js';
import { BlockedAddressRepository, type BlockedAddress } from './blocked-address.repository.js';
import { blockMs } from './failure-count.js';

/** Longer pauses than this are not for setTimeout. */
const longestTimerMs = 24 * 60 * 60_000;

const nameOf = (address: string): string => `blocked-${address.replaceAll(':', '.')}`;

/** The engine answers 403 to whatever comes from there, before anything else is looked at (res_pjsip_acl). */
const objectsOf = (address: string): EngineObjects => [
  { type: 'acl', id: nameOf(address), fields: { deny: `${address}/${isIPv6(address) ? 128 : 32}` } },
];

/** Addresses that are kept out, for a time. */
@Injectable()
export class AddressBlocks implements OnModuleDestroy {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly blocked: BlockedAddressRepository,
    private readonly provisioning: Provisioning,
    private readonly log: Logger,
  ) {}

  onModuleDestroy(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  async load(): Promise<void> {
    for (const block of await this.uow.run((tx) => this.blocked.all(tx))) {
      if (block.until.getTime() > Date.now()) this.keepOut(block);
      // An engine that outlived us may still know it.
      else this.provisioning.delete(nameOf(block.address), objectsOf(block.address));
    }
  }

  isBlocked(address: string): boolean {
    return this.timers.has(address);
  }

  /** Keeps an address out, and raises the alarm in the same transaction. */
  async block(address: string, failures: number): Promise<void> {
    if (!isIP(address) || this.isBlocked(address)) return;
    const at = new Date();
    const block = await this.uow.run(async (tx) => {
      const made = await this.blocked.block(tx, { address, failures, at }, blockMs);
      const details = { address, failures, times: made.times, until: made.until.toISOString() };
      const alarm = {
        code: 'telephony.address-blocked',
        callId: null,
        employeeId: null,
        details,
        at: at.toISOString(),
      };
      await this.outbox.add(tx, alarmRaised, alarm);
      return made;
    });
    this.keepOut(block);
    this.log.warn(
      { failures, times: block.times, code: 'telephony.address-blocked' },
      'an address is kept out of telephony',
    );
  }

  /** Those that are kept out now. */
  list(): Promise<BlockedAddress[]> {
    return this.uow.run((tx) => this.blocked.now(tx));
  }

  /** Lets an address in again at once; its next block is a first one. @returns false where it was not kept out */
  async lift(address: string): Promise<boolean> {
    if (!isIP(address)) return false;
    const lifted = await this.uow.run((tx) => this.blocked.lift(tx, address));
    this.letIn(address);
    return lifted;
  }

  private keepOut({ address, until }: BlockedAddress): void {
    clearTimeout(this.timers.get(address));
    const timer = setTimeout(() => this.letIn(address), Math.min(until.getTime() - Date.now(), longestTimerMs));
    timer.unref();
    this.timers.set(address, timer);
    this.provisioning.set(nameOf(address), objectsOf(address));
  }

  private letIn(address: string): void {
    clearTimeout(this.timers.get(address));
    this.timers.delete(address);
    this.provisioning.delete(nameOf(address), objectsOf(address));
  }
}
