import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { startDovecot, type Dovecot } from '../peers/real/dovecot.js';
import { findProgram } from '../peers/real/peer.js';
import { officeMailbox } from '../product/office-mailbox.js';
import { openDatabaseOf } from '../product/product-database.js';
import { Product } from '../product/product.js';
import { letters } from './corpus.js';
import { median, printRows, rssOf } from './measure.js';

/** Letters per second of one run, for each of those who fetch the same mailbox. */
interface Round {
  mbsync: number;
  imapflow: number;
  captured: number;
  read: number;
  peakRss: number;
}

const clients = 200;

/**
 * What a round leaves is removed at the very end. ext4 gives no inode out again that was freed in the last five minutes, and looks at each of
 * those for every new file (`recently_deleted`): after thousands of removed files Keepline was measured a sixth slower, and mbsync at times half as fast.
 */
type Leftovers = (() => Promise<void>)[];

/**
 * Fetching one mailbox from a real Dovecot: mbsync (fsync on) copies it, imapflow fetches and discards, Keepline captures it durably
 * (evidence encrypted, journal, row on the card) and then reads every letter whole. In alternate runs on the same two cores.
 * Long enough that Node's start is not what is measured: in its first seconds V8's compilers and collectors take an eighth of the processor, later half of that.
 */
export async function benchCapture(count: number, rounds: number): Promise<void> {
  if (findProgram('dovecot') === null || findProgram('mbsync') === null) {
    console.log('skipped: capture (needs dovecot and mbsync)');
    return;
  }
  const dovecot = await startDovecot();
  const leftovers: Leftovers = [];
  try {
    let bytes = 0;
    await dovecot.deliver(
      'office',
      (function* () {
        for (const letter of letters(count, clients)) {
          bytes += letter.length;
          yield letter;
        }
      })(),
    );
    console.log(`\n${count} letters, ${Math.round(bytes / count / 1000)} kB on average, ${rounds} rounds in turn`);
    await fetchAll(dovecot); // Dovecot writes its index once, for nobody's account
    const results: Round[] = [];
    for (let n = 0; n < rounds; n++) {
      const mbsync = await withMbsync(dovecot, count, leftovers);
      const imapflow = count / (await fetchAll(dovecot));
      const ours = await withKeepline(dovecot, count, leftovers);
      results.push({ mbsync, imapflow, ...ours });
      console.log(
        `  round ${n + 1}: mbsync ${mbsync.toFixed(0)}/s, imapflow alone ${imapflow.toFixed(0)}/s, captured ${ours.captured.toFixed(0)}/s, read ${ours.read.toFixed(0)}/s, RSS ${ours.peakRss.toFixed(0)} MB`,
      );
    }
    const ratio = (of: (r: Round) => number) => median(results.map((r) => of(r) / r.mbsync));
    const captured = ratio((r) => r.captured);
    const read = ratio((r) => r.read);
    const rss = Math.max(...results.map((r) => r.peakRss));
    printRows('Capture (medians of the ratios)', [
      {
        what: 'durably captured ÷ mbsync with fsync',
        reached: `${captured.toFixed(2)}  (${median(results.map((r) => r.captured)).toFixed(0)} letters/s)`,
        goal: '≥ 0.5, stretch 1.0',
        met: captured >= 0.5,
      },
      {
        what: 'read whole and searchable ÷ mbsync',
        reached: `${read.toFixed(2)}  (${median(results.map((r) => r.read)).toFixed(0)} letters/s)`,
        goal: '≥ 0.2',
        met: read >= 0.2,
      },
      {
        what: 'imapflow fetching alone ÷ mbsync',
        reached: ratio((r) => r.imapflow).toFixed(2),
        goal: '(the bound)',
        met: null,
      },
      { what: 'gateway, peak resident memory', reached: `${rss.toFixed(0)} MB`, goal: '≤ 350 MB', met: rss <= 350 },
    ]);
  } finally {
    await dovecot.stop();
    for (const remove of leftovers) await remove();
  }
}

async function withMbsync(dovecot: Dovecot, count: number, leftovers: Leftovers): Promise<number> {
  const base = await mkdtemp(join(tmpdir(), 'keepline-mbsync-'));
  leftovers.push(() => rm(base, { recursive: true, force: true }));
  await mkdir(join(base, 'mail'));
  await writeFile(
    join(base, 'mbsyncrc'),
    `FSync yes\nIMAPAccount a\nHost 127.0.0.1\nPort ${dovecot.port}\nUser office\nPass ${dovecot.password}\nSSLType None\nAuthMechs LOGIN\n\nIMAPStore far\nAccount a\n\nMaildirStore near\nPath ${base}/mail/\nInbox ${base}/mail/INBOX\n\nChannel c\nFar :far:\nNear :near:\nPatterns INBOX\nSync Pull\nCreate Near\nSyncState *\n`,
  );
  const begun = performance.now();
  const child = spawn('mbsync', ['-q', '-c', join(base, 'mbsyncrc'), 'c'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'close')) as [number];
  const seconds = (performance.now() - begun) / 1000;
  if (code !== 0) throw new Error(`mbsync ended with ${code}`);
  return count / seconds;
}

/** @returns seconds */
async function fetchAll(dovecot: Dovecot): Promise<number> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port: dovecot.port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: 'office', pass: dovecot.password },
    logger: false,
  });
  const begun = performance.now();
  await client.connect();
  const lock = await client.getMailboxLock('INBOX', { readOnly: true });
  for await (const message of client.fetch('1:*', { source: true, uid: true })) {
    if (message.source === undefined) throw new Error('a letter without its source');
  }
  lock.release();
  await client.logout();
  return (performance.now() - begun) / 1000;
}

async function withKeepline(
  dovecot: Dovecot,
  count: number,
  leftovers: Leftovers,
): Promise<Pick<Round, 'captured' | 'read' | 'peakRss'>> {
  const product = await (await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn' })).start();
  leftovers.push(() => product.remove());
  try {
    const owner = await product.owner();
    for (let n = 0; n < clients; n++) await owner.newClient(`Client ${n}`, `person${n}@client${n}.test`);
    const database = await openDatabaseOf(product.dataDir);
    const begun = performance.now();
    await owner.newMailbox(officeMailbox(dovecot));
    let peakRss = 0;
    const until = async (sql: string) => {
      for (;;) {
        const { rows } = await database.query<{ n: string }>(sql);
        peakRss = Math.max(peakRss, await rssOf(product.pids[0]!));
        if (Number(rows[0]!.n) >= count) return (performance.now() - begun) / 1000;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    const captured = await until('select count(*) as n from core.interaction where client_id is not null');
    const read = await until('select count(*) as n from core.interaction_content where problem is null');
    await database.end();
    return { captured: count / captured, read: count / read, peakRss };
  } finally {
    await product.stop();
  }
}
