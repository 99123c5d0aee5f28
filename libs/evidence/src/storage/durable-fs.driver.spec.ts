import { randomBytes, randomUUID } from 'node:crypto';
import { constants, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as aTurn } from 'node:timers/promises';
import { DurableFsDriver } from './durable-fs.driver.js';

/** How the files of a folder that this process holds open are open: the flags of open(2), see proc_pid_fdinfo(5). */
function openFlagsIn(folder: string): number[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      if (!readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder)) return [];
      return [Number.parseInt(/flags:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))![1]!, 8)];
    } catch {
      // Closed in the meantime.
      return [];
    }
  });
}

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('DurableFsDriver', () => {
  let folder: string;
  let driver: DurableFsDriver;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keepline-durable-'));
    driver = new DurableFsDriver(folder, () => join(folder, 'incoming', randomUUID()));
    await driver.makeFolders(['incoming', 'ab']);
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  onLinux('has the bytes on the disk before they get their name', async () => {
    const seen: number[] = [];
    for (let n = 0; n < 50 && seen.length === 0; n++) {
      let under = true;
      const put = driver.putPieces(`ab/${n}`, [randomBytes(1024 * 1024)]).finally(() => (under = false));
      while (under && seen.length === 0) {
        seen.push(...openFlagsIn(join(folder, 'incoming')));
        await aTurn();
      }
      await put;
    }
    expect(seen.length).toBeGreaterThan(0);
    for (const flags of seen) expect(flags & constants.O_DSYNC).toBe(constants.O_DSYNC);
  });

  it('leaves nothing under a name that it could not write', async () => {
    await expect(driver.putPieces('missing/x', [Buffer.from('abc')])).rejects.toMatchObject({ code: 'ENOENT' });
    expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
  });
});
