import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aDatabase, aMasterKeyFile } from '#libs/testing';
import { startRabbit } from '../peers/rabbitmq.js';
import { findProgram } from '../peers/real/peer.js';
import { Product } from './product.js';

/** A product that a suite runs against, and what must be taken down after it. */
export interface Setting {
  readonly name: string;
  /** Programs that this way of running needs beside Node. */
  readonly needs: readonly string[];
  open(extra?: {
    engine?: boolean;
    env?: Record<string, string>;
  }): Promise<{ product: Product; close(): Promise<void> }>;
}

const inOneProcess: Setting = {
  name: 'all roles in one process',
  needs: [],
  async open(extra) {
    const product = await (await Product.gateway(extra?.env, extra)).start();
    return { product, close: () => product.remove() };
  },
};

const eachAlone: Setting = {
  name: 'each role alone, over RabbitMQ',
  needs: ['rabbitmq-server'],
  async open(extra) {
    const ground: (() => Promise<unknown>)[] = [];
    const close = async () => {
      for (const step of ground.reverse()) await step();
    };
    try {
      const database = await aDatabase();
      ground.push(() => database.close());
      const broker = await startRabbit();
      if (broker === null) throw new Error('rabbitmq-server is not installed');
      ground.push(() => broker.stop());
      const keys = await mkdtemp(join(tmpdir(), 'keepline-key-'));
      ground.push(() => rm(keys, { recursive: true, force: true }));
      const product = await Product.roles(
        {
          KEEPLINE_DATABASE_URL: database.url,
          KEEPLINE_BUS_URL: broker.url,
          KEEPLINE_MASTER_KEY_FILE: await aMasterKeyFile(join(keys, 'master.key')),
          ...extra?.env,
        },
        extra,
      );
      ground.push(() => product.remove());
      await product.start();
      return { product, close };
    } catch (error) {
      await close();
      throw error;
    }
  },
};

/** The same suite in both modes: `inBothWays(['dovecot'], 'letters', (setting) => { … })`. */
export function inBothWays(programs: readonly string[], name: string, suite: (setting: Setting) => void): void {
  for (const setting of [inOneProcess, eachAlone]) {
    const missing = [...programs, ...setting.needs].filter((program) => findProgram(program) === null);
    if (missing.length === 0) describe(`${name}, ${setting.name}`, () => suite(setting));
    else describe.skip(`${name}, ${setting.name} (needs ${missing.join(', ')})`, () => suite(setting));
  }
}
