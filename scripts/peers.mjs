// The real programs that tests meet: got from Debian where that is possible, named where it is not.
// CI and `npm test` both call this; `node scripts/peers.mjs` alone tells what is here.
import { accessSync, constants } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** @type {Record<string, { program: string, packages: string[] }>} */
export const peers = {
  dovecot: { program: 'dovecot', packages: ['dovecot-imapd'] },
  postfix: { program: 'postfix', packages: ['postfix'] },
  rabbitmq: { program: 'rabbitmq-server', packages: ['rabbitmq-server'] },
  chromium: { program: 'chromium', packages: ['chromium'] },
  sipp: { program: 'sipp', packages: ['sip-tester'] },
  baresip: { program: 'baresip', packages: ['baresip-core'] },
  ffmpeg: { program: 'ffmpeg', packages: ['ffmpeg'] },
  mbsync: { program: 'mbsync', packages: ['isync'] },
  swaks: { program: 'swaks', packages: ['swaks', 'libnet-ssleay-perl'] },
  curl: { program: 'curl', packages: ['curl'] },
  faketime: { program: 'faketime', packages: ['faketime'] },
  clamd: { program: 'clamd', packages: ['clamav-daemon'] },
};

/** The telephone engine lies in a data folder of its own, beside the packages, which all suites share (test/product/engine.ts). */
const root = join(import.meta.dirname, '..');
const shared = join(root, 'node_modules', '.cache', 'keepline');

/** Fetches the engine; wants a build. Needs no rights, but Debian's apt and a mirror in reach. */
export function fetchEngine() {
  if (process.env.KEEPLINE_TEST_NO_PEERS) return;
  const command = ['dist/apps/gateway/src/cli.js', 'telephony-install', '--data-dir', shared];
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
  if (status !== 0)
    console.log('skipped: asterisk could not be fetched (on Debian: npm run telephony:install says why)');
}

/** Where Debian puts servers, which a plain user's PATH may lack. */
const path = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/lib/rabbitmq/bin'];

/** @param {string} name */
export function isHere(name) {
  return path.some((folder) => {
    try {
      accessSync(join(folder, peers[name].program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export const missing = () => Object.keys(peers).filter((name) => !isHere(name));

/** Fetches what is missing when this is Debian and we may; otherwise says by name what will be skipped and how to get it. */
export function fetchPeers() {
  const wanted = missing();
  if (wanted.length === 0) return;
  const packages = wanted.flatMap((name) => peers[name].packages);
  const mayInstall =
    process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0 && !process.env.KEEPLINE_TEST_NO_PEERS;
  if (mayInstall) {
    console.log(`Installing the real servers that tests meet: ${packages.join(' ')}`);
    // RUNLEVEL=1: their packages must not start services of their own on this machine.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const quiet = { env, stdio: /** @type {const} */ (['ignore', 'ignore', 'inherit']) };
    spawnSync('apt-get', ['update', '-q'], quiet);
    spawnSync('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], quiet);
  }
  for (const name of missing()) {
    console.log(`skipped: ${name} is not installed (on Debian: apt-get install ${peers[name].packages.join(' ')})`);
  }
}

if (process.argv[1] === import.meta.filename) {
  fetchPeers();
  for (const name of Object.keys(peers)) console.log(`${name}: ${isHere(name) ? 'here' : 'missing'}`);
}
