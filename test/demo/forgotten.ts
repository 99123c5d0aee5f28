import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = join(tmpdir(), 'keepline-demo-');

export const aDemoFolder = (): Promise<string> => mkdtemp(folders);

/**
 * A demonstration that was killed could not end its gateway, nor that its engine, which outlives a gateway by design. Whatever of one is left
 * alone (nobody but the system is its parent) is ended by the next one.
 */
export async function endForgotten(): Promise<void> {
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
    const parent = /^PPid:\s+(\d+)$/m.exec(await read('status'))?.[1];
    if (parent !== '1') continue;
    const words = `${await read('cmdline')}\0${await read('environ')}`.split('\0');
    const isDemo = words.some((word) => word.replace(/^KEEPLINE_DATA_DIR=/, '').startsWith(folders));
    if (!isDemo) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has ended by itself, or is somebody else's.
    }
  }
}
