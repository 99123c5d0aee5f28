// Renews the golden API description from the controllers, and the web client's types from it.
import { spawnSync } from 'node:child_process';

const options =
  `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim();
const run = (/** @type {string[]} */ args) =>
  spawnSync(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS: options, KEEPLINE_RENEW_GOLDEN: '1' },
  }).status ?? 1;

const described = run(['node_modules/jest/bin/jest.js', 'apps/core/test/openapi.int-spec.ts']);
const typed = run([
  'node_modules/openapi-typescript/bin/cli.js',
  'apps/core/openapi.json',
  '-o',
  'apps/web/src/api/schema.d.ts',
]);
process.exit(described || typed);
