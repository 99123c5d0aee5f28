import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { sqlStateOf, UnitOfWork } from '#libs/database';
import { asAppError } from '#libs/errors';
import { Logger } from '#libs/observability';
import { Rounds } from '#libs/supervision';
import { ImportWork } from './import-work.js';
import { ImportUndoing } from './undoing.js';
import { ImportsRepository, type ImportState, type Working } from './imports.repository.js';

/** Also for those of a process that ended in the middle. */
const lookEveryMs = 5_000;
/** Two transactions may wait for each other's rows; PostgreSQL ends one of them, which is simply done again. */
const deadlock = '40P01';

/** Works through checks, imports and undoings, one after another; what a stop or a crash left is taken up where it stood. */
@Injectable()
export class ImportJobs implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly rounds = new Rounds(
    () => this.drain(),
    (err) => this.logger.warn({ err }, 'imports could not be looked for'),
  );

  constructor(
    private readonly uow: UnitOfWork,
    private readonly repository: ImportsRepository,
    private readonly work: ImportWork,
    private readonly undoing: ImportUndoing,
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
      try {
        await this.do(next);
      } catch (error) {
        // It keeps its claim: the next attempt comes when that is over.
        if (await this.isOver(next, error)) continue;
        return;
      }
    }
  }

  private do({ id, state }: { id: string; state: Working }): Promise<void> {
    const goesOn = () => !this.rounds.ended;
    return state === 'undoing' ? this.undoing.undo(id, goesOn) : this.work.look(id, state, goesOn);
  }

  /** @returns whether the next may be looked for at once */
  private async isOver({ id, state }: { id: string; state: Working }, thrown: unknown): Promise<boolean> {
    const error = asAppError(thrown);
    if (sqlStateOf(thrown) === deadlock) {
      await this.uow.run((tx) => this.repository.release(tx, id));
      return true;
    }
    if (error.kind === 'operational') {
      this.logger.warn({ err: error, id }, 'an import stands still and goes on later');
      return false;
    }
    if (error.kind === 'bug') this.logger.error({ err: error, id }, 'an import broke off');
    const why = { code: error.kind === 'bug' ? 'import.failed' : error.code, details: { ...error.details } };
    await this.uow.run(async (tx) => {
      const row = await this.repository.lock(tx, id);
      if (row?.state !== state) return;
      await this.repository.end(tx, id, stoppedAs[state], error.kind === 'bug' ? { ...why, details: {} } : why);
      if (state === 'running') await this.work.told(tx, row);
      this.work.tell(tx, id);
    });
    return true;
  }
}

/** What was done stays, and may be undone. */
const stoppedAs: Readonly<Record<Working, Exclude<ImportState, Working>>> = {
  checking: 'uploaded',
  running: 'cancelled',
  undoing: 'done',
};
