import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationalError, UserError } from '#libs/errors';
import { runProgram, type Ran, type RunOptions } from './run-program.js';

/** Where Debian's own keys lie; the name changed with Debian 13. */
const keyrings = [
  '/usr/share/keyrings/debian-archive-keyring.pgp',
  '/usr/share/keyrings/debian-archive-keyring.gpg',
] as const;
const usualMirror = 'http://deb.debian.org/debian/';

/** Asterisk is in neither Debian 12 nor 13: testing first, then unstable. */
export const suites = ['forky', 'sid'] as const;

/** One package as apt would fetch it. */
export interface AptPackage {
  readonly file: string;
  readonly size: number;
}

/**
 * An apt of our own, in a folder of its own, that knows one suite of Debian and an empty list of installed packages: what it resolves is
 * the whole closure. It checks signatures by the host's keyring, needs no rights, and neither reads nor writes what dpkg of the host knows.
 */
export class PrivateApt {
  private constructor(
    private readonly folder: string,
    private readonly signal: AbortSignal,
    readonly suite: string,
    readonly mirror: string,
    /** A mirror that has not been renewed for weeks: its list was believed although it is past its date. */
    readonly pastValidity: boolean,
  ) {}

  /**
   * @throws UserError `telephony.no-apt`, `telephony.no-keyring`: it can never work on this system.
   * OperationalError `telephony.packages-unreachable`
   */
  static async open(folder: string, suite: string, signal: AbortSignal): Promise<PrivateApt> {
    const keyring = await findKeyring();
    const mirror = await hostMirror(signal);
    for (const path of ['etc', 'state/lists/partial', 'cache/archives/partial']) {
      await mkdir(join(folder, path), { recursive: true });
    }
    await writeFile(join(folder, 'status'), '');
    await writeFile(join(folder, 'sources.list'), `deb [signed-by=${keyring}] ${mirror} ${suite} main\n`);
    const host = await hostWays(signal);
    await writeFile(join(folder, 'apt.conf'), configuration(folder, host, true));
    const first = await new PrivateApt(folder, signal, suite, mirror, false).run('apt-get', ['update']);
    if (first.code === 0 && !failed(first)) return new PrivateApt(folder, signal, suite, mirror, false);
    if (!/is (?:expired|not valid)|Release file .* expired/i.test(first.err + first.out))
      throw unreachable(suite, first);
    // Only the date is forgiven, and only when the date is what was wrong: signatures are checked as ever.
    await writeFile(join(folder, 'apt.conf'), configuration(folder, host, false));
    const apt = new PrivateApt(folder, signal, suite, mirror, true);
    const again = await apt.run('apt-get', ['update']);
    if (again.code !== 0 || failed(again)) throw unreachable(suite, again);
    return apt;
  }

  /** What would have to be fetched. @returns null where the suite does not have these packages, or not all that they need */
  async resolve(names: readonly string[]): Promise<AptPackage[] | null> {
    const { code, out } = await this.run('apt-get', ['install', '-y', '--print-uris', ...names]);
    if (code !== 0) return null;
    return [...out.matchAll(/^'[^']+' (\S+) (\d+)(?: \S*)?$/gm)].map(([, file = '', size]) => ({
      file,
      size: Number(size),
    }));
  }

  /**
   * @param progress how many of the packages are here
   * @returns the folder with the packages
   * @throws OperationalError `telephony.packages-unreachable`
   */
  async download(names: readonly string[], progress: (done: number) => void): Promise<string> {
    const args = ['install', '-y', '--download-only', '-o', 'APT::Status-Fd=3', ...names];
    const ran = await this.run('apt-get', args, {
      // dlstatus:3:1.8:Retrieving file 3 of 161 (2min 3s remaining)
      onStatus: (line) => {
        const done = /^dlstatus:.*file (\d+) of \d+/.exec(line)?.[1];
        if (done !== undefined) progress(Number(done));
      },
    });
    if (ran.code !== 0) throw unreachable(this.suite, ran);
    return join(this.folder, 'cache', 'archives');
  }

  private run(file: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    const env = { APT_CONFIG: join(this.folder, 'apt.conf'), DEBIAN_FRONTEND: 'noninteractive' };
    return runProgram(file, args, { ...options, env, signal: this.signal });
  }
}

async function findKeyring(): Promise<string> {
  const version = await runProgram('apt-get', ['--version']);
  const dpkg = await runProgram('dpkg-deb', ['--version']);
  const advice =
    'Install Asterisk 20 or later by the means of this system, or run it elsewhere and set KEEPLINE_ARI_URL: docs/runbooks/telephony.md.';
  if (version.code !== 0 || dpkg.code !== 0) throw new UserError('telephony.no-apt', { advice });
  for (const keyring of keyrings) {
    const here = await access(keyring).then(
      () => true,
      () => false,
    );
    if (here) return keyring;
  }
  throw new UserError('telephony.no-keyring', { advice: `Install the package debian-archive-keyring. Or: ${advice}` });
}

/** The host's own Debian mirror, where it has one. */
async function hostMirror(signal: AbortSignal): Promise<string> {
  const { out } = await runProgram('apt-get', ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages'], {
    signal,
  });
  return out.split('\n').find((uri) => /^https?:\/\/\S*\/debian\/?$/.test(uri)) ?? usualMirror;
}

/** Proxies and the like, without which the mirror may be out of reach. */
async function hostWays(signal: AbortSignal): Promise<string> {
  const { out } = await runProgram(
    'apt-config',
    ['dump', '--format', '%F "%v";%n', 'Acquire::http', 'Acquire::https'],
    {
      signal,
    },
  );
  return out
    .split('\n')
    .filter((line) => /^Acquire::https?(::\S+)? "[^"]+";$/.test(line))
    .join('\n');
}

function configuration(folder: string, hostWays: string, checkValidity: boolean): string {
  return `${hostWays}
Dir::Etc "${folder}/etc";
Dir::Etc::sourcelist "${folder}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::State "${folder}/state";
Dir::State::status "${folder}/status";
Dir::Cache "${folder}/cache";
APT::Install-Recommends "false";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
${checkValidity ? '' : 'Acquire::Check-Valid-Until "false";\n'}`;
}

/** apt-get update ends with 0 although a list could not be fetched. */
const failed = ({ err }: Ran): boolean => /^[EW]: (?:Failed to fetch|Some index files failed)/m.test(err);

const unreachable = (suite: string, { err }: Ran): OperationalError =>
  new OperationalError('telephony.packages-unreachable', { suite, lastWords: err.trim().split('\n').slice(-3) });
