import type { Logger } from '#libs/observability';
import { locksOut, MailServerTrouble, troubleOf } from '../../mailboxes/server-trouble.js';
import { BackOff, pause } from '#libs/supervision';
import { FolderSession, type WatchedFolder } from './folder-session.js';
import type { FetchRoom } from './fetch-room.js';
import type { WindowLimits } from './fetch-windows.js';
import type { FolderSink, FolderStatus, FolderTiming } from './folder-sink.js';

export interface RetryTiming {
  firstMs: number;
  longestMs: number;
  /** A connection that lasted this long was a good one: the back-off begins anew. */
  lastedMs: number;
  /** Wrong passwords lock accounts: these retries are slow from the first one, and no folder tries for another. */
  passwordFirstMs: number;
  passwordLongestMs: number;
}

export const usualRetries: RetryTiming = {
  firstMs: 1_000,
  longestMs: 5 * 60_000,
  lastedMs: 60_000,
  passwordFirstMs: 5 * 60_000,
  passwordLongestMs: 60 * 60_000,
};

export interface MailboxParts {
  log: Logger;
  /** @param path null: of the folder of sent letters that was to be found */
  tell: (path: string | null, status: FolderStatus) => void;
  timing: FolderTiming;
  retries: RetryTiming;
  limits: WindowLimits;
  room: FetchRoom;
}

/** All watched folders of one mailbox, each on a connection of its own: a folder that is gone or stuck holds up no other. */
export class MailboxSession {
  private readonly stopping = new AbortController();
  private readonly loops: Promise<void>[] = [];
  /** Logins go one after the other, so that a wrong password is offered once and not once for each folder. */
  private door: Promise<unknown> = Promise.resolve();
  /** `until` by the clock that nobody sets. */
  private refused: { trouble: MailServerTrouble; until: number } | null = null;
  private readonly passwordBackOff: BackOff;

  constructor(
    private readonly folders: readonly { folder: WatchedFolder; sinkOf: (path: string) => FolderSink }[],
    private readonly parts: MailboxParts,
  ) {
    this.passwordBackOff = new BackOff(parts.retries.passwordFirstMs, parts.retries.passwordLongestMs);
  }

  start(): void {
    for (const { folder, sinkOf } of this.folders) this.loops.push(this.keep(folder, sinkOf));
  }

  /** Resolves once what was on its way to disk is there. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops);
  }

  private async keep(folder: WatchedFolder, sinkOf: (path: string) => FolderSink): Promise<void> {
    const { retries, timing, limits, room } = this.parts;
    const { signal } = this.stopping;
    const backOff = new BackOff(retries.firstMs, retries.longestMs);
    const tell = (status: FolderStatus) => this.parts.tell(folder.path, status);
    const session = new FolderSession(folder, sinkOf, tell, timing, limits, room);
    while (!signal.aborted) {
      const startedAt = performance.now();
      const ended = await session
        .run(signal, (connect) => this.login(connect))
        .then(
          () => null,
          (error: unknown) => ({ error }),
        );
      if (signal.aborted) return;
      if (ended === null) {
        // There is no such folder, and nothing is amiss: somebody may make one.
        tell({ is: 'absent' });
        backOff.reset();
        await pause(timing.reconcileMs, signal);
        continue;
      }
      const { error } = ended;
      if (performance.now() - startedAt >= retries.lastedMs) backOff.reset();
      const { code, detail } = describe(error);
      const shutFor = (this.refused?.until ?? 0) - performance.now();
      const waitMs = shutFor > 0 ? shutFor : backOff.next();
      this.parts.log.warn({ err: error, code, waitMs }, 'A mail folder is out of reach');
      tell({ is: 'waiting', code, detail });
      await pause(waitMs, signal);
    }
  }

  private async login<T>(connect: () => Promise<T>): Promise<T> {
    const before = this.door;
    let open!: () => void;
    this.door = new Promise<void>((resolve) => (open = resolve));
    try {
      await before;
      if (this.refused && this.refused.until > performance.now()) throw this.refused.trouble;
      const result = await connect();
      this.refused = null;
      this.passwordBackOff.reset();
      return result;
    } catch (error) {
      const trouble = troubleOf(error);
      if (locksOut(trouble.code) && trouble !== this.refused?.trouble) {
        this.refused = { trouble, until: performance.now() + this.passwordBackOff.next() };
      }
      throw error;
    } finally {
      open();
    }
  }
}

/** Our own troubles (database, disk) wait under their own code. */
function describe(error: unknown): { code: string; detail: string | null } {
  if (error instanceof MailServerTrouble) return { code: error.code, detail: error.reply };
  const code = (error as { code?: unknown } | null)?.code;
  return { code: typeof code === 'string' ? code : 'unexpected', detail: null };
}
