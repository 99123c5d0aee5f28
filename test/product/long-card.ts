import { join } from 'node:path';
import type { Client } from 'pg';
import { MasterKey } from '#libs/evidence';
import { sealContent } from '../../apps/core/src/conversations/interaction-content.js';

const prefix = '00000000-0000-7000-8000-';

/** Which entry of the card it is, from 1, the oldest; NaN: none of these. */
export const numberOfEntry = (id: string): number =>
  id.startsWith(prefix) ? Number.parseInt(id.slice(prefix.length), 16) : NaN;
export const idOfEntry = (n: number): string => `${prefix}${n.toString(16).padStart(12, '0')}`;

const header = {
  ...{ messageId: null, replyTo: [], cc: [], date: null, inReplyTo: [], references: [], deliveredTo: [] },
  ...{ contentType: 'text/plain', autoSubmitted: null, listId: null, copyMark: null },
};

/**
 * Writes a long history onto one card: letters of different lengths both ways and every tenth a note, one every twenty minutes up to now; with
 * their journal entries. Their ids tell their order.
 */
export async function fillCard(
  database: Client,
  dataDir: string,
  { clientId, entries, employeeId }: { clientId: string; entries: number; employeeId: string },
): Promise<void> {
  const masterKey = await MasterKey.load(join(dataDir, 'master.key'), { mayMake: false });
  const contents = [1, 3, 12, 40, 90].map((length) =>
    sealContent(masterKey, { text: 'Добрый день, это письмо. '.repeat(length), html: null }, 'email'),
  );
  const people = (from: string, to: string) => ({
    ...{ ...header, subject: 'Long' },
    ...{ from: [{ name: '', address: from }], to: [{ name: '', address: to }] },
  });
  const inbound = people('long@client.test', 'office@company.test');
  const outbound = people('office@company.test', 'long@client.test');
  await database.query(
    `insert into core.conversation (id, client_id, medium, subject, token, last_at, last_direction)
     values ($1, $1, 'email', 'Long', 'longcard', now(), 'inbound')`,
    [clientId],
  );
  await database.query(
    `insert into core.interaction (id, client_id, conversation_id, medium, direction, kind, occurred_at, employee_id, subject, header,
       natural_key, evidence_sha256, evidence_size, facts_sha256)
     select ('${prefix}' || lpad(to_hex(n), 12, '0'))::uuid, $1, case when n % 10 > 0 then $1::uuid end, case when n % 10 > 0 then 'email' end,
       case when n % 10 = 0 then 'internal' when n % 3 = 0 then 'outbound' else 'inbound' end, case when n % 10 = 0 then 'note' else 'email' end,
       now() - ($2::int - n) * interval '20 minutes', case when n % 3 = 0 or n % 10 = 0 then $3::uuid end, 'Entry ' || n,
       case when n % 10 = 0 then '{}' when n % 3 = 0 then $4::jsonb else $5::jsonb end, 'long:' || n, md5(n::text) || md5(n::text), 1000, md5(n::text)
     from generate_series(1, $2::int) n`,
    [clientId, entries, employeeId, JSON.stringify(outbound), JSON.stringify(inbound)],
  );
  for (const [n, { sealedText, sealedStart, snippet }] of contents.entries())
    await database.query(
      `insert into core.interaction_content (interaction_id, sealed_text, sealed_start, snippet)
       select id, $3, $4, $5 from core.interaction where client_id = $1 and ('x' || right(id::text, 8))::bit(32)::int % 5 = $2`,
      [clientId, n, sealedText, sealedStart, snippet],
    );
  await database.query(
    `insert into core.journal (seq, kind, action, subject_id, client_id, at, body, prev_hash, hash)
     select (select coalesce(max(seq), 0) from core.journal) + 1000 + row_number() over (), 'interaction', 'interaction.captured', id, client_id, now(), '{}',
       md5(id::text), md5(id::text) from core.interaction where client_id = $1`,
    [clientId],
  );
  for (const table of ['interaction', 'interaction_content', 'journal'])
    await database.query(`vacuum analyze core.${table}`);
}
