import { join } from 'node:path';
import type { Settings } from '#libs/config';
import { EvidenceStore } from './evidence-store.js';
import type { MasterKey } from './keys/master-key.js';
import { DiskStorage } from './storage/disk-storage.js';
import type { ObjectStorage } from './storage/object-storage.port.js';
import { readStorageUrl } from './storage/storage-url.js';

type StorageSettings = Pick<Settings, 'dataDir' | 'storageUrl'>;

/** In whose thread the store works. */
export interface Caller {
  /** Nothing else goes on in this thread: it may stand still while a disk answers, which is quicker than asking through other threads. */
  alone: boolean;
}

/**
 * The store that the settings ask for, ready to use: KEEPLINE_STORAGE_URL, or a folder `evidence` in the data folder.
 * A bucket is not asked for anything yet: an S3 server that is away at start is an error of the first use.
 * @throws BadConfiguration; UserError `evidence.refused` when the folder cannot be made
 */
export async function createEvidenceStore(
  settings: StorageSettings,
  masterKey: MasterKey,
  { alone }: Caller = { alone: false },
): Promise<EvidenceStore> {
  const storage = await storageOf(settings, alone);
  await storage.prepare();
  return new EvidenceStore(storage, masterKey);
}

/** Folders on this machine that hold evidence, for `MasterKey.load({ refuseIfExists })`; a bucket is not asked. */
export function evidenceFolders({ dataDir, storageUrl }: StorageSettings): string[] {
  const place = readStorageUrl(storageUrl, dataDir);
  return place.on === 'disk' ? [place.folder] : [];
}

async function storageOf({ dataDir, storageUrl }: StorageSettings, alone: boolean): Promise<ObjectStorage> {
  const place = readStorageUrl(storageUrl, dataDir);
  switch (place.on) {
    case 'disk':
      return new DiskStorage(place.folder, alone);
    case 's3': {
      // Loaded only where it is used: the S3 client was measured at 16 MB and 0.1 s of every start.
      const { S3Storage } = await import('./storage/s3-storage.js');
      return new S3Storage(place, join(dataDir, 'evidence-outgoing'));
    }
  }
}
