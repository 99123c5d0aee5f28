import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '#libs/errors';
import { chooseAccount, commandFor, type ProgramAccount } from '#libs/supervision';

/** How a stranger's page is kept from our machine. */
export interface Cage {
  /** Node of the session, and with it the browser, runs under this account. */
  readonly account: ProgramAccount;
  /** Chromium's own walls between its processes and the system stand. */
  readonly sandboxed: boolean;
}

const trialWithinMs = 20_000;

const known = new Map<string, Promise<Cage>>();

/**
 * Tried once for each browser: how it may be run does not change while we do. A trial that broke off says nothing, and is made again.
 * @throws UserError `whatsapp.root` when we are root and a user namespace cannot be had
 */
export function cageOf(chromium: string, parent: string): Promise<Cage> {
  const choosing = known.get(chromium) ?? chooseCage(chromium, parent);
  known.set(chromium, choosing);
  choosing.catch(() => known.delete(chromium));
  return choosing;
}

/**
 * Root without rights where we are root (a user namespace), and Chromium's own sandbox where the kernel lets it stand: tried, not guessed.
 * @param parent a folder in which the sessions' folders lie
 */
async function chooseCage(chromium: string, parent: string): Promise<Cage> {
  const account = await accountFor(chromium, parent);
  return { account, sandboxed: await opensAPage(chromium, account) };
}

/** @throws UserError `whatsapp.root`: a stranger's page with root's rights is worse than no number */
export async function accountFor(chromium: string, parent: string, uid = process.getuid?.()): Promise<ProgramAccount> {
  const account = await chooseAccount({ file: chromium, args: ['--version'] }, [], parent, uid);
  if (account !== null) return account;
  throw new UserError('whatsapp.root', {
    advice:
      'Chromium must not run as root, and a user namespace cannot be had here. Run Keepline as an ordinary user, or allow user namespaces ' +
      '(kernel.unprivileged_userns_clone, user.max_user_namespaces; in a container: its seccomp profile).',
  });
}

async function opensAPage(chromium: string, account: ProgramAccount): Promise<boolean> {
  const profile = await mkdtemp(join(tmpdir(), 'keepline-chromium-'));
  const args = [
    '--headless=new',
    '--disable-gpu',
    '--no-first-run',
    '--dump-dom',
    `--user-data-dir=${profile}`,
    'about:blank',
  ];
  const command = commandFor(account, chromium, args);
  try {
    return await new Promise<boolean>((resolve) => {
      const child = spawn(command.file, command.args, {
        ...command.identity,
        cwd: '/',
        detached: true,
        stdio: ['ignore', 'pipe', 'ignore'],
        env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: profile, LC_ALL: 'C.UTF-8' },
      });
      let page = '';
      const timer = setTimeout(() => {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      }, trialWithinMs);
      child.stdout.on('data', (bytes: Buffer) => (page += bytes.toString()));
      child.once('error', () => resolve(false));
      child.once('close', () => {
        clearTimeout(timer);
        resolve(page.includes('<html'));
      });
    });
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }).catch(() => undefined);
  }
}
