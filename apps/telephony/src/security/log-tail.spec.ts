import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogTail } from './log-tail.js';

let folder: string;
let file: string;
let tail: LogTail;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepline-tail-'));
  file = join(folder, 'log');
  tail = new LogTail(file);
});
afterEach(async () => {
  await tail.close();
  await rm(folder, { recursive: true });
});

test('only what is added is read, and only whole lines', async () => {
  await writeFile(file, 'old\n');
  expect(await tail.read()).toEqual([]);
  await appendFile(file, 'one\ntwo\nthr');
  expect(await tail.read()).toEqual(['one', 'two']);
  await appendFile(file, 'ee\n');
  expect(await tail.read()).toEqual(['three']);
  expect(await tail.read()).toEqual([]);
});

test('a file that was not there yet is read from its beginning', async () => {
  expect(await tail.read()).toEqual([]);
  await writeFile(file, 'first\n');
  expect(await tail.read()).toEqual(['first']);
});

test('nothing is lost when the file is begun anew', async () => {
  await writeFile(file, '');
  await tail.read();
  await appendFile(file, 'before\n');
  await rename(file, `${file}.1`);
  await writeFile(file, 'after\n');
  expect(await tail.read()).toEqual(['before', 'after']);
});

test('a file that was cut is read from its beginning', async () => {
  await writeFile(file, 'a long line of before\n');
  await tail.read();
  await truncate(file, 0);
  await appendFile(file, 'new\n');
  expect(await tail.read()).toEqual(['new']);
});
