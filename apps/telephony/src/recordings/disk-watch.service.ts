import { statfs } from 'node:fs/promises';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { alarmRaised } from '#libs/contracts';
import { UnitOfWork } from '#libs/database';
import { Outbox } from '#libs/messaging';
import { Health, Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { Engine } from '../engine/engine.js';

const megabyte = 1024 * 1024;

export interface DiskTiming {
  everyMs: number;
  /** Below this an alarm is raised. One call writes 115 MB in an hour. */
  lowBytes: number;
  /** Above this it is over. */
  enoughBytes: number;
  /** Below this the engine's files are likely to break off. */
  fullBytes: number;
}

export const usualDiskTiming: DiskTiming = {
  everyMs: 10_000,
  lowBytes: 1024 * megabyte,
  enoughBytes: 1536 * megabyte,
  fullBytes: 16 * megabyte,
};

/** Looks at the room for recordings, so that somebody is told before it ends. Calls go on whatever there is: policy puts people before files. */
@Injectable()
export class DiskWatch implements OnApplicationBootstrap, OnModuleDestroy {
  timing: DiskTiming = usualDiskTiming;
  private readonly rounds = new Rounds(
    () => this.look(),
    (err) => this.log.warn({ err }, 'The room for recordings cannot be looked at'),
  );
  private low = false;
  private full = false;

  constructor(
    private readonly engine: Engine,
    private readonly uow: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly health: Health,
    private readonly log: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(this.timing.everyMs);
    void this.rounds.soon();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  get isFull(): boolean {
    return this.full;
  }

  async look(): Promise<void> {
    try {
      const { bavail, bsize } = await statfs(this.engine.paths.spool);
      await this.judge(bavail * bsize);
    } catch (error) {
      // Before the engine's first start there is no folder yet.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }

  private async judge(freeBytes: number): Promise<void> {
    this.full = freeBytes < this.timing.fullBytes;
    const low = freeBytes < (this.low ? this.timing.enoughBytes : this.timing.lowBytes);
    const freeMb = Math.round(freeBytes / megabyte);
    const trouble = { status: 'degraded', code: 'telephony.disk-full', detail: `${freeMb} MB are left` } as const;
    this.health.set('disk', low ? trouble : { status: 'ok' });
    if (low && !this.low) {
      this.log.error({ code: 'telephony.disk-full', freeMb }, 'The room for recordings comes to its end');
      const alarm = { code: 'telephony.disk-full', callId: null, employeeId: null, details: { freeMb } };
      // Only once it is durable is it told; otherwise the next look tries again.
      await this.uow.run((tx) => this.outbox.add(tx, alarmRaised, { ...alarm, at: new Date().toISOString() }));
    }
    this.low = low;
  }
}
