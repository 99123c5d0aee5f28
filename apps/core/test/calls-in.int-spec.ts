import { callChanged, callEnded, routeCall, type CallId, type RoutePlan } from '#libs/contracts';
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
  type NumberBuilder,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { aCore, type TestCore } from './a-core.js';

describe('whom an incoming call rings', () => {
  let core: TestCore;
  let sales: SavedTeam;
  let [anna, boris, cleo, maria] = [] as SavedEmployee[] as [
    SavedEmployee,
    SavedEmployee,
    SavedEmployee,
    SavedEmployee,
  ];
  let ada: SavedClient;
  let numbers = 0;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    sales = await aTeam('Sales').saved(core.db);
    const other = await aTeam('Other').saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').inTeam(sales).seeingContacts().saved(core.db);
    cleo = await anEmployee('Cleo').inTeam(sales).saved(core.db);
    maria = await aManager('Maria').inTeam(sales).saved(core.db);
    const stranger = await anEmployee('Stranger').inTeam(other).saved(core.db);
    await anOwner().saved(core.db);
    const phones = [anna, boris, cleo, maria, stranger];
    for (const [n, who] of phones.entries())
      await anExtension(String(201 + n))
        .of(who)
        .saved(core.db);
    ada = await aClient('Ada').withPhone('+380501234512').assignedTo(anna).saved(core.db);
  });
  afterAll(() => core.close());

  /** A number of its own for each test: the calls of others do not count. */
  const aLine = (settings: Record<string, unknown> = {}): NumberBuilder =>
    aNumber(`+3804450000${String(++numbers).padStart(2, '0')}`)
      .inTeam(sales)
      .with(settings);
  const route = (line: SavedChannel, from: string | null, at = '2026-11-25T10:00:00Z', callId = crypto.randomUUID()) =>
    core.bus.ask(routeCall, { callId: callId as CallId, channelId: line.id, from, at });
  const rung = (plan: RoutePlan) => plan.steps.map((step) => step.targets.map((target) => target.extension));
  const ring = (change: object) => ({
    ring: {
      responsibleFirst: true,
      responsibleMs: 20_000,
      teamId: null,
      mode: 'all',
      members: [],
      stepMs: 15_000,
      ...change,
    },
  });

  it('the responsible employee first, then the team, its head among them', async () => {
    const plan = await route(await aLine().saved(core.db), '050 123-45-12');
    expect(rung(plan)).toEqual([['201'], ['202', '203', '204']]);
    expect(plan.steps.map(({ ringMs }) => ringMs)).toEqual([20_000, 15_000]);
    expect(plan).toMatchObject({
      language: 'uk',
      announcement: { name: 'recorded', language: 'uk', evidence: null },
      greeting: null,
      atEnd: { do: 'voicemail', prompt: { name: 'voicemail' }, maxSeconds: 120 },
      recording: { format: 'flac', keepOriginals: false },
    });
  });

  it('nobody who is away, however their telephone stands, and whoever stands in for them first', async () => {
    await core.db.query(
      `insert into core.absence (id, employee_id, since, created_by) values (gen_random_uuid(), $1, now() - interval '1 minute', $1)`,
      [anna.employeeId],
    );
    const line = await aLine().saved(core.db);
    expect(rung(await route(line, '050 123-45-12'))).toEqual([['202', '203', '204']]);
    await core.db.query(`update core.absence set substitute_id = $2 where employee_id = $1`, [
      anna.employeeId,
      cleo.employeeId,
    ]);
    expect(rung(await route(line, '050 123-45-12'))).toEqual([['203'], ['202', '204']]);
    await core.db.query(`update core.absence set ended_at = now() where employee_id = $1`, [anna.employeeId]);
    expect(rung(await route(line, '050 123-45-12'))).toEqual([['201'], ['202', '203', '204']]);
  });

  it('shows each of them what they may see: a short code or a masked number to those who may not', async () => {
    const line = await aLine().saved(core.db);
    const [{ code }] = (await core.db.query<{ code: number }>(
      `select short_code as code from core.client where id = $1`,
      [ada.id],
    )) as [{ code: number }];
    const known = (await route(line, '+380501234512')).steps.flatMap(({ targets }) => targets);
    expect(known.map(({ extension, shownName, shownNumber }) => [extension, shownName, shownNumber])).toEqual([
      ['201', 'Ada', `*${code}`],
      // Sees numbers, but not this card.
      ['202', 'Ada', `*${code}`],
      ['203', 'Ada', `*${code}`],
      ['204', 'Ada', '+380501234512'],
    ]);
    const unknown = (await route(line, '0679998877')).steps.flatMap(({ targets }) => targets);
    expect(unknown.map(({ shownName, shownNumber }) => [shownName, shownNumber])).toEqual([
      [`Line ${line.address}`, '+380 •• ••• •• 77'],
      [`Line ${line.address}`, '+380679998877'],
      [`Line ${line.address}`, '+380 •• ••• •• 77'],
      [`Line ${line.address}`, '+380679998877'],
    ]);
    const hidden = (await route(line, 'anonymous')).steps.flatMap(({ targets }) => targets);
    expect(hidden.map(({ shownNumber }) => shownNumber)).toEqual(['', '', '', '']);
  });

  it('a name that is itself a number is masked for whoever may not see numbers', async () => {
    await aClient('+380671112233').withPhone('+380671112233').assignedTo(boris).saved(core.db);
    const targets = (await route(await aLine().saved(core.db), '0671112233')).steps.flatMap((step) => step.targets);
    expect(targets.map(({ shownName }) => shownName)).toEqual([
      '+380671112233',
      '+380 •• ••• •• 33',
      '+380 •• ••• •• 33',
      '+380671112233',
    ]);
  });

  it('by strict order one after the other', async () => {
    const members = [cleo, anna, boris].map(({ employeeId }) => employeeId);
    const plan = await route(await aLine(ring({ mode: 'strict', members })).saved(core.db), null);
    expect(rung(plan)).toEqual([['203'], ['201'], ['202']]);
  });

  it('evenly: whoever had the fewest calls, and of them whose last was the longest ago', async () => {
    const line = await aLine(ring({ mode: 'even', members: [anna, boris, cleo].map((who) => who.employeeId) })).saved(
      core.db,
    );
    for (const [who, minutesAgo] of [
      [anna, 90],
      [boris, 60],
      [anna, 30],
    ] as const) {
      const call = aCall(line)
        .from(null)
        .begunAt(new Date(Date.now() - minutesAgo * 60_000));
      call.talking(who);
      await core.tell(callEnded, call.ended());
    }
    expect(rung(await route(line, null))).toEqual([['203'], ['202'], ['201']]);
  });

  it('nobody who is offline, speaks already, is suspended or administrates, unless that leaves nobody', async () => {
    const team = await aTeam('Small').saved(core.db);
    const [here, away, busy, gone] = [
      await anEmployee('Here').inTeam(team).saved(core.db),
      await anEmployee('Away').inTeam(team).saved(core.db),
      await anEmployee('Busy').inTeam(team).saved(core.db),
      await anEmployee('Gone').inTeam(team).suspended().saved(core.db),
    ];
    const technician = await anEmployee('Technician').as('administrator').inTeam(team).saved(core.db);
    await anExtension('301').of(here).saved(core.db);
    await anExtension('302').of(away, 'offline').saved(core.db);
    await anExtension('303').of(busy).saved(core.db);
    await anExtension('304').of(gone).saved(core.db);
    await anExtension('305').of(technician).saved(core.db);
    const line = await aLine().inTeam(team).saved(core.db);
    const talk = aCall(line).from(null);
    await core.tell(callChanged, talk.talking(busy));
    expect(rung(await route(line, null))).toEqual([['301']]);
    await core.db.query(`update core.sip_device set online = false where employee_id = $1`, [here.employeeId]);
    expect(rung(await route(line, null))).toEqual([['303']]);
    await core.db.query(`update core.sip_device set online = false where employee_id = $1`, [busy.employeeId]);
    expect(rung(await route(line, null))).toEqual([['301', '302', '303']]);
  });

  it('of two cards with one number that with which something happened last', async () => {
    const number = '+380509990011';
    await aClient('Elder').withPhone(number).assignedTo(cleo).saved(core.db);
    const newer = await aClient('Newer').withPhone(number).assignedTo(boris).saved(core.db);
    const line = await aLine().saved(core.db);
    await core.db.query(
      `insert into core.interaction (id, client_id, direction, kind, occurred_at, natural_key, evidence_sha256, evidence_size, facts_sha256)
       values (gen_random_uuid(), $1, 'inbound', 'email', now(), 'newer', '', 0, '')`,
      [newer.id],
    );
    expect(rung(await route(line, number))[0]).toEqual(['202']);
  });

  it('nobody outside business hours: then it is closed, and a message may be left or not', async () => {
    const hours = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }];
    const line = await aLine({ hours, holidays: ['2026-11-26'] }).saved(core.db);
    const [night, holiday] = [
      await route(line, null, '2026-11-25T20:00:00Z'),
      await route(line, null, '2026-11-26T10:00:00Z'),
    ];
    for (const plan of [night, holiday]) {
      expect(plan).toMatchObject({ steps: [], greeting: { name: 'closed' }, announcement: { name: 'recorded' } });
      expect(plan.atEnd).toMatchObject({ do: 'voicemail' });
    }
    const mute = await aLine({ hours, afterHours: 'hang-up', atEnd: 'hang-up' }).saved(core.db);
    expect(await route(mute, null, '2026-11-25T20:00:00Z')).toMatchObject({
      ...{ steps: [], announcement: null, greeting: { name: 'closed' }, atEnd: { do: 'hang-up', prompt: null } },
    });
    expect(await route(mute, null)).toMatchObject({
      greeting: null,
      atEnd: { do: 'hang-up', prompt: { name: 'busy' } },
    });
  });

  it('with a prompt of the company’s own where there is one', async () => {
    const id = crypto.randomUUID();
    await core.db.query(
      `insert into core.prompt (id, name, language, label, evidence_sha256, evidence_size, duration_ms) values ($1, 'recorded', 'uk', 'x', $2, 44, 100)`,
      [id, 'b'.repeat(64)],
    );
    const line = await aLine({ prompts: { recorded: id, closed: null, voicemail: null, busy: null } }).saved(core.db);
    expect((await route(line, null)).announcement).toEqual({
      ...{ name: 'recorded', language: 'uk', evidence: { sha256: 'b'.repeat(64), size: 44 } },
    });
  });

  it('the same again when it is asked again, also by two at once', async () => {
    const line = await aLine().saved(core.db);
    const callId = crypto.randomUUID();
    const [one, two] = await Promise.all([
      route(line, '0501234512', undefined, callId),
      route(line, '0501234512', undefined, callId),
    ]);
    await core.db.query(`update core.sip_device set online = false where employee_id = $1`, [anna.employeeId]);
    const three = await route(line, '0501234512', undefined, callId);
    await core.db.query(`update core.sip_device set online = true where employee_id = $1`, [anna.employeeId]);
    expect([two, three]).toEqual([one, one]);
    expect(await core.db.query(`select count(*)::int as n from core.call where id = $1`, [callId])).toEqual([{ n: 1 }]);
  });

  it('by the number’s country, however the provider writes it', async () => {
    const line = await aLine().saved(core.db);
    for (const from of ['0501234512', '380501234512', '+380501234512', '00380501234512', 'sip:+380501234512@x.test']) {
      expect([from, rung(await route(line, from))[0]]).toEqual([from, ['201']]);
    }
    for (const from of ['1234567890123456789012345678901234567890', 'x'.repeat(100), '050 12', '+', '%00']) {
      expect([from, rung(await route(line, from))]).toEqual([from, [['201', '202', '203', '204']]]);
    }
  });

  it('is refused for a channel that is none', async () => {
    const none = { id: crypto.randomUUID(), address: '' } as unknown as SavedChannel;
    await expect(route(none, null)).rejects.toMatchObject({ code: 'call.number-unknown' });
  });
});
