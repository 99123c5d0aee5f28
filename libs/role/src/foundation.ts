import { join } from 'node:path';
import { BadConfiguration, type Settings } from '#libs/config';
import {
  DataFolderLock,
  EmbeddedPostgres,
  GatewayLock,
  guardDatabase,
  setUpDatabase,
  type Derive,
  type RoleName,
} from '#libs/database';
import { createEvidenceStore, evidenceFolders, MasterKey, type EvidenceStore } from '#libs/evidence';
import { openBus, type Bus } from '#libs/messaging';
import { Health, Metrics, type Logger } from '#libs/observability';
import type { Ending } from './ending.js';

/** What one process has once, whichever roles it runs. */
export interface Foundation {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly masterKey: MasterKey;
  readonly derive: Derive;
  readonly evidence: EvidenceStore;
  readonly bus: Bus;
  /** The administrator's for a gateway; for a role alone whatever the operator named, its user is not used. */
  readonly databaseUrl: string;
}

/** All roles in one process: it owns the data folder, brings its own database and bus unless told otherwise, and migrates. */
export async function layGatewayFoundation(settings: Settings, logger: Logger, ending: Ending): Promise<Foundation> {
  const lock = await DataFolderLock.take(settings.dataDir);
  ending.atLast('data folder', () => lock.release());
  const masterKey = await loadMasterKey(settings, settings.masterKeyMayBeMade);
  const derive = deriveBy(masterKey);
  const databaseUrl = settings.databaseUrl ?? (await startPostgres(settings, logger, ending));
  const gatewayLock = await GatewayLock.take(databaseUrl, (error) => void ending.end(error));
  ending.atLast('gateway lock', () => gatewayLock.release());
  const applied = await setUpDatabase(databaseUrl, derive);
  if (applied.length > 0) logger.info({ migrations: applied }, 'the database was migrated');
  return finish({ settings, logger, masterKey, derive, databaseUrl }, ending);
}

/** One role in a process of its own: everything it shares with the others must have been named, and the schema must be there. */
export async function layRoleFoundation(
  role: RoleName,
  settings: Settings,
  logger: Logger,
  ending: Ending,
): Promise<Foundation> {
  const { databaseUrl, busUrl } = settings;
  if (databaseUrl === null || busUrl === null) {
    const problem = `must be set when the role ${role} runs alone`;
    throw new BadConfiguration([
      ...(databaseUrl === null ? [{ name: 'KEEPLINE_DATABASE_URL', problem }] : []),
      ...(busUrl === null ? [{ name: 'KEEPLINE_BUS_URL', problem }] : []),
    ]);
  }
  const masterKey = await loadMasterKey(settings, false);
  const derive = deriveBy(masterKey);
  await guardDatabase(role, databaseUrl, derive);
  return finish({ settings, logger, masterKey, derive, databaseUrl }, ending);
}

type Ground = Pick<Foundation, 'settings' | 'logger' | 'masterKey' | 'derive' | 'databaseUrl'>;

async function finish(ground: Ground, ending: Ending): Promise<Foundation> {
  const { settings, logger, masterKey } = ground;
  const evidence = await createEvidenceStore(settings, masterKey);
  const bus = openBus(settings.busUrl, logger);
  ending.atLast('bus', () => bus.close());
  return { ...ground, evidence, bus, health: new Health(), metrics: new Metrics() };
}

export function loadMasterKey(settings: Settings, mayMake: boolean): Promise<MasterKey> {
  const refuseIfExists = [join(settings.dataDir, 'postgres'), ...evidenceFolders(settings)];
  return MasterKey.load(settings.masterKeyFile, { mayMake, refuseIfExists });
}

export const deriveBy =
  (masterKey: MasterKey): Derive =>
  (purpose, bytes) =>
    masterKey.derive(purpose, bytes);

export async function startPostgres(settings: Settings, logger: Logger, ending: Ending): Promise<string> {
  const postgres = new EmbeddedPostgres({ folder: join(settings.dataDir, 'postgres'), log: logger });
  // Before it starts: a signal in the middle must find it.
  ending.atLast('PostgreSQL', () => postgres.stop());
  return postgres.start();
}
