import { randomUUID } from 'node:crypto';
import { bombFiles, bombLetters } from '../../peers/bombs.js';
import { chosen, type MailFault } from './mail-fault.js';
import { pause, sha256, type MailOffice } from './mail-office.js';
import { besideMainThread } from './processor-time.js';

const cpuGoalMs = 1_000;
const lagGoalMs = 50;

const head = (what: string) =>
  `From: Ada Lovelace <ada@client.test>\r\nX-Bomb: ${what} ${randomUUID()}\r\nMessage-ID: <${randomUUID()}@client.test>\r\n`;

const asAttachment = (name: string, file: Buffer): string =>
  `Subject: A file\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\nContent-Type: application/octet-stream; name=${name}\r\n` +
  `Content-Disposition: attachment; filename=${name}\r\nContent-Transfer-Encoding: base64\r\n\r\n${file.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n--b--\r\n`;

const bombs: Readonly<Record<string, () => string>> = {
  ...bombLetters,
  ...Object.fromEntries(
    Object.entries(bombFiles).map(([what, { name, bytes }]) => [what, () => asAttachment(name, bytes())]),
  ),
};

/** Of the gateway's main thread since it was last asked, milliseconds. */
async function lagP99({ product }: MailOffice): Promise<number> {
  const told = await fetch(`http://127.0.0.1:${product.environment['KEEPLINE_METRICS_PORT']}/metrics`);
  return Number(/^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(await told.text())?.[1]) * 1_000;
}

async function untilCaptured(office: MailOffice, sha: string): Promise<void> {
  const database = await office.database();
  try {
    for (let turn = 0; ; turn++) {
      const { rowCount } = await database.query('select from core.interaction where evidence_sha256 = $1', [sha]);
      if (rowCount === 1) return;
      if (turn === 600) throw new Error('A bomb was not captured in a minute');
      await pause(100);
    }
  } finally {
    await database.end();
  }
}

const sent = (kind: string, words: string) => Buffer.from(head(kind) + words, 'latin1');

/** Threads and processes that read are there already when a bomb comes, as they are on a working day. */
async function warmUp(office: MailOffice): Promise<void> {
  const letter = sent('none', asAttachment('list.txt', Buffer.from('Lamps, wire')));
  office.post([letter]);
  await untilCaptured(office, sha256(letter));
  await office.read(180_000);
}

export const bombed: MailFault = {
  id: 'F15',
  name: 'letters and files that are made to take their reader’s time and memory',
  async inject(office, rounds, steps) {
    let [injected, unread, overCpu, overLag] = [0, 0, 0, 0];
    let [worstCpu, worstLag] = [0, 0];
    for (let n = 0; n < rounds; n++)
      for (const what of chosen(bombs, steps)) {
        await warmUp(office);
        const bomb = sent(what, bombs[what]!());
        const [pid] = office.product.pids;
        await lagP99(office);
        const before = await besideMainThread(pid!);
        office.post([bomb]);
        await untilCaptured(office, sha256(bomb));
        const now = await office.read(180_000);
        const [cpu, lag] = [(await besideMainThread(pid!)) - before, await lagP99(office)];
        const given = now > unread ? ', given up' : '';
        office.notes.push(`F15 ${what}: ${(cpu / 1_000).toFixed(2)} s CPU, loop p99 ${lag.toFixed(0)} ms${given}`);
        unread = now;
        [worstCpu, worstLag] = [Math.max(worstCpu, cpu), Math.max(worstLag, lag)];
        if (cpu > cpuGoalMs) overCpu++;
        if (lag > lagGoalMs) overLag++;
        injected++;
        if (await office.product.untilEnded(50)) throw new Error(`The gateway ended over ${what}`);
      }
    office.notes.push(
      `F15: ${unread} of ${injected} given up; worst ${(worstCpu / 1_000).toFixed(2)} s CPU (${overCpu} over 1 s), loop p99 ${worstLag.toFixed(0)} ms (${overLag} over ${lagGoalMs} ms)`,
    );
    return injected;
  },
};
