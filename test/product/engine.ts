import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/dist\/$/, '/');

/**
 * The telephone engine that suites, demonstration and benchmark share: fetched once, kept beside the packages. Each product links to it
 * from its own data folder, as if it had fetched it itself.
 */
export const sharedFolder = join(root, 'node_modules', '.cache', 'keepline');
export const sharedEngine = join(sharedFolder, 'telephony', 'engine');

export const hasSharedEngine = (): boolean => existsSync(join(sharedEngine, 'usr', 'sbin', 'asterisk'));

/** @param dataDir of a process that runs the telephony role */
export async function lendEngine(dataDir: string): Promise<void> {
  if (!hasSharedEngine()) return;
  await mkdir(join(dataDir, 'telephony'), { recursive: true });
  const link = join(dataDir, 'telephony', 'engine');
  if (!existsSync(link)) await symlink(sharedEngine, link);
}
