import { createHash } from 'node:crypto';
import { startDovecot } from '../peers/real/dovecot.js';
import { seeded } from '#libs/testing';
import { letters } from '../bench/corpus.js';
import { officeMailbox } from '../product/office-mailbox.js';
import { openDatabaseOf } from '../product/product-database.js';
import { Product } from '../product/product.js';

/** What an oracle that knows every letter offered found afterwards. */
export interface FaultReport {
  faults: Record<string, number>;
  offered: number;
  lost: number;
  duplicated: number;
  /** Originals in our evidence that are not, byte for byte, what was offered. */
  corrupted: number;
  seconds: number;
}

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/**
 * Letters wait in a real mailbox, and more arrive; meanwhile the gateway is killed (SIGKILL, no goodbye) and Dovecot is restarted,
 * at moments that a seeded generator picks. The product is left stopped, its data in place, for whoever wants to verify it.
 */
export async function captureUnderFaults(o: {
  letters: number;
  kills: number;
  restarts: number;
  seed: number;
}): Promise<{ report: FaultReport; product: Product }> {
  const dovecot = await startDovecot();
  const product = await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn' });
  const begun = performance.now();
  const random = seeded(o.seed);
  try {
    const offered = [...letters(o.letters, 50)];
    const early = Math.floor(o.letters * 0.7);
    await dovecot.deliver('office', offered.slice(0, early));
    await product.start();
    const owner = await product.owner();
    for (let n = 0; n < 50; n++) await owner.newClient(`Client ${n}`, `person${n}@client${n}.test`);
    await owner.newMailbox(officeMailbox(dovecot));

    const acts: ('kill' | 'restart')[] = [
      ...Array<'kill'>(o.kills).fill('kill'),
      ...Array<'restart'>(o.restarts).fill('restart'),
    ];
    acts.sort(() => random() - 0.5);
    for (const [n, act] of acts.entries()) {
      await new Promise((resolve) => setTimeout(resolve, 20 + random() * 900));
      if (act === 'kill') {
        await product.kill();
        await product.start();
      } else {
        await dovecot.restart();
      }
      const share = (k: number) => early + Math.floor(((o.letters - early) * k) / acts.length);
      await dovecot.deliver('office', offered.slice(share(n), share(n + 1)));
    }

    const database = await openDatabaseOf(product.dataDir);
    const deadline = Date.now() + 120_000;
    for (;;) {
      const { rows } = await database.query<{ n: string }>('select count(*) as n from core.interaction');
      if (Number(rows[0]!.n) >= o.letters || Date.now() > deadline) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    // A second look after the last: what would be captured twice would be captured by now.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const { rows } = await database.query<{ sha: string }>('select evidence_sha256 as sha from core.interaction');
    await database.end();
    await product.stop();
    const captured = new Map<string, number>();
    for (const { sha } of rows) captured.set(sha, (captured.get(sha) ?? 0) + 1);
    const wanted = new Set(offered.map(hash));
    return {
      product,
      report: {
        faults: { 'gateway kill -9': o.kills, 'Dovecot restart': o.restarts },
        offered: o.letters,
        lost: [...wanted].filter((sha) => !captured.has(sha)).length,
        duplicated: [...captured.values()].reduce((sum, n) => sum + n - 1, 0),
        corrupted: [...captured.keys()].filter((sha) => !wanted.has(sha)).length,
        seconds: (performance.now() - begun) / 1000,
      },
    };
  } finally {
    await dovecot.stop();
  }
}
