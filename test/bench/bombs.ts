import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Sha256 } from '#libs/contracts';
import { createEvidenceStore } from '#libs/evidence';
import { LetterTap } from '#libs/letters';
import { aMasterKey, aMasterKeyFile } from '#libs/testing';
import { FileReader } from '../../apps/core/src/conversations/attachments/text/file-reader.js';
import { attachmentStream } from '../../apps/core/src/conversations/reading/attachment-stream.js';
import { ReadingPool } from '../../apps/core/src/conversations/reading/reading-pool.js';
import { bombFiles, bombLetters } from '../peers/bombs.js';
import { printRows, type Row } from './measure.js';

/** Processor time of this process and of those that it has waited for, in milliseconds (proc(5): ticks of a hundredth). */
async function cpuMs(): Promise<number> {
  const stat = await readFile('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [11, 12, 13, 14].reduce((sum, n) => sum + Number(fields[n]), 0) * 10;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What making a bomb left behind, tens of megabytes to be collected, is not what reading it costs. */
async function untilIdle(): Promise<void> {
  collectGarbage();
  for (let before = -Infinity, now = await cpuMs(); now - before > 10; now = await cpuMs()) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** As a mail server or a mail program hands a letter over: each piece in a turn of the loop of its own. */
async function* piecesOf(letter: Buffer): AsyncGenerator<Buffer> {
  const bytes = 64 * 1024;
  for (let at = 0; at < letter.length; at += bytes) {
    await nextTurn();
    yield letter.subarray(at, at + bytes);
  }
}

async function passed(pieces: AsyncIterable<Buffer>): Promise<void> {
  for await (const piece of pieces) if (piece.length === 0) throw new Error('A piece of nothing came');
}

/** What letters and files that are made as bombs cost whoever reads them, and what the page notices of it. */
export async function benchBombs(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'keepline-bombs-'));
  const settings = { dataDir: folder, storageUrl: null, masterKeyFile: await aMasterKeyFile(join(folder, 'key')) };
  const evidence = await createEvidenceStore(settings, aMasterKey());
  const pool = new ReadingPool(settings);
  const reader = new FileReader();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const rows: Row[] = [];
  const measured = async (what: string, work: () => Promise<string>) => {
    await untilIdle();
    delay.reset();
    delay.enable();
    // Only from a loop that it has seen turn does it know how long the next turn took.
    await new Promise((resolve) => setTimeout(resolve, 10));
    const before = await cpuMs();
    const outcome = await work();
    const cost = (await cpuMs()) - before;
    await new Promise((resolve) => setTimeout(resolve, 10));
    delay.disable();
    const p99 = delay.percentile(99) / 1e6;
    const reached = `${(cost / 1_000).toFixed(2)} s CPU, loop p99 ${p99.toFixed(0)} ms: ${outcome}`;
    rows.push({ what, reached, goal: '≤ 1 s, ≤ 50 ms', met: cost <= 1_000 && p99 <= 50 });
  };
  const put = async (letter: string) => (await evidence.put(Buffer.from(letter, 'latin1'))).sha256;
  const read = async (sha256: Sha256) => {
    const outcome = await pool.read({ sha256, alsoFound: '', country: 'UA' });
    return outcome?.is === 'read' ? (outcome.content.problem ?? 'read') : 'given up';
  };
  // The thread and the process are there already when a bomb comes, as they are on a working day.
  await read(await put('Subject: x\r\n\r\nwords'));
  for (const [what, make] of Object.entries(bombLetters)) {
    const letter = Buffer.from(make(), 'latin1');
    const { sha256 } = await evidence.put(letter);
    await measured(`${what}, captured`, async () => {
      const tap = new LetterTap();
      await pipeline(piecesOf(letter), tap, passed);
      return `header of ${tap.reader.finish(new Date()).header.to.length} recipients`;
    });
    await measured(`${what}, read`, () => read(sha256));
    if (what === '100,000 attachments')
      await measured('the 900th of 100,000 attachments, given out', async () => {
        const bytes = await buffer(await attachmentStream(evidence, sha256, 900));
        return `${bytes.length} bytes`;
      });
  }
  for (const [what, { name, bytes }] of Object.entries(bombFiles)) {
    const file = bytes();
    await measured(what, async () => {
      const found = await reader.read(file, { name, type: 'application/octet-stream' });
      // Only of a process that has ended the kernel tells what it took.
      reader.end();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return found.is === 'done' ? `${found.text.length} characters` : found.code;
    });
  }
  await pool.onApplicationShutdown();
  await rm(folder, { recursive: true });
  printRows('Letters and files made as bombs (a file with the start of its process)', rows);
}
