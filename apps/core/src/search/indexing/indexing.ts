import { setImmediate as otherWork, setTimeout as rest } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { UnitOfWork } from '#libs/database';
import { MasterKey } from '#libs/evidence';
import { asAppError } from '#libs/errors';
import { Logger } from '#libs/observability';
import { unsealed } from '../../conversations/interaction-content.js';
import { oldWords } from './old-words.js';
import { IndexingRepository, type OldContent } from './indexing.repository.js';

/** Of the rules by which words are made: with a higher one everything is indexed anew. */
const version = 1;
const atOnce = 50;
const restsAfterTroubleMs = 30_000;

/**
 * Brings into the index what was captured before there was one, or by other rules: from the newest to the oldest, some at a time, at half of
 * a core at most. Where it stopped it goes on after a restart; what is captured meanwhile gets in by itself.
 */
@Injectable()
export class Indexing implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stop = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: IndexingRepository,
    private readonly masterKey: MasterKey,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stop.signal.aborted) {
      try {
        return await this.pass();
      } catch (error) {
        this.logger.warn({ code: asAppError(error).code }, 'indexing for the search stopped; it goes on where it was');
        await this.pause(restsAfterTroubleMs);
      }
    }
  }

  /** Until everything is done, or the role ends. */
  async pass(): Promise<void> {
    await this.begin();
    while (!this.stop.signal.aborted) {
      const begun = performance.now();
      if (!(await this.step())) return;
      await this.pause(performance.now() - begun);
    }
  }

  /** Goes on where it was, or from the newest where the rules are new. */
  begin(): Promise<void> {
    return this.uow.run(async (tx) => {
      const state = await this.repository.state(tx);
      if (state.version < version) await this.repository.begin(tx, version);
    });
  }

  /** The words are made outside the transaction: nobody waits for a lock meanwhile. @returns false when nothing is left */
  async step(): Promise<boolean> {
    const old = await this.uow.run(async (tx) => {
      const { finished, reached } = await this.repository.state(tx);
      return finished ? null : this.repository.before(tx, reached, atOnce);
    });
    if (old === null) return false;
    const done: { id: string; version: string; words: string }[] = [];
    for (const one of old) {
      done.push({ id: one.id, version: one.version, words: this.wordsOf(one) });
      await otherWork();
    }
    await this.uow.run((tx) => (done.length === 0 ? this.repository.finish(tx) : this.repository.store(tx, done)));
    return done.length > 0;
  }

  private wordsOf(old: OldContent): string {
    return oldWords({ ...old, text: unsealed(this.masterKey, old.text, 'text') ?? '' });
  }

  private async pause(ms: number): Promise<void> {
    await rest(ms, undefined, { signal: this.stop.signal, ref: false }).catch(() => undefined);
  }
}
