import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { MasterKey } from '#libs/evidence';
import { canonicalHash, type LaneHead } from './journal-entry.js';

/** Where the chains stood at one moment, kept outside the database: whoever cuts off their ends or writes them anew has not this. */
export interface Anchor {
  /** ISO 8601. */
  at: string;
  heads: readonly LaneHead[];
}

interface AnchorFile extends Anchor {
  /** HMAC-SHA-256 by a key derived from the master key, over the SHA-256 of the canonical JSON of `{ at, heads }`. */
  hmac: string;
}

/** What `read` found in one file; `anchor` is null where somebody changed or broke it. */
export interface FoundAnchor {
  file: string;
  anchor: Anchor | null;
}

/** `<data folder>/journal/anchors/<day>.json`: the last one of each day. One is enough to find a change before it; the days tell since when. */
export class Anchors {
  private readonly folder: string;
  private readonly key: Buffer;

  constructor(dataDir: string, masterKey: MasterKey) {
    this.folder = join(dataDir, 'journal', 'anchors');
    this.key = masterKey.derive('journal-anchor', 32);
  }

  /** Durable when it resolves; a power cut leaves the old one or the new one. */
  async write(anchor: Anchor): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const content: AnchorFile = { ...anchor, hmac: this.sign(anchor) };
    const path = join(this.folder, `${anchor.at.slice(0, 10)}.json`);
    const file = await open(`${path}.new`, 'w', 0o600);
    try {
      await file.writeFile(JSON.stringify(content));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
    const folder = await open(this.folder, 'r');
    await folder.sync().finally(() => folder.close());
  }

  /** All of them, the oldest first. */
  async read(): Promise<FoundAnchor[]> {
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const days = names.filter((name) => /^\d{4}-\d\d-\d\d\.json$/.test(name)).sort();
    return Promise.all(
      days.map(async (file) => ({ file, anchor: this.check(await readFile(join(this.folder, file), 'utf8')) })),
    );
  }

  private check(text: string): Anchor | null {
    try {
      const { at, heads, hmac } = JSON.parse(text) as AnchorFile;
      const anchor = { at, heads };
      const [given, expected] = [Buffer.from(hmac), Buffer.from(this.sign(anchor))];
      return given.length === expected.length && timingSafeEqual(given, expected) ? anchor : null;
    } catch {
      return null;
    }
  }

  private sign({ at, heads }: Anchor): string {
    const plain = heads.map(({ lane, seq, hash }) => ({ lane, seq, hash }));
    return createHmac('sha256', this.key)
      .update(canonicalHash({ at, heads: plain }))
      .digest('hex');
  }
}
