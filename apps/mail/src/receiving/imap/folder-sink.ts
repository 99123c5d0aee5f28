import type { Readable } from 'node:stream';
import type { ListedLetter } from './fetch-windows.js';
import type { UidRanges } from './uid-ranges.js';

/** A letter with its bytes, as the server gave them. */
export interface FetchedLetter extends ListedLetter {
  source: Buffer;
}

/**
 * Where a folder session puts what it fetched: the session speaks IMAP and knows no database.
 * Everything that `store` has resolved for is durable and will not be fetched again.
 */
export interface FolderSink {
  /** What is durable already under this UIDVALIDITY, and which letters rest after a failure, until when. */
  open(uidValidity: bigint): Promise<{ fetched: UidRanges; resting: Map<number, Date> }>;
  /** The bytes are given for good: they are gone once they are durable. */
  store(uidValidity: bigint, letters: readonly FetchedLetter[]): Promise<void>;
  storeStreamed(uidValidity: bigint, letter: ListedLetter, source: Readable): Promise<void>;
  /** A letter that the server does not give: noted, and tried again later. @returns until when it rests */
  rest(uidValidity: bigint, uid: number, code: string): Promise<Date>;
  /** Resting letters that the server no longer has. */
  forget(uidValidity: bigint, uids: readonly number[]): Promise<void>;
}

/** Where a folder stands. */
export type FolderStatus =
  | { is: 'connecting' }
  | { is: 'backfilling'; done: number; total: number }
  | { is: 'online' }
  /** The server has no such folder, and nothing is amiss: it says nothing about how the mailbox is. */
  | { is: 'absent' }
  | { is: 'waiting'; code: string; detail: string | null };

export interface FolderTiming {
  /** Without any word from the server the folder is looked at this often; IDLE only wakes us earlier. */
  pollMs: number;
  /** A command other than a fetch that has no answer by then: the connection is taken for dead. */
  commandMs: number;
  /** A fetch may take this long and what its bytes need at the slowest bearable speed. */
  fetchMs: number;
  /** The folder is opened anew and its whole list compared with the cursor: finds what anybody forgot, and a changed UIDVALIDITY. */
  reconcileMs: number;
}

/** A silent death is noticed and repaired within a minute: 25 s until the poll, 20 s for its answer, the rest for coming back. */
export const usualTiming: FolderTiming = {
  pollMs: 25_000,
  commandMs: 20_000,
  fetchMs: 60_000,
  reconcileMs: 60 * 60_000,
};
