import { open, stat, type FileHandle } from 'node:fs/promises';

const chunkBytes = 256 * 1024;
/** A line that does not end is none of ours. */
const longestLine = 64 * 1024;

/**
 * Reads what is added to a file, line by line. When another file takes its name, the rest of the old one is read first; when it was cut,
 * it is read from its beginning.
 */
export class LogTail {
  private file: FileHandle | null = null;
  private inode = 0;
  private position = 0;
  private rest = '';

  constructor(private readonly path: string) {}

  /** @returns the whole lines since the last call; the first call begins at the end of the file, or at the beginning of one that is not there yet */
  async read(): Promise<string[]> {
    const there = await stat(this.path).catch(() => null);
    if (this.file === null) {
      if (there === null) {
        this.position = 0;
        this.inode = -1;
        return [];
      }
      const fromStart = this.inode === -1;
      await this.begin(fromStart ? 0 : there.size);
      return fromStart ? this.take() : [];
    }
    const lines = await this.take();
    if (there !== null && there.ino !== this.inode) {
      await this.file.close();
      this.file = null;
      await this.begin(0);
      lines.push(...(await this.take()));
    } else if (there !== null && there.size < this.position) {
      this.position = 0;
      this.rest = '';
      lines.push(...(await this.take()));
    }
    return lines;
  }

  async close(): Promise<void> {
    await this.file?.close();
    this.file = null;
  }

  private async begin(position: number): Promise<void> {
    this.file = await open(this.path, 'r');
    this.inode = (await this.file.stat()).ino;
    this.position = position;
    this.rest = '';
  }

  private async take(): Promise<string[]> {
    const lines: string[] = [];
    const buffer = Buffer.alloc(chunkBytes);
    for (;;) {
      const { bytesRead } = await this.file!.read(buffer, 0, chunkBytes, this.position);
      if (bytesRead === 0) return lines;
      this.position += bytesRead;
      const parts = (this.rest + buffer.toString('latin1', 0, bytesRead)).split('\n');
      this.rest = (parts.pop() ?? '').slice(-longestLine);
      lines.push(...parts);
    }
  }
}
