import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { createEvidenceStore, MasterKey } from '#libs/evidence';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { WhatsappNumberView } from '../../apps/core/src/whatsapp/numbers/number.view.js';
import { GraphWorld, type GraphNumber } from '../peers/whatsapp/graph.js';
import { findProgram } from '../peers/real/peer.js';
import { WhatsappWorld } from '../peers/whatsapp/page/whatsapp-world.js';
import type { ApiUser } from '../product/api.js';
import { openDatabaseOf } from '../product/product-database.js';
import { Product } from '../product/product.js';
import { connectNumber, deliverOverHttp, someNumberSettings, somePolicy } from '../whatsapp/cloud-office.js';
import { median, percentile, printRows, pssOfTree, rssOf, type Row } from './measure.js';

const rounds = 3;
/** As many deliveries are under way at once. */
const together = 32;
const openings = 100;
/** What a burst asks of us: a thousand messages in a minute. */
const burstPerSecond = 17;
const linkedNumbers = 3;

/**
 * Signed deliveries of one message each: taken over HTTP until they are durable, and until they are read; beside it the plain bound, the
 * same bytes put into the evidence store and one row inserted for each, by nobody else and without a signature. Then how long it takes
 * until an open page hears of a message, and what each linked number costs.
 */
export async function benchWhatsapp(count: number): Promise<void> {
  const world = await GraphWorld.open();
  const product = await (
    await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn', KEEPLINE_WHATSAPP_GRAPH_URL: world.url })
  ).start();
  try {
    const owner = await product.owner();
    const graph = world.aNumber();
    deliverOverHttp(world, product.url);
    await connectNumber(owner, graph);
    const rows = await throughput(product, world, graph, count);
    rows.push(await untilThePage(product, owner, world, graph));
    printRows(`WhatsApp: ${count} signed deliveries, ${together} at once, ${rounds} rounds in turn`, rows);
  } finally {
    await product.remove();
    await world.close();
  }
  await benchLinkedNumbers();
}

async function throughput(product: Product, world: GraphWorld, graph: GraphNumber, count: number): Promise<Row[]> {
  const database = await openDatabaseOf(product.dataDir);
  await database.query('create schema bench; create table bench.webhook (sha256 text, size bigint, at timestamptz)');
  const lines = await Promise.all(Array.from({ length: together }, () => openDatabaseOf(product.dataDir)));
  const folder = await mkdtemp(join(tmpdir(), 'keepline-bench-'));
  const key = await MasterKey.load(join(product.dataDir, 'master.key'), { mayMake: false });
  const evidence = await createEvidenceStore({ dataDir: folder, storageUrl: null }, key);
  const ratios: { durable: number; perSecond: number; readPerSecond: number }[] = [];
  let peakRss = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      const some = (n: number) => ({
        from: `38050${String(1_000_000 + (n % 200))}`,
        text: `Round ${round}, message ${n}`,
      });
      const plain = await timed(count, async (n, worker) => {
        const { size, sha256 } = await evidence.put(
          world.webhook(graph, [world.messages(graph, [{ id: `b${round}.${n}`, ...some(n) }])]),
        );
        await lines[worker]!.query('insert into bench.webhook values ($1, $2, now())', [sha256, size]);
      });
      const begun = performance.now();
      const durable = await timed(count, async (n) => {
        await world.say(graph, some(n));
        if (n % 100 === 0) peakRss = Math.max(peakRss, await rssOf(product.pids[0]!));
      });
      for (const wanted = (round + 1) * count; ;) {
        const { rows } = await database.query<{ n: string }>('select count(*) as n from whatsapp.seen_message');
        if (Number(rows[0]!.n) >= wanted) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const read = (performance.now() - begun) / 1_000;
      ratios.push({
        durable: plain / durable,
        perSecond: count / durable,
        readPerSecond: count / read,
      });
    }
  } finally {
    await Promise.all([database, ...lines].map((line) => line.end()));
    await rm(folder, { recursive: true, force: true });
  }
  const of = (what: keyof (typeof ratios)[number]) => median(ratios.map((one) => one[what]));
  return [
    {
      what: 'webhooks of one message, until durable',
      reached: `${of('perSecond').toFixed(0)} messages/s`,
      goal: `≥ ${burstPerSecond}/s (1,000 a minute)`,
      met: of('perSecond') >= burstPerSecond,
    },
    {
      what: '… until told to core',
      reached: `${of('readPerSecond').toFixed(0)} messages/s`,
      goal: `≥ ${burstPerSecond}/s`,
      met: of('readPerSecond') >= burstPerSecond,
    },
    {
      what: '… until durable ÷ plain evidence and insert, by nobody else',
      reached: of('durable').toFixed(2),
      goal: '(the bound)',
      met: null,
    },
    {
      what: 'gateway, peak resident memory',
      reached: `${peakRss.toFixed(0)} MB`,
      goal: '≤ 350 MB',
      met: peakRss <= 350,
    },
  ];
}

/** From the webhook to the live event of an open page, one message after the other. */
async function untilThePage(product: Product, owner: ApiUser, world: GraphWorld, graph: GraphNumber): Promise<Row> {
  const from = '380671112233';
  await owner.post<ClientView>('/clients', {
    kind: 'person',
    name: 'Ada',
    contactPoints: [{ kind: 'phone', value: `+${from}` }],
  });
  const socket = new WebSocket(`${product.url.replace('http', 'ws')}/api/v1/live`, {
    headers: { cookie: owner.sessionCookie, origin: product.url },
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const times: number[] = [];
  for (let n = 0; n < openings; n++) {
    const heard = new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error('the page did not hear of a message within 10 s')), 10_000);
      const listen = (text: Buffer) => {
        if ((JSON.parse(text.toString()) as { event: string }).event !== 'interaction') return;
        clearTimeout(limit);
        socket.off('message', listen);
        resolve();
      };
      socket.on('message', listen);
    });
    const begun = performance.now();
    await world.say(graph, { from, text: `Hello ${n}` });
    await heard;
    times.push(performance.now() - begun);
  }
  socket.close();
  const p95 = percentile(times, 0.95);
  return {
    what: 'webhook → open page, p95',
    reached: `${p95.toFixed(0)} ms  (median ${median(times).toFixed(0)} ms)`,
    goal: '≤ 1000 ms',
    met: p95 <= 1_000,
  };
}

/** Proportional memory of all processes, with none and with some linked numbers, on the stand-in's near-empty page. */
async function benchLinkedNumbers(): Promise<void> {
  if (findProgram('chromium') === null) {
    console.log('skipped: memory of linked numbers (needs chromium)');
    return;
  }
  const world = await WhatsappWorld.open();
  const product = await (
    await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn', KEEPLINE_WHATSAPP_STAND_IN: `127.0.0.1:${world.port}` })
  ).start();
  try {
    const owner = await product.owner();
    const without = await pssOfTree(product.pids[0]!);
    const figures: number[] = [];
    for (let n = 1; n <= linkedNumbers; n++) {
      await link(owner, world, `+38044555${String(1_000 + n)}`);
      figures.push((await pssOfTree(product.pids[0]!)) - without);
    }
    const each = figures.at(-1)! / linkedNumbers;
    printRows('WhatsApp: linked numbers (PSS of the whole tree, stand-in page)', [
      { what: 'the first', reached: `${figures[0]!.toFixed(0)} MB`, goal: '', met: null },
      { what: `each of ${linkedNumbers}`, reached: `${each.toFixed(0)} MB`, goal: '≤ 400 MB', met: each <= 400 },
    ]);
  } finally {
    await product.remove();
    await world.close();
  }
}

async function link(owner: ApiUser, world: WhatsappWorld, number: string): Promise<void> {
  const settings = { ...someNumberSettings, driver: 'web', number, cloud: null };
  const made = await owner.post<WhatsappNumberView>('/whatsapp/numbers', {
    name: number,
    settings,
    policy: somePolicy,
    riskAccepted: true,
  });
  await owner.post(`/whatsapp/numbers/${made.id}/linking`, { way: 'qr' });
  const look = () => owner.get<{ qr: { text: string } | null }>(`/whatsapp/numbers/${made.id}/linking`);
  let { qr } = await look();
  for (; qr === null; { qr } = await look()) await new Promise((resolve) => setTimeout(resolve, 200));
  await world.scan(number, qr.text);
  for (;;) {
    const { state } = await owner.get<WhatsappNumberView>(`/whatsapp/numbers/${made.id}`);
    if (state === 'ready') return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** @returns seconds for all */
async function timed(count: number, work: (n: number, worker: number) => Promise<void>): Promise<number> {
  const begun = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: together }, async (_, worker) => {
      for (let n = next++; n < count; n = next++) await work(n, worker);
    }),
  );
  return (performance.now() - begun) / 1_000;
}
