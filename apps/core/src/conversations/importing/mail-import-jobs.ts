import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { sqlStateOf, UnitOfWork } from '#libs/database';
import { asAppError } from '#libs/errors';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { MailImportUndoing } from './mail-import-undoing.js';
import { MailImportWork } from './mail-import-work.js';
import { MailImportsRepository, type MailImportState, type MailWorking } from './mail-imports.repository.js';

/** Also for those of a process that ended in the middle. */
const lookEveryMs = 5_000;
/** Much sooner than a claim ends: a slow server may take its time. */
const keepClaimEveryMs = 10_000;
/** Two transactions may wait for each other's rows; PostgreSQL ends one of them, which is simply done again. So it is when a letter came in by itself. */
const deadlock = '40P01';

/** These pass by themselves, or they do not pass without somebody: what stands here is tried again, anything else waits for a person. */
const passing = new Set(['mail.server-away', 'mail.timeout', 'mail.connection-refused', 'bus.no-answer']);

/** Works through looks, imports and undoings, one after another; what a pause or a crash left is taken up where it stood. */
@Injectable()
export class MailImportJobs implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.drain(),
    (err) => this.logger.warn({ err }, 'imports of letters could not be looked for'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: MailImportsRepository,
    private readonly work: MailImportWork,
    private readonly undoing: MailImportUndoing,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.begin(lookEveryMs);
    this.nudge();
  }

  onModuleDestroy(): Promise<void> {
    return this.rounds.end();
  }

  /** There is something to do. */
  nudge(): void {
    void this.rounds.soon();
  }

  private async drain(): Promise<void> {
    while (!this.rounds.ended) {
      const next = await this.uow.run((tx) => this.repository.claim(tx));
      if (!next) return;
      const keeping = setInterval(() => void this.keepClaim(next.id), keepClaimEveryMs);
      try {
        await this.do(next);
      } catch (error) {
        await this.brokeOff(next, error);
      } finally {
        clearInterval(keeping);
      }
    }
  }

  private async keepClaim(id: string): Promise<void> {
    await this.uow
      .run((tx) => this.repository.keepClaim(tx, id))
      .catch((err: unknown) => this.logger.warn({ err, id }, 'the claim of an import of letters could not be kept'));
  }

  private do({ id, state }: { id: string; state: MailWorking }): Promise<void> {
    const goesOn = () => !this.rounds.ended;
    return state === 'undoing' ? this.undoing.undo(id, goesOn) : this.work.look(id, state, goesOn);
  }

  private async brokeOff({ id, state }: { id: string; state: MailWorking }, thrown: unknown): Promise<void> {
    const error = asAppError(thrown);
    if (sqlStateOf(thrown) === deadlock || error.code === 'capture.raced')
      return this.uow.run((tx) => this.repository.release(tx, id));
    const passes = error.kind === 'operational' && (passing.has(error.code) || !error.code.startsWith('mail.'));
    if (passes) {
      // It keeps its claim: the next attempt comes when that is over.
      this.logger.warn({ err: error, id }, 'an import of letters stands still and goes on later');
      return this.uow.run(async (tx) => {
        await this.repository.stands(tx, id, error.code);
        this.work.tell(tx, id);
      });
    }
    if (error.kind === 'bug') this.logger.error({ err: error, id }, 'an import of letters broke off');
    const why = { code: error.kind === 'bug' ? 'mail-import.failed' : error.code, details: {} };
    await this.uow.run(async (tx) => {
      const row = await this.repository.lock(tx, id);
      if (row?.state !== state) return;
      await this.repository.end(tx, id, stoppedAs[state], why);
      this.work.tell(tx, id);
    });
  }
}

/** What was done stays, may be gone on with, and may be undone. */
const stoppedAs: Readonly<Record<MailWorking, Exclude<MailImportState, MailWorking>>> = {
  checking: 'ready',
  running: 'paused',
  undoing: 'done',
};
