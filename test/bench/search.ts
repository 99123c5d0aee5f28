import { join } from 'node:path';
import { MasterKey } from '#libs/evidence';
import { seeded } from '#libs/testing';
import { sealContent } from '../../apps/core/src/conversations/interaction-content.js';
import { SearchWords } from '../../apps/core/src/search/search-words.js';
import type { Client } from 'pg';
import type { ApiUser } from '../product/api.js';
import { openDatabaseOf } from '../product/product-database.js';
import type { Product } from '../product/product.js';
import { words } from './corpus.js';
import { readByCrowds } from './crowds.js';
import { printRows } from './measure.js';
import { onPrepared } from './prepared.js';
import { clients, employees, writeOffice } from './office.js';

const asks = 150;
/** What signing in, the guard and HTTP cost by themselves on this machine now. */
const nothing = 'a route that asks nothing (/me)';
const vocabulary = 20_000;
const wordsOfEach = 40;

/** The nth word of the language of this bench: no stemmer changes it, and none begins as another does. */
const word = (n: number) => `${[...String(n)].map((digit) => 'bcdfghjklm'[Number(digit)]).join('')}q`;
const wordInSql = (n: string) => `translate((${n})::text, '0123456789', 'bcdfghjklm') || 'q'`;

const differentLetters = 300;

/** No two alike, so that what is done with a text is done with each: a hundred words or so, an address and a number. */
function letters(): string[] {
  const random = seeded(1);
  const known = Object.values(words).flat();
  const some = (many: number) => Array.from({ length: many }, () => known[Math.floor(random() * known.length)]!);
  return Array.from({ length: differentLetters }, (_, n) => {
    const number = String(1_000_000 + Math.floor(random() * 9_000_000));
    return `${some(60 + (n % 80)).join(' ')} zzhalf zztenth, +380 44 ${number}, ada${n}@example.test, ${some(40).join(' ')}`;
  });
}

/** By how many of a million interactions hold them: half of them, a tenth; three of a hundred; ten in all; none. */
const queries: Readonly<Record<string, readonly string[]>> = {
  common: ['zzhalf', 'zztenth', 'zzhalf zztenth', word(0)],
  medium: [word(400), word(2_000), 'zzthree'],
  rare: ['zzrare', word(vocabulary - 7), 'zzold'],
  mixed: ['zzhalf zzrare', 'zztenth zzold', `zzhalf ${word(2_000)}`],
  absent: ['zznowhere', 'zzhalf zznowhere', 'zzrare zzold zznowhere'],
};

/**
 * The search over HTTP with rights, masking, row-level security and the audit on, asked for by eight people at once: owner, head and employee
 * who sees addresses masked.
 * @param interactions how many there are in all, over three years
 */
export function benchSearch(interactions: number): Promise<void> {
  return onPrepared({
    name: `search-${interactions}`,
    write: (product, database, owner) => writeInteractions(product, database, owner, interactions),
    measure: (product, people) => measureSearch(product, people, interactions),
  });
}

async function writeInteractions(
  product: Product,
  database: Client,
  owner: ApiUser,
  interactions: number,
): Promise<{ anna: string; maria: string }> {
  const { id: anna } = await owner.newEmployee('Anna', 'anna@company.test');
  const { id: maria } = await owner.newEmployee('Maria', 'maria@company.test', { role: 'manager' });
  const masterKey = await MasterKey.load(join(product.dataDir, 'master.key'), { mayMake: false });
  const contents = letters().map((text) => sealContent(masterKey, { text, html: null }, 'email'));
  await writeOffice(database, { anna, maria });
  await database.query(`
      insert into core.conversation (id, client_id, medium, subject, token, last_at, last_direction)
        select gen_random_uuid(), id, 'email', 'Bench', 'bench' || n, now(), 'inbound' from numbered;`);
  await database.query(
    `insert into core.interaction (id, client_id, conversation_id, medium, direction, kind, occurred_at, subject, natural_key, evidence_sha256, evidence_size, facts_sha256)
       select (lpad(to_hex((extract(epoch from now() - (g::float8 / $1) * interval '3 years') * 1000)::bigint), 12, '0') || '7'
           || substr(md5(g::text), 1, 3) || 'a' || substr(md5(g::text), 4, 15))::uuid,
         v.client_id, v.id, 'email', case when g % 2 = 0 then 'inbound' else 'outbound' end,
         case when g % 20 = 0 then 'note' else 'email' end, now() - (g::float8 / $1) * interval '3 years',
         'Bench ' || g, 'bench:' || g, md5(g::text) || md5(g::text), 1000, md5(g::text)
       from generate_series(1, $1::int) g join core.conversation v on v.token = 'bench' || ((g * 7919::bigint) % ${clients})`,
    [interactions],
  );
  // An index that is made afterwards is made in a quarter of the time.
  const [index] = (
    await database.query<{ sql: string }>(`select pg_get_indexdef('core.search_entry_lexemes'::regclass) as sql`)
  ).rows;
  await database.query('drop index core.search_entry_lexemes');
  await database.query(
    `insert into core.interaction_content (interaction_id, sealed_text, snippet, lexemes)
       select i.id, ($1::bytea[])[1 + i.n % ${differentLetters}], ($2::bytea[])[1 + i.n % ${differentLetters}], array_to_tsvector(array_remove(array(
           select ${wordInSql(`floor(power(random(), 3) * ${vocabulary} + 0 * i.n)::int`)} from generate_series(1, ${wordsOfEach})
         ) || array[
           case when i.n % 2 = 0 then 'zzhalf' end, case when i.n % 10 = 0 then 'zztenth' end, case when i.n % 33 = 0 then 'zzthree' end,
           case when i.n % greatest(1, $3::int / 10) = 0 then 'zzrare' end, case when i.n > $3::int - 500 then 'zzold' end], null))
       from (select id, substr(natural_key, 7)::int as n from core.interaction where natural_key like 'bench:%') i`,
    [contents.map(({ sealedText }) => sealedText), contents.map(({ snippet }) => snippet), interactions],
  );
  await database.query(`set maintenance_work_mem = '512MB'`);
  await database.query(index!.sql);
  for (const table of ['search_entry', 'interaction', 'interaction_content', 'client', 'conversation', 'employee'])
    await database.query(`vacuum analyze core.${table}`);
  return { anna, maria };
}

async function measureSearch(
  product: Product,
  { anna, maria }: { anna: string; maria: string },
  interactions: number,
): Promise<void> {
  const database = await openDatabaseOf(product.dataDir);
  await printStatements(database, interactions, { anna, maria });
  await database.end();
  const owner = await product.owner();
  const people: readonly (readonly [string, ApiUser])[] = [
    ['owner', owner],
    ['head', await product.as('maria@company.test')],
    ['employee', await product.as('anna@company.test')],
  ];
  const classes = Object.keys(queries);
  await readByCrowds(
    `Search over HTTP at ${interactions.toLocaleString('en')} interactions, ${clients.toLocaleString('en')} clients, ${employees} employees`,
    asks,
    async ({ n, ask }, turns) => {
      for (let turn = 0; turn < turns; turn++) {
        if (turn % 5 === 0) await ask(owner, '/me', nothing);
        const [role, who] = people[(n + turn) % people.length]!;
        const of = classes[(n * 3 + turn) % classes.length]!;
        const q = queries[of]![turn % queries[of]!.length]!;
        // As the page asks: cards too. A word that is followed by another is finished.
        const path = `/search?q=${encodeURIComponent(`${q} .`)}&limit=25`;
        const { nextCursor } = await ask<{ nextCursor: string | null }>(who, path, `${of} words, ${role}`);
        if (nextCursor !== null && turn % 5 === 0) await ask(who, `${path}&cursor=${nextCursor}`, `next page, ${role}`);
      }
    },
    (name) => (name === nothing ? null : 50),
  );
}

/** The walk through the index alone, by PostgreSQL's own clock, the best of five: what a busy machine says nothing about. */
async function printStatements(
  database: Awaited<ReturnType<typeof openDatabaseOf>>,
  interactions: number,
  { anna, maria }: { anna: string; maria: string },
): Promise<void> {
  const [team] = (
    await database.query<{ id: string }>(`select team_id as id from core.employee where id = $1`, [maria])
  ).rows;
  const scopes = [
    ['owner', 'all', anna, ''],
    ['head', 'team', maria, team!.id],
    ['employee', 'own', anna, ''],
  ] as const;
  const rows = [];
  for (const [role, scope, employee, teams] of scopes) {
    await database.query(
      `select set_config('keepline.scope', $1, false), set_config('keepline.employee', $2, false), set_config('keepline.teams', $3, false)`,
      [scope, employee, teams],
    );
    for (const [of, typed] of Object.entries(queries))
      for (const q of typed) {
        const words = SearchWords.of(`${q} .`)!.tsquery({ whole: role !== 'employee', inFiles: false });
        let [best, found, blocks] = [Infinity, 0, 0];
        for (let n = 0; n < 5; n++) {
          const explained = await database.query<{ 'QUERY PLAN': [Explained] }>(
            `explain (analyze, buffers, timing off, format json) select * from core.search_entries($1::tsquery, core.cards_searched(null, null, null, null), null, null, null, 26)`,
            [words],
          );
          const [{ Plan: plan, 'Execution Time': ms }] = explained.rows[0]!['QUERY PLAN'];
          if (ms < best)
            [best, found, blocks] = [ms, plan['Actual Rows'], plan['Shared Hit Blocks'] + plan['Shared Read Blocks']];
        }
        rows.push({
          ...{ what: `${of} (${q}), ${role}`, reached: `${best.toFixed(1)} ms, ${found} rows, ${blocks} pages` },
          ...{ goal: '–', met: null },
        });
      }
  }
  printRows(`The walk alone at ${interactions.toLocaleString('en')} interactions, best of five`, rows);
  await database.query(`select set_config('keepline.scope', '', false)`);
}

interface Explained {
  Plan: { 'Actual Rows': number; 'Shared Hit Blocks': number; 'Shared Read Blocks': number };
  'Execution Time': number;
}
