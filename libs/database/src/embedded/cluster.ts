import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { OperationalError, UserError } from '#libs/errors';
import { commandFor, giveTo, type ProgramAccount } from '#libs/supervision';

/** The embedded cluster's superuser; roles have users of their own. */
export const adminUser = 'keepline';

const passwordFileOf = (folder: string) => `${folder}.password`;

/**
 * Makes a new cluster in `folder`, beside it the administrator's password in `<folder>.password` (0600).
 * Until it is whole it has another name: a start that was killed half-way begins again.
 */
export async function initialiseCluster(initdb: string, folder: string, account: ProgramAccount): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  const passwordForInitdb = `${unfinished}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  const password = await readPassword(folder).catch(() => randomBytes(24).toString('hex'));
  await writeFile(passwordFileOf(folder), password, { mode: 0o600 });
  await writeFile(passwordForInitdb, password, { mode: 0o600 });
  try {
    await giveTo(account, unfinished);
    await giveTo(account, passwordForInitdb);
    const command = commandFor(account, initdb, [
      ...[
        '-D',
        unfinished,
        '-U',
        adminUser,
        '--auth=scram-sha-256',
        `--pwfile=${passwordForInitdb}`,
        '--encoding=UTF8',
      ],
      // By code point and with Unicode's case rules, the same on every machine: an index never depends on a system library's version.
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ]);
    await promisify(execFile)(command.file, command.args, {
      ...command.identity,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin', TZ: 'UTC' },
    });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new OperationalError(
      'database.not-made',
      { lastWords: stderr?.trim().split('\n').slice(-4) },
      { cause: error },
    );
  } finally {
    await rm(passwordForInitdb, { force: true });
  }
  await rename(unfinished, folder);
}

/** @throws UserError `database.password-lost` */
export async function readPassword(folder: string): Promise<string> {
  const file = passwordFileOf(folder);
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new UserError(
      'database.password-lost',
      { file, advice: 'put the file back from your backup' },
      { cause: error },
    );
  });
}
