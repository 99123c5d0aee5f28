import { spawnSync } from 'node:child_process';
import { chown, lstat, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '#libs/errors';

/**
 * Under which account PostgreSQL runs; it refuses root.
 * `self`: ours. `user`: we are root and give our rights up. `namespace`: we are root, and a user namespace makes us look like somebody else.
 */
export type ServerAccount =
  | { readonly is: 'self' }
  | { readonly is: 'user'; readonly uid: number; readonly gid: number }
  | { readonly is: 'namespace' };

const namespaceArguments = ['--user', '--map-user=1000', '--map-group=1000', '--'];

/** Accounts that may exist for such work, best first. */
const unprivileged = ['postgres', 'nobody'];

/**
 * @param parent an existing folder in which the server's own folder will lie
 * @throws UserError `database.root` when we are root and neither way is open
 */
export async function chooseAccount(
  postgres: string,
  parent: string,
  uid = process.getuid?.(),
): Promise<ServerAccount> {
  if (uid !== 0) return { is: 'self' };
  for (const user of await usersOf(unprivileged)) {
    if ((await reachable(parent, user)) && canRun(postgres, user)) return { is: 'user', ...user };
  }
  if (canRunInNamespace(postgres)) return { is: 'namespace' };
  throw new UserError('database.root', {
    advice:
      'PostgreSQL refuses to run as root, and neither the user "nobody" nor a user namespace can reach the data folder and the binaries here. ' +
      'Run Keepline as an ordinary user, or move both below folders that others may enter, or set KEEPLINE_DATABASE_URL.',
  });
}

/** What to spawn so that `file` runs under the account. */
export function commandFor(account: ServerAccount, file: string, args: readonly string[]) {
  switch (account.is) {
    case 'self':
      return { file, args: [...args], identity: {} };
    case 'user':
      return { file, args: [...args], identity: { uid: account.uid, gid: account.gid } };
    case 'namespace':
      return { file: 'unshare', args: [...namespaceArguments, file, ...args], identity: {} };
  }
}

/** Gives a file or a whole folder to the account, if it is not so already: the account may have changed since the last start. */
export async function giveTo(account: ServerAccount, path: string): Promise<void> {
  if (account.is === 'self') return;
  const [uid, gid] = account.is === 'user' ? [account.uid, account.gid] : [0, 0];
  const there = await lstat(path);
  if (there.uid === uid && there.gid === gid) return;
  if (there.isDirectory()) {
    for (const name of await readdir(path)) await giveTo(account, join(path, name));
  }
  // The folder itself comes last: an interrupted walk is begun again.
  await chown(path, uid, gid);
}

async function usersOf(names: readonly string[]): Promise<{ uid: number; gid: number }[]> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  return names
    .map((name) => lines.find(([user]) => user === name))
    .flatMap((line) => (line ? [{ uid: Number(line[2]), gid: Number(line[3]) }] : []));
}

async function reachable(folder: string, user: { uid: number; gid: number }): Promise<boolean> {
  const { mode, uid, gid } = await stat(folder);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  return folder === dirname(folder) || reachable(dirname(folder), user);
}

/** The test that counts: it starts, so it was reached, and its libraries were read. */
function canRun(postgres: string, user: { uid: number; gid: number }): boolean {
  return spawnSync(postgres, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

function canRunInNamespace(postgres: string): boolean {
  return (
    spawnSync('unshare', [...namespaceArguments, postgres, '--version'], { cwd: '/', stdio: 'ignore' }).status === 0
  );
}
