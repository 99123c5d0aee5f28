import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const Ids = z.array(z.string());
const most = 2_000;

/** Messages that were told without their words. It outlives the process: the words may come after a fall, and by the way of a look back. */
export class WaitingWords {
  private constructor(
    private readonly file: string,
    private readonly ids: Set<string>,
  ) {}

  static async open(folder: string): Promise<WaitingWords> {
    const file = join(folder, 'waiting-words.json');
    const text = await readFile(file, 'utf8').catch(() => '[]');
    let ids: string[] = [];
    try {
      ids = Ids.parse(JSON.parse(text));
    } catch {
      // A torn file: their words will come as messages that are known already.
    }
    return new WaitingWords(file, new Set(ids));
  }

  has(messageId: string): boolean {
    return this.ids.has(messageId);
  }

  async add(messageId: string): Promise<void> {
    if (this.ids.has(messageId)) return;
    this.ids.add(messageId);
    for (const oldest of this.ids) {
      if (this.ids.size <= most) break;
      this.ids.delete(oldest);
    }
    await this.write();
  }

  async settled(messageId: string): Promise<void> {
    if (this.ids.delete(messageId)) await this.write();
  }

  /** A full disk costs the memory of it after a fall; it must not cost the messages themselves. */
  private async write(): Promise<void> {
    const draft = `${this.file}.new`;
    try {
      await writeFile(draft, JSON.stringify([...this.ids]), { mode: 0o600 });
      await rename(draft, this.file);
    } catch {
      // Written with the next change.
    }
  }
}
