import { setTimeout } from 'node:timers/promises';
import { openDatabaseOf } from '../product/product-database.js';
import type { ApiUser } from '../product/api.js';
import { Product } from '../product/product.js';
import { seeded } from './corpus.js';
import { percentile, printRows } from './measure.js';
import { askAs } from './reading.js';
import { clients, employees, writeOffice } from './office.js';

const readers = 8;
const asks = 60;
const views = ['mine', 'team', 'unassigned', 'unanswered', 'waiting-for-client', 'snoozed', 'done', 'all'] as const;

/**
 * The inbox over HTTP with rights, masking and row-level security on, asked for by eight people at once: owner, heads and employees.
 * @param interactions how many there are in all, in a quarter as many conversations
 */
export async function benchInbox(interactions: number): Promise<void> {
  const product = await (await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn' })).start();
  try {
    const owner = await product.owner();
    const { id: anna } = await owner.newEmployee('Anna', 'anna@company.test');
    const { id: maria } = await owner.newEmployee('Maria', 'maria@company.test', { role: 'manager' });
    const database = await openDatabaseOf(product.dataDir);
    const conversations = Math.floor(interactions / 4);
    console.log(`\nWriting ${conversations.toLocaleString('en')} conversations …`);
    await writeOffice(database, { anna, maria });
    await database.query(
      `insert into core.conversation (id, client_id, medium, subject, token, last_at, last_direction, waiting_since, state, snoozed_until, assignee_id)
       select gen_random_uuid(), c.id, 'email', 'Bench ' || g, 'bench' || g, now() - g * interval '90 seconds',
         case when g % 3 = 0 then 'inbound' else 'outbound' end, case when g % 3 = 0 and g % 10 > 5 then now() - g * interval '90 seconds' end,
         case when g % 10 < 5 then 'done' when g % 10 = 5 then 'snoozed' else 'open' end, case when g % 10 = 5 then now() + interval '1 day' end,
         case when g % 50 = 0 then s.id end
       from generate_series(1, $1::int) g join numbered c on c.n = (g * 7919::bigint) % $2 join staff s on s.n = g % (select count(*) from staff)`,
      [conversations, clients],
    );
    await database.query(
      `insert into core.interaction (id, client_id, conversation_id, medium, direction, kind, occurred_at, subject, natural_key, evidence_sha256, evidence_size, facts_sha256)
       select gen_random_uuid(), v.client_id, v.id, 'email', case when k % 2 = 0 then 'inbound' else 'outbound' end, 'email', v.last_at - k * interval '1 hour', v.subject,
         'bench:' || v.token || ':' || k, md5(v.token || k) || md5(v.token || k), 1000, md5(v.token || k)
       from core.conversation v, generate_series(0, 3) k`,
    );
    await database.query(
      `update core.conversation v set last_interaction_id = i.id from core.interaction i where i.natural_key = 'bench:' || v.token || ':0'`,
    );
    for (const table of ['interaction', 'client', 'conversation', 'card_access', 'employee'])
      await database.query(`vacuum analyze core.${table}`);
    await database.query('checkpoint');
    await database.end();
    const people: readonly (readonly [string, ApiUser])[] = [
      ['owner', owner],
      ['head', await product.as('maria@company.test')],
      ['employee', await product.as('anna@company.test')],
    ];
    await readAll(people, readers, [0, 0]);
    for (const { who, many, pauseMs } of [
      { who: 'one reader', many: 1, pauseMs: [0, 0] },
      { who: `${readers} readers who look at each page for 100 to 300 ms`, many: readers, pauseMs: [100, 300] },
      { who: `${readers} readers who never pause`, many: readers, pauseMs: [0, 0] },
    ] as const) {
      const times = await readAll(people, many, pauseMs);
      printRows(
        `Inbox over HTTP at ${interactions.toLocaleString('en')} interactions, ${clients.toLocaleString('en')} clients, ${employees} employees, ${who}`,
        [...times].sort().map(([what, ms]) => {
          const p95 = percentile(ms, 0.95);
          const goal = what.endsWith('page') ? 20 : null;
          return {
            what,
            reached: `p50 ${percentile(ms, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
            goal: goal === null ? '–' : `p95 ≤ ${goal} ms`,
            met: goal === null ? null : p95 <= goal,
          };
        }),
      );
    }
  } finally {
    await product.remove();
  }
}

/** @returns how long each kind of answer took, in milliseconds */
async function readAll(
  people: readonly (readonly [string, ApiUser])[],
  many: number,
  [shortest, longest]: readonly [number, number],
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  const random = seeded(many);
  const ask = async (who: ApiUser, path: string, name: string) => {
    const { ms, bytes } = await askAs(who, path);
    const answer = JSON.parse(bytes.toString('utf8')) as { nextCursor?: string | null };
    times.set(name, [...(times.get(name) ?? []), ms]);
    if (longest > 0) await setTimeout(shortest + random() * (longest - shortest));
    return answer.nextCursor ?? null;
  };
  const read = async (n: number) => {
    for (let turn = 0; turn < asks; turn++) {
      const [role, who] = people[(n + turn) % people.length]!;
      const path = `/conversations?limit=40&view=${views[(n * 3 + turn) % views.length]!}`;
      const cursor = await ask(who, path, `${role}: page`);
      if (cursor !== null) await ask(who, `${path}&cursor=${cursor}`, `${role}: next page`);
      if (turn % 10 === 0) await ask(who, '/conversations/counters', `${role}: counters`);
    }
  };
  await Promise.all(Array.from({ length: many }, (_, n) => read(n)));
  return times;
}
