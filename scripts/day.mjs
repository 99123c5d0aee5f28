// `npm run day -- --out <folder>`: a working day in the browser in every language at every width, with a picture of each step.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { out } = parseArgs({ options: { out: { type: 'string', default: 'data/working-day' } } }).values;
const pictures = resolve(out);
const { status } = spawnSync(
  process.execPath,
  ['scripts/test.mjs', '--selectProjects', 'e2e', '--', 'test/web/working-day'],
  {
    stdio: 'inherit',
    env: { ...process.env, KEEPLINE_DAY_PICTURES: pictures },
  },
);
process.stdout.write(`The pictures are in ${pictures}\n`);
process.exit(status ?? 1);
