import { exitCodeFor, exitCodes, explain } from './exit-code.js';
import type { Logger } from '#libs/observability';

type Step = readonly [what: string, how: () => Promise<unknown>];

/** Everything together; what a supervisor waits before it kills is longer (systemd 90 s, Docker 10 s). */
const endWithinMs = 9_500;
/** Kept back for PostgreSQL and the locks, whatever the roles do with their time. */
const keptForTheLastMs = 3_500;

/**
 * How one process ends: first the roles (edges and HTTP stop taking, relays carry on what is due, consumers drain, pools end),
 * then what they stood on, in the opposite order of its making, PostgreSQL last.
 */
export class Ending {
  private readonly first: Step[] = [];
  private readonly last: Step[] = [];
  private under: Promise<void> | null = null;

  constructor(
    private readonly logger: Logger,
    private readonly exit: (code: number) => void,
  ) {}

  atFirst(what: string, how: () => Promise<unknown>): void {
    this.first.push([what, how]);
  }

  atLast(what: string, how: () => Promise<unknown>): void {
    this.last.unshift([what, how]);
  }

  /** Signals end in order; what nobody foresaw ends in order too, and with a code that asks for a new start. */
  listen(): void {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        this.logger.info({ signal }, 'stopping');
        void this.end();
      });
    }
    process.on('uncaughtException', (error) => void this.end(error));
    process.on('unhandledRejection', (error) => void this.end(error));
  }

  /** @param why the fault that ends the process; left out when it was asked to stop, or has done what it was started for */
  end(why?: unknown, code = why === undefined ? exitCodes.stopped : exitCodeFor(why)): Promise<void> {
    if (why !== undefined && this.under !== null) this.logger.warn({ err: why }, 'while stopping');
    else if (why !== undefined) this.logger.fatal({ err: why }, explain(why));
    this.under ??= this.inOrder(code);
    return this.under;
  }

  private async inOrder(code: number): Promise<void> {
    const startedAt = performance.now();
    const leftMs = () => endWithinMs - (performance.now() - startedAt);
    await this.within(leftMs() - keptForTheLastMs, Promise.all(this.first.map((step) => this.take(step))));
    for (const step of this.last) await this.within(leftMs(), this.take(step));
    this.logger.info({ tookMs: Math.round(performance.now() - startedAt) }, 'stopped');
    this.exit(code);
  }

  private async take([what, how]: Step): Promise<void> {
    try {
      await how();
    } catch (err) {
      this.logger.error({ err, what }, 'could not be stopped in order');
    }
  }

  private async within(limitMs: number, work: Promise<unknown>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        this.logger.error({ code: 'ending.late' }, 'something did not stop in time; going on without it');
        resolve();
      }, limitMs);
    });
    await Promise.race([work, late]);
    clearTimeout(timer);
  }
}
