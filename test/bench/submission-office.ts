import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { headBytes, headIn } from '../../apps/mail/src/incoming/frame.js';
import { MailProgram } from '../peers/mail-program.js';
import { findProgram, freePort, untilListening } from '../peers/real/peer.js';
import { startPostfix, type PostfixFate } from '../peers/real/postfix.js';
import type { ApiUser } from '../product/api.js';
import { openDatabaseOf } from '../product/product-database.js';
import { Product } from '../product/product.js';

export const login = { user: 'anna@company.test', recipient: 'ada@client.test' };

/** An office with one employee who has a mail password; its smarthost takes everything and forgets it. */
export async function openOffice(sinkPort: number): Promise<{ product: Product; anna: ApiUser; password: string }> {
  const product = await (await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn' })).start();
  const owner = await product.owner();
  const { id: responsibleId } = await owner.newEmployee('Anna', login.user, { seesContacts: true });
  await owner.newMailbox({
    ...{ name: 'Office', teamId: null, imapPassword: null, smtpPassword: null },
    mailbox: {
      ...{ address: 'office@company.test', displayName: 'The Company', aliases: [], imap: null },
      smtp: { host: '127.0.0.1', port: sinkPort, security: 'none', user: null },
      ...{ backfillFrom: null, plusAddressing: true },
    },
  });
  await owner.post('/copy-rules', { direction: 'outbound', target: 'address', address: 'archive@company.test' });
  await owner.newClient('Ada Lovelace', login.recipient, { responsibleId });
  const anna = await product.as(login.user);
  const { secret: password } = await anna.post<{ secret: string }>('/me/mail-passwords', { name: 'Bench' });
  return { product, anna, password };
}

export async function startSink(): Promise<{ port: number; stop: () => Promise<void> }> {
  const port = await freePort();
  const child = spawn(findProgram('smtp-sink')!, ['-u', userInfo().username, `127.0.0.1:${port}`, '1000'], {
    stdio: 'ignore',
  });
  await untilListening(port);
  return {
    port,
    stop: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

/** A Postfix of its own for one run. */
export async function withPostfix<T>(
  fate: PostfixFate,
  use: (port: number, queued: () => Promise<number>) => Promise<T>,
) {
  const root = await mkdtemp(join(tmpdir(), 'keepline-bench-postfix-'));
  const { uid, gid } = userInfo();
  const postfix = await startPostfix({ root, owner: { uid, gid }, addresses: ['office@company.test'], fate });
  try {
    return await use(postfix.port, () => postfix.queued());
  } finally {
    await postfix.stop();
    await rm(root, { recursive: true, force: true });
  }
}

/** smtp-source, which keeps its connections and costs next to nothing. @returns letters per second */
export async function bySource(port: number, o: { sessions: number; bytes: number; count: number }): Promise<number> {
  const begun = performance.now();
  const child = spawn(
    findProgram('smtp-source')!,
    [
      ...['-d', '-s', String(o.sessions), '-m', String(o.count), '-l', String(o.bytes)],
      ...['-f', 'ada@client.test', '-t', 'office@company.test', `127.0.0.1:${port}`],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const [code] = (await once(child, 'close')) as [number];
  if (code !== 0) throw new Error(`smtp-source ended with ${code}`);
  return o.count / ((performance.now() - begun) / 1_000);
}

export const envelope = { from: login.user, to: [login.recipient] };
let letterNumber = 0;
export function aLetter(bytes: number): string {
  const n = ++letterNumber;
  const head = `From: Anna <${login.user}>\r\nTo: ${login.recipient}\r\nSubject: Bench ${n}\r\nMessage-ID: <${n}.${process.pid}@bench.test>\r\nDate: Thu, 26 Nov 2026 10:00:00 +0200\r\nX-Mailer: Bench\r\n\r\n`;
  return head + `Letter ${n}, line after line of it.\r\n`.repeat(Math.ceil((bytes - head.length) / 36));
}

/** @returns letters per second, from the first MAIL to the last 250 */
export async function byPrograms(
  port: number,
  password: string,
  o: { sessions: number; bytes: number; count: number },
): Promise<number> {
  const open = await Promise.all(
    Array.from({ length: o.sessions }, () => MailProgram.open(port, { user: login.user, password })),
  );
  const begun = performance.now();
  let left = o.count;
  await Promise.all(
    open.map(async (program) => {
      while (left-- > 0) await program.send(envelope, aLetter(o.bytes));
    }),
  );
  const seconds = (performance.now() - begun) / 1_000;
  for (const program of open) program.quit();
  return o.count / seconds;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Each is found by an index, the likeliest first: this is asked for often, on the cores that are measured. */
const waitsToGo = `exists (select from mail.delivery where state = 'queued') or exists (select from mail.delivery where state = 'sending')
  or exists (select from mail.outbox) or exists (select from core.outbox)`;

async function untilNone(product: Product, waits: string): Promise<void> {
  const database = await openDatabaseOf(product.dataDir);
  for (;;) {
    const { rows } = await database.query<{ waits: boolean }>(`select ${waits} as waits`);
    if (!rows[0]!.waits) break;
    await pause(20);
  }
  await database.end();
}

export async function untilSent(product: Product): Promise<void> {
  await untilStored(product);
  await untilNone(product, waitsToGo);
}

/** What was taken is stored: none of the files of the incoming queue begins with a record. */
async function untilStored({ dataDir }: Product): Promise<void> {
  const incoming = join(dataDir, 'incoming-mail');
  const hasRecords = async (name: string) => {
    const file = await open(join(incoming, name), 'r').catch(() => null);
    if (file === null) return false;
    const { buffer } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0).finally(() => file.close());
    return headIn(buffer) !== null;
  };
  while ((await Promise.all((await readdir(incoming)).map(hasRecords))).includes(true)) await pause(25);
}

/** Nothing of the last run is still being worked at when the next begins. */
export async function untilQuiet(product: Product): Promise<void> {
  await untilStored(product);
  await untilNone(
    product,
    `${waitsToGo} or exists (select from core.reading_queue) or exists (select from core.waiting where due_at <= now())`,
  );
}
