import { existsSync, readdirSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Read anew this often by every process that goes by it. */
const readEveryS = 1;

/** Debian's libfaketime for programs of many threads, in the folder of whichever processor this is. */
function findLibrary(): string {
  const folders = readdirSync('/usr/lib').map((name) => join('/usr/lib', name, 'faketime'));
  const found = folders.map((folder) => join(folder, 'libfaketimeMT.so.1')).find((path) => existsSync(path));
  if (found === undefined) throw new Error('libfaketime is not installed');
  return found;
}

/** The clock on the wall for processes that are started with `environment`, set as an administrator or NTP would. Time that was measured goes on as it is. */
export class MovedClock {
  private constructor(
    private readonly file: string,
    readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** @param folder one that each of the processes may enter */
  static async in(folder: string): Promise<MovedClock> {
    const file = join(folder, 'clock');
    await writeFile(file, '+0\n', { mode: 0o644 });
    return new MovedClock(file, {
      LD_PRELOAD: findLibrary(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: String(readEveryS),
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    });
  }

  /** Resolves when all of them go by it. @param aheadS seconds before or, below zero, behind the true time */
  async set(aheadS: number): Promise<void> {
    await writeFile(`${this.file}.new`, `${aheadS < 0 ? '' : '+'}${aheadS}\n`, { mode: 0o644 });
    await rename(`${this.file}.new`, this.file);
    await new Promise((resolve) => setTimeout(resolve, readEveryS * 1_000 + 300));
  }
}
