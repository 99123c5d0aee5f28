import type { ClientId } from '#libs/contracts';
import type { EntryCount } from './overview.repository.js';

const longFrom = 20_000;
const keptForMs = 60_000;

/**
 * What was counted on a long card, for a minute: counting looks at every one of its entries (a microsecond each), and a bar among months is no
 * other for the entries of a minute. Who may see the card is asked each time, by whoever asks here.
 */
export class LongCards {
  private readonly kept = new Map<ClientId, { counts: readonly EntryCount[]; until: number }>();

  /** @param now milliseconds; given by tests */
  constructor(private readonly now: () => number = () => performance.now()) {}

  of(id: ClientId): readonly EntryCount[] | null {
    const known = this.kept.get(id);
    return known && known.until > this.now() ? known.counts : null;
  }

  keep(id: ClientId, counts: readonly EntryCount[]): void {
    for (const [other, { until }] of this.kept) if (until <= this.now()) this.kept.delete(other);
    const entries = counts.reduce((sum, each) => sum + each.entries, 0);
    if (entries >= longFrom) this.kept.set(id, { counts, until: this.now() + keptForMs });
  }
}
