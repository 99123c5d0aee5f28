import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { describeWith } from '../peers/real/peer.js';
import { openDatabaseOf } from '../product/product-database.js';
import { keepline, type Product } from '../product/product.js';
import { captureUnderFaults, type FaultReport } from './capture-under-faults.js';

/** As somebody with the administrator's password would. */
async function moveBySecond(database: Client, seq: string, seconds: number): Promise<void> {
  await database.query('alter table core.journal disable trigger all');
  await database.query(`update core.journal set at = at + $2 * interval '1 second' where seq = $1`, [seq, seconds]);
  await database.query('alter table core.journal enable trigger all');
  await database.end();
}

describeWith(['dovecot'], 'a thousand letters, a gateway that is killed and a Dovecot that restarts', () => {
  let report: FaultReport;
  let product: Product;

  beforeAll(async () => {
    ({ report, product } = await captureUnderFaults({ letters: 1_000, kills: 5, restarts: 3, seed: 42 }));
  }, 300_000);

  afterAll(() => product?.remove());

  it('captures each letter once, byte for byte', () => {
    expect(report).toMatchObject({ offered: 1_000, lost: 0, duplicated: 0, corrupted: 0 });
  });

  it('verifies offline', async () => {
    expect(await keepline(product, 'verify')).toMatchObject({ code: 0 });
  }, 120_000);

  it('no longer verifies after one journal row was changed by hand, and says which', async () => {
    await product.start();
    const database = await openDatabaseOf(product.dataDir);
    const { rows } = await database.query<{ seq: string }>(
      `select seq from core.journal where kind = 'interaction' order by seq offset 300 limit 1`,
    );
    const seq = rows[0]!.seq;
    await moveBySecond(database, seq, 1);
    await product.stop();
    const { code, said } = await keepline(product, 'verify', '--quick');
    expect(code).toBe(1);
    expect(said).toContain(seq);
    await product.start();
    const again = await openDatabaseOf(product.dataDir);
    await moveBySecond(again, seq, -1);
    await product.stop();
    expect(await keepline(product, 'verify', '--quick')).toMatchObject({ code: 0 });
  }, 120_000);

  it('no longer verifies after one byte of evidence was changed by hand', async () => {
    const evidence = join(product.dataDir, 'evidence');
    const file = (await readdir(evidence, { recursive: true, withFileTypes: true })).find(
      (entry) => entry.isFile() && /^[0-9a-f]{64}/.test(entry.name),
    );
    const path = join(file!.parentPath, file!.name);
    const bytes = await readFile(path);
    const at = Math.floor(bytes.length / 2);
    bytes[at] = bytes[at]! ^ 1;
    await writeFile(path, bytes);
    const { code, said } = await keepline(product, 'verify');
    expect(code).toBe(1);
    expect(said).toMatch(/^FIRST BAD: evidence\.corrupt, entry \d+, interaction [0-9a-f-]{36}$/m);
  }, 120_000);
});
