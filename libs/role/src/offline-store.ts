import type { Settings } from '#libs/config';
import { DataFolderLock, openRoleDataSource, setUpDatabase, UnitOfWork, type RoleName } from '#libs/database';
import { createEvidenceStore, type EvidenceStore, type MasterKey } from '#libs/evidence';
import type { Logger } from '#libs/observability';
import type { Ending } from './ending.js';
import { deriveBy, loadMasterKey, startPostgres } from './foundation.js';

/** What a command works on while nothing else runs. */
export interface OfflineStore {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly masterKey: MasterKey;
  readonly evidence: EvidenceStore;
  /** Brings the schema up to this release. @returns the names of what was applied */
  migrate(): Promise<string[]>;
  /** As the role's own user. */
  uow(role: RoleName): Promise<UnitOfWork>;
}

/** @throws DataFolderTaken while a gateway runs on the embedded database */
export async function openOfflineStore(settings: Settings, logger: Logger, ending: Ending): Promise<OfflineStore> {
  if (settings.databaseUrl === null) {
    const lock = await DataFolderLock.take(settings.dataDir);
    ending.atLast('data folder', () => lock.release());
  }
  const masterKey = await loadMasterKey(settings, settings.masterKeyMayBeMade);
  const derive = deriveBy(masterKey);
  const databaseUrl = settings.databaseUrl ?? (await startPostgres(settings, logger, ending));
  return {
    settings,
    logger,
    masterKey,
    evidence: await createEvidenceStore(settings, masterKey),
    migrate: () => setUpDatabase(databaseUrl, derive),
    uow: async (role) => {
      const dataSource = await openRoleDataSource(role, databaseUrl, derive, { poolSize: 2 });
      ending.atFirst(`pool of ${role}`, () => dataSource.destroy());
      return new UnitOfWork(dataSource);
    },
  };
}
