import type { Readable } from 'node:stream';
import type { SpoolFile } from './spool.js';

/** A part of a stored object: the size of the whole on disk, and the bytes asked for. */
export interface StoredBytes {
  storedSize: number;
  body: Readable;
}

/**
 * Where sealed objects lie: a folder or an S3 bucket. It knows addresses and bytes, and nothing of keys or of what is inside.
 * Errors: OperationalError `evidence.away` or `evidence.full` (it may pass), UserError `evidence.refused` (the storage does not let us).
 * An error of `body` comes untranslated; whoever reads it passes it through `translateStorageError`.
 */
export abstract class ObjectStorage {
  /** How many writes are worth having on the way at once. */
  abstract readonly parallelWrites: number;

  /** Before the first use: makes folders, sweeps what a killed process left behind. */
  abstract prepare(): Promise<void>;

  /** An empty file for an object whose address is not known yet. */
  abstract spool(): Promise<SpoolFile>;

  /** Bytes on disk, or null. */
  abstract findSize(sha256: string): Promise<number | null>;

  /** All or nothing: under this address stands the whole object, its pieces in order, or what stood there before. The bytes are durable, the name after `settle`. */
  abstract write(sha256: string, sealed: readonly Buffer[]): Promise<void>;

  /** The same from a finished spool file, which is gone afterwards. */
  abstract adopt(sha256: string, file: SpoolFile): Promise<void>;

  /** When it resolves, the names of these objects survive a power cut. */
  abstract settle(addresses: readonly string[]): Promise<void>;

  /**
   * @param from first byte
   * @param to byte behind the last one; beyond the end is cut
   * @returns null when nothing stands under the address
   */
  abstract read(sha256: string, from: number, to: number): Promise<StoredBytes | null>;

  abstract list(): AsyncIterable<string>;
}

/** 256 folders by the first two digits: `ab/abcd…`. */
export function keyOf(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256}`;
}

/** The address in a key, or null for a file that is not ours. */
export function findAddress(key: string): string | null {
  return /^([0-9a-f]{2})\/(\1[0-9a-f]{62})$/.exec(key)?.[2] ?? null;
}
