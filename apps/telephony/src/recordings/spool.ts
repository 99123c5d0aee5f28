import { access, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordingKept } from '#libs/contracts';
import type { EnginePaths } from '../engine/engine.js';

/**
 * The files of one sound, in the order of the lanes. A call: what the client says, and what the client hears. A message: what the client says,
 * written by the engine at our order, or (`-message`) by the dialplan alone while the gateway was away.
 */
export function filesOf(
  paths: Pick<EnginePaths, 'spool' | 'voicemail'>,
  { kind, source }: { kind: RecordingKept['kind']; source: string },
): string[] {
  if (kind === 'call') return ['in', 'out'].map((side) => join(paths.spool, `${source}-${side}.wav`));
  const folder = source.endsWith('-message') ? paths.spool : paths.voicemail;
  return [join(folder, `${source}.wav`)];
}

/** @returns whether at least one of the files is there */
export async function isThere(files: readonly string[]): Promise<boolean> {
  for (const file of files) {
    const found = await access(file).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}

export async function removeFiles(files: readonly string[]): Promise<void> {
  for (const file of files) await rm(file, { force: true });
}

/** What lies in a folder of the spool, by the name that the files of one sound begin with. */
export async function listSpool(
  folder: string,
): Promise<{ source: string; kind: RecordingKept['kind']; changedAt: Date }[]> {
  const found = new Map<string, { source: string; kind: RecordingKept['kind']; changedAt: Date }>();
  for (const name of await readdir(folder).catch(() => [])) {
    const pair = /^(.+)-(?:in|out)\.wav$/.exec(name)?.[1];
    const message = /^(.+-message)\.wav$/.exec(name)?.[1];
    const source = pair ?? message;
    if (source === undefined) continue;
    const info = await stat(join(folder, name)).catch(() => null);
    if (!info) continue;
    const known = found.get(source);
    const changedAt = known && known.changedAt > info.mtime ? known.changedAt : info.mtime;
    found.set(source, { source, kind: pair === undefined ? 'voicemail' : 'call', changedAt });
  }
  return [...found.values()];
}
