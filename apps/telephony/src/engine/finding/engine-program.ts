import { execFile } from 'node:child_process';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UserError } from '#libs/errors';

const run = promisify(execFile);

/** Older ones lack what we rely on: transfers that the application decides, and PJSIP's fixes of years. */
export const oldestMajor = 20;

/** An engine that can be started here. */
export interface EngineProgram {
  readonly source: 'path' | 'installed';
  /** `22.10.1` */
  readonly version: string;
  readonly file: string;
  /** What comes before the engine's own arguments: the loader's, for a tree that brings its own libraries. */
  readonly prefix: readonly string[];
  readonly modulesFolder: string;
  /** With `documentation` and `rest-api`: options are checked against the one, and ARI describes itself by the other. */
  readonly shareFolder: string;
}

/** The folder of libraries and the loader of a tree that packages were unpacked into. */
export interface TreeLoader {
  readonly loader: string;
  readonly libraries: string;
}

/** @returns null where there is none */
export async function loaderOf(root: string): Promise<TreeLoader | null> {
  const lib = join(root, 'usr', 'lib');
  for (const triplet of await namesIn(lib)) {
    const files = await namesIn(join(lib, triplet));
    const loader = files.find((file) => /^ld-linux.*\.so\.\d+$/.test(file));
    if (loader) return { loader: join(lib, triplet, loader), libraries: join(lib, triplet) };
  }
  return null;
}

/**
 * The engine in a tree of our own.
 * @returns null where there is none. @throws UserError `telephony.engine-broken`, `telephony.engine-too-old`
 */
export async function engineInTree(folder: string): Promise<EngineProgram | null> {
  const root = await realpath(folder).catch(() => null);
  const tree = root === null ? null : await loaderOf(root);
  if (root === null || tree === null) return null;
  const { loader, libraries } = tree;
  const prefix = ['--library-path', libraries, join(root, 'usr', 'sbin', 'asterisk')];
  return {
    source: 'installed',
    version: await versionOf(loader, prefix),
    file: loader,
    prefix,
    modulesFolder: join(libraries, 'asterisk', 'modules'),
    shareFolder: join(root, 'usr', 'share', 'asterisk'),
  };
}

/**
 * The engine of the system.
 * @param path folders, parted by colons
 * @returns null where there is none. @throws UserError as above
 */
export async function engineOnPath(path: string): Promise<EngineProgram | null> {
  for (const folder of [...path.split(':'), '/usr/sbin', '/usr/local/sbin']) {
    const file = await realpath(join(folder, 'asterisk')).catch(() => null);
    if (folder === '' || file === null) continue;
    const version = await versionOf(file, []);
    const told = await toldFolders();
    const modulesFolder = await firstWith('chan_pjsip.so', [told['astmoddir'], ...usualModules]);
    const shareFolder = await firstWith('documentation', [told['astdatadir'], ...usualShares]);
    if (modulesFolder === null || shareFolder === null) throw new UserError('telephony.engine-broken', { file });
    return { source: 'path', version, file, prefix: [], modulesFolder, shareFolder };
  }
  return null;
}

const usualModules = [
  '/usr/lib/x86_64-linux-gnu/asterisk/modules',
  '/usr/lib/aarch64-linux-gnu/asterisk/modules',
  '/usr/lib64/asterisk/modules',
  '/usr/lib/asterisk/modules',
  '/usr/local/lib/asterisk/modules',
];
const usualShares = ['/usr/share/asterisk', '/var/lib/asterisk', '/usr/local/share/asterisk'];

/** What the system's own configuration says of its folders. */
async function toldFolders(): Promise<Record<string, string>> {
  const text = await readFile('/etc/asterisk/asterisk.conf', 'utf8').catch(() => '');
  const pairs = [...text.matchAll(/^\s*(ast\w+dir)\s*=>?\s*(\S+)/gm)];
  return Object.fromEntries(pairs.map((pair) => [pair[1] ?? '', pair[2] ?? '']));
}

async function firstWith(name: string, folders: readonly (string | undefined)[]): Promise<string | null> {
  for (const folder of folders) {
    if (folder !== undefined && (await namesIn(folder)).includes(name)) return folder;
  }
  return null;
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

/** @throws UserError `telephony.engine-broken`, `telephony.engine-too-old` */
async function versionOf(file: string, prefix: readonly string[]): Promise<string> {
  const said = await run(file, [...prefix, '-V'], { timeout: 10_000, cwd: '/' }).catch((error: unknown) => {
    throw new UserError('telephony.engine-broken', { file }, { cause: error });
  });
  return versionIn(said.stdout, file);
}

/** @param said `Asterisk 22.10.1~dfsg+~cs6.15.60671435-1` */
export function versionIn(said: string, file = ''): string {
  const version = /Asterisk\D*(\d+(?:\.\d+)*)/.exec(said)?.[1];
  if (version === undefined) throw new UserError('telephony.engine-broken', { file });
  if (Number.parseInt(version, 10) < oldestMajor) {
    throw new UserError('telephony.engine-too-old', { version, oldest: oldestMajor });
  }
  return version;
}
