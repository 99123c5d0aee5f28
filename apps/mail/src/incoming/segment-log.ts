import { constants, mkdir, open, readdir, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationalError } from '#libs/errors';
import { frameBytes, frameFor, lengthAfter } from './record.js';

/** Where a record lies. */
export interface Place {
  readonly segment: Segment;
  /** Of its first sealed byte. */
  readonly at: number;
  readonly length: number;
}

interface Segment {
  readonly path: string;
  readonly file: FileHandle;
  size: number;
  /** Records that are still needed, and groups that are being written. */
  needed: number;
}

interface Waiting {
  readonly sealed: Buffer;
  readonly resolve: (place: Place) => void;
  readonly reject: (error: unknown) => void;
}

const suffix = '.incoming';
/** What was written is on the disk when the write returns (as after fdatasync): one way to the system instead of two. */
const anewAndDurably = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_DSYNC;
/** A group is no larger than this, so that the first of it does not wait for megabytes of others. */
const groupBytes = 8 * 1024 * 1024;

/**
 * Sealed records one after the other in a few files of one folder; nobody else writes there. What comes while a group is being written and
 * synced goes into the next group: alone a record costs one write and one sync, and of many at once each costs a part of it.
 * A file goes once nothing in it is needed. A record is cut short only at the end of a file, by the end of the process or of the disk's
 * room, and was never told to be kept.
 */
export class SegmentLog {
  private current: Segment | null = null;
  private readonly segments = new Set<Segment>();
  private readonly waiting: Waiting[] = [];
  private writing: Promise<void> | null = null;
  private closed = false;

  private constructor(
    private readonly folder: string,
    private nextNumber: number,
    private readonly segmentBytes: number,
  ) {}

  /** @returns with the places of what earlier processes left, oldest first */
  static async open(folder: string, segmentBytes = 32 * 1024 * 1024): Promise<{ log: SegmentLog; left: Place[] }> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const names = (await readdir(folder)).filter((name) => name.endsWith(suffix)).sort();
    const log = new SegmentLog(folder, Number.parseInt(names.at(-1) ?? '0', 10) + 1, segmentBytes);
    const left: Place[] = [];
    for (const name of names) {
      const path = join(folder, name);
      const segment: Segment = { path, file: await open(path, 'r'), size: 0, needed: 0 };
      log.segments.add(segment);
      for await (const place of placesIn(segment)) left.push(place);
      if (segment.needed === 0) await log.remove(segment);
    }
    return { log, left };
  }

  /** Resolves when it is durable. @throws OperationalError `mail.incoming-away`: then it is not there */
  append(sealed: Buffer): Promise<Place> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ sealed, resolve, reject });
      this.writing ??= this.write();
    });
  }

  async read({ segment, at, length }: Place): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    let read = 0;
    while (read < length) {
      const { bytesRead } = await segment.file.read(bytes, read, length - read, at + read);
      if (bytesRead === 0)
        throw new OperationalError('mail.incoming-away', { problem: 'a file is shorter than it was' });
      read += bytesRead;
    }
    return bytes;
  }

  /** It is needed no more. */
  async release({ segment }: Place): Promise<void> {
    segment.needed--;
    if (segment.needed > 0) return;
    // Also the one that is being written to: what is done with must not come back at the next start.
    this.end(segment);
    await this.remove(segment);
  }

  /** What is being written comes to its end; afterwards nothing is taken. */
  async close(): Promise<void> {
    this.closed = true;
    await this.writing;
    for (const segment of this.segments) {
      if (segment.needed === 0) await this.remove(segment);
      else await segment.file.close().catch(() => undefined);
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
        if (broken) this.end(broken);
        if (broken?.needed === 0) await this.remove(broken);
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
    const segment = await this.segmentToWrite();
    const bytes = group.flatMap((sealed) => [frameFor(sealed), sealed]);
    const total = bytes.reduce((sum, { length }) => sum + length, 0);
    // Counted before it is written, so that the file does not go meanwhile because the last of its others was released.
    segment.needed += group.length;
    try {
      const { bytesWritten } = await segment.file.writev(bytes, segment.size);
      if (bytesWritten < total) throw new Error('The disk takes no more');
    } catch (error) {
      segment.needed -= group.length;
      throw error;
    }
    return group.map(({ length }): Place => {
      const place = { segment, at: segment.size + frameBytes, length };
      segment.size += frameBytes + length;
      return place;
    });
  }

  private async segmentToWrite(): Promise<Segment> {
    if (this.closed) throw new Error('The queue is closed');
    if (this.current && this.current.size >= this.segmentBytes) this.end(this.current);
    if (this.current) return this.current;
    const path = join(this.folder, `${String(this.nextNumber++).padStart(10, '0')}${suffix}`);
    const file = await open(path, anewAndDurably, 0o600);
    this.current = { path, file, size: 0, needed: 0 };
    this.segments.add(this.current);
    await syncFolder(this.folder);
    return this.current;
  }

  private end(segment: Segment): void {
    if (this.current === segment) this.current = null;
  }

  private async remove(segment: Segment): Promise<void> {
    if (!this.segments.delete(segment)) return;
    await segment.file.close().catch(() => undefined);
    await unlink(segment.path).catch(() => undefined);
  }
}

async function* placesIn(segment: Segment): AsyncGenerator<Place> {
  const { size } = await segment.file.stat();
  const frame = Buffer.alloc(frameBytes);
  for (let at = 0; at + frameBytes <= size;) {
    await segment.file.read(frame, 0, frameBytes, at);
    const length = lengthAfter(frame);
    if (length === null || at + frameBytes + length > size) return;
    segment.needed++;
    yield { segment, at: at + frameBytes, length };
    at += frameBytes + length;
    segment.size = at;
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
