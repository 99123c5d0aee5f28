import { randomUUID } from 'node:crypto';
import {
  aClient,
  aCompany,
  aMailbox,
  aManager,
  anEmployee,
  aTeam,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { movedByHand, movedTables } from '../src/clients/merging/moved-tables.js';
import { LiveEvents, type LiveEvent } from '../src/realtime/live-events.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptCall } from './a-kept-call.js';
import { aKeptLetter } from './a-kept-letter.js';

describe('two cards of one client', () => {
  let core: TestCore;
  let office: SavedChannel;
  let [anna, boris] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee];
  let [annas, boriss, heads] = [] as Caller[] as [Caller, Caller, Caller];

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    office = await aMailbox().saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).seeingContacts().saved(core.db);
    boris = await anEmployee('Boris').inTeam(sales).saved(core.db);
    [annas, boriss] = [await core.as(anna), await core.as(boris)];
    heads = await core.as(await aManager('Maria').inTeam(sales).saved(core.db));
  });
  afterAll(() => core.close());

  const merge = (who: Caller, into: SavedClient, from: SavedClient, take = {}) =>
    who.post(`clients/${into.id}/merge`, { otherId: from.id, take });
  const merged = async (who: Caller, into: SavedClient, from: SavedClient, take = {}): Promise<string> => {
    const { status, body } = await merge(who, into, from, take);
    expect(status).toBe(200);
    return (body['merge'] as { id: string }).id;
  };
  const timeline = async (who: Caller, id: string) =>
    ((await who.get(`clients/${id}/timeline?limit=50`)).body.items as { subject?: string; kind?: string }[]).map(
      ({ subject }) => subject,
    );
  /** Every row of these cards in every table that knows of cards, as it is. */
  const everything = async (...cards: SavedClient[]) => {
    const found: Record<string, unknown[]> = {};
    for (const table of [...movedTables.map((one) => one.table), ...movedByHand, 'client']) {
      const card = table === 'client' ? 'id' : 'client_id';
      const rows = await core.db.query<{ row: Record<string, unknown> }>(
        `select to_jsonb(t) as row from core.${table} t where ${card} = any ($1::uuid[]) order by to_jsonb(t)::text`,
        [cards.map(({ id }) => id)],
      );
      found[table] = rows
        // What the two acts themselves say stands in the history for good.
        .filter(({ row }) => table !== 'card_change' || row['changed_by'] === null)
        .map(({ row }) => ({ ...row, version: null, updated_at: null }));
    }
    return found;
  };
  const withEverything = async (name: string, at: string) => {
    const card = await aClient(name).withEmail(at).assignedTo(anna).saved(core.db);
    const letter = await aKeptLetter(at, `Letter of ${name}`).on(card).through(office).daysAgo(2).saved(core.db);
    const call = await aKeptCall().on(card).spokenBy(anna).saved(core.db);
    await core.db.query(
      `insert into core.task (id, kind, client_id, call_id, due_at) values ($1, 'call-back', $2, $3, now())`,
      [randomUUID(), card.id, call.id],
    );
    await core.db.query(
      `insert into core.alert (id, code, severity, at, client_id) values ($1, 'call.unrecorded', 'alarm', now(), $2)`,
      [randomUUID(), card.id],
    );
    await core.db.query(
      `insert into core.outgoing_check (id, employee_id, client_id, interaction_id, medium, findings, decision)
       values ($1, $2, $3, $4, 'email', '[]', 'confirmed')`,
      [randomUUID(), anna.employeeId, card.id, letter.id],
    );
    await core.db.query(`insert into core.card_change (id, client_id, version, changes) values ($1, $2, 1, '[]')`, [
      randomUUID(),
      card.id,
    ]);
    await core.db.query(`insert into core.pin (client_id, interaction_id) values ($1, $2)`, [card.id, letter.id]);
    await core.db.query(`insert into core.missed_text (client_id, day, call_id) values ($1, '2026-11-25', $2)`, [
      card.id,
      call.id,
    ]);
    await core.db.query(`insert into core.told_address (client_id, channel_id) values ($1, $2)`, [card.id, office.id]);
    await core.db.query(`insert into core.card_access (client_id, employee_id, source) values ($1, $2, 'mention')`, [
      card.id,
      boris.employeeId,
    ]);
    return card;
  };

  it('are moved by a list that has every table which knows of cards, and each of them guards what is written too late', async () => {
    const known = await core.db.query<{ table: string; column: string }>(
      `select c.relname as table, a.attname as column from pg_constraint f join pg_class c on c.oid = f.conrelid
       join pg_attribute a on a.attrelid = f.conrelid and a.attnum = any (f.conkey)
       where f.contype = 'f' and f.confrelid = 'core.client'::regclass order by 1, 2`,
    );
    const moved = [...movedTables.map(({ table }) => table), ...movedByHand].map((table) => ({
      table,
      column: 'client_id',
    }));
    const themselves = [
      { table: 'client', column: 'company_id' },
      { table: 'client', column: 'merged_into' },
      { table: 'merge', column: 'from_id' },
      { table: 'merge', column: 'into_id' },
    ];
    const inOrder = (a: { table: string; column: string }, b: { table: string; column: string }) =>
      `${a.table}.${a.column}` < `${b.table}.${b.column}` ? -1 : 1;
    expect(known.toSorted(inOrder)).toEqual([...moved, ...themselves].sort(inOrder));
    const guarded = await core.db.query<{ table: string }>(
      `select distinct c.relname as table from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'card_goes_on' order by 1`,
    );
    expect(guarded.map(({ table }) => table)).toEqual(moved.map(({ table }) => table).sort());
  });

  it('become one with everything of both in one order, and two again exactly as they were', async () => {
    const into = await withEverything('Greenhouse', 'one@greenhouse.test');
    const from = await withEverything('Greenhouse Ltd', 'two@greenhouse.test');
    const [tag] = await core.db.query<{ id: string }>(
      `insert into core.card_tag (id, name, colour) values ($1, 'Important', 'red') returning id`,
      [randomUUID()],
    );
    for (const { id } of [into, from])
      await core.db.query(`insert into core.client_tag (client_id, tag_id) values ($1, $2)`, [id, tag!.id]);
    await aKeptLetter('two@greenhouse.test', 'Between').on(from).through(office).daysAgo(1).saved(core.db);
    await aKeptLetter('one@greenhouse.test', 'Last').on(into).through(office).daysAgo(0).saved(core.db);
    const before = await everything(into, from);

    const preview = await annas.get(`clients/${into.id}/merge/${from.id}`);
    expect(preview.body['moves']).toEqual({ interactions: 3, conversations: 3, contactPoints: 1, tasks: 1 });
    const id = await merged(annas, into, from, { name: 'other' });
    const view = (await annas.get(`clients/${into.id}`)).body;
    expect(view).toMatchObject({ name: 'Greenhouse Ltd', interactions: 6 });
    expect((view['contactPoints'] as { value: string }[]).map(({ value }) => value).sort()).toEqual([
      'one@greenhouse.test',
      'two@greenhouse.test',
    ]);
    const subjects = (await timeline(annas, into.id)).filter((subject) => subject);
    expect(subjects.slice(0, 2)).toEqual(['Last', 'Between']);
    expect(subjects.slice(2).sort()).toEqual(['Letter of Greenhouse', 'Letter of Greenhouse Ltd']);
    // What only the other card had is nowhere else any more; doubles were left behind.
    const left = await everything(from);
    expect(Object.entries(left).flatMap(([table, rows]) => (rows.length > 0 ? [table] : []))).toEqual([
      ...['client_tag', 'missed_text', 'told_address', 'card_access', 'client'],
    ]);

    const undone = await annas.post(`merges/${id}/undo`);
    expect([undone.status, undone.body]).toEqual([200, { clientId: into.id, otherId: from.id, back: 3, stay: 0 }]);
    expect(await everything(into, from)).toEqual(before);
    const again = await annas.post(`merges/${id}/undo`);
    expect([again.status, again.body.code]).toEqual([409, 'merge.already-undone']);
    const actions = await core.db.query<{ action: string }>(
      `select action from core.journal where client_id = $1 and action like 'card.merge%' order by at, seq`,
      [from.id],
    );
    expect(actions.map(({ action }) => action)).toEqual(['card.merged', 'card.merge-undone']);
  });

  it('are looked at anew in every list in which a conversation of either stands, there and back', async () => {
    const [into, from] = [
      await aClient('Listed').assignedTo(anna).saved(core.db),
      await aClient('Listed too').assignedTo(anna).saved(core.db),
    ];
    const heard: LiveEvent[] = [];
    const end = core.app.get(LiveEvents, { strict: false }).listen((event) => {
      if (event.event === 'rehomed') heard.push(event);
    });
    const both = [into, from].map(({ id }) => ({ event: 'rehomed', data: { clientId: id } }));
    const id = await merged(annas, into, from);
    expect(heard).toEqual(both);
    await annas.post(`merges/${id}/undo`);
    end();
    expect(heard).toEqual([...both, ...both]);
  });

  it('leave an old link behind that leads on, and nothing else of the card that went', async () => {
    const [into, from] = [
      await aClient('Stays').assignedTo(anna).saved(core.db),
      await aClient('Goes').assignedTo(anna).saved(core.db),
    ];
    await merged(annas, into, from);
    const view = await annas.get(`clients/${from.id}`);
    expect([view.status, view.body['id'], view.body['name']]).toEqual([200, into.id, 'Stays']);
    expect((await annas.get('clients?name=goes')).body.items).toEqual([]);
    expect((await annas.get(`clients/${from.id}/timeline`)).body.code).toBe('client.not-found');
    expect((await heads.patch(`clients/${from.id}`, { name: 'x' })).body.code).toBe('client.not-found');
    expect((await merge(annas, into, from)).body.code).toBe('client.not-found');
    const [changes] = (await annas.get(`clients/${into.id}/changes`)).body.items as { changes: object[] }[];
    expect(changes!.changes).toEqual([{ field: 'merged', label: null, from: null, to: 'Goes' }]);
  });

  it('are joined only by whoever is responsible for both, or their head: being shown one is not enough', async () => {
    const into = await aClient('Hers').assignedTo(anna).saved(core.db);
    const from = await aClient('His').assignedTo(boris).shownTo(anna).saved(core.db);
    expect((await annas.get(`clients/${from.id}`)).status).toBe(200);
    for (const who of [annas, boriss]) expect((await merge(who, into, from)).body.code).toBe('client.not-found');
    const id = await merged(heads, into, from, { responsible: 'other' });
    expect((await boriss.get(`clients/${into.id}`)).body).toMatchObject({ responsible: { name: 'Boris' } });
    expect((await annas.post(`merges/${id}/undo`)).body.code).toBe('merge.not-found');
    expect((await heads.post(`merges/${id}/undo`)).status).toBe(200);
    expect((await annas.get(`clients/${into.id}`)).body).toMatchObject({ responsible: { name: 'Anna' } });
    expect((await merge(heads, into, into)).body.code).toBe('merge.with-itself');
  });

  it('have one conversation with each number of ours; apart again, each has its own', async () => {
    const line = (
      await core.db.query<{ id: string }>(
        `insert into core.channel (id, medium, name, address) values ($1, 'whatsapp', 'Line', '+380441111111') returning id`,
        [randomUUID()],
      )
    )[0]!.id;
    const [into, from] = [
      await aClient('Chatty').withWhatsapp('380501112233').assignedTo(anna).saved(core.db),
      await aClient('Chatty as well').withWhatsapp('4711@lid').assignedTo(anna).saved(core.db),
    ];
    // Both ids are one person, which WhatsApp told after they had two cards.
    await core.db.query(
      `insert into core.whatsapp_identity (id, same_as, phone) values ('380501112233', '380501112233', '+380501112233'), ('4711@lid', '380501112233', null)`,
    );
    const chat = async (card: SavedClient, counterpart: string, said: string, minutesAgo: number) => {
      const [conversation, interaction] = [randomUUID(), randomUUID()];
      await core.db.query(
        `insert into core.conversation (id, client_id, medium, channel_id, counterpart, token, last_at, last_interaction_id, last_direction, waiting_since)
         values ($1, $2, 'whatsapp', $3, $4, $5, now() - make_interval(mins => $6), $7, 'inbound', now() - make_interval(mins => $6))`,
        [conversation, card.id, line, counterpart, conversation, minutesAgo, interaction],
      );
      await core.db.query(
        `insert into core.interaction (id, client_id, conversation_id, channel_id, medium, direction, kind, occurred_at, subject, natural_key,
           evidence_sha256, evidence_size, facts_sha256)
         values ($1, $2, $3, $4, 'whatsapp', 'inbound', 'message', now() - make_interval(mins => $5), $6, $7, 'sha', 1, '')`,
        [interaction, card.id, conversation, line, minutesAgo, said, `test:${interaction}`],
      );
      return { conversation, interaction };
    };
    const [first, second] = [await chat(into, '380501112233', 'first', 20), await chat(from, '4711@lid', 'second', 10)];
    const before = await everything(into, from);
    const id = await merged(annas, into, from);
    const conversations = await core.db.query<{ id: string; last: string }>(
      `select id, last_interaction_id as last from core.conversation where client_id = $1`,
      [into.id],
    );
    expect(conversations).toEqual([{ id: first.conversation, last: second.interaction }]);
    expect(await timeline(annas, into.id)).toEqual(expect.arrayContaining(['second', 'first']));
    await heads.post(`merges/${id}/undo`);
    expect(await everything(into, from)).toEqual(before);
  });

  it('keep what comes afterwards on the card that stays, also in a conversation that goes back, and say so', async () => {
    const into = await aClient('Stayer').withEmail('stayer@example.test').assignedTo(anna).saved(core.db);
    const from = await aClient('Comer').withEmail('comer@example.test').assignedTo(anna).saved(core.db);
    const letter = await aKeptLetter('comer@example.test', 'Before').on(from).through(office).daysAgo(1).saved(core.db);
    const id = await merged(annas, into, from);
    // Capture had looked the card up before the merge and writes after it.
    const late = await aKeptLetter('comer@example.test', 'Too late').on(from).through(office).saved(core.db);
    const [where] = await core.db.query<{ card: string }>(
      `select client_id as card from core.interaction where id = $1`,
      [late.id],
    );
    expect(where!.card).toBe(into.id);
    await aKeptLetter('comer@example.test', 'After').on(into).through(office).inConversationOf(letter).saved(core.db);
    const { body } = await annas.post(`merges/${id}/undo`);
    expect(body).toEqual({ clientId: into.id, otherId: from.id, back: 1, stay: 2 });
    expect(await timeline(annas, from.id)).toEqual(['Before']);
    expect((await timeline(annas, into.id)).filter((subject) => subject)).toEqual(
      expect.arrayContaining(['After', 'Too late']),
    );
    const torn = await core.db.query(
      `select from core.interaction i join core.conversation v on v.id = i.conversation_id where i.client_id <> v.client_id`,
    );
    expect(torn).toEqual([]);
  });

  it('cannot be parted while one of them is one with a third', async () => {
    const [one, two, three] = await Promise.all(
      ['One', 'Two', 'Three'].map((name) => aClient(name).assignedTo(anna).saved(core.db)),
    );
    const first = await merged(annas, two!, three!);
    const second = await merged(annas, one!, two!);
    expect((await annas.get(`clients/${three!.id}`)).body['id']).toBe(one!.id);
    const refused = await heads.post(`merges/${first}/undo`);
    expect(refused.body.code).toBe('merge.merged-again');
    expect((await annas.post(`merges/${second}/undo`)).status).toBe(200);
    expect((await annas.post(`merges/${first}/undo`)).status).toBe(200);
    expect((await annas.get(`clients/${three!.id}`)).body['name']).toBe('Three');
  });
});
