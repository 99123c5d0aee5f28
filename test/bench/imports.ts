import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportView } from '../../apps/core/src/clients/importing/importing.view.js';
import { openDatabaseOf } from '../product/product-database.js';
import { Product } from '../product/product.js';
import { printRows, rssOf } from './measure.js';

const pauseMs = 100;
const people = 5_000;

/**
 * Clients out of a file, each with an e-mail address, a telephone, a tag and one of `people` companies: the look before, the import, and its
 * undoing, beside a plain COPY of the same cards, addresses, assignments and changes into the same database, indexes and triggers on.
 */
export async function benchImports(rows: number): Promise<void> {
  const product = await (
    await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn', KEEPLINE_REQUESTS_PER_MINUTE: '0' })
  ).start();
  const folder = await mkdtemp(join(tmpdir(), 'keepline-bench-'));
  try {
    const owner = await product.owner();
    const database = await openDatabaseOf(product.dataDir);
    const plainMs = await plainCopy(database, folder, rows);
    console.log(`\nBringing ${rows.toLocaleString('en')} clients in …`);
    const text = Array.from(
      { length: rows },
      (_, n) => `Client ${n},c${n}@bench.test,+38067${1_000_000 + n},VIP,Company ${n % people}\n`,
    );
    const uploaded = await owner.fetch(
      'POST',
      '/imports?name=bench.csv',
      Buffer.from(`name,email,phone,tags,company\n${text.join('')}`),
    );
    const { id, reading } = (await uploaded.json()) as ImportView;
    const columns = ['name', 'email', 'phone', 'tags', 'company'];
    const plan = { columns, kind: 'person', stage: 'sales', responsibleId: null, existing: 'fill', maybe: 'create' };
    let highest = 0;
    const timed = async (act: string, body: object, until: ImportView['state']): Promise<number> => {
      const begun = performance.now();
      await owner.post(`/imports/${id}/${act}`, body);
      for (;;) {
        const { state, code } = await owner.get<ImportView>(`/imports/${id}`);
        if (state === until) return performance.now() - begun;
        if (code !== null) throw new Error(code);
        highest = Math.max(highest, await rssOf(product.pids[0]!));
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    };
    const idle = await rssOf(product.pids[0]!);
    const checkMs = await timed('check', { reading, plan }, 'checked');
    const runMs = await timed('start', {}, 'done');
    const undoMs = await timed('undo', {}, 'undone');
    const rate = (ms: number) => `${Math.round((rows / ms) * 1_000).toLocaleString('en')} lines/s`;
    const row = (what: string, ms: number) => ({
      ...{ what, reached: rate(ms), goal: `${(ms / plainMs).toFixed(1)} × COPY`, met: null },
    });
    const grown = highest - idle;
    printRows(`Clients out of a file, ${rows.toLocaleString('en')} lines`, [
      { what: 'plain COPY of the same rows', reached: rate(plainMs), goal: '', met: null },
      row('look over the file', checkMs),
      row('import', runMs),
      row('undo', undoMs),
      { what: 'memory meanwhile', reached: `${grown.toFixed(0)} MB above idle`, goal: '≤ 200 MB', met: grown <= 200 },
    ]);
    await database.end();
  } finally {
    await product.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

type Database = Awaited<ReturnType<typeof openDatabaseOf>>;

async function plainCopy(database: Database, folder: string, rows: number): Promise<number> {
  const ids = Array.from({ length: rows }, () => randomUUID());
  const tables: Readonly<Record<string, string>> = {
    'client (id, kind, name, stage)': lines(ids, (id, n) => `${id},person,Plain ${n},sales`),
    'assignment (id, client_id, reason)': lines(ids, (id) => `${randomUUID()},${id},created`),
    'contact_point (id, client_id, kind, value)': lines(
      ids,
      (id, n) => `${randomUUID()},${id},email,p${n}@plain.test\n${randomUUID()},${id},phone,+38050${1_000_000 + n}`,
    ),
    'card_change (id, client_id, version, changes)': lines(ids, (id) => `${randomUUID()},${id},2,"[]"`),
  };
  let tookMs = 0;
  for (const [n, [table, csv]] of Object.entries(tables).entries()) {
    const file = join(folder, `${n}.csv`);
    await writeFile(file, csv);
    const begun = performance.now();
    await database.query(`copy core.${table} from '${file}' csv`);
    tookMs += performance.now() - begun;
  }
  return tookMs;
}

const lines = (ids: readonly string[], line: (id: string, n: number) => string): string =>
  `${ids.map(line).join('\n')}\n`;
