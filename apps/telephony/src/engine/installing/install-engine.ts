import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { OperationalError, UserError } from '#libs/errors';
import type { EngineChanged } from '#libs/contracts';
import { engineInTree, oldestMajor, type EngineProgram } from '../finding/engine-program.js';
import { PrivateApt, suites, type AptPackage } from './private-apt.js';
import { runProgram } from './run-program.js';
import { selectTree } from './select-tree.js';

export type InstallProgress = NonNullable<EngineChanged['progress']>;

/** The engine, a voice for prompts, and the two programs that keep recordings small. */
const wanted = ['asterisk', 'espeak-ng', 'flac', 'opus-tools'] as const;

/** What a crash in the middle left behind is swept away when it is older than this. */
const forgottenAfterMs = 24 * 60 * 60_000;

export interface InstallOptions {
  /** The link that is to lead to the tree; trees lie beside it, in `engines/`. */
  readonly link: string;
  readonly signal: AbortSignal;
  readonly progress: (progress: InstallProgress) => void;
  readonly log: { info(facts: object, words: string): void; warn(facts: object, words: string): void };
}

/** Beside the tree: what it was made of. */
interface Manifest {
  readonly version: string;
  readonly suite: string;
  readonly mirror: string;
  readonly madeAt: string;
  readonly packages: readonly { readonly file: string; readonly sha256: string }[];
}

/**
 * Fetches the engine from Debian's signed packages into a folder of its own. The new tree is made aside, tried, and only then put in the
 * place of an older one, which goes on being used by an engine that runs.
 * @throws UserError `telephony.no-apt`, `telephony.no-keyring`, `telephony.engine-too-old`; OperationalError `telephony.packages-unreachable`, `telephony.install-failed`
 */
export async function installEngine(options: InstallOptions): Promise<EngineProgram> {
  const { link, signal, progress, log } = options;
  const trees = join(dirname(link), 'engines');
  await mkdir(trees, { recursive: true });
  // The engine's account passes through here.
  await chmod(dirname(link), 0o711);
  await chmod(trees, 0o755);
  await sweep(trees);
  const making = join(trees, `making-${randomBytes(4).toString('hex')}`);
  await mkdir(making, { mode: 0o755 });
  try {
    progress({ step: 'resolve', done: 0, total: 1 });
    const { apt, packages } = await findSuite(join(making, 'apt'), signal);
    if (apt.pastValidity) {
      log.warn(
        { suite: apt.suite, code: 'telephony.mirror-stale' },
        'The mirror is past its date; signatures are good',
      );
    }
    const total = packages.length;
    const archives = await apt.download(wanted, (done) =>
      progress({ step: 'download', done: Math.min(done, total), total }),
    );
    const manifest = await unpack(archives, join(making, 'all'), { apt, signal, progress });
    await selectTree(join(making, 'all'), join(making, 'tree'));
    const tried = await engineInTree(join(making, 'tree'));
    if (tried === null) throw new OperationalError('telephony.install-failed', { missing: 'asterisk' });
    await writeFile(
      join(making, 'tree', 'manifest.json'),
      JSON.stringify({ ...manifest, version: tried.version }, null, 2),
    );
    await openToAll(join(making, 'tree'));
    const name = `${tried.version}-${randomBytes(4).toString('hex')}`;
    await rename(join(making, 'tree'), join(trees, name));
    await point(link, join('engines', name));
    const program = await engineInTree(link);
    if (program === null) throw new OperationalError('telephony.install-failed', { missing: 'asterisk' });
    log.info({ version: program.version, suite: apt.suite, packages: total }, 'The telephone engine was installed');
    return program;
  } catch (error) {
    if (signal.aborted) throw new OperationalError('telephony.install-stopped', {}, { cause: error });
    throw error;
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** The first suite that has everything, in a version that we can use. */
async function findSuite(folder: string, signal: AbortSignal): Promise<{ apt: PrivateApt; packages: AptPackage[] }> {
  let problem: unknown = new OperationalError('telephony.install-failed', { missing: wanted.join(', ') });
  for (const suite of suites) {
    signal.throwIfAborted();
    try {
      const apt = await PrivateApt.open(join(folder, suite), suite, signal);
      const packages = await apt.resolve(wanted);
      if (packages === null) continue;
      const version = packages.map(({ file }) => /^asterisk_(?:\d+%3a)?(\d+)/i.exec(file)?.[1]).find((one) => one);
      if (Number(version) >= oldestMajor) return { apt, packages };
      problem = new UserError('telephony.engine-too-old', { version, oldest: oldestMajor });
    } catch (error) {
      if (error instanceof UserError) throw error;
      problem = error;
    }
  }
  throw problem;
}

async function unpack(
  archives: string,
  to: string,
  { apt, signal, progress }: { apt: PrivateApt } & Pick<InstallOptions, 'signal' | 'progress'>,
): Promise<Omit<Manifest, 'version'>> {
  const files = (await readdir(archives)).filter((file) => file.endsWith('.deb')).sort();
  await mkdir(to);
  const packages: { file: string; sha256: string }[] = [];
  for (const [index, file] of files.entries()) {
    progress({ step: 'unpack', done: index, total: files.length });
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(archives, file)), hash, { signal });
    packages.push({ file, sha256: hash.digest('hex') });
    const { code, err } = await runProgram('dpkg-deb', ['-x', join(archives, file), to], { signal });
    if (code !== 0)
      throw new OperationalError('telephony.install-failed', { file, lastWords: [err.trim().slice(-300)] });
  }
  progress({ step: 'unpack', done: files.length, total: files.length });
  return { suite: apt.suite, mirror: apt.mirror, madeAt: new Date().toISOString(), packages };
}

/** The engine runs under an account that owns nothing of it. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o777) | 0o444);
  }
}

/** In one step: whoever looks finds the old one or the new one. */
async function point(link: string, target: string): Promise<void> {
  const fresh = `${link}.${randomBytes(4).toString('hex')}`;
  await symlink(target, fresh);
  await rename(fresh, link);
}

async function sweep(trees: string): Promise<void> {
  for (const name of await readdir(trees)) {
    if (!name.startsWith('making-')) continue;
    const { mtimeMs } = await stat(join(trees, name));
    if (Date.now() - mtimeMs > forgottenAfterMs) await rm(join(trees, name), { recursive: true, force: true });
  }
}
