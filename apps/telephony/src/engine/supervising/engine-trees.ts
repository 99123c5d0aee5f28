import { readdir, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Removes installed engines that nobody uses any more.
 * @param link to the one in use. @param running the folder of modules of the engine that runs now, which may be an older one
 */
export async function pruneTrees(link: string, running: string | null): Promise<void> {
  const trees = join(dirname(link), 'engines');
  const current = await realpath(link).catch(() => null);
  if (current === null) return;
  for (const name of await readdir(trees).catch(() => [])) {
    const tree = await realpath(join(trees, name));
    const used = tree === current || running?.startsWith(`${tree}/`) === true;
    if (!used && !name.startsWith('making-')) await rm(tree, { recursive: true, force: true });
  }
}
