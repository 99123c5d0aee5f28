import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sha256 } from '#libs/contracts';
import { createEvidenceStore } from './create-evidence-store.js';
import type { EvidenceStore } from './evidence-store.js';
import { MasterKey } from './keys/master-key.js';

/** The address of the three bytes `abc`, from FIPS 180-4. */
export const abc = Sha256.parse('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
export const keyOf = (fill: number) => MasterKey.fromBytes(Buffer.alloc(32, fill));
export const addressOf = (bytes: Buffer) => Sha256.parse(createHash('sha256').update(bytes).digest('hex'));

/** 0, 1, …, 250, 0, 1, …: no period that fits a chunk. */
export const patternOf = (size: number) => Buffer.from(Uint8Array.from({ length: size }, (_, n) => n % 251));

/** For the specs: a store in a folder of its own, seen from both sides: by its interface, and by its files. */
export class EvidenceOnDisk {
  private constructor(
    readonly dataDir: string,
    readonly store: EvidenceStore,
  ) {}

  static async start(): Promise<EvidenceOnDisk> {
    const dataDir = await mkdtemp(join(tmpdir(), 'keepline-evidence-'));
    return new EvidenceOnDisk(dataDir, await createEvidenceStore({ dataDir, storageUrl: null }, keyOf(7)));
  }

  get incoming(): string {
    return join(this.dataDir, 'evidence', 'incoming');
  }

  /** Another process over the same folder. */
  restart(key = keyOf(7)): Promise<EvidenceStore> {
    return createEvidenceStore({ dataDir: this.dataDir, storageUrl: null }, key);
  }

  /** In a thread that may stand still. */
  storeAlone(): Promise<EvidenceStore> {
    return createEvidenceStore({ dataDir: this.dataDir, storageUrl: null }, keyOf(7), { alone: true });
  }

  pathOf(sha256: string): string {
    return join(this.dataDir, 'evidence', sha256.slice(0, 2), sha256);
  }

  /** Turns one bit of the stored file. */
  async damage(sha256: string, at: number): Promise<void> {
    const file = await readFile(this.pathOf(sha256));
    file[at] = (file[at] ?? 0) ^ 1;
    await writeFile(this.pathOf(sha256), file);
  }

  async listed(): Promise<string[]> {
    const all: string[] = [];
    for await (const address of this.store.list()) all.push(address);
    return all.sort();
  }

  remove(): Promise<void> {
    return rm(this.dataDir, { recursive: true });
  }
}
