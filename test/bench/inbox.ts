import type { Client } from 'pg';
import type { ApiUser } from '../product/api.js';
import type { Product } from '../product/product.js';
import { readByCrowds } from './crowds.js';
import { clients, employees, writeOffice } from './office.js';
import { onPrepared } from './prepared.js';

const asks = 60;
const views = ['mine', 'team', 'unassigned', 'unanswered', 'waiting-for-client', 'snoozed', 'done', 'all'] as const;

/**
 * The inbox over HTTP with rights, masking and row-level security on, asked for by eight people at once: owner, heads and employees.
 * @param interactions how many there are in all, in a quarter as many conversations
 */
export function benchInbox(interactions: number): Promise<void> {
  return onPrepared({
    name: `inbox-${interactions}`,
    write: (_, database, owner) => writeConversations(database, owner, interactions),
    measure: (product) => measureInbox(product, interactions),
  });
}

async function writeConversations(
  database: Client,
  owner: ApiUser,
  interactions: number,
): Promise<Record<string, string>> {
  const { id: anna } = await owner.newEmployee('Anna', 'anna@company.test');
  const { id: maria } = await owner.newEmployee('Maria', 'maria@company.test', { role: 'manager' });
  const conversations = Math.floor(interactions / 4);
  await writeOffice(database, { anna, maria });
  await database.query(
    `insert into core.conversation (id, client_id, medium, subject, token, last_at, last_direction, waiting_since, state, snoozed_until, assignee_id)
       select gen_random_uuid(), c.id, 'email', 'Bench ' || g, 'bench' || g, now() - g * interval '90 seconds',
         case when g % 3 = 0 then 'inbound' else 'outbound' end, case when g % 3 = 0 and g % 10 > 5 then now() - g * interval '90 seconds' end,
         case when g % 10 < 5 then 'done' when g % 10 = 5 then 'snoozed' else 'open' end, case when g % 10 = 5 then now() + (1 + g % 97) * interval '1 hour' end,
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
  return {};
}

async function measureInbox(product: Product, interactions: number): Promise<void> {
  const owner = await product.owner();
  const people: readonly (readonly [string, ApiUser])[] = [
    ['owner', owner],
    ['head', await product.as('maria@company.test')],
    ['employee', await product.as('anna@company.test')],
  ];
  await readByCrowds(
    `Inbox over HTTP at ${interactions.toLocaleString('en')} interactions, ${clients.toLocaleString('en')} clients, ${employees} employees`,
    asks,
    async ({ n, ask }, turns) => {
      for (let turn = 0; turn < turns; turn++) {
        const [role, who] = people[(n + turn) % people.length]!;
        const path = `/conversations?limit=40&view=${views[(n * 3 + turn) % views.length]!}`;
        const { nextCursor } = await ask<{ nextCursor: string | null }>(who, path, `${role}: page`);
        if (nextCursor !== null) await ask(who, `${path}&cursor=${nextCursor}`, `${role}: next page`);
        if (turn % 10 === 0) await ask(who, '/conversations/counters', `${role}: counters`);
      }
    },
    (name) => (name.endsWith('page') ? 20 : null),
  );
}
