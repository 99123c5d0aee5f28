import { copyFile, cp, mkdir, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OperationalError } from '#libs/errors';
import { modulesToLoad } from '../configuration/modules.js';
import { loaderOf, type TreeLoader } from '../finding/engine-program.js';
import { runProgram } from './run-program.js';

/** Programs that come with the engine: `usr/bin` of the tree. */
export const treeTools = ['espeak-ng', 'flac', 'opusenc', 'opusdec'] as const;

/** Loaded by name at run time, so that no file says that it needs them. */
const askedForLater = ['libgcc_s.so.1', 'libresolv.so.2', 'libnss_dns.so.2', 'libnss_files.so.2'];

/**
 * Takes out of an unpacked tree what we run, with the libraries that it needs, and leaves the other nine tenths behind.
 * @param from whole packages, unpacked. @param to a folder that does not exist yet
 * @throws OperationalError `telephony.install-failed` when the tree lacks something that the engine needs
 */
export async function selectTree(from: string, to: string): Promise<void> {
  const tree = await loaderOf(from);
  if (tree === null) throw new OperationalError('telephony.install-failed', { missing: 'loader' });
  const modules = join(tree.libraries, 'asterisk', 'modules');
  const { load, missing } = modulesToLoad(await readdir(modules).catch(() => []));
  if (missing.length > 0) throw new OperationalError('telephony.install-failed', { missing });
  const taken = (path: string) => join(to, path.slice(from.length + 1));
  const take = async (path: string) => {
    await mkdir(dirname(taken(path)), { recursive: true });
    await copyFile(path, taken(path));
  };

  const programs = [join(from, 'usr/sbin/asterisk'), ...(await present(from, treeTools))];
  const loaded = [...programs, ...load.map((name) => join(modules, `${name}.so`))];
  for (const path of loaded) await take(path);
  for (const folder of ['usr/share/asterisk/documentation', 'usr/share/asterisk/rest-api', voicesOf(tree, from)]) {
    await cp(join(from, folder), join(to, folder), { recursive: true, dereference: true, force: true }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      },
    );
  }
  const libraries = new Set(await neededBy(loaded, tree));
  for (const name of askedForLater) libraries.add(join(tree.libraries, name));
  for (const library of [...libraries, tree.loader]) {
    const file = await realpath(library).catch(() => null);
    if (file === null) continue;
    // Under the name by which it is asked for: links are not needed then.
    const target = join(taken(tree.libraries), basename(library));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(file, target);
  }
  await takeLicences(from, to);
}

const voicesOf = (tree: TreeLoader, from: string) => join(tree.libraries, 'espeak-ng-data').slice(from.length + 1);

async function present(root: string, names: readonly string[]): Promise<string[]> {
  const here = new Set(await readdir(join(root, 'usr/bin')).catch(() => []));
  return names.filter((name) => here.has(name)).map((name) => join(root, 'usr/bin', name));
}

/** What the loader itself says; a file that needs a library which is not in the tree is refused. */
async function neededBy(files: readonly string[], tree: TreeLoader): Promise<string[]> {
  const needed = new Set<string>();
  // Packages that keep libraries in a folder of their own name it as it is on an ordinary system.
  const folders = [tree.libraries, join(tree.libraries, 'pulseaudio')].join(':');
  for (const file of files) {
    const { code, out, err } = await runProgram(tree.loader, ['--library-path', folders, '--list', file]);
    const missing = /^\s*(\S+) => not found$/m.exec(out)?.[1];
    if (code !== 0 || missing !== undefined) {
      throw new OperationalError('telephony.install-failed', {
        file: basename(file),
        missing: missing ?? err.slice(-200),
      });
    }
    for (const [, path = ''] of out.matchAll(/=> (\S+) \(0x/g)) {
      if (path.startsWith(tree.libraries)) needed.add(path);
    }
  }
  return [...needed];
}

/** Who made all this, and on what terms it is given. */
async function takeLicences(from: string, to: string): Promise<void> {
  const doc = join(from, 'usr/share/doc');
  for (const name of await readdir(doc).catch(() => [])) {
    const target = join(to, 'usr/share/doc', name);
    await mkdir(target, { recursive: true });
    await copyFile(join(doc, name, 'copyright'), join(target, 'copyright')).catch(() => undefined);
  }
}
