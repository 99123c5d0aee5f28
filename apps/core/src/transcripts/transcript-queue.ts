import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import type { RecordingId } from '#libs/contracts';
import type { Tx } from '#libs/database';
import { TranscriptsRepository } from './transcripts.repository.js';

/** Where recordings are put that are to become words; without a recogniser none is. */
@Injectable()
export class TranscriptQueue {
  private waiters: (() => void)[] = [];

  constructor(
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'recogniser'>,
    private readonly repository: TranscriptsRepository,
  ) {}

  get isOpen(): boolean {
    return this.settings.recogniser !== null;
  }

  async add(tx: Tx, ids: readonly RecordingId[]): Promise<void> {
    if (!this.isOpen || ids.length === 0) return;
    await this.repository.enqueue(tx, ids);
    tx.afterCommit(() => this.waiters.forEach((waiter) => waiter()));
  }

  /** Called after something was added. */
  onAdded(waiter: () => void): void {
    this.waiters.push(waiter);
  }
}
