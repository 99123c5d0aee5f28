import type { ServerEntrance } from '../../mailboxes/server-entrance.js';
import { isRefusal, MailServerTrouble, troubleOf } from '../../mailboxes/server-trouble.js';
import { planWindows, type FetchWindow, type ListedLetter, type WindowLimits } from './fetch-windows.js';
import type { FetchRoom } from './fetch-room.js';
import type { FetchedLetter, FolderSink, FolderStatus, FolderTiming } from './folder-sink.js';
import { enterImap, type ImapConnection } from './imap-connection.js';
import { Pipeline } from './pipeline.js';
import { findSentFolder } from './sent-folder.js';
import { UidRanges } from './uid-ranges.js';

export const usualLimits: WindowLimits = { letters: 50, bytes: 4 * 1024 * 1024, streamedBeyond: 25 * 1024 * 1024 };
const storesAtOnce = 2;
const listedAtOnce = 1_000;
/** Slower than this a fetch is given up: bytes for each millisecond. */
const slowestBytesPerMs = 10;
/** A letter on which the connection has died this often rests. */
const deathsBeforeRest = 3;

export interface WatchedFolder {
  entrance: ServerEntrance;
  /** null: the folder of sent letters, whatever the server calls it. */
  path: string | null;
  /** Folders that others watch: a found one that is among them is not watched twice. */
  watchedBeside?: readonly string[];
  /** Letters that the server got before are left where they are; null: all are fetched. */
  backfillFrom: Date | null;
}

interface OpenFolder {
  uidValidity: bigint;
  fetched: UidRanges;
  resting: Map<number, Date>;
  /** Before the chosen date by their exact INTERNALDATE: SEARCH knows only days. */
  tooOld: Set<number>;
}

/**
 * One folder of one mailbox over one connection at a time. Reads only: the folder is EXAMINEd and bodies are PEEKed,
 * so no letter is ever marked as seen; flags are nobody's state here. Everything that the server lists and the
 * cursor does not hold is fetched, whatever its flags and whoever opened it first.
 */
export class FolderSession {
  /** How often the connection died while this letter was on its way. Lives longer than a connection. */
  private readonly suspects = new Map<number, number>();
  private sink!: FolderSink;

  /** @param sinkOf where the letters of a folder go, by its path */
  constructor(
    private readonly folder: WatchedFolder,
    private readonly sinkOf: (path: string) => FolderSink,
    private readonly tell: (status: FolderStatus) => void,
    private readonly timing: FolderTiming,
    private readonly limits: WindowLimits,
    private readonly room: FetchRoom,
  ) {}

  /**
   * From connecting until the connection ends.
   * @param login runs the connecting; the mailbox lets one session in at a time
   * @returns only where the folder was to be found and there is none to watch
   * @throws MailServerTrouble, or what the sink threw
   */
  async run(signal: AbortSignal, login: <T>(connect: () => Promise<T>) => Promise<T>): Promise<void> {
    this.tell({ is: 'connecting' });
    let connection: ImapConnection | null = null;
    try {
      connection = await login(() => enterImap(this.folder.entrance, this.timing, signal));
      const path = await this.find(connection);
      if (path === null) return;
      this.sink = this.sinkOf(path);
      for (;;) {
        const open = await this.open(connection, path);
        const until = performance.now() + this.timing.reconcileMs;
        await this.catchUp(connection, open, await this.listAll(connection));
        while (performance.now() < until) {
          this.tell({ is: 'online' });
          await connection.wake(this.timing.pollMs);
          await connection.run((imap) => imap.noop());
          await this.catchUp(connection, open, await this.listNew(connection, open));
        }
      }
    } catch (error) {
      const trouble = isRefusal(error) || isVendors(error) ? troubleOf(error) : error;
      throw signal.aborted ? new MailServerTrouble('mail.server-away') : trouble;
    } finally {
      connection?.close();
    }
  }

  private async find(connection: ImapConnection): Promise<string | null> {
    const { path, watchedBeside = [] } = this.folder;
    if (path !== null) return path;
    const found = await findSentFolder(connection);
    return found !== null && !watchedBeside.includes(found) ? found : null;
  }

  private async open(connection: ImapConnection, path: string): Promise<OpenFolder> {
    const mailbox = await connection.run((imap) => imap.mailboxOpen(path, { readOnly: true }));
    const known = await this.sink.open(mailbox.uidValidity);
    return { uidValidity: mailbox.uidValidity, ...known, tooOld: new Set() };
  }

  private async listAll(connection: ImapConnection): Promise<number[]> {
    const from = this.folder.backfillFrom;
    // SINCE compares days in the server's own zone (RFC 9051 6.4.4): one day more than asked, then exactly by INTERNALDATE.
    const since = from && new Date(from.getTime() - 24 * 60 * 60_000);
    return this.search(connection, since ? { since } : { all: true });
  }

  /** What came after the highest that we know of, and whatever has rested long enough. */
  private async listNew(connection: ImapConnection, open: OpenFolder): Promise<number[]> {
    const highest = Math.max(open.fetched.highest, ...open.resting.keys(), 0);
    const found = await this.search(connection, { uid: `${highest + 1}:*` });
    // `n:*` names the last letter even where it is below n (RFC 9051 9, seq-range).
    return [...found.filter((uid) => uid > highest), ...open.resting.keys()];
  }

  private async search(
    connection: ImapConnection,
    query: { uid: string } | { since: Date } | { all: true },
  ): Promise<number[]> {
    const found = await connection.run((imap) => imap.search(query, { uid: true }), this.timing.fetchMs);
    if (!Array.isArray(found)) throw new MailServerTrouble('mail.server-refused');
    return found;
  }

  private async catchUp(connection: ImapConnection, open: OpenFolder, listed: number[]): Promise<void> {
    const now = new Date();
    const rests = (uid: number) => (open.resting.get(uid) ?? now) > now;
    const due = listed.filter((uid) => !open.fetched.has(uid) && !open.tooOld.has(uid) && !rests(uid));
    const pipeline = new Pipeline(storesAtOnce);
    let done = 0;
    try {
      for (let at = 0; at < due.length; at += listedAtOnce) {
        const letters = await this.list(connection, open, due.slice(at, at + listedAtOnce));
        done += Math.min(listedAtOnce, due.length - at) - letters.length;
        for (const window of planWindows(letters, this.limits, new Set(this.suspects.keys()))) {
          if (due.length > this.limits.letters) this.tell({ is: 'backfilling', done, total: due.length });
          done += await this.bring(connection, open, window, pipeline);
        }
      }
      await pipeline.drain();
    } finally {
      await pipeline.settle();
    }
  }

  /** Sizes and exact dates. A letter that somebody removed meanwhile is not in the answer, and not missed. */
  private async list(connection: ImapConnection, open: OpenFolder, uids: number[]): Promise<ListedLetter[]> {
    const answer = await connection.fetch(
      UidRanges.of(uids).toSequenceSet(),
      { uid: true, size: true, internalDate: true },
      this.timing.fetchMs,
    );
    const letters: ListedLetter[] = [];
    const asked = new Set(uids);
    for (const { uid, size, internalDate } of answer) {
      if (!asked.delete(uid)) continue;
      const receivedAt = realMoment(internalDate);
      if (this.folder.backfillFrom && receivedAt < this.folder.backfillFrom) open.tooOld.add(uid);
      else letters.push({ uid, size: size ?? 0, receivedAt });
    }
    const gone = [...asked].filter((uid) => open.resting.delete(uid));
    if (gone.length > 0) await this.sink.forget(open.uidValidity, gone);
    return letters.sort((a, b) => a.uid - b.uid);
  }

  /** Fetches one window and hands it to be stored. @returns how many letters are through with */
  private async bring(
    connection: ImapConnection,
    open: OpenFolder,
    window: FetchWindow,
    pipeline: Pipeline,
  ): Promise<number> {
    const letters = window.is === 'streamed' ? [window.letter] : window.letters;
    const deadly = letters.filter(({ uid }) => (this.suspects.get(uid) ?? 0) >= deathsBeforeRest);
    for (const { uid } of deadly) await this.rest(open, uid, 'mail.letter-breaks-connection');
    const wanted = letters.filter((letter) => !deadly.includes(letter));
    if (wanted.length === 0) return letters.length;
    try {
      if (window.is === 'streamed') await this.stream(connection, open, window.letter);
      else await this.fetchTogether(connection, open, wanted, pipeline);
    } catch (error) {
      if (!isRefusal(error)) {
        if (isVendors(error)) this.suspect(wanted);
        throw error;
      }
      await this.fetchOneByOne(connection, open, wanted, pipeline);
    }
    for (const { uid } of letters) this.suspects.delete(uid);
    return letters.length;
  }

  /** The connection died while these were on their way: next time each travels alone, and one that is alone again counts. */
  private suspect(letters: readonly ListedLetter[]): void {
    for (const { uid } of letters) this.suspects.set(uid, letters.length === 1 ? (this.suspects.get(uid) ?? 0) + 1 : 0);
  }

  private async fetchTogether(
    connection: ImapConnection,
    open: OpenFolder,
    letters: ListedLetter[],
    pipeline: Pipeline,
  ): Promise<void> {
    const bytes = letters.reduce((sum, { size }) => sum + size, 0);
    const leave = await this.room.enter(bytes);
    let storing: Promise<void> | null = null;
    try {
      const fetched = await this.fetchWhole(connection, open, letters, bytes);
      if (fetched.length > 0) storing = this.store(open, fetched).finally(leave);
    } finally {
      if (storing === null) leave();
    }
    if (storing !== null) await pipeline.put(storing);
  }

  private async fetchWhole(
    connection: ImapConnection,
    open: OpenFolder,
    letters: ListedLetter[],
    bytes: number,
  ): Promise<FetchedLetter[]> {
    const answer = await connection.fetch(
      UidRanges.of(letters.map(({ uid }) => uid)).toSequenceSet(),
      { uid: true, source: true },
      this.timing.fetchMs + bytes / slowestBytesPerMs,
    );
    const byUid = new Map(letters.map((letter) => [letter.uid, letter]));
    const fetched: FetchedLetter[] = [];
    for (const { uid, source } of answer) {
      const letter = byUid.get(uid);
      if (!letter || !Buffer.isBuffer(source) || (source.length === 0 && letter.size > 0)) continue;
      byUid.delete(uid);
      fetched.push({ source, ...letter });
    }
    // Not in the answer: removed meanwhile, or withheld. The former is no longer listed next time, the latter rests.
    for (const uid of byUid.keys()) await this.rest(open, uid, 'mail.letter-withheld');
    return fetched;
  }

  /** The server refused a window: whichever letter it is about rests, its neighbours come. */
  private async fetchOneByOne(
    connection: ImapConnection,
    open: OpenFolder,
    letters: ListedLetter[],
    pipeline: Pipeline,
  ): Promise<void> {
    for (const letter of letters) {
      try {
        if (letter.size > this.limits.streamedBeyond) await this.stream(connection, open, letter);
        else await this.fetchTogether(connection, open, [letter], pipeline);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        await this.rest(open, letter.uid, 'mail.letter-refused');
      }
    }
  }

  private async store(open: OpenFolder, letters: FetchedLetter[]): Promise<void> {
    await this.sink.store(open.uidValidity, letters);
    this.stored(open, letters);
  }

  private async stream(connection: ImapConnection, open: OpenFolder, letter: ListedLetter): Promise<void> {
    const withinMs = this.timing.fetchMs + letter.size / slowestBytesPerMs;
    await connection.run(async (imap) => {
      const { content } = await imap.download(String(letter.uid), undefined, { uid: true, chunkSize: 1024 * 1024 });
      if (!content) return this.rest(open, letter.uid, 'mail.letter-withheld');
      await this.sink.storeStreamed(open.uidValidity, letter, content);
      this.stored(open, [letter]);
    }, withinMs);
  }

  private stored(open: OpenFolder, letters: readonly ListedLetter[]): void {
    open.fetched = open.fetched.plus(letters.map(({ uid }) => uid));
    for (const { uid } of letters) open.resting.delete(uid);
  }

  private async rest(open: OpenFolder, uid: number, code: string): Promise<void> {
    open.resting.set(uid, await this.sink.rest(open.uidValidity, uid, code));
    this.suspects.delete(uid);
  }
}

/** From imapflow or a socket, not from our own sink. */
function isVendors(error: unknown): boolean {
  return error instanceof MailServerTrouble || !(error instanceof Error) || !('kind' in error);
}

function realMoment(internalDate: Date | string | undefined): Date {
  const date = internalDate instanceof Date ? internalDate : new Date(internalDate ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? new Date() : date;
}
