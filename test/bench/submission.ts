import { once } from 'node:events';
import { WebSocket } from 'ws';
import { MailProgram } from '../peers/mail-program.js';
import { findProgram } from '../peers/real/peer.js';
import type { ApiUser } from '../product/api.js';
import type { Product } from '../product/product.js';
import { median, percentile, printRows, type Row } from './measure.js';
import {
  aLetter,
  byPrograms,
  bySource,
  envelope,
  login,
  openOffice,
  pause,
  startSink,
  untilQuiet,
  untilSent,
  withPostfix,
} from './submission-office.js';

const rounds = 3;
const programs = ['postfix', 'smtp-source', 'smtp-sink'] as const;

const rate = (perSecond: number): string => `${perSecond.toFixed(0)}/s`;

/** Accepting and committing beside Postfix (queue file and fsync), with the same source, in turn. */
async function acceptingRows(product: Product, letters: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { sessions, bytes, share, least } of [
    { sessions: 1, bytes: 4_000, share: 0.2, least: 1 },
    { sessions: 10, bytes: 4_000, share: 1, least: 1.5 },
    { sessions: 1, bytes: 60_000, share: 0.15, least: 1 },
    { sessions: 10, bytes: 60_000, share: 0.5, least: 1.5 },
  ]) {
    const count = Math.ceil(letters * share);
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let n = 0; n < rounds; n++) {
      theirs.push(await withPostfix('discard', (port) => bySource(port, { sessions, bytes, count })));
      ours.push(await bySource(product.smtpPort, { sessions, bytes, count }));
      await untilQuiet(product);
    }
    const ratio = median(ours.map((each, n) => each / theirs[n]!));
    rows.push({
      what: `taken in ÷ Postfix, ${sessions} × ${bytes / 1_000} kB`,
      reached: `${ratio.toFixed(2)}  (${rate(median(ours))}, ${rate(median(theirs))})`,
      goal: `≥ ${least}`,
      met: ratio >= least,
    });
  }
  return rows;
}

/** TLS, sign-in, the copy by rule and the card's line against Postfix that does nothing of it; and all the way out. */
async function submittingRows(
  product: Product,
  password: string,
  { sinkPort, letters }: { sinkPort: number; letters: number },
): Promise<Row[]> {
  const many = { sessions: 10, bytes: 4_000, count: Math.ceil(letters / 2) };
  const [submitted, bare, through, relayed]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let n = 0; n < rounds; n++) {
    bare.push(await withPostfix('discard', (port) => bySource(port, many)));
    const begun = performance.now();
    submitted.push(await byPrograms(product.submission.port, password, many));
    await untilSent(product);
    // Each letter goes out twice: to the client and to the archive.
    through.push((many.count * 2) / ((performance.now() - begun) / 1_000));
    relayed.push(
      await withPostfix({ relayTo: sinkPort }, async (port, queued) => {
        const from = performance.now();
        await bySource(port, { ...many, count: many.count * 2 });
        while ((await queued()) > 0) await pause(20);
        return (many.count * 2) / ((performance.now() - from) / 1_000);
      }),
    );
    await untilQuiet(product);
  }
  const accept = median(submitted.map((each, n) => each / bare[n]!));
  const relay = median(through.map((each, n) => each / relayed[n]!));
  return [
    {
      what: 'submitted (TLS, sign-in, copy, card) ÷ Postfix bare, 10 × 4 kB',
      reached: `${accept.toFixed(2)}  (${rate(median(submitted))}, ${rate(median(bare))})`,
      goal: '≥ 0.5',
      met: accept >= 0.5,
    },
    {
      what: 'letters out at the other end ÷ Postfix relaying as many',
      reached: `${relay.toFixed(2)}  (${rate(median(through))}, ${rate(median(relayed))})`,
      goal: '≥ 0.6',
      met: relay >= 0.6,
    },
  ];
}

/** 200 letters a second, whatever becomes of those before. */
async function steadyRow(product: Product, password: string): Promise<Row> {
  const [perSecond, seconds] = [200, 10];
  const programs = await Promise.all(
    Array.from({ length: 40 }, () => MailProgram.open(product.submission.port, { user: login.user, password })),
  );
  const idle = [...programs];
  const times: number[] = [];
  const under: Promise<void>[] = [];
  const begun = performance.now();
  for (let n = 0; n < perSecond * seconds; n++) {
    const due = begun + (n * 1_000) / perSecond;
    while (performance.now() < due) await pause(1);
    const program = idle.pop();
    if (!program) {
      times.push(Infinity);
      continue;
    }
    under.push(
      program.send(envelope, aLetter(4_000)).then((ms) => {
        times.push(ms);
        idle.push(program);
      }),
    );
  }
  await Promise.all(under);
  for (const program of programs) program.quit();
  const p99 = percentile(times, 0.99);
  return {
    what: `accepted at ${perSecond} letters a second, TLS and sign-in`,
    reached: `p50 ${percentile(times, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
    goal: 'p99 ≤ 50 ms',
    met: p99 <= 50,
  };
}

/** From DATA to the line on the card of whoever has it open, who is told by the web socket. */
async function visibleRow(product: Product, anna: ApiUser, password: string): Promise<Row> {
  await untilQuiet(product);
  const socket = new WebSocket(`${anna.api.replace(/^http/, 'ws')}/live`, {
    headers: { origin: product.url, cookie: anna.sessionCookie },
  });
  await once(socket, 'open');
  let seen: (() => void) | null = null;
  socket.on('message', (text: Buffer) => {
    const told = JSON.parse(text.toString()) as { event: string; data: { direction?: string } };
    if (told.event === 'interaction' && told.data.direction === 'outbound') seen?.();
  });
  const program = await MailProgram.open(product.submission.port, { user: login.user, password });
  const times: number[] = [];
  for (let n = 0; n < 60; n++) {
    const begun = performance.now();
    const told = new Promise<void>((resolve) => (seen = resolve));
    await program.send(envelope, aLetter(4_000));
    await told;
    times.push(performance.now() - begun);
    await pause(300);
  }
  socket.close();
  program.quit();
  const p95 = percentile(times, 0.95);
  return {
    what: 'from DATA to the line on the open card',
    reached: `p50 ${percentile(times, 0.5).toFixed(0)} ms, p95 ${p95.toFixed(0)} ms`,
    goal: 'p95 ≤ 1000 ms',
    met: p95 <= 1_000,
  };
}

/**
 * Mail programs and other servers hand letters in, beside Postfix on the same machine in alternate runs.
 * @param letters of the largest run; the others have a share of it
 */
export async function benchSubmission(letters: number): Promise<void> {
  const missing = programs.filter((program) => findProgram(program) === null);
  if (missing.length > 0) {
    console.log(`skipped: submission (needs ${missing.join(', ')})`);
    return;
  }
  const sink = await startSink();
  const { product, anna, password } = await openOffice(sink.port);
  try {
    // What a process does for the first times it does slowly, and mail servers are not started for each letter.
    await bySource(product.smtpPort, { sessions: 10, bytes: 4_000, count: 300 });
    await byPrograms(product.submission.port, password, { sessions: 10, bytes: 4_000, count: 300 });
    await untilQuiet(product);
    printRows('Mail by SMTP beside Postfix (medians of the ratios)', [
      ...(await acceptingRows(product, letters)),
      ...(await submittingRows(product, password, { sinkPort: sink.port, letters })),
      await steadyRow(product, password),
      await visibleRow(product, anna, password),
    ]);
  } finally {
    await product.remove();
    await sink.stop();
  }
}
