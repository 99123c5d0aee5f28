import { WebSocket } from 'ws';
import { callChanged, callEnded, dialCall, routeCall, type CallId } from '#libs/contracts';
import {
  aCall,
  aClient,
  aCompany,
  aManager,
  anEmployee,
  anExtension,
  aNumber,
  anOwner,
  aTeam,
  eventually,
  type CallBuilder,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { aCore, type Answer, type Caller, type TestCore } from './a-core.js';

let core: TestCore;
let line: SavedChannel;
let [anna, boris, clara, head] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee, SavedEmployee, SavedEmployee];
let [annas, boriss, heads] = [] as Caller[] as [Caller, Caller, Caller];
let [mine, hers] = [] as SavedClient[] as [SavedClient, SavedClient];
const open: WebSocket[] = [];

/** The last seven digits: what of a number nobody else has, in any spacing. */
const [mineDigits, hersDigits, lostDigits] = ['1234512', '7654321', '9998877'];
const inAnySpacing = (digits: string) => new RegExp([...digits].join('[^0-9]{0,3}'));
const from = { mine: `+38050${mineDigits}`, hers: `+38067${hersDigits}`, lost: `+38063${lostDigits}` };

beforeAll(async () => {
  core = await aCore();
  await aCompany().saved(core.db);
  const [sales, accounts, others] = [
    await aTeam('Sales').saved(core.db),
    await aTeam('Accounts').saved(core.db),
    await aTeam('Others').saved(core.db),
  ];
  line = await aNumber().inTeam(accounts).saved(core.db);
  anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
  boris = await anEmployee('Boris').inTeam(sales).seeingContacts().saved(core.db);
  clara = await anEmployee('Clara').inTeam(accounts).saved(core.db);
  head = await aManager().inTeam(others).saved(core.db);
  await anOwner().saved(core.db);
  for (const [n, who] of [anna, boris, clara, head].entries())
    await anExtension(`${201 + n}`)
      .of(who)
      .saved(core.db);
  mine = await aClient('Mine').withPhone(from.mine).withEmail('mine@example.test').assignedTo(anna).saved(core.db);
  hers = await aClient('Hers').withPhone(from.hers).withEmail('hers@example.test').assignedTo(clara).saved(core.db);
  [annas, boriss, heads] = [await core.as(anna), await core.as(boris), await core.as(head)];
});
afterEach(() => open.splice(0).forEach((socket) => socket.terminate()));
afterAll(() => core.close());

const listen = async (caller: Caller): Promise<string[]> => {
  const headers = { origin: new URL(core.url).origin, cookie: caller.headers['cookie']! };
  const socket = new WebSocket(core.url.replace(/^http/, 'ws').concat('live'), { headers });
  open.push(socket);
  const heard: string[] = [];
  socket.on('message', (text: Buffer) => heard.push(text.toString()));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return heard;
};
/** In and answered, in and missed, out, each from its first ring to its end. */
const everythingWith = async (number: string, who: SavedEmployee): Promise<CallBuilder[]> => {
  const [taken, missed, out] = [aCall(line).from(number), aCall(line).from(number), aCall(line).to(number)];
  for (const call of [taken, missed])
    await core.bus.ask(routeCall, { callId: call.id, channelId: line.id, from: number, at: new Date().toISOString() });
  await core.tell(callChanged, taken.ringing(who));
  await core.tell(callChanged, taken.talking(who));
  await core.tell(callEnded, taken.ended());
  await core.tell(callEnded, missed.ended());
  await core.tell(callChanged, out.talking(who));
  await core.tell(callEnded, out.ended());
  // Nobody has spoken with them since.
  const waiting = aCall(line)
    .from(number)
    .begunAt(new Date(Date.now() + 600_000));
  await core.tell(callEnded, waiting.ended());
  return [taken, missed, out, waiting];
};

describe('whoever may see one card', () => {
  let heard: { annas: string[]; heads: string[] };
  let [his, live] = [] as unknown as [CallBuilder[], CallBuilder];
  let lost: CallBuilder[];

  beforeAll(async () => {
    heard = { annas: await listen(annas), heads: await listen(heads) };
    his = await everythingWith(from.hers, clara);
    lost = await everythingWith(from.lost, clara);
    live = aCall(line).from(from.hers);
    await core.tell(callChanged, live.talking(clara));
    await everythingWith(from.mine, anna);
    await eventually(() => expect(heard.annas.join()).toContain(mine.id));
  });

  it('reaches no call of another by any route, and changes nothing', async () => {
    const counts = `select (select count(*)::int from core.interaction) as interactions, (select count(*)::int from core.call) as calls,
      (select count(*)::int from core.task where done_at is null) as tasks, (select count(*)::int from core.contact_point) as points`;
    const before = await core.db.query(counts);
    const tasks = await core.db.query<{ id: string }>(
      `select id from core.task where client_id = $1 and done_at is null`,
      [hers.id],
    );
    const point = hers.contactPoints[0]!.id;
    const attempts = [annas, heads].flatMap((caller): [string, () => Promise<Answer>][] => [
      ...[...his, live].flatMap(({ id }): [string, () => Promise<Answer>][] => [
        ['call.not-found', () => caller.get(`calls/${id}`)],
        ['call.not-found', () => caller.get(`calls/${id}/matches`)],
        ['call.not-found', () => caller.post(`calls/${id}/place`, { clientId: mine.id })],
        ['call.not-found', () => caller.put(`calls/${id}/form`, { values: {} })],
        ['call.not-found', () => caller.post(`calls/${id}/acts`, { do: 'hang-up' })],
      ]),
      ['client.not-found', () => caller.post(`clients/${hers.id}/calls`, { contactPointId: point })],
      ['task.not-found', () => caller.post(`tasks/${tasks[0]!.id}/done`)],
    ]);
    attempts.push(
      ['call.not-found', () => heads.post(`calls/${live.id}/listen`, { mode: 'listen' })],
      ['access.forbidden', () => annas.post(`calls/${live.id}/listen`, { mode: 'listen' })],
      ['call.not-found', () => annas.get(`calls/${lost[0]!.id}`)],
      ['call.not-found', () => annas.post(`calls/${lost[0]!.id}/place`, { clientId: mine.id })],
      ['contact-point.not-found', () => annas.post(`clients/${mine.id}/calls`, { contactPointId: point })],
    );
    for (const [code, attempt] of attempts) expect((await attempt()).body.code).toBe(code);
    expect(await core.db.query(counts)).toEqual(before);
    expect([core.telephony.placed, core.telephony.controlled]).toEqual([[], []]);
  });

  it('sees nothing of another in any list, board, counter, report or task', async () => {
    const seen = [
      await annas.get('calls?limit=100'),
      await annas.get(`calls?clientId=${hers.id}`),
      await annas.get(`calls?employeeId=${clara.employeeId}`),
      await annas.get('calls/live'),
      await annas.get('tasks?view=mine'),
      await annas.get('tasks?view=team'),
      await annas.get('tasks?view=all'),
      await annas.get('conversations'),
      await annas.get('search?q=Hers'),
      await annas.get('extensions'),
    ];
    const leaks = seen.filter(
      ({ text }) => text.includes(hers.id) || /Hers/.test(text) || [...his, live].some(({ id }) => text.includes(id)),
    );
    expect(leaks.map(({ text }) => text)).toEqual([]);
    expect((seen[0]!.body.items as unknown[]).length).toBe(4);
    expect((await annas.get('conversations/counters')).body).toMatchObject({ all: 1, tasks: 1, unplaced: 0 });
    const report = (by: string) => `reports/calls?from=2020-01-01T00:00:00Z&to=2020-12-31T00:00:00Z&by=${by}`;
    expect((await heads.get(report('employee'))).body).toMatchObject({ rows: [], total: { inbound: 0 } });
    expect((await heads.get('tasks?view=all')).text).not.toContain(hers.id);
    expect((await heads.get('calls?limit=100')).text).not.toContain(hers.id);
  });

  it('hears nothing of another on the live socket', () => {
    for (const line of [heard.annas, heard.heads])
      expect(
        line.filter((text) => text.includes(hers.id) || [...his, live].some(({ id }) => text.includes(id))),
      ).toEqual([]);
    expect(heard.annas.filter((text) => text.includes('"call"')).length).toBeGreaterThan(4);
    // What lies on no card is a head's business.
    expect(heard.heads.some((text) => text.includes(lost[0]!.id))).toBe(true);
    expect(heard.annas.some((text) => text.includes(lost[0]!.id))).toBe(false);
  });

  it('knows no more of a call once the card has gone to somebody else, though they spoke in it', async () => {
    const card = await aClient('Moving').withPhone('+380501110022').assignedTo(anna).saved(core.db);
    const [taken, , out] = await everythingWith('+380501110022', anna);
    await core.db.query(`update core.client set responsible_id = $2, team_id = null where id = $1`, [
      card.id,
      clara.employeeId,
    ]);
    const listed = async () =>
      ((await annas.get(`calls?clientId=${card.id}`)).body.items as { id: string }[]).map(({ id }) => id).sort();
    // For as long as they write down what it was about; what they missed is gone at once.
    expect(await listed()).toEqual([taken!.id, out!.id].sort());
    expect((await annas.get(`calls/${taken!.id}`)).body).toMatchObject({ interactionId: null, conversationId: null });
    await core.db.query(
      `update core.call set started_at = started_at - interval '2 hours', ended_at = ended_at - interval '2 hours' where client_id = $1`,
      [card.id],
    );
    expect(await listed()).toEqual([]);
    expect((await annas.get(`calls/${taken!.id}`)).body.code).toBe('call.not-found');
    expect((await annas.get('calls?limit=100')).text).not.toContain('Moving');
  });

  it.each(['call', 'task', 'written_number', 'missed_text'])(
    'is held by the second wall too: %s shows what the scope may see, whatever the statement asks',
    async (table) => {
      const interaction = `(select interaction_id from core.call where id = '${his[0]!.id}')`;
      await core.db.query(
        `insert into core.written_number (number, interaction_id) values ('+380440000000', ${interaction}) on conflict do nothing`,
      );
      await core.db.query(
        `insert into core.missed_text (client_id, day, call_id) values ($1, '2026-11-25', $2) on conflict do nothing`,
        [hers.id, his[0]!.id],
      );
      const foreign =
        table === 'written_number'
          ? `interaction_id in (select id from interaction where client_id = $1)`
          : 'client_id = $1';
      const sql =
        table === 'written_number'
          ? `select from written_number where number = '+380440000000' and $1::uuid is not null`
          : `select from ${table} where ${foreign}`;
      const rows = (sees: 'all' | 'own' | 'nothing') =>
        core.db
          .uow('core')
          .as({ is: 'viewer', sees, employeeId: anna.employeeId, teamIds: [] }, (tx) => tx.query(sql, [hers.id]));
      expect((await rows('all')).length).toBeGreaterThan(0);
      expect([await rows('own'), await rows('nothing')]).toEqual([[], []]);
    },
  );
});

describe('the number of a client', () => {
  it('is in nothing that an employee without the right gets, though they take and make the calls themselves', async () => {
    const heard = await listen(annas);
    const got: string[] = [];
    const keep = async (answer: Promise<Answer>) => {
      const { text, body } = await answer;
      got.push(text);
      return body;
    };
    const look = async (call: Pick<CallBuilder, 'id'>) => {
      for (const path of [
        `calls/${call.id}`,
        `calls/${call.id}/matches`,
        'calls/live',
        'calls',
        'tasks?view=all',
        'conversations',
      ])
        await keep(annas.get(path));
    };
    // Their own client, another's in whose call they help, and somebody whom no card knows.
    for (const number of [from.mine, from.hers, from.lost]) {
      const call = aCall(line).from(number);
      const plan = await core.bus.ask(routeCall, {
        callId: call.id,
        channelId: line.id,
        from: number,
        at: new Date().toISOString(),
      });
      const targets = plan.steps
        .flatMap((step) => step.targets)
        .filter(({ employeeId }) => employeeId === anna.employeeId);
      got.push(JSON.stringify(targets));
      await core.tell(callChanged, call.ringing(anna));
      await look(call);
      await core.tell(callChanged, call.talking(anna));
      await look(call);
      await core.tell(callEnded, call.ended());
      await look(call);
    }
    const placed = await keep(annas.post(`clients/${mine.id}/calls`, { contactPointId: mine.contactPoints[0]!.id }));
    await look({ id: placed['id'] as CallId });
    const [{ code }] = (await core.db.query<{ code: number }>(
      `select short_code as code from core.client where id = $1`,
      [mine.id],
    )) as [{ code: number }];
    const dialled = await core.bus.ask(dialCall, {
      ...{ callId: crypto.randomUUID() as CallId, employeeId: anna.employeeId, deviceId: null, dialled: `*${code}` },
      ...{ purpose: 'call', at: new Date().toISOString() },
    });
    if (dialled.way !== 'outside') throw new Error(dialled.way);
    got.push(JSON.stringify([dialled.shownName, dialled.shownNumber]));
    const unknown = aCall(line).from('+380631112299');
    await core.tell(callChanged, unknown.talking(anna));
    await keep(annas.post(`calls/${unknown.id}/place`, { newClient: { kind: 'person', name: '+380 63 111-22-99' } }));
    for (const path of [
      `clients/${mine.id}`,
      `clients/${mine.id}/timeline`,
      'clients',
      'extensions',
      'telephony',
      'conversations/counters',
    ])
      await keep(annas.get(path));
    for (const digits of [mineDigits, hersDigits, lostDigits, '1112299', hersDigits.slice(-5)]) {
      const leaks = [...got, ...heard].filter((text) => inAnySpacing(digits).test(text));
      expect([digits, leaks]).toEqual([digits, []]);
    }
    expect(got.join('\n')).toContain('+380 •• ••• •• 12');
    expect(heard.length).toBeGreaterThan(5);
  });

  it('of a card that they may not see is hidden from those too who may see numbers', async () => {
    const call = aCall(line).from(from.hers);
    await core.tell(callChanged, call.talking(boris));
    await core.tell(callEnded, call.ended());
    const seen = await boriss.get(`calls/${call.id}`);
    expect(seen.body).toMatchObject({ client: { id: hers.id, name: 'Hers' }, shown: '+380 •• ••• •• 21' });
    expect(inAnySpacing(hersDigits).test(seen.text)).toBe(false);
    expect((await boriss.get(`clients/${hers.id}`)).status).toBe(404);
  });

  it('is in no line of the log', () => {
    const lines = core.lines.map((one) => JSON.stringify(one));
    for (const digits of [mineDigits, hersDigits, lostDigits, '1112299'])
      expect(lines.filter((text) => inAnySpacing(digits).test(text))).toEqual([]);
  });
});
