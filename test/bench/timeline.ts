import { join } from 'node:path';
import { MasterKey } from '#libs/evidence';
import { seeded } from '#libs/testing';
import { sealContent } from '../../apps/core/src/conversations/interaction-content.js';
import type { Client } from 'pg';
import type { ApiUser } from '../product/api.js';
import { fillCard } from '../product/long-card.js';
import { openDatabaseOf } from '../product/product-database.js';
import type { Product } from '../product/product.js';
import { readByCrowds } from './crowds.js';
import { percentile, printRows } from './measure.js';
import { clients, employees, writeOffice } from './office.js';
import { onPrepared } from './prepared.js';

/** Cards that are longer than the others: every tenth interaction is theirs. */
const large = 100;
/** Of the one card that is longer than any other. */
const longest = 100_000;

const opens = 'opens: the card and its newest page';
const asks = 60;
/** Of the bare statement. */
const readings = 500;

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
 * A page of the timeline over HTTP, as the page asks for it: sign-in checked, row-level security, bodies unsealed and masked, audit entry written.
 * @param interactions how many there are in all; some clients have very many
 */
export function benchTimeline(interactions: number): Promise<void> {
  return onPrepared({
    name: `timeline-${interactions}`,
    write: (product, database, owner) => writeTimelines(product, database, owner, interactions),
    measure: (product, written) => measureTimelines(product, written, interactions),
  });
}

interface Written extends Record<string, string> {
  anna: string;
  maria: string;
  longCard: string;
}

async function writeTimelines(
  product: Product,
  database: Client,
  owner: ApiUser,
  interactions: number,
): Promise<Written> {
  const { id: anna } = await owner.newEmployee('Anna', 'anna@company.test');
  const { id: maria } = await owner.newEmployee('Maria', 'maria@company.test', { role: 'manager' });
  const masterKey = await MasterKey.load(join(product.dataDir, 'master.key'), { mayMake: false });
  const text = 'Добрый день! '.repeat(150);
  const { sealedText, sealedStart, snippet } = sealContent(masterKey, { text, html: null }, 'email');
  await writeOffice(database, { anna, maria });
  await database.query(
    `insert into core.conversation (id, client_id, medium, subject, token, last_at, last_direction)
     select gen_random_uuid(), id, 'email', 'Bench', 'bench' || n, now(), 'inbound' from numbered`,
  );
  // Cards of a thousand letters are what hurts: half of them are Anna's, and each of them is seen by the head of her team.
  await database.query(
    `create temp table large as
     select n, row_number() over (order by own desc, n) - 1 as nth from (
       select n.n, c.responsible_id = $1 as own, row_number() over (partition by c.responsible_id = $1 order by n.n) as of_kind
       from numbered n join core.client c on c.id = n.id where c.team_id = (select team_id from core.employee where id = $1)
         and c.responsible_id is not null) as team
     where of_kind <= ${large / 2}`,
    [anna],
  );
  await database.query(
    `insert into core.interaction (id, client_id, conversation_id, medium, direction, kind, occurred_at, subject, header, natural_key, evidence_sha256, evidence_size, facts_sha256)
     select gen_random_uuid(), v.client_id, v.id, 'email', 'inbound', 'email', now() - g * interval '20 seconds', 'Bench ' || g, $2, 'bench:' || g,
       md5(g::text) || md5(g::text), 1000, md5(g::text)
     from generate_series(1, $1::int) g
     left join large on g % 10 = 0 and large.nth = (g / 10) % ${large}
     join core.conversation v on v.token = 'bench' || coalesce(large.n, (g * 7919::bigint) % ${clients})`,
    [interactions, JSON.stringify(header)],
  );
  await database.query(
    `insert into core.journal (seq, kind, action, subject_id, client_id, at, body, prev_hash, hash)
     select 1000 + row_number() over (), 'interaction', 'interaction.captured', id, client_id, now(), '{}', md5(id::text), md5(id::text) from core.interaction`,
  );
  await database.query(
    `insert into core.interaction_content (interaction_id, sealed_text, sealed_start, snippet) select id, $1, $2, $3 from core.interaction`,
    [sealedText, sealedStart, snippet],
  );
  for (const table of ['interaction', 'interaction_content', 'client', 'conversation', 'journal', 'employee'])
    await database.query(`vacuum analyze core.${table}`);
  const long = await owner.newClient('Long Ada', 'long@client.test', { responsibleId: anna });
  await fillCard(database, product.dataDir, { clientId: long.id, entries: longest, employeeId: anna });
  return { anna, maria, longCard: long.id };
}

async function measureTimelines(
  product: Product,
  { anna, maria, longCard }: Written,
  interactions: number,
): Promise<void> {
  const database = await openDatabaseOf(product.dataDir);
  const { rows: long } = await database.query<{ id: string; own: boolean }>(
    `select client_id as id, responsible_id = $1 as own from core.interaction i join core.client c on c.id = i.client_id where c.id <> $2
     group by 1, 2 order by count(*) desc, 1 limit ${large}`,
    [anna, longCard],
  );
  const visible = async (where: string, ...parameters: unknown[]) =>
    (
      await database.query<{ id: string }>(
        `select id from core.client where id <> $1 and ${where} order by id limit 10000`,
        [longCard, ...parameters],
      )
    ).rows;
  const people = [
    { role: 'owner', who: await product.owner(), cards: await visible('true'), long },
    {
      ...{ role: 'head', who: await product.as('maria@company.test'), long },
      cards: await visible('team_id = (select team_id from core.employee where id = $2)', maria),
    },
    {
      ...{ role: 'employee', who: await product.as('anna@company.test'), long: long.filter(({ own }) => own) },
      cards: await visible('responsible_id = $2', anna),
    },
  ];
  const among = `at ${interactions.toLocaleString('en')} interactions, ${clients.toLocaleString('en')} clients, ${employees} employees`;
  await askBarely(database, people[0]!.cards, among);
  await database.end();
  await readByCrowds(
    `Timeline over HTTP, pages of 50, ${among}`,
    asks,
    async ({ n, random, ask }, turns) => {
      for (let turn = 0; turn < turns; turn++) {
        const { role, who, cards, long } = people[(n + turn) % people.length]!;
        const from = turn % 4 === 0 ? long : cards;
        const path = `/clients/${from[Math.floor(random() * from.length)]!.id}/timeline?limit=50`;
        const { nextCursor } = await ask<{ nextCursor: string | null }>(who, path, `${role}: first page`);
        if (nextCursor !== null) await ask(who, `${path}&cursor=${nextCursor}`, `${role}: next page`);
      }
    },
    (_, many) => (many === 1 ? 10 : 20),
  );
  const halfway = new Date(Date.now() - (longest / 2) * 20 * 60_000).toISOString();
  const asked: readonly (readonly [string, readonly string[]])[] = [
    [opens, ['', '/timeline?limit=30']],
    ['halfway back, by date', [`/timeline?limit=30&at=${halfway}`]],
    ['only calls, of which there are none', ['/timeline?limit=30&medium=phone']],
    ['entries of each month', ['/timeline/months']],
  ];
  await readByCrowds(
    `A card with ${longest.toLocaleString('en')} entries over HTTP, ${among}`,
    asks,
    async ({ n, ask }, turns) => {
      for (let turn = 0; turn < turns; turn++) {
        const { who } = people[(n + turn) % people.length]!;
        // Most of what is asked is the card that is opened; what counts months is asked once in a while.
        const [what, paths] = asked[turn % 8] ?? asked[0]!;
        await ask(
          who,
          paths.map((path) => `/clients/${longCard}${path}`),
          what,
        );
      }
    },
    (name) => (name === opens || name.startsWith('halfway') ? 20 : null),
  );
}

/** What of this the machine takes by itself: the rows of a page by a plain client of PostgreSQL, which knows of no viewer, no rights and no keys. */
async function askBarely(database: Client, cards: readonly { id: string }[], among: string): Promise<void> {
  const random = seeded(1);
  const times: number[] = [];
  for (let turn = 0; turn < readings; turn++) {
    const begun = performance.now();
    await database.query({
      name: 'bare page',
      text: `select i.*, t.sealed_start from (select * from core.interaction where client_id = $1 order by occurred_at desc, id desc limit 51) i
             left join core.interaction_content t on t.interaction_id = i.id order by i.occurred_at desc, i.id desc`,
      values: [cards[Math.floor(random() * cards.length)]!.id],
    });
    times.push(performance.now() - begun);
  }
  const reached = `p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`;
  printRows(`The rows of a page by a plain client of PostgreSQL, ${among}`, [
    { what: 'no viewer, no rights, sealed as they lie', reached, goal: '–', met: null },
  ]);
}
