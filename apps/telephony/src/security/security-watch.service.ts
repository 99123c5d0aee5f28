import { join } from 'node:path';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { alarmRaised } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Outbox } from '#libs/messaging';
import { Logger, Metrics } from '#libs/observability';
import { pause } from '#libs/supervision';
import { Engine } from '../engine/engine.js';
import { TrunkSupervisor } from '../trunks/trunk-supervisor.service.js';
import { AddressBlocks } from './address-blocks.service.js';
import { failuresAllowed, FailureCount } from './failure-count.js';
import { LogTail } from './log-tail.js';
import { failureIn, type FailedEntry } from './security-log.js';

const lookEveryMs = 100;

/** Our own: the page's door is there, and with it everybody's softphone. Only these two, so that the rest of 127/8 can be blocked. */
const neverBlocked = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * Reads who failed to sign in, and keeps out whoever fails too often. Failures through the page's door are counted by user name: their
 * address is our own, and behind them is a session. Such a user is not locked (a password of 128 bits is not guessed, and a lock would be
 * a weapon against colleagues), but somebody is told.
 */
@Injectable()
export class SecurityWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly tail: LogTail;
  private readonly addresses = new FailureCount();
  private readonly users = new FailureCount();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private readonly failures;

  constructor(
    engine: Engine,
    private readonly blocks: AddressBlocks,
    private readonly trunks: TrunkSupervisor,
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly log: Logger,
    metrics: Metrics,
  ) {
    this.tail = new LogTail(join(engine.paths.run, 'log', 'security.log'));
    this.failures = metrics.counter('keepline_telephony_failed_sign_ins_total', 'SIP requests with a wrong password', [
      'door',
    ]);
  }

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.tail.close();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        for (const line of await this.tail.read()) {
          const entry = failureIn(line);
          if (entry) await this.failed(entry);
        }
      } catch (error) {
        this.log.error({ err: error }, "The telephone engine's security log cannot be read");
        await pause(5_000, signal);
      }
      await pause(lookEveryMs, signal);
    }
  }

  private async failed({ account, address, at, byWebSocket }: FailedEntry): Promise<void> {
    this.failures.inc({ door: byWebSocket ? 'web' : 'sip' });
    if (byWebSocket) {
      const user = account ?? '';
      if (this.users.add(user, at) !== failuresAllowed) return;
      return this.alarm('telephony.user-attacked', { user, failures: failuresAllowed });
    }
    const count = this.addresses.add(address, at);
    if (count < failuresAllowed) return;
    // A provider whose address somebody forges must not be cut off by that.
    if (neverBlocked.has(address) || this.trunks.isProvider(address)) {
      if (count === failuresAllowed) await this.alarm('telephony.address-failing', { address, failures: count });
      return;
    }
    if (this.blocks.isBlocked(address)) return;
    await this.blocks.block(address, count);
    this.addresses.forget(address);
  }

  private async alarm(code: string, details: Record<string, string | number>): Promise<void> {
    const alarm = { code, callId: null, employeeId: null, details, at: new Date().toISOString() };
    await this.uow.run((tx) => this.outbox.add(tx, alarmRaised, alarm));
  }
}
