import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { headerBytes } from '../format/layout.js';
import { throughDoor } from './storage.errors.js';

/** No living writer leaves a file untouched for so long; other processes may share the folder, so younger ones are left alone. */
const staleAfterMs = 60 * 60_000;

/** A folder of half-written objects, on the same file system as their place; already encrypted. */
export class Spool {
  constructor(readonly folder: string) {}

  async prepare(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const found = await stat(path).catch(() => null);
      if (found && Date.now() - found.mtimeMs > staleAfterMs) await unlink(path).catch(() => undefined);
    }
  }

  newPath(): string {
    return join(this.folder, randomUUID());
  }

  async open(): Promise<SpoolFile> {
    const path = this.newPath();
    return new SpoolFile(path, await open(path, 'wx', 0o600));
  }
}

/** Chunks go in from the front; the header's place is left free until `finish`. */
export class SpoolFile {
  size = headerBytes;

  constructor(
    readonly path: string,
    private readonly file: FileHandle,
  ) {}

  async append(pieces: readonly Buffer[]): Promise<void> {
    if (pieces.length === 0) return;
    const position = this.size;
    this.size += pieces.reduce((sum, piece) => sum + piece.length, 0);
    await throughDoor(() => writeAll(this.file, Buffer.concat(pieces), position));
  }

  /** Header written, bytes durable, file closed. */
  async finish(header: Buffer): Promise<void> {
    await throughDoor(async () => {
      await writeAll(this.file, header, 0);
      await this.file.datasync();
      await this.file.close();
    });
  }

  /** Also after `finish`, and when the file has moved away. Never throws. */
  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await unlink(this.path).catch(() => undefined);
  }
}

/** One write may take less than it was given (a disk that fills up does). */
async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await file.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
  }
}
