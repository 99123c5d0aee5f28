import type { MailImportView } from '../../apps/core/src/conversations/importing/mail-importing.view.js';
import { openDatabaseOf } from '../product/product-database.js';
import { Product } from '../product/product.js';
import { letters } from './corpus.js';
import { printRows, rssOf } from './measure.js';

const pauseMs = 200;
const clients = 200;
const pieceBytes = 16 * 1024 * 1024;

/** Letters as an office gets them, 120 kB on average, out of one mbox file: uploaded, looked over, brought in beside nothing else, and taken off again. */
export async function benchOldMail(count: number): Promise<void> {
  let size = 0;
  for (const { length } of inMbox(count)) size += length;
  const product = await (
    await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn', KEEPLINE_REQUESTS_PER_MINUTE: '0' })
  ).start();
  try {
    const owner = await product.owner();
    const employee = await owner.newEmployee('Olena', 'olena@company.test');
    const server = { host: '127.0.0.1', port: 1, security: 'none', user: null } as const;
    const channel = await owner.newMailbox({
      ...{ name: 'Office', teamId: null, imapPassword: null, smtpPassword: null },
      mailbox: {
        ...{ address: 'office@company.test', displayName: 'Office', aliases: [], imap: null, smtp: server },
        ...{ backfillFrom: null, plusAddressing: true },
      },
    });
    for (let n = 0; n < clients; n++) await owner.newClient(`Client ${n}`, `person${n}@client${n}.test`);
    console.log(`\nBringing ${count.toLocaleString('en')} old letters in …`);
    const idle = await rssOf(product.pids[0]!);
    let highest = 0;
    const looking = setInterval(() => {
      void rssOf(product.pids[0]!).then((rss) => (highest = Math.max(highest, rss)));
    }, pauseMs);

    const begun = performance.now();
    const { id } = await owner.post<MailImportView>('/mail-imports/files', { name: 'old.mbox', size });
    let [piece, bytes, n] = [[] as Buffer[], 0, 0];
    const send = async () => {
      const put = () => owner.fetch('PUT', `/mail-imports/${id}/pieces/${n}`, Buffer.concat(piece));
      // Making the letters takes its time: a connection that was kept open is closed by then, and the page would send the piece again too.
      const { ok } = await put().catch(put);
      if (!ok) throw new Error('a piece was refused');
      n++;
      [piece, bytes] = [[], 0];
    };
    for (const one of inMbox(count)) {
      piece.push(one);
      bytes += one.length;
      if (bytes > pieceBytes) await send();
    }
    if (bytes > 0) await send();
    const uploadMs = performance.now() - begun;

    const timed = async (act: string, body: object, until: MailImportView['state']): Promise<number> => {
      const from = performance.now();
      await owner.post(`/mail-imports/${id}/${act}`, body);
      for (;;) {
        const { state, code } = await owner.get<MailImportView>(`/mail-imports/${id}`);
        if (state === until) return performance.now() - from;
        if (code !== null) throw new Error(code);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    };
    const plan = {
      channelId: channel.id,
      employeeId: employee.id,
      ownAddresses: [],
      unknown: 'leave',
      automatic: 'leave',
    };
    const checkMs = await timed('check', plan, 'checked');
    const runMs = await timed('start', {}, 'done');
    const database = await openDatabaseOf(product.dataDir);
    const readBegun = performance.now();
    for (;;) {
      const { rows } = await database.query<{ n: number }>('select count(*)::int as n from core.reading_queue');
      if (rows[0]!.n === 0) break;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    const readMs = performance.now() - readBegun;
    const undoMs = await timed('undo', {}, 'undone');
    clearInterval(looking);
    await database.end();
    const rate = (ms: number) => `${Math.round((count / ms) * 1_000).toLocaleString('en')} letters/s`;
    const plain = (what: string, reached: string) => ({ what, reached, goal: '', met: null });
    const grown = highest - idle;
    printRows(`Old letters, ${count.toLocaleString('en')} of ${(size / count / 1024).toFixed(0)} kB`, [
      plain('upload', `${(size / 1024 / 1024 / (uploadMs / 1_000)).toFixed(0)} MB/s`),
      plain('look over them', rate(checkMs)),
      plain('import, half of the time left to others', rate(runMs)),
      plain('until the last was read after that', `${(readMs / 1_000).toFixed(1)} s`),
      plain('undo', rate(undoMs)),
      { what: 'memory meanwhile', reached: `${grown.toFixed(0)} MB above idle`, goal: '≤ 200 MB', met: grown <= 200 },
    ]);
  } finally {
    await product.remove();
  }
}

/** The same letters whenever they are asked for: more than the memory should hold at once. */
function* inMbox(count: number): Generator<Buffer> {
  for (const one of letters(count, clients))
    yield Buffer.concat([Buffer.from('From x Thu Jan  1 10:20:30 2015\n'), one, Buffer.from('\n\n')]);
}
