import { Product } from '../product/product.js';
import { median, printRows, pssOfTree } from './measure.js';

/** What the gateway with its PostgreSQL costs when nothing happens, and how long it takes to come back. */
export async function benchIdle(): Promise<void> {
  const product = await (await Product.gateway()).start();
  await product.stop();
  const starts: number[] = [];
  for (let n = 0; n < 5; n++) {
    const begun = performance.now();
    await product.start();
    starts.push((performance.now() - begun) / 1000);
    if (n < 4) await product.stop();
  }
  await (await product.owner()).get('/me');
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  const pss = await pssOfTree(product.pids[0]!);
  const stopped = await product.stop();
  await product.remove();
  const start = median(starts);
  printRows('At rest', [
    {
      what: 'gateway and PostgreSQL, idle, proportional set size',
      reached: `${pss.toFixed(0)} MB`,
      goal: '≤ 250 MB',
      met: pss <= 250,
    },
    {
      what: 'cold start until ready (existing data)',
      reached: `${start.toFixed(2)} s`,
      goal: '≤ 5 s',
      met: start <= 5,
    },
    { what: 'graceful shutdown', reached: `${(stopped / 1000).toFixed(2)} s`, goal: '≤ 10 s', met: stopped <= 10_000 },
  ]);
}
