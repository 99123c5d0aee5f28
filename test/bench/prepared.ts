import { createReadStream } from 'node:fs';
import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import type { ApiUser } from '../product/api.js';
import { openDatabaseOf } from '../product/product-database.js';
import { Product } from '../product/product.js';

/** What a bench wants to know again of the data that it wrote: ids, by name. */
export type Written = Readonly<Record<string, string>>;

interface Prepared<T extends Written> {
  /** Of the data: one folder each. */
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  write(product: Product, database: Client, owner: ApiUser): Promise<T>;
  measure(product: Product, written: T): Promise<void>;
}

/**
 * Writes the data of a bench into a product of its own, measures, and removes both. With `KEEPLINE_BENCH_DATA` (a folder) the data stay there:
 * the first run writes them and ends, every other measures what it finds.
 */
export async function onPrepared<T extends Written>({ name, env = {}, write, measure }: Prepared<T>): Promise<void> {
  const folder = process.env['KEEPLINE_BENCH_DATA'];
  const dataDir = folder === undefined ? undefined : join(folder, name);
  const facts = dataDir === undefined ? undefined : join(dataDir, 'written.json');
  const there = facts !== undefined && (await access(facts).then(...both));
  if (dataDir !== undefined) {
    // What a run left that was ended before its end is no company.
    if (!there) await rm(dataDir, { recursive: true, force: true });
    await mkdir(dataDir, { recursive: true });
  }
  const product = await Product.gateway({
    ...{ KEEPLINE_LOG_LEVEL: 'warn', KEEPLINE_REQUESTS_PER_MINUTE: '0', ...env },
    ...(dataDir !== undefined && { KEEPLINE_DATA_DIR: dataDir }),
  });
  await product.start();
  try {
    if (there) {
      await readOnce(product.dataDir);
      return await measure(product, JSON.parse(await readFile(facts, 'utf8')) as T);
    }
    console.log(`\nWriting ${name} …`);
    const database = await openDatabaseOf(product.dataDir);
    const written = await write(product, database, await product.owner());
    // What is asked about is a company with a long history, not one that has just written gigabytes and waits for its disk.
    await database.query('checkpoint');
    await database.end();
    if (facts === undefined) {
      await readOnce(product.dataDir);
      return await measure(product, written);
    }
    await writeFile(facts, JSON.stringify(written));
    console.log(`Written into ${dataDir}; the same command again measures it.`);
  } finally {
    await (dataDir === undefined ? product.remove() : product.stop());
  }
}

/**
 * The database as a backup reads it every night. What is measured is the product at work in an office whose data the system has in memory, as
 * it has after a day; what the disk of this machine needs for the first look at each card says nothing about either.
 */
async function readOnce(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'postgres', 'base');
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) await pipeline(createReadStream(join(entry.parentPath, entry.name)), nowhere());
}

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

const both = [() => true, () => false] as const;
