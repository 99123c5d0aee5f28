import { systemScope, type DatabaseScope } from '#libs/database';
import { aDatabase, type TestDatabase } from '#libs/testing';

describe('the walls', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await aDatabase();
    await fill(db);
  });
  afterAll(() => db.close());

  /** Tables of core that hold something of a client; the journal is read by actor and lane, and guarded by its own repository. */
  const ofClients = [
    'after_hours_answer',
    'alert',
    'assignment',
    'attachment',
    'call',
    'card_access',
    'card_change',
    'client',
    'client_tag',
    'contact_point',
    'conversation',
    'conversation_seen',
    'delivery',
    'draft',
    'forwarded',
    'interaction',
    'interaction_content',
    'later_message',
    'merge',
    'message',
    'message_change',
    'message_media',
    'missed_text',
    'outgoing_check',
    'pin',
    'playlist_item',
    'reach_alias',
    'reach_letter',
    'recording',
    'recording_comment',
    'recording_missing',
    'routing_decision',
    'score',
    'scorecard',
    'search_entry',
    'sighting',
    'submitted_letter',
    'task',
    'thread_change',
    'told_address',
    'transcript',
    'waiting',
    'written_number',
  ];
  /** Ids hold numbers, or tell of a card that is not there any more: only whoever sees everything reads these. */
  const ofNobody = [
    ...['client_import', 'client_import_card', 'client_import_mark', 'client_import_problem'],
    ...['mail_import', 'mail_import_letter'],
    ...['merge_moved', 'thread_moved', 'whatsapp_identity', 'whatsapp_missing', 'whatsapp_window'],
  ];
  /** Of a client, and told to one person: to nobody else, whatever they see. */
  const ofOne = ['notice'];
  const countsFor = (scope: DatabaseScope) =>
    db.uow('core').as(scope, async (tx) => {
      const counts: Record<string, number> = {};
      for (const table of [...ofClients, ...ofNobody, ...ofOne]) {
        const [row] = await tx.query<{ n: number }>(`select count(*)::int as n from ${table}`);
        counts[table] = row!.n;
      }
      return counts;
    });
  const counts = (clients: number, nobodys: number, ones: number) => ({
    ...Object.fromEntries(ofClients.map((table) => [table, clients])),
    ...Object.fromEntries(ofNobody.map((table) => [table, nobodys])),
    ...Object.fromEntries(ofOne.map((table) => [table, ones])),
  });
  const all = (n: number) => counts(n, n, n);

  it('stand around every table that holds something of a client', async () => {
    const rows = await db.query<{ name: string }>(`
      select distinct c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'core'::regnamespace and c.relkind = 'r' and c.relrowsecurity order by 1`);
    expect(rows.map(({ name }) => name)).toEqual([...ofClients, ...ofNobody, ...ofOne].sort());
    const withClients = await db.query<{ name: string }>(`
      select distinct c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
      where c.relnamespace = 'core'::regnamespace and c.relkind = 'r' and not c.relrowsecurity
        and a.attname in ('client_id', 'interaction_id', 'call_id', 'recording_id') order by 1`);
    // The journal names the client of an audit entry; the queues hold only ids; a provider calls the company a client. None of them is ever read for a person by these columns alone.
    expect(withClients.map(({ name }) => name)).toEqual([
      'arrival',
      'bypass_queue',
      'forwarding_queue',
      'journal',
      'mail_oauth_client',
      'reading_queue',
    ]);
  });

  it('show everything to the machinery, and nothing without a scope', async () => {
    expect(await countsFor(systemScope)).toEqual(all(1));
    const direct = db.dataSource('core');
    for (const table of [...ofClients, ...ofNobody, ...ofOne]) {
      expect([table, await direct.query(`select * from core.${table}`)]).toEqual([table, []]);
    }
  });

  it('show a card to whom it belongs and to nobody else', async () => {
    const viewer = (sees: 'all' | 'team' | 'own' | 'nothing', employeeId: string, teamIds: string[] = []) =>
      countsFor({ is: 'viewer', sees, employeeId, teamIds });
    expect(await viewer('own', ada)).toEqual(counts(1, 0, 1));
    expect(await viewer('own', bob)).toEqual(all(0));
    expect(await viewer('team', bob, [north])).toEqual(counts(1, 0, 0));
    expect(await viewer('team', bob, [south])).toEqual(all(0));
    expect(await viewer('all', bob)).toEqual(counts(1, 1, 0));
    expect(await viewer('nothing', ada, [north])).toEqual(all(0));
  });

  it('keep the mail role out of the client base', async () => {
    const mail = db.uow('mail').run((tx) => tx.query('select * from core.client'));
    await expect(mail).rejects.toMatchObject({ details: { sqlState: '42501' } });
  });

  it('keep every role out of the other schemas', async () => {
    const open = await db.query(`
      select r as role, n.nspname as schema from unnest(array['core', 'mail', 'whatsapp', 'telephony']) r
      join pg_namespace n on n.nspname in ('core', 'mail', 'whatsapp', 'telephony') and n.nspname <> r
      where has_schema_privilege('keepline_' || r, n.oid, 'usage')`);
    expect(open).toEqual([]);
  });

  it.each(['update journal set body = body', 'delete from journal', 'truncate journal'])(
    'let the application add to the journal, and never "%s"',
    async (sql) => {
      const change = db.uow('core').run((tx) => tx.query(sql));
      await expect(change).rejects.toMatchObject({ details: { sqlState: '42501' } });
    },
  );

  it('stop even the owner of the journal from changing it in passing', async () => {
    await expect(db.query('update core.journal set action = action')).rejects.toThrow('the journal is append-only');
  });

  it('let the application move an interaction to a card, and never rewrite it', async () => {
    await db.uow('core').run((tx) => tx.query('update interaction set placed_at = now()'));
    const rewrite = db.uow('core').run((tx) => tx.query(`update interaction set subject = 'other'`));
    await expect(rewrite).rejects.toMatchObject({ details: { sqlState: '42501' } });
  });
});

const [ada, bob] = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b'];
const [north, south] = ['00000000-0000-7000-8000-0000000000a1', '00000000-0000-7000-8000-0000000000a2'];

/** One row in each table, all of one card: Ada's, of the team North. */
async function fill(db: TestDatabase): Promise<void> {
  const id = '00000000-0000-7000-8000-0000000000c1';
  await db.query(`
    insert into core.team (id, name) values ('${north}', 'North'), ('${south}', 'South');
    insert into core.employee (id, email, name, role, team_id, password_hash) values
      ('${ada}', 'ada@example.test', 'Ada', 'employee', '${north}', 'x'), ('${bob}', 'bob@example.test', 'Bob', 'employee', '${south}', 'x');
    insert into core.channel (id, medium, name, address) values ('${id}', 'email', 'Office', 'office@example.test');
    insert into core.client (id, kind, name, responsible_id, team_id) values ('${id}', 'person', 'Client', '${ada}', '${north}');
    insert into core.contact_point (id, client_id, kind, value) values ('${id}', '${id}', 'email', 'client@example.test');
    insert into core.assignment (id, client_id, employee_id, team_id, reason) values ('${id}', '${id}', '${ada}', '${north}', 'first');
    insert into core.conversation (id, client_id, medium, channel_id, token, last_at) values ('${id}', '${id}', 'email', '${id}', 'token', now());
    insert into core.interaction (id, client_id, conversation_id, channel_id, medium, direction, kind, occurred_at, natural_key, evidence_sha256, evidence_size, facts_sha256)
      values ('${id}', '${id}', '${id}', '${id}', 'email', 'inbound', 'email', now(), 'key', 'sha', 1, 'facts');
    insert into core.interaction_content (interaction_id) values ('${id}');
    insert into core.attachment (interaction_id, n, text_state, scan_state) values ('${id}', 0, 'none', 'none');
    insert into core.sighting (channel_id, source_ref, interaction_id, evidence_sha256) values ('${id}', 'ref', '${id}', 'sha');
    insert into core.draft (employee_id, place, client_id, sealed_draft) values ('${ada}', '${id}', '${id}', '');
    insert into core.later_message (id, client_id, employee_id, due_at, undo, hold_if_written, sealed_message)
      values ('${id}', '${id}', '${ada}', now(), true, false, '');
    insert into core.delivery (id, interaction_id, channel_id, purpose, recipient) values ('${id}', '${id}', '${id}', 'answer', 'client@example.test');
    insert into core.reach_alias (id, token, employee_id, client_id, address, channel_id)
      values ('${id}', 'token', '${ada}', '${id}', 'client@example.test', '${id}');
    insert into core.forwarded (delivery_id, interaction_id, employee_id, alias_id, message_id, blind, evidence_sha256, evidence_size)
      values ('${id}', '${id}', '${ada}', '${id}', '<one@example.test>', true, 'sha', 1);
    insert into core.reach_letter (id, alias_id, natural_key, header, evidence_sha256, evidence_size, state)
      values ('${id}', '${id}', 'key', '{}', 'sha', 1, 'waiting');
    insert into core.call (id, direction, client_id, channel_id, started_at) values ('${id}', 'inbound', '${id}', '${id}', now());
    insert into core.task (id, kind, client_id, call_id, due_at) values ('${id}', 'call-back', '${id}', '${id}', now());
    insert into core.missed_text (client_id, day, call_id) values ('${id}', '2026-11-25', '${id}');
    insert into core.written_number (number, interaction_id) values ('+380441234567', '${id}');
    insert into core.recording (id, call_id, kind, started_at, duration_ms, type, lanes, sha256, size, peaks_sha256, peaks_size, cut, kept_at)
      values ('${id}', '${id}', 'call', now(), 1, 'audio/flac', 2, 'sha', 1, 'sha', 1, false, now());
    insert into core.recording_missing (call_id, code, at) values ('${id}', 'recording.no-file', now());
    insert into core.recording_comment (id, recording_id, author_id, at_ms, sealed_text) values ('${id}', '${id}', '${ada}', 1, '');
    insert into core.criterion (id, name, created_by) values ('${id}', 'Greeting', '${ada}');
    insert into core.scorecard (id, recording_id, listener_id) values ('${id}', '${id}', '${ada}');
    insert into core.score (scorecard_id, criterion_id, value) values ('${id}', '${id}', 5);
    insert into core.playlist (id, name, owner_id) values ('${id}', 'Refusals', '${ada}');
    insert into core.playlist_item (playlist_id, recording_id, added_by) values ('${id}', '${id}', '${ada}');
    insert into core.transcript (recording_id) values ('${id}');
    insert into core.alert (id, code, severity, at, client_id, team_id) values ('${id}', 'call.unrecorded', 'alarm', now(), '${id}', '${north}');
    insert into core.outgoing_check (id, employee_id, client_id, interaction_id, medium, findings, decision)
      values ('${id}', '${ada}', '${id}', '${id}', 'email', '[]', 'confirmed');
    insert into core.submitted_letter (interaction_id, submission_id, original_key) values ('${id}', '${id}', 'key');
    insert into core.card_access (client_id, employee_id, source) values ('${id}', '${ada}', 'mention');
    insert into core.conversation_seen (employee_id, conversation_id, seen_at) values ('${ada}', '${id}', now());
    insert into core.after_hours_answer (client_id, channel_id, day, conversation_id) values ('${id}', '${id}', '2026-11-25', '${id}');
    insert into core.routing_decision (id, conversation_id, code, because) values ('${id}', '${id}', 'even', 'new');
    insert into core.waiting (conversation_id, since) values ('${id}', now());
    insert into core.card_change (id, client_id, version, changes) values ('${id}', '${id}', 2, '[]');
    insert into core.card_tag (id, name, colour) values ('${id}', 'Important', 'red');
    insert into core.client_tag (client_id, tag_id) values ('${id}', '${id}');
    insert into core.pin (client_id, interaction_id) values ('${id}', '${id}');
    insert into core.merge (id, into_id, from_id, taken) values ('${id}', '${id}', '${id}', '[]');
    insert into core.client_import (id, name, sha256, size, reading, created_by)
      values ('${id}', 'x.csv', '', 0, '{}', (select id from core.employee limit 1));
    insert into core.client_import_problem (import_id, line, n, code) values ('${id}', 1, 0, 'x');
    insert into core.client_import_mark (import_id, mark, line) values ('${id}', 1, 1);
    insert into core.client_import_card (import_id, card_id, line, made, version) values ('${id}', '${id}', 1, true, 1);
    insert into core.mail_import (id, name, source, state, created_by)
      values ('${id}', 'x.mbox', 'file', 'ready', (select id from core.employee limit 1));
    insert into core.mail_import_letter (import_id, n, verdict) values ('${id}', 0, 'placed');
    insert into core.merge_moved (merge_id, table_name, row_id) values ('${id}', 'interaction', '${id}');
    insert into core.thread_change (id, act, from_id, into_id, from_card, into_card, entries, before)
      values ('${id}', 'merge', '${id}', '${id}', '${id}', '${id}', 1, '{}');
    insert into core.thread_moved (change_id, interaction_id) values ('${id}', '${id}');
    insert into core.told_address (client_id, channel_id) values ('${id}', '${id}');
    insert into core.message (interaction_id, channel_id, provider_id, chat_id, kind, sent_by) values ('${id}', '${id}', 'wamid.1', '380441234567', 'text', 'client');
    insert into core.message_change (id, channel_id, provider_id, interaction_id, "is", by, at, evidence_sha256, evidence_size)
      values ('${id}', '${id}', 'wamid.1', '${id}', 'revoked', 'client', now(), 'sha', 1);
    insert into core.message_media (id, channel_id, interaction_id, state, type) values ('${id}', '${id}', '${id}', 'waiting', 'image/jpeg');
    insert into core.whatsapp_identity (id, same_as) values ('380441234567', '380441234567');
    insert into core.whatsapp_missing (channel_id, provider_id, since) values ('${id}', 'wamid.2', now());
    insert into core.whatsapp_window (channel_id, chat_id, last_inbound_at) values ('${id}', '380441234567', now());
    insert into core.notice (id, employee_id, kind, client_id, on_page, sounds) values ('${id}', '${ada}', 'word', '${id}', true, true);
    insert into core.journal (seq, kind, action, at, body, prev_hash, hash) values (1, 'interaction', 'captured', now(), '{}', '', 'hash');`);
}
