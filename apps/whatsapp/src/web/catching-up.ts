import type { Logger } from '#libs/observability';
import type { DriverSink, NumberFacts } from '../driver/driver.port.js';
import type { Remembered, SessionFolder } from './session-folder.js';
import type { SessionProcess } from './session-process.js';
import type { WebTiming } from './timing.js';

/** Looked at again before the newest that is known: what came late, and clocks that differ. */
const overlapMs = 10 * 60_000;
/** What has just come may still be on its way to us. */
const youngMs = 2 * 60_000;
const dayMs = 24 * 60 * 60_000;
/** For so long a message can be deleted for everyone. */
const changedMs = 60 * 60 * 60_000;
/** Large accounts are long in coming. */
const withinMs = 60 * 60_000;

interface CatchingUpDeps {
  readonly facts: () => NumberFacts;
  readonly folder: Pick<SessionFolder, 'remember'>;
  readonly process: Pick<SessionProcess, 'ask'>;
  readonly sink: Pick<DriverSink, 'cursors'>;
  readonly timing: WebTiming;
  readonly log: Pick<Logger, 'info' | 'warn'>;
}

/** Looks in the page for what came while nobody listened, and tells core what there should be. One at a time. */
export class CatchingUp {
  private running: Promise<void> | null = null;
  private wanted = false;
  private ranAt = 0;
  private dueAt: number[] = [];
  /** Also what happened to older messages: after an outage. */
  private deep = true;

  constructor(
    private readonly deps: CatchingUpDeps,
    private remembered: Remembered,
  ) {}

  /** The page has a connection (again): it gets what it missed within the next minutes, and tells nobody. */
  connected(): void {
    this.deep = true;
    this.dueAt = this.deps.timing.afterConnectMs.map((ms) => performance.now() + ms);
    this.now();
  }

  /** Asked for while it runs, it runs once more. */
  now(): void {
    this.wanted = true;
    this.running ??= this.work().finally(() => (this.running = null));
  }

  /** Called now and then, as long as there is a connection: begins what is due, or what was interrupted. */
  look(): void {
    const { tallyEveryMs } = this.deps.timing;
    const now = performance.now();
    const [due = this.ranAt + tallyEveryMs] = this.dueAt;
    if (now < due && !(this.wanted && this.running === null)) return;
    this.dueAt = this.dueAt.filter((at) => at > now);
    this.now();
  }

  private async work(): Promise<void> {
    try {
      while (this.wanted) {
        this.wanted = false;
        const began = Date.now();
        this.ranAt = performance.now();
        await this.backFill();
        this.deep = false;
        await this.takeHistory();
        await this.tally(began);
      }
    } catch (error) {
      this.wanted = true;
      this.deps.log.warn({ err: error }, 'Catching up was interrupted, and will begin again');
    }
  }

  private async backFill(): Promise<void> {
    const { sink, facts, process, log } = this.deps;
    const known = await sink.cursors(facts().channelId);
    const looked = new Date(this.remembered.talliedTo);
    const before = (moment: Date) => new Date(moment.getTime() - overlapMs).toISOString();
    const { messages } = await process.ask(
      'backFill',
      {
        origin: 'backfill',
        // What came live moves a cursor over what was missed: nothing is known to be whole beyond the last look that was finished.
        cursors: [...known].map(([chatId, moment]) => [chatId, before(moment < looked ? moment : looked)]),
        from: before(new Date(this.remembered.heardFrom)),
        until: null,
        changedMs: this.deep ? changedMs : 0,
      },
      withinMs,
    );
    log.info({ messages }, 'Looked for what came meanwhile');
  }

  /** Once, after the first linking: what was there before. */
  private async takeHistory(): Promise<void> {
    if (this.remembered.historyTaken) return;
    const { facts, process, folder, log } = this.deps;
    const { since } = this.remembered.linked;
    const days = facts().settings.historyDays;
    if (days > 0) {
      const from = new Date(new Date(since).getTime() - days * dayMs).toISOString();
      const { messages } = await process.ask(
        'backFill',
        { origin: 'history', cursors: [], from, until: since, changedMs: 0 },
        withinMs,
      );
      log.info({ messages, days }, 'History was taken over');
    }
    this.remembered = { ...this.remembered, historyTaken: true };
    await folder.remember(this.remembered);
  }

  /** @param began when the look back before it began: what came since may have been missed in its turn */
  private async tally(began: number): Promise<void> {
    const from = new Date(new Date(this.remembered.talliedTo).getTime() - overlapMs);
    const to = new Date(Math.min(Date.now() - youngMs, began));
    if (to <= from) return;
    await this.deps.process.ask('tally', { from: from.toISOString(), to: to.toISOString() }, withinMs);
    this.remembered = { ...this.remembered, talliedTo: to.toISOString() };
    await this.deps.folder.remember(this.remembered);
  }
}
