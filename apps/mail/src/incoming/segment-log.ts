import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationalError } from '#libs/errors';
import { Segment, type Place } from './segment.js';

interface Waiting {
  readonly sealed: Buffer;
  readonly resolve: (place: Place) => void;
  readonly reject: (error: unknown) => void;
}

export interface SegmentLimits {
  /** A file that has so much is followed by another. */
  readonly bytes: number;
  /** Files that are kept to be filled anew. */
  readonly spare: number;
}

const usualLimits: SegmentLimits = { bytes: 8 * 1024 * 1024, spare: 8 };
const suffix = '.incoming';
/** A group is no larger than this, so that the first of it does not wait for megabytes of others. */
const groupBytes = 8 * 1024 * 1024;

/**
 * Sealed records one after the other in a few files of one folder; nobody else writes there. What comes while a group is being written and
 * synced goes into the next group: alone a record costs one write and one sync, and of many at once each costs a part of it.
 * Once nothing in a file is needed it is filled anew, or goes. A record is cut short only at the end of a filling, by the end of the process
 * or of the disk's room, and was never told to be kept.
 */
export class SegmentLog {
  private current: Segment | null = null;
  private readonly segments = new Set<Segment>();
  /** Of the segments those in which nothing is. */
  private readonly spare: Segment[] = [];
  private readonly waiting: Waiting[] = [];
  private writing: Promise<void> | null = null;
  private closed = false;

  private constructor(
    private readonly folder: string,
    private nextNumber: number,
    private nextFilling: number,
    private readonly limits: SegmentLimits,
  ) {}

  /** @returns with the places of what earlier processes left, oldest first */
  static async open(folder: string, limits = usualLimits): Promise<{ log: SegmentLog; left: Place[] }> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const names = (await readdir(folder)).filter((name) => name.endsWith(suffix)).sort();
    const found = [];
    for (const name of names) found.push(await Segment.leftAt(join(folder, name)));
    // Stable: of files that were filled once the names tell the order.
    found.sort((a, b) => a.segment.filling - b.segment.filling);
    const nextFilling = (found.at(-1)?.segment.filling ?? 0) + 1;
    const log = new SegmentLog(folder, Number.parseInt(names.at(-1) ?? '0', 10) + 1, nextFilling, limits);
    for (const { segment, places } of found) {
      if (places.length === 0) await segment.remove();
      else log.segments.add(segment);
    }
    return { log, left: found.flatMap(({ places }) => places) };
  }

  /** Resolves when it is durable. @throws OperationalError `mail.incoming-away`: then it is not there */
  append(sealed: Buffer): Promise<Place> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ sealed, resolve, reject });
      this.writing ??= this.write();
    });
  }

  read({ segment, at, length }: Place): Promise<Buffer> {
    return segment.read(at, length);
  }

  /** It is needed no more. */
  async release({ segment }: Place): Promise<void> {
    segment.needed--;
    if (segment.needed > 0) return;
    // Also the one that is being written to: what is done with must not come back at the next start.
    this.end(segment);
    await this.empty(segment);
  }

  /** What is being written comes to its end; afterwards nothing is taken. */
  async close(): Promise<void> {
    this.closed = true;
    await this.writing;
    for (const segment of this.segments) {
      if (segment.needed === 0) await segment.remove();
      else await segment.close();
    }
    this.segments.clear();
  }

  private async write(): Promise<void> {
    // Those who come in the same moment go in the same group.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const group = this.takeGroup();
      try {
        const places = await this.writeGroup(group.map(({ sealed }) => sealed));
        group.forEach(({ resolve }, n) => resolve(places[n]!));
      } catch (error) {
        const broken = this.current;
        if (broken) {
          broken.refillable = false;
          this.end(broken);
          if (broken.needed === 0) await this.empty(broken);
        }
        const trouble = new OperationalError('mail.incoming-away', {}, { cause: error });
        for (const { reject } of group) reject(trouble);
      }
    }
    // In the same moment in which nothing waits: whoever comes after it begins anew.
    this.writing = null;
  }

  private takeGroup(): Waiting[] {
    let bytes = 0;
    const most = this.waiting.findIndex(({ sealed }) => (bytes += sealed.length) > groupBytes);
    return this.waiting.splice(0, most === -1 ? this.waiting.length : Math.max(most, 1));
  }

  private async writeGroup(group: readonly Buffer[]): Promise<Place[]> {
    const segment = await this.segmentFor(group.length);
    try {
      return await segment.append(group);
    } catch (error) {
      segment.needed -= group.length;
      throw error;
    }
  }

  /** They are counted before they are written, so that the file is not filled anew meanwhile because the last of its others was released. */
  private async segmentFor(records: number): Promise<Segment> {
    if (this.closed) throw new Error('The queue is closed');
    if (this.current && this.current.size >= this.limits.bytes) this.end(this.current);
    if (!this.current) {
      this.current = (await this.spareFile()) ?? (await this.anotherFile());
      this.current.filling = this.nextFilling++;
    }
    this.current.needed += records;
    return this.current;
  }

  private async spareFile(): Promise<Segment | null> {
    for (let spare = this.spare.pop(); spare; spare = this.spare.pop()) {
      if (await spare.isThere()) return spare;
      this.segments.delete(spare);
      await spare.close();
    }
    return null;
  }

  private async anotherFile(): Promise<Segment> {
    const segment = await Segment.make(join(this.folder, `${String(this.nextNumber++).padStart(10, '0')}${suffix}`));
    this.segments.add(segment);
    await syncFolder(this.folder);
    return segment;
  }

  private end(segment: Segment): void {
    if (this.current === segment) this.current = null;
  }

  private async empty(segment: Segment): Promise<void> {
    if (!this.segments.has(segment)) return;
    const cleared = await segment.clear().then(
      () => true,
      () => false,
    );
    if (cleared && segment.refillable && this.spare.length < this.limits.spare) {
      this.spare.push(segment);
      return;
    }
    this.segments.delete(segment);
    await segment.remove();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
