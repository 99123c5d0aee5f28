import * as fs from 'node:fs';
import { mkdir, open, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { FSDriver } from 'flydrive/drivers/fs';
import type { StoredBytes } from './object-storage.port.js';

/** Reads come in windows of this size: few calls for a letter, little memory for a recording. */
const readWindowBytes = 1024 * 1024;

// Each of these is a way to another thread and back, four of them for each letter: a third of what capture takes of this thread. What never waits
// for a disk goes without: closing what is synced, opening a folder that was just written to. Over fs/promises, with a FileHandle for each, they
// were measured to take a quarter more (Node 20).
const openFile = promisify(fs.open);
const writeMany = promisify(fs.writev);
const fsync = promisify(fs.fsync);
const rename = promisify(fs.rename);
const stat = promisify(fs.stat);

/** What was written is on the disk when the write returns, and of the metadata what is needed to read it again (open(2), as after fdatasync). */
const anewAndDurably = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL | fs.constants.O_DSYNC;

/**
 * flydrive's disk driver writes in place and syncs nothing, and its `move` copies. Here an object appears whole or not at all,
 * and its bytes are on the disk before its name is; the name itself is durable after `syncFolders`, once for many objects.
 */
export class DurableFsDriver extends FSDriver {
  /** @param newTemporaryPath on the file system of `location` */
  constructor(
    private readonly location: string,
    private readonly newTemporaryPath: () => string,
  ) {
    super({ location, visibility: 'private' });
  }

  override put(key: string, contents: string | Uint8Array): Promise<void> {
    return this.putPieces(key, [typeof contents === 'string' ? Buffer.from(contents) : contents]);
  }

  async putPieces(key: string, pieces: readonly Uint8Array[]): Promise<void> {
    const temporary = this.newTemporaryPath();
    try {
      const file = await openFile(temporary, anewAndDurably, 0o600);
      try {
        await writeAll(file, pieces);
      } finally {
        fs.closeSync(file);
      }
      await this.reveal(temporary, key);
    } catch (error) {
      await unlink(temporary).catch(() => undefined);
      throw error;
    }
  }

  /** @param path a file whose bytes are durable, on the same file system */
  async reveal(path: string, key: string): Promise<void> {
    await rename(path, join(this.location, key));
  }

  /** Bytes. @throws ENOENT */
  async sizeOf(key: string): Promise<number> {
    return (await stat(join(this.location, key))).size;
  }

  async makeFolders(keys: readonly string[]): Promise<void> {
    await mkdir(this.location, { recursive: true, mode: 0o700 });
    for (const key of keys) await mkdir(join(this.location, key), { recursive: true, mode: 0o700 });
    await syncFolder(this.location);
    await syncFolder(dirname(this.location));
  }

  /** Each folder of these keys once, all at the same time: the file system joins them into one commit of its journal. */
  async syncFolders(keys: readonly string[]): Promise<void> {
    const folders = new Set(keys.map((key) => dirname(join(this.location, key))));
    await Promise.all([...folders].map(syncFolder));
  }

  /** As `getRange`, in this thread, for what fits one window; null: it does not. */
  getSmallNow(key: string, from: number, to: number): StoredBytes | null {
    const file = fs.openSync(join(this.location, key), 'r');
    try {
      const storedSize = fs.fstatSync(file).size;
      const wanted = Math.max(0, Math.min(to, storedSize) - from);
      if (wanted > readWindowBytes) return null;
      const bytes = Buffer.allocUnsafe(wanted);
      let at = 0;
      for (let read = -1; at < wanted && read !== 0; at += read)
        read = fs.readSync(file, bytes, at, wanted - at, from + at);
      return { storedSize, body: Readable.from([bytes.subarray(0, at)], { objectMode: false }) };
    } finally {
      fs.closeSync(file);
    }
  }

  async getRange(key: string, from: number, to: number): Promise<StoredBytes> {
    const file = await open(join(this.location, key), 'r');
    try {
      const storedSize = (await file.stat()).size;
      const highWaterMark = Math.max(1, Math.min(readWindowBytes, storedSize - from));
      // Here `end` is the last byte itself.
      const body = file.createReadStream({ start: from, end: to - 1, highWaterMark });
      return { storedSize, body };
    } catch (error) {
      await file.close();
      throw error;
    }
  }
}

/** One write may take less than it was given (a disk that fills up does). */
async function writeAll(file: number, pieces: readonly Uint8Array[]): Promise<void> {
  for (let left = pieces; left.length > 0;) {
    const { bytesWritten } = await writeMany(file, left);
    left = behind(left, bytesWritten);
  }
}

function behind(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const left: Uint8Array[] = [];
  for (const piece of pieces) {
    if (bytes < piece.length) left.push(piece.subarray(bytes));
    bytes = Math.max(0, bytes - piece.length);
  }
  return left;
}

async function syncFolder(path: string): Promise<void> {
  const folder = fs.openSync(path, 'r');
  try {
    await fsync(folder);
  } finally {
    fs.closeSync(folder);
  }
}
