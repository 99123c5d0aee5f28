import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import { UnitOfWork } from '#libs/database';
import { asAppError } from '#libs/errors';
import { MasterKey } from '#libs/evidence';
import { Logger } from '#libs/observability';
import { Anchors } from './anchors.js';
import { Journal } from './journal.js';
import { JournalRepository } from './journal.repository.js';

const lookEveryMs = 5_000;
const everyEntries = 1_000;
const atLeastEveryMs = 60_000;

/** Writes down where the chains stand: as an entry of the journal, and as an anchor outside the database. */
@Injectable()
export class CheckpointsService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly anchors: Anchors;
  private timer: NodeJS.Timeout | undefined;
  private writtenBefore = 0;
  private lastAt = 0;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly uow: UnitOfWork,
    private readonly journal: Journal,
    private readonly repository: JournalRepository,
    private readonly log: Logger,
    masterKey: MasterKey,
    @Inject(SETTINGS) settings: Pick<Settings, 'dataDir'>,
  ) {
    this.anchors = new Anchors(settings.dataDir, masterKey);
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      const entries = this.journal.entriesWritten - this.writtenBefore;
      if (entries >= everyEntries || (entries > 0 && Date.now() - this.lastAt >= atLeastEveryMs)) this.start();
    }, lookEveryMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    if (this.journal.entriesWritten > this.writtenBefore) this.start();
    await this.running;
  }

  /** Nothing is written for a journal that is empty. */
  async write(): Promise<void> {
    const at = new Date().toISOString();
    const heads = await this.uow.run(async (tx) => {
      const found = await this.repository.heads(tx);
      const body = { heads: found.map(({ lane, seq, hash }) => ({ lane, seq, hash })) };
      const entry = {
        kind: 'checkpoint',
        action: 'journal.checkpoint',
        actorId: null,
        subjectId: null,
        clientId: null,
        body,
      } as const;
      if (found.length > 0) this.journal.append(tx, entry);
      return found;
    });
    this.writtenBefore = this.journal.entriesWritten;
    this.lastAt = Date.now();
    // After the commit: an anchor must not tell of what a crash took back.
    if (heads.length > 0) await this.anchors.write({ at, heads });
  }

  private start(): void {
    this.running = this.running
      .then(() => this.write())
      .catch((thrown: unknown) =>
        this.log.warn({ code: asAppError(thrown).code }, 'no checkpoint of the journal could be written'),
      );
  }
}
