import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { EmbeddedPostgres, setUpDatabase } from '#libs/database';
import { aMasterKey, aMasterKeyFile, silentLogger } from '#libs/testing';
import { MovedClock } from '../../peers/moved-clock.js';
import { startRabbit, type RabbitPeer } from '../../peers/rabbitmq.js';
import { TcpPassage } from '../../peers/tcp-passage.js';
import { openDatabaseOf } from '../../product/product-database.js';
import { Product } from '../../product/product.js';

/** What an office stands on, and what of it can be broken. */
export interface Ground {
  readonly product: Product;
  /** As the administrator. */
  database(): Promise<Client>;
  readonly broker: { readonly rabbit: RabbitPeer; readonly passage: TcpPassage } | null;
  readonly clock: MovedClock | null;
  /** Nothing of it runs any more, and no file of it stays. @param o.keep the files stay */
  end(o: { keep: boolean }): Promise<void>;
}

export interface GroundKind {
  /** Programs that it needs beside Node. */
  readonly needs: readonly string[];
  lay(): Promise<Ground>;
}

const warnings = { KEEPLINE_LOG_LEVEL: 'warn' };

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

type Step = (o: { keep: boolean }) => Promise<unknown>;

/** Steps back through what was set up, also when the setting up itself fails. */
async function laid(make: (later: (step: Step) => void) => Promise<Omit<Ground, 'end'>>): Promise<Ground> {
  const steps: Step[] = [];
  const end: Ground['end'] = async (o) => {
    for (const step of steps.splice(0).reverse()) await step(o);
  };
  try {
    return { ...(await make((step) => steps.push(step))), end };
  } catch (error) {
    await end({ keep: false });
    throw error;
  }
}

const endOf =
  (product: Product): Step =>
  ({ keep }) =>
    keep ? product.kill() : product.remove();
const endOfFolder =
  (folder: string): Step =>
  async ({ keep }) => {
    if (!keep) await rm(folder, { recursive: true, force: true });
  };

/** A PostgreSQL beside the product, which nobody kills. */
async function aServer(folder: string, env: Readonly<Record<string, string>> = {}): Promise<EmbeddedPostgres> {
  // Its own user must get as far as its folder.
  await chmod(folder, 0o755);
  return new EmbeddedPostgres({ folder: join(folder, 'postgres'), log: silentLogger(), env });
}

const aFolder = () => mkdtemp(join(tmpdir(), 'keepline-ground-'));

export const grounds = {
  'one process': {
    needs: [],
    lay: () =>
      laid(async (later) => {
        const product = await Product.gateway(warnings);
        later(endOf(product));
        return { product, database: () => openDatabaseOf(product.dataDir), broker: null, clock: null };
      }),
  },
  'roles over a broker': {
    needs: ['rabbitmq-server'],
    lay: () =>
      laid(async (later) => {
        const folder = await aFolder();
        later(endOfFolder(folder));
        const postgres = await aServer(folder);
        const url = await postgres.start();
        later(() => postgres.stop());
        const key = aMasterKey();
        await setUpDatabase(url, (purpose, bytes) => key.derive(purpose, bytes));
        const rabbit = await startRabbit();
        if (rabbit === null) throw new Error('rabbitmq-server is not installed');
        later(() => rabbit.stop());
        const passage = await TcpPassage.to(Number(new URL(rabbit.url).port));
        later(() => passage.close());
        const product = await Product.roles(
          {
            KEEPLINE_DATABASE_URL: url,
            KEEPLINE_BUS_URL: `amqp://guest:guest@127.0.0.1:${passage.port}`,
            KEEPLINE_MASTER_KEY_FILE: await aMasterKeyFile(join(folder, 'master.key')),
            ...warnings,
          },
          { only: ['core', 'mail'] },
        );
        later(endOf(product));
        return { product, database: () => connected(url), broker: { rabbit, passage }, clock: null };
      }),
  },
  'a clock that is set': {
    needs: ['faketime'],
    lay: () =>
      laid(async (later) => {
        const folder = await aFolder();
        later(endOfFolder(folder));
        const clock = await MovedClock.in(folder);
        const postgres = await aServer(folder, clock.environment);
        const url = await postgres.start();
        later(() => postgres.stop());
        const product = await Product.gateway({ KEEPLINE_DATABASE_URL: url, ...warnings, ...clock.environment });
        later(endOf(product));
        return { product, database: () => connected(url), broker: null, clock };
      }),
  },
} as const satisfies Record<string, GroundKind>;

export type GroundName = keyof typeof grounds;
