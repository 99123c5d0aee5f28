import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { chain, lanes, type JournalEntry } from './journal-entry.js';
import { JournalRepository } from './journal.repository.js';

/**
 * The append-only record of every interaction and every audit entry: see docs/decisions/0005-journal.md.
 * Nothing is written when `append` is called: the entries of a transaction are chained in one step as the last thing before its
 * commit, so that nobody holds a chain while they still work.
 */
@Injectable()
export class Journal {
  private readonly collected = new WeakMap<Tx, JournalEntry[]>();
  private written = 0;

  constructor(private readonly repository: JournalRepository) {}

  /** Entries written since the start of this process. */
  get entriesWritten(): number {
    return this.written;
  }

  append(tx: Tx, ...entries: readonly JournalEntry[]): void {
    if (entries.length === 0) return;
    const known = this.collected.get(tx);
    if (known) {
      known.push(...entries);
      return;
    }
    this.collected.set(tx, [...entries]);
    tx.beforeCommit(() => this.write(tx));
    tx.afterCommit(() => this.collected.delete(tx));
  }

  private async write(tx: Tx): Promise<void> {
    const entries = this.collected.get(tx) ?? [];
    // What is appended from here on is collected anew and written in a step of its own.
    this.collected.delete(tx);
    const head = await this.repository.takeLane(tx, Math.floor(Math.random() * lanes));
    await this.repository.insert(tx, chain(head, entries, new Date()));
    tx.afterCommit(() => (this.written += entries.length));
  }
}
