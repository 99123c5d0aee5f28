// `npm test`: fetch the real peers, build, run every suite, and end with one plain line that people and machines can read.
import { spawnSync } from 'node:child_process';
import { fetchEngine, fetchPeers } from './peers.mjs';

const args = process.argv.slice(2);
const run = (/** @type {string} */ command, /** @type {string[]} */ rest, env = {}) =>
  spawnSync(command, rest, { stdio: 'inherit', env: { ...process.env, ...env } }).status ?? 1;

fetchPeers();
const built = run('npm', ['run', '--silent', 'build']);
if (built !== 0) process.exit(built);
fetchEngine();
const options =
  `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim();
process.exit(run(process.execPath, ['node_modules/jest/bin/jest.js', ...args], { NODE_OPTIONS: options }));
