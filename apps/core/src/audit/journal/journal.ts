import { Injectable } from '@nestjs/common';
import type { Tx } from '#libs/database';
import { lanes, type JournalEntry } from './journal-entry.js';
import { JournalRepository } from './journal.repository.js';

/**
 * The append-only record of every interaction and every audit entry: see docs/decisions/0005-journal.md.
 * Nothing is written when `append` is called: the entries of a transaction are chained in one step that travels with its commit, so that
 * nobody holds a chain while they still work.
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
    tx.closeWith(() => {
      const start = Math.floor(Math.random() * lanes);
      return this.repository.append(start, this.collected.get(tx) ?? [], new Date());
    });
    tx.afterCommit(() => {
      this.written += this.collected.get(tx)?.length ?? 0;
      this.collected.delete(tx);
    });
  }
}
