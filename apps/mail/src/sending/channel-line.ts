import { BackOff } from '#libs/supervision';
import { entering, type ServerEntrance } from '../mailboxes/server-entrance.js';
import { SmtpLine, type LineTiming } from './smtp-line.js';

/** The way out of one channel: a few lines to its smarthost, kept for the next letter, and a pause for all when the server is in trouble. */
export class ChannelLine {
  private readonly idle: { line: SmtpLine; access: string; timer: NodeJS.Timeout }[] = [];
  /** With what each was entered: a line of another password or token is not used again. */
  private readonly busy = new Map<SmtpLine, string>();
  private readonly backOff = new BackOff(5_000, 15 * 60_000);
  /** By the clock that nobody sets. */
  private pausedUntil = 0;
  inFlight = 0;

  constructor(
    readonly atMost: number,
    private readonly keepIdleMs: number,
  ) {}

  /** How many letters may be taken on now. */
  get free(): number {
    return this.isPaused ? 0 : this.atMost - this.inFlight;
  }

  get isPaused(): boolean {
    return performance.now() < this.pausedUntil;
  }

  /**
   * The server is away or does not let us in: the channel's letters wait together instead of each trying for itself.
   * @param locksOut after a refused password or token every try brings the account nearer to being locked
   */
  pause(locksOut: boolean): void {
    if (performance.now() < this.pausedUntil) return;
    this.pausedUntil = performance.now() + Math.max(this.backOff.next(), locksOut ? 5 * 60_000 : 0);
  }

  /** Other settings: idle lines end, the pause is over. */
  renew(): void {
    this.pausedUntil = 0;
    this.backOff.reset();
    this.endIdle();
  }

  /** @throws MailServerTrouble */
  async take(entrance: ServerEntrance, timing: LineTiming): Promise<SmtpLine> {
    const line = await entering(entrance, async (access) => {
      const key = JSON.stringify(access);
      for (let kept = this.idle.pop(); kept; kept = this.idle.pop()) {
        clearTimeout(kept.timer);
        if (kept.line.usable && kept.access === key) return this.use(kept.line, key);
        kept.line.close();
      }
      const opened = await SmtpLine.open(access, timing);
      await opened.login(access);
      return this.use(opened, key);
    });
    this.backOff.reset();
    return line;
  }

  /** After a letter that the server took. */
  giveBack(line: SmtpLine): void {
    const access = this.busy.get(line) ?? '';
    this.busy.delete(line);
    const timer = setTimeout(() => this.drop(line), this.keepIdleMs);
    this.idle.push({ line, access, timer: timer.unref() });
  }

  discard(line: SmtpLine): void {
    this.busy.delete(line);
    line.close();
  }

  /** Letters under way fail; what that means for each is for its final dot to say. */
  close(): void {
    for (const line of this.busy.keys()) line.close();
    this.endIdle();
  }

  private endIdle(): void {
    for (const { line, timer } of this.idle.splice(0)) {
      clearTimeout(timer);
      line.quit();
    }
  }

  private use(line: SmtpLine, access: string): SmtpLine {
    this.busy.set(line, access);
    return line;
  }

  private drop(line: SmtpLine): void {
    const at = this.idle.findIndex((kept) => kept.line === line);
    if (at !== -1) this.idle.splice(at, 1);
    line.quit();
  }
}
