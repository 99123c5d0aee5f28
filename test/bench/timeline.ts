import { join } from 'node:path';
import { MasterKey } from '#libs/evidence';
import { sealContent } from '../../apps/core/src/conversations/interaction-content.js';
import type { ApiUser } from '../product/api.js';
import { fillCard } from '../product/long-card.js';
import { openDatabaseOf } from '../product/product-database.js';
import { Product } from '../product/product.js';
import { seeded } from './corpus.js';
import { percentile, printRows } from './measure.js';
import { askAs } from './reading.js';

const clients = 10_000;
/** Of the one card that is longer than any other. */
const longest = 100_000;

const header = {
  messageId: null,
  from: [{ name: 'Client', address: 'person@client.test' }],
  replyTo: [],
  to: [{ name: 'Office', address: 'office@company.test' }],
  cc: [],
  subject: 'Bench',
  date: null,
  inReplyTo: [],
  references: [],
  deliveredTo: [],
  contentType: 'text/plain',
  autoSubmitted: null,
  listId: null,
  copyMark: null,
};

/**
 * A page of the timeline over HTTP, as the page asks for it: sign-in checked, row-level security, bodies unsealed, audit entry written.
 * @param interactions how many there are in all; some clients have very many
 */
export async function benchTimeline(interactions: number): Promise<void> {
  const product = await (await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn' })).start();
  try {
    const owner = await product.owner();
    const anna = await owner.newEmployee('Anna', 'anna@company.test');
    const database = await openDatabaseOf(product.dataDir);
    const masterKey = await MasterKey.load(join(product.dataDir, 'master.key'), { mayMake: false });
    const text = 'Добрый день! '.repeat(150);
    const { sealedText, sealedStart, snippet } = sealContent(masterKey, { text, html: null }, 'email');
    console.log(`\nWriting ${interactions.toLocaleString('en')} interactions …`);
    await database.query(
      `insert into core.client (id, kind, name, responsible_id) select gen_random_uuid(), 'person', 'Client ' || n, $1 from generate_series(1, $2::int) n`,
      [anna.id, clients],
    );
    await database.query(`
      create temp table numbered as select id, row_number() over () - 1 as n from core.client;
      create index on numbered (n);
      insert into core.conversation (id, client_id, medium, subject, token, last_at, last_direction)
        select gen_random_uuid(), id, 'email', 'Bench', 'bench' || n, now(), 'inbound' from numbered;`);
    // Every tenth interaction belongs to one of a hundred large clients: cards of a thousand letters are what hurts.
    await database.query(
      `insert into core.interaction (id, client_id, conversation_id, medium, direction, kind, occurred_at, subject, header, natural_key, evidence_sha256, evidence_size, facts_sha256)
       select gen_random_uuid(), c.id, v.id, 'email', 'inbound', 'email', now() - g * interval '20 seconds', 'Bench ' || g, $3, 'bench:' || g, md5(g::text) || md5(g::text), 1000, md5(g::text)
       from generate_series(1, $1::int) g
       join numbered c on c.n = case when g % 10 = 0 then (g / 10) % 100 else (g * 7919::bigint) % $2 end
       join core.conversation v on v.client_id = c.id`,
      [interactions, clients, JSON.stringify(header)],
    );
    await database.query(
      `insert into core.journal (seq, kind, action, subject_id, client_id, at, body, prev_hash, hash)
       select 1000 + row_number() over (), 'interaction', 'interaction.captured', id, client_id, now(), '{}', md5(id::text), md5(id::text) from core.interaction`,
    );
    await database.query(
      `insert into core.interaction_content (interaction_id, sealed_text, sealed_start, snippet) select id, $1, $2, $3 from core.interaction`,
      [sealedText, sealedStart, snippet],
    );
    for (const table of ['interaction', 'interaction_content', 'client', 'conversation', 'journal'])
      await database.query(`vacuum analyze core.${table}`);
    // What is asked about is a company with a long history, not one that has just written gigabytes and waits for its disk.
    await database.query('checkpoint');
    const { rows } = await database.query<{ id: string }>('select id from numbered order by n');
    const long = await owner.newClient('Long Ada', 'long@client.test', { responsibleId: anna.id });
    await fillCard(database, product.dataDir, { clientId: long.id, entries: longest, employeeId: anna.id });
    await database.query('checkpoint');
    await database.end();
    const reader = await product.as('anna@company.test');
    const random = seeded(7);
    const times: { first: number[]; next: number[] } = { first: [], next: [] };
    for (let n = 0; n < 1_100; n++) {
      const id = rows[n % 4 === 0 ? Math.floor(random() * 100) : Math.floor(random() * clients)]!.id;
      const ask = async (cursor: string | null) => {
        const { ms, bytes } = await askAs(
          reader,
          `/clients/${id}/timeline?limit=50${cursor ? `&cursor=${cursor}` : ''}`,
        );
        return { ms, page: JSON.parse(bytes.toString('utf8')) as { items: unknown[]; nextCursor: string | null } };
      };
      const { ms, page } = await ask(null);
      if (n >= 100) times.first.push(ms);
      if (page.nextCursor !== null && n >= 100) times.next.push((await ask(page.nextCursor)).ms);
    }
    printRows(`Timeline over HTTP at ${interactions.toLocaleString('en')} interactions, page of 50, one reader`, [
      {
        what: 'first page',
        reached: `p50 ${percentile(times.first, 0.5).toFixed(1)} ms, p95 ${percentile(times.first, 0.95).toFixed(1)} ms`,
        goal: 'p95 ≤ 10 ms',
        met: percentile(times.first, 0.95) <= 10,
      },
      {
        what: 'next page',
        reached: `p50 ${percentile(times.next, 0.5).toFixed(1)} ms, p95 ${percentile(times.next, 0.95).toFixed(1)} ms`,
        goal: 'p95 ≤ 10 ms',
        met: percentile(times.next, 0.95) <= 10,
      },
    ]);
    await benchLongCard(reader, long.id);
  } finally {
    await product.remove();
  }
}

/** What the page asks for when a card of a hundred thousand entries is opened, and what somebody asks for in it. */
async function benchLongCard(reader: ApiUser, id: string): Promise<void> {
  const halfway = new Date(Date.now() - (longest / 2) * 20 * 60_000).toISOString();
  const asked: readonly (readonly [string, readonly string[], number | null])[] = [
    ['opens: the card and its newest page', ['', '/timeline?limit=30'], 20],
    ['halfway back, by date', [`/timeline?limit=30&at=${halfway}`], 20],
    ['only calls, of which there are none', ['/timeline?limit=30&medium=phone'], null],
    ['entries of each month', ['/timeline/months'], null],
  ];
  const rows = [];
  for (const [what, paths, goal] of asked) {
    const times: number[] = [];
    for (let n = 0; n < 220; n++) {
      const begun = performance.now();
      await Promise.all(paths.map((path) => askAs(reader, `/clients/${id}${path}`)));
      if (n >= 20) times.push(performance.now() - begun);
    }
    const p95 = percentile(times, 0.95);
    rows.push({
      what,
      reached: `p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
      goal: goal === null ? '–' : `p95 ≤ ${goal} ms`,
      met: goal === null ? null : p95 <= goal,
    });
  }
  printRows(`A card with ${longest.toLocaleString('en')} entries over HTTP, one reader`, rows);
}
