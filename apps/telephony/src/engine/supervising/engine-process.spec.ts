import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endProcess, isAlive, markOf } from './engine-process.js';

const sleeper = (...args: string[]) => spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
const stubborn = ['-e', "process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000)"];

test('a process is known by its number and its start; another one with that number is not it', async () => {
  const child = sleeper('-e', 'setInterval(() => {}, 1000)');
  const mark = await markOf(child.pid!);
  expect(await isAlive(mark)).toBe(true);
  expect(await isAlive({ ...mark, startedAt: '1' })).toBe(false);
  await endProcess({ ...mark, startedAt: '1' }, 100);
  expect(await isAlive(mark)).toBe(true);
  await endProcess(mark, 2_000);
  expect(await isAlive(mark)).toBe(false);
});

test('one that does not listen is ended all the same', async () => {
  const child = sleeper(...stubborn);
  await once(child.stdout, 'data');
  const ended = once(child, 'exit');
  await endProcess(await markOf(child.pid!), 100);
  expect((await ended)[1]).toBe('SIGKILL');
});
