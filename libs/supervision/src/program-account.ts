import { spawnSync } from 'node:child_process';
import { lchown, lstat, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Under which account a program of ours runs that must not be root.
 * `self`: ours. `user`: we are root and give our rights up. `namespace`: we are root, and a user namespace makes us look like somebody else.
 */
export type ProgramAccount =
  | { readonly is: 'self' }
  | { readonly is: 'user'; readonly uid: number; readonly gid: number }
  | { readonly is: 'namespace' };

const namespaceArguments = ['--user', '--map-user=1000', '--map-group=1000', '--'];

/** How to see whether a program can be run: it is called with these arguments, and must end with 0. */
export interface Trial {
  readonly file: string;
  readonly args: readonly string[];
}

/**
 * @param users accounts that may exist for such work, best first
 * @param parent an existing folder in which the program's own folder will lie
 * @returns null when we are root and neither way is open
 */
export async function chooseAccount(
  trial: Trial,
  users: readonly string[],
  parent: string,
  uid = process.getuid?.(),
): Promise<ProgramAccount | null> {
  if (uid !== 0) return { is: 'self' };
  for (const user of await usersOf(users)) {
    if ((await reachable(parent, user)) && canRun(trial, user)) return { is: 'user', ...user };
  }
  return canRunInNamespace(trial) ? { is: 'namespace' } : null;
}

/** What to spawn so that `file` runs under the account. */
export function commandFor(account: ProgramAccount, file: string, args: readonly string[]) {
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
export async function giveTo(account: ProgramAccount, path: string): Promise<void> {
  if (account.is === 'self') return;
  const [uid, gid] = account.is === 'user' ? [account.uid, account.gid] : [0, 0];
  const there = await lstat(path);
  if (there.uid === uid && there.gid === gid) return;
  if (there.isDirectory()) {
    for (const name of await readdir(path)) await giveTo(account, join(path, name));
  }
  // The folder itself comes last: an interrupted walk is begun again.
  await lchown(path, uid, gid);
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
function canRun({ file, args }: Trial, user: { uid: number; gid: number }): boolean {
  return spawnSync(file, args, { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

function canRunInNamespace({ file, args }: Trial): boolean {
  return spawnSync('unshare', [...namespaceArguments, file, ...args], { cwd: '/', stdio: 'ignore' }).status === 0;
}
