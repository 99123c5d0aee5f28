import { constants, open, unlink, type FileHandle } from 'node:fs/promises';
import { OperationalError } from '#libs/errors';
import { endsWith, frameBytes, framed, headBytes, headIn } from './frame.js';

/** Where a record lies. */
export interface Place {
  readonly segment: Segment;
  /** Of its first sealed byte. */
  readonly at: number;
  readonly length: number;
}

/** What was written is on the disk when the write returns (as after fdatasync): one way to the system instead of two. */
const anewAndDurably = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_DSYNC;

/**
 * A file of records, one after the other. Once none of them is needed it is filled anew from its beginning: a write into blocks that a file has
 * already costs the disk one write, one that makes it longer those of the file system's own notes too (ext4: three times as long).
 */
export class Segment {
  size = 0;
  /** Records that are still needed, and groups that are being written. */
  needed = 0;
  /** Of this process, and nothing has failed in it. */
  refillable: boolean;
  /** Later than the records of every file with a lower one. */
  filling = 0;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly durable: FileHandle | null,
  ) {
    this.refillable = durable !== null;
  }

  /** The file itself is in its folder for good only once the folder is synced. */
  static async make(path: string): Promise<Segment> {
    const durable = await open(path, anewAndDurably, 0o600);
    return new Segment(path, await open(path, 'r+'), durable);
  }

  /** What an earlier process left, and where its records are. */
  static async leftAt(path: string): Promise<{ segment: Segment; places: Place[] }> {
    const segment = new Segment(path, await open(path, 'r'), null);
    const places: Place[] = [];
    for await (const place of segment.find()) places.push(place);
    return { segment, places };
  }

  /** One write for all of them. Whoever calls this has counted them as needed. */
  async append(group: readonly Buffer[]): Promise<Place[]> {
    const bytes = group.flatMap((sealed) => framed(sealed, this.filling));
    const total = bytes.reduce((sum, { length }) => sum + length, 0);
    const { bytesWritten } = await this.durable!.writev(bytes, this.size);
    if (bytesWritten < total) throw new Error('The disk takes no more');
    return group.map(({ length }): Place => {
      const place = { segment: this, at: this.size + headBytes, length };
      this.size += frameBytes + length;
      return place;
    });
  }

  async read(at: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    let read = 0;
    while (read < length) {
      const { bytesRead } = await this.file.read(bytes, read, length - read, at + read);
      if (bytesRead === 0)
        throw new OperationalError('mail.incoming-away', { problem: 'a file is shorter than it was' });
      read += bytesRead;
    }
    return bytes;
  }

  /** Nobody has taken it out of its folder. */
  async isThere(): Promise<boolean> {
    return (await this.file.stat()).nlink > 0;
  }

  /** Nothing in it comes back at the next start. */
  async clear(): Promise<void> {
    await this.file.write(Buffer.alloc(headBytes), 0, headBytes, 0);
    this.size = 0;
  }

  async remove(): Promise<void> {
    await this.close();
    await unlink(this.path).catch(() => undefined);
  }

  async close(): Promise<void> {
    for (const handle of [this.file, this.durable]) await handle?.close().catch(() => undefined);
  }

  /** A record that was cut short was never told to be kept, and nothing was written after it. */
  private async *find(): AsyncGenerator<Place> {
    const { size } = await this.file.stat();
    for (let at = 0; at < size;) {
      const head = headIn(await this.read(at, Math.min(headBytes, size - at)));
      if (!head || (at > 0 && head.filling !== this.filling)) return;
      const place = { segment: this, at: at + head.headBytes, length: head.length };
      const end = place.at + head.length;
      if (end + head.tailBytes > size || !endsWith(head, await this.read(end, head.tailBytes))) return;
      this.filling = head.filling;
      this.needed++;
      yield place;
      at = this.size = end + head.tailBytes;
    }
  }
}
