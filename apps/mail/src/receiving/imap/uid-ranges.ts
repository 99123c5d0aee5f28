/** Half-open ranges of UIDs, sorted and apart from each other: what PostgreSQL calls an int8multirange. */
export class UidRanges {
  private constructor(private readonly ranges: readonly (readonly [from: number, to: number])[]) {}

  static readonly none = new UidRanges([]);

  /** @param text PostgreSQL's canonical form, `{[1,5),[7,9)}` */
  static parse(text: string): UidRanges {
    return new UidRanges([...text.matchAll(/\[(\d+),(\d+)\)/g)].map(([, from, to]) => [Number(from), Number(to)]));
  }

  /** @param uids in any order, repeated or not */
  static of(uids: Iterable<number>): UidRanges {
    const ranges: [number, number][] = [];
    for (const uid of [...uids].sort((a, b) => a - b)) {
      const last = ranges.at(-1);
      if (last && uid <= last[1]) last[1] = Math.max(last[1], uid + 1);
      else ranges.push([uid, uid + 1]);
    }
    return new UidRanges(ranges);
  }

  has(uid: number): boolean {
    let low = 0;
    let high = this.ranges.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const [from, to] = this.ranges[middle]!;
      if (uid < from) high = middle - 1;
      else if (uid >= to) low = middle + 1;
      else return true;
    }
    return false;
  }

  plus(uids: Iterable<number>): UidRanges {
    const all = [...this.ranges, ...UidRanges.of(uids).ranges].sort(([a], [b]) => a - b);
    const joined: [number, number][] = [];
    for (const [from, to] of all) {
      const last = joined.at(-1);
      if (last && from <= last[1]) last[1] = Math.max(last[1], to);
      else joined.push([from, to]);
    }
    return new UidRanges(joined);
  }

  /** The highest UID, 0 where there is none. */
  get highest(): number {
    return (this.ranges.at(-1)?.[1] ?? 1) - 1;
  }

  /** PostgreSQL's form. */
  toString(): string {
    return `{${this.ranges.map(([from, to]) => `[${from},${to})`).join(',')}}`;
  }

  /** IMAP's form, `1:4,7` (RFC 9051 sequence-set). */
  toSequenceSet(): string {
    return this.ranges.map(([from, to]) => (to - from === 1 ? String(from) : `${from}:${to - 1}`)).join(',');
  }
}
