import { join } from 'node:path';
import { DurableFsDriver } from './durable-fs.driver.js';
import { findAddress, keyOf, ObjectStorage, type StoredBytes } from './object-storage.port.js';
import { Spool, type SpoolFile } from './spool.js';
import { isAbsent, throughDoor } from './storage.errors.js';

const fanOut = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));

/** A folder: `<root>/ab/abcd…` and `<root>/incoming` for what is being written. Several processes may share it. */
export class DiskStorage extends ObjectStorage {
  /** Bounds memory and file descriptors; how many syncs run at once is decided by libuv (4 threads; 16 were measured to be no faster). */
  readonly parallelWrites = 16;
  private readonly incoming: Spool;
  private readonly driver: DurableFsDriver;

  /** @param standsStill its thread has nothing else to do while a disk answers */
  constructor(
    root: string,
    private readonly standsStill = false,
  ) {
    super();
    this.incoming = new Spool(join(root, 'incoming'));
    this.driver = new DurableFsDriver(root, () => this.incoming.newPath());
  }

  /** All 256 folders at once, so that no write has to make one and sync its parent. */
  async prepare(): Promise<void> {
    await throughDoor(async () => {
      await this.driver.makeFolders(fanOut);
      await this.incoming.prepare();
    });
  }

  async spool(): Promise<SpoolFile> {
    return throughDoor(() => this.incoming.open());
  }

  async findSize(sha256: string): Promise<number | null> {
    return throughDoor(async () => {
      try {
        return await this.driver.sizeOf(keyOf(sha256));
      } catch (error) {
        if (isAbsent(error)) return null;
        throw error;
      }
    });
  }

  async write(sha256: string, sealed: readonly Buffer[]): Promise<void> {
    await throughDoor(() => this.driver.putPieces(keyOf(sha256), sealed));
  }

  async adopt(sha256: string, file: SpoolFile): Promise<void> {
    await throughDoor(() => this.driver.reveal(file.path, keyOf(sha256)));
  }

  async settle(addresses: readonly string[]): Promise<void> {
    await throughDoor(() => this.driver.syncFolders(addresses.map(keyOf)));
  }

  async read(sha256: string, from: number, to: number): Promise<StoredBytes | null> {
    return throughDoor(async () => {
      try {
        const small = this.standsStill ? this.driver.getSmallNow(keyOf(sha256), from, to) : null;
        return small ?? (await this.driver.getRange(keyOf(sha256), from, to));
      } catch (error) {
        if (isAbsent(error)) return null;
        throw error;
      }
    });
  }

  async *list(): AsyncIterable<string> {
    for (const folder of fanOut) {
      const { objects } = await throughDoor(() => this.driver.listAll(folder));
      for (const object of objects) {
        const address = object.isFile ? findAddress(object.key) : null;
        if (address) yield address;
      }
    }
  }
}
