import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ari } from '../ari/ari.js';
import type { EnginePaths } from '../engine.js';

/** The two files that the engine's logger keeps open. */
export const engineLogs = ['messages.log', 'security.log'] as const;

const atMostBytes = 10 * 1024 * 1024;

/** Begins those anew that have grown too long; one older file of each stays. */
export async function rotateLogs(paths: EnginePaths, ari: Ari): Promise<void> {
  for (const name of engineLogs) {
    const file = join(paths.run, 'log', name);
    const { size } = await stat(file).catch(() => ({ size: 0 }));
    if (size < atMostBytes) continue;
    await rename(file, `${file}.1`);
    await ari.system.rotateLog(name);
  }
}
