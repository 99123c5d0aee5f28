import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumArgs } from './chromium-args.js';
import { findChromium } from './find-chromium.js';
import { endOrphan } from './orphan.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepline-chromium-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the browser', () => {
  it('is the one that the operator named, or none', async () => {
    const named = join(folder, 'my-chromium');
    expect(await findChromium(named, process.env['PATH']!)).toBeNull();
    await writeFile(named, '#!/bin/sh\n');
    expect(await findChromium(named, '')).toBeNull();
    await chmod(named, 0o700);
    expect(await findChromium(named, '')).toBe(named);
  });

  it('is looked for on the search path, in its order', async () => {
    const file = join(folder, 'google-chrome');
    await writeFile(file, '#!/bin/sh\n');
    await chmod(file, 0o700);
    expect(await findChromium(null, `/nowhere:${folder}:/usr/bin`)).toBe(file);
  });

  it('keeps its walls where they stand, and is sent to a stand-in only when one is named', () => {
    const safe = chromiumArgs({ account: { is: 'self' }, sandboxed: true }, null);
    expect(safe.filter((arg) => /sandbox|resolver|certificate/.test(arg))).toEqual([]);
    const test = chromiumArgs({ account: { is: 'self' }, sandboxed: false }, '127.0.0.1:9001');
    expect(test.filter((arg) => /sandbox|resolver|certificate/.test(arg))).toEqual([
      '--no-sandbox',
      '--host-resolver-rules=MAP web.whatsapp.com 127.0.0.1:9001',
      '--ignore-certificate-errors',
    ]);
  });
});

describe('a browser that was left over', () => {
  const lockOf = (host: string, pid: number) => symlink(`${host}-${pid}`, join(folder, 'SingletonLock'));
  const aProcess = async (...args: string[]) => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', ...args], { stdio: 'ignore' });
    await once(child, 'spawn');
    return child;
  };

  it('is ended, and its lock goes', async () => {
    const browser = await aProcess(`--user-data-dir=${folder}`);
    await lockOf(hostname(), browser.pid!);
    const ended = once(browser, 'exit');
    expect(await endOrphan(folder)).toBe(browser.pid);
    await ended;
    expect(await readdir(folder)).toEqual([]);
  });

  it('is somebody else’s where the process does not name the profile, or the lock another host: only the lock goes', async () => {
    const other = await aProcess('--user-data-dir=/somewhere/else');
    try {
      await lockOf(hostname(), other.pid!);
      expect(await endOrphan(folder)).toBeNull();
      expect(await readdir(folder)).toEqual([]);
      await lockOf('the-container-before', other.pid!);
      expect(await endOrphan(folder)).toBeNull();
      expect(await readdir(folder)).toEqual([]);
      expect(other.exitCode).toBeNull();
    } finally {
      other.kill('SIGKILL');
    }
  });

  it('is none where nothing is locked', async () => {
    expect(await endOrphan(folder)).toBeNull();
  });
});
