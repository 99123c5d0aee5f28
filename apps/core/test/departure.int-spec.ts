import {
  aClient,
  aCompany,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  eventually,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { EmployeeAccess } from '../src/access/departure/employee-access.js';
import { LiveEvents, type LiveEvent } from '../src/realtime/live-events.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

/** Columns by which one may get in, or that guard such a thing. */
const secret = `(token|secret|hash|password|passkey|credential|public_key|ha1|fingerprint|challenge)`;
/** Tables that have such a column and let nobody in. */
const letNobodyIn: Readonly<Record<string, string>> = {
  channel: 'a company’s own line; its token is the machine’s',
  conversation: 'its token stands in a Reply-To and lets nobody in',
  employee_private_contact: 'a digest of a number that is not the company’s',
  sign_in_provider: 'the secret is between the company and its provider',
  mail_consent: 'lets us into a mailbox, and is good for minutes and for the session it began in',
  mail_import: 'lets us into an old mailbox while it is read, and nobody in here',
  mail_oauth_client: 'the secret is between the company and its provider',
  webhook: 'its secret signs what we say, and lets nobody in',
  sign_in_policy: 'the secret is between the company and its provider',
};

describe('a departure', () => {
  let core: TestCore;
  let owner: Caller;
  let olga: SavedEmployee;
  let [sales, service]: [SavedTeam, SavedTeam] = [] as never;
  let boris: SavedEmployee;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    olga = await anOwner().saved(core.db);
    owner = await core.as(olga);
    [sales, service] = [await aTeam('Sales').saved(core.db), await aTeam('Service').saved(core.db)];
    boris = await anEmployee('Boris').inTeam(service).saved(core.db);
  });
  afterAll(() => core.close());

  const depart = (who: SavedEmployee, successor: object, reason = 'left for another company') =>
    owner.post(`employees/${who.employeeId}/departure`, { successor, reason });
  const leaver = async (name = 'Lena') => {
    const lena = await anEmployee(name).inTeam(sales).saved(core.db);
    await owner.patch(`employees/${lena.employeeId}`, { password: 'a password of theirs' });
    return lena;
  };
  const responsible = async ({ id }: SavedClient) => {
    const { body } = await owner.get(`clients/${id}`);
    return [(body['responsible'] as { name: string } | null)?.name, (body['team'] as { name: string } | null)?.name];
  };

  it('ends every access at once and passes on what was in hand; the sheet says what, and is kept', async () => {
    const lena = await leaver();
    const lenas = await core.as(lena);
    await lenas.post(`employees/${lena.employeeId}/devices`, { label: 'Desk' });
    const [ada, ben] = [
      await aClient('Ada').assignedTo(lena).saved(core.db),
      await aClient('Ben').assignedTo(lena).saved(core.db),
    ];
    await lenas.post(`clients/${ada.id}/notes`, { text: 'She wants a discount' });

    const before = await owner.get(`employees/${lena.employeeId}/departure`);
    expect(before.body).toEqual({
      employee: { id: lena.employeeId, name: 'Lena' },
      status: 'active',
      revokes: [
        { kind: 'sessions', count: 1 },
        { kind: 'password', count: 1 },
        { kind: 'devices', count: 1 },
      ],
      moves: [{ kind: 'cards', count: 2 }],
      left: [],
      sheets: [],
    });

    const { status, body: sheet } = await depart(lena, { employeeId: boris.employeeId });
    expect([status, sheet]).toEqual([
      200,
      {
        id: expect.any(String),
        at: expect.any(String),
        employee: { id: lena.employeeId, name: 'Lena' },
        by: { id: olga.employeeId, name: 'Olga Owner' },
        successor: { kind: 'employee', id: boris.employeeId, name: 'Boris' },
        reason: 'left for another company',
        revoked: [
          { kind: 'sessions', count: 1 },
          { kind: 'password', count: 1 },
          { kind: 'devices', count: 1 },
        ],
        moved: [{ kind: 'cards', count: 2 }],
        left: [],
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    expect((await lenas.get('me')).status).toBe(401);
    const signIn = await core.stranger.post('session', { email: lena.email, password: 'a password of theirs' });
    expect(signIn.body.code).toBe('session.refused');
    await eventually(() => expect(core.telephony.extensionOf(lena.employeeId)?.devices).toEqual([]), {
      withinMs: 3_000,
    });

    expect([await responsible(ada), await responsible(ben)]).toEqual([
      ['Boris', 'Service'],
      ['Boris', 'Service'],
    ]);
    const history = (await owner.get(`clients/${ada.id}/assignments`)).body.items;
    expect(history).toMatchObject([
      { responsible: { name: 'Boris' }, reason: 'departure', assignedBy: { name: 'Olga Owner' }, until: null },
      { responsible: { name: 'Lena' }, reason: 'created', until: expect.any(String) },
    ]);
    const after = (await owner.get(`employees/${lena.employeeId}/departure`)).body;
    expect(after).toMatchObject({ status: 'suspended', revokes: [], moves: [], sheets: [sheet] });
    const [entry] = await core.db.query<{ body: object }>(
      `select body from core.journal where action = 'employee.departed' and subject_id = $1`,
      [lena.employeeId],
    );
    expect(entry!.body).toEqual({
      departureId: sheet['id'],
      sha256: sheet['sha256'],
      successor: { employee: boris.employeeId },
      revoked: { sessions: 1, password: 1, devices: 1 },
      moved: { cards: 2 },
      left: {},
    });
  });

  it('passes on conversations that they handle for others, and ends what they were shown of other cards', async () => {
    const lena = await leaver();
    const dora = await aClient('Dora').assignedTo(boris).saved(core.db);
    await core.db.query(
      `insert into core.conversation (id, client_id, token, last_at, assignee_id) values (gen_random_uuid(), $1, 'dora', now(), $2)`,
      [dora.id, lena.employeeId],
    );
    await core.db.query(`insert into core.card_access (client_id, employee_id, source) values ($1, $2, 'mention')`, [
      dora.id,
      lena.employeeId,
    ]);
    const { body } = await depart(lena, { employeeId: boris.employeeId });
    expect(body).toMatchObject({
      revoked: expect.arrayContaining([{ kind: 'granted-cards', count: 1 }]),
      moved: [{ kind: 'conversations', count: 1 }],
    });
    const open = await core.db.query(
      `select employee_id as id, source from core.card_access where client_id = $1 and ended_at is null`,
      [dora.id],
    );
    expect(open).toEqual([{ id: boris.employeeId, source: 'assignee' }]);
  });

  it('is seen in every list at once, by one look however much they had', async () => {
    const lena = await leaver();
    for (const name of ['Ida', 'Jon']) await aClient(name).assignedTo(lena).saved(core.db);
    const heard: LiveEvent[] = [];
    const end = core.app.get(LiveEvents, { strict: false }).listen((event) => void heard.push(event));
    await depart(lena, { employeeId: boris.employeeId });
    end();
    expect(heard.filter(({ event }) => event === 'rehomed')).toEqual([{ event: 'rehomed', data: { clientId: null } }]);
  });

  it('tells whoever goes on with it once, however much it is; of a team, its heads, and never whoever did it', async () => {
    const [lena, vera, gleb] = [await leaver(), await leaver('Vera'), await leaver('Gleb')];
    const [support, nina] = [await aTeam('Support').saved(core.db), await anEmployee('Nina').saved(core.db)];
    const head = await aManager('Head').inTeam(support).saved(core.db);
    const told = async (who: SavedEmployee) => (await (await core.as(who)).get('notices')).body.items;
    for (const name of ['Eve', 'Fay', 'Gil']) await aClient(name).assignedTo(lena).saved(core.db);
    await depart(lena, { employeeId: nina.employeeId });
    const notice = { kind: 'assigned', times: 1, client: null, by: { name: 'Olga Owner' }, readAt: null };
    expect(await told(nina)).toMatchObject([{ ...notice, details: { departed: 'employee', name: 'Lena', cards: 3 } }]);

    const kept = await core.db.query(`select details from core.notice where details::text like '%Lena%'`);
    expect(kept).toEqual([]);

    await aClient('Hal').assignedTo(vera).saved(core.db);
    await depart(vera, { teamId: support.id });
    expect(await told(head)).toMatchObject([{ ...notice, details: { departed: 'team', name: 'Vera', cards: 1 } }]);

    // Nothing in hand, or one's own doing: nothing to be told.
    await depart(gleb, { employeeId: nina.employeeId });
    expect(await told(nina)).toHaveLength(1);
    await aClient('Ian').assignedTo(nina).saved(core.db);
    await depart(nina, { employeeId: olga.employeeId });
    expect(await told(olga)).toEqual([]);
  });

  it('leaves what they wrote under their own name, for whoever comes after them', async () => {
    const lena = await leaver();
    const ada = await aClient('Ada of before').assignedTo(lena).saved(core.db);
    await (await core.as(lena)).post(`clients/${ada.id}/notes`, { text: 'She wants a discount' });
    await depart(lena, { employeeId: boris.employeeId });
    const { items } = (await (await core.as(boris)).get(`clients/${ada.id}/timeline`)).body;
    expect(items).toContainEqual(
      expect.objectContaining({ kind: 'note', employee: { id: lena.employeeId, name: 'Lena' } }),
    );
  });

  it('can pass everything to a team, in which somebody will take it, with the teams that were headed', async () => {
    const maria = await aManager('Maria').inTeam(sales).saved(core.db);
    await owner.patch(`teams/${sales.id}`, { headId: maria.employeeId });
    const cora = await aClient('Cora').assignedTo(maria).saved(core.db);
    const { body } = await depart(maria, { teamId: service.id });
    expect(body).toMatchObject({
      successor: { kind: 'team', name: 'Service' },
      moved: [
        { kind: 'cards', count: 1 },
        { kind: 'teams', count: 1 },
      ],
    });
    expect(await responsible(cora)).toEqual([undefined, 'Service']);
    expect((await owner.get('teams')).body.items).toContainEqual(
      expect.objectContaining({ name: 'Sales', head: null }),
    );
  });

  it('of somebody with five thousand cards takes seconds', async () => {
    const lena = await leaver();
    await core.db.query(
      `insert into core.client (id, kind, name, responsible_id, team_id)
       select gen_random_uuid(), 'person', 'Client ' || n, $1, $2 from generate_series(1, 5000) as n`,
      [lena.employeeId, sales.id],
    );
    await core.db.query(
      `insert into core.assignment (id, client_id, employee_id, team_id, reason)
       select gen_random_uuid(), id, responsible_id, team_id, 'created' from core.client where responsible_id = $1`,
      [lena.employeeId],
    );
    const begun = performance.now();
    const { body } = await depart(lena, { employeeId: boris.employeeId });
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(body['moved']).toEqual([{ kind: 'cards', count: 5_000 }]);
    const rows = await core.db.query<{ n: number; ended: number; open: number }>(
      `select count(*)::int as n, count(until)::int as ended,
         (select count(*)::int from core.assignment where until is null and employee_id = $1) as open
       from core.assignment where employee_id = $1`,
      [lena.employeeId],
    );
    expect(rows).toEqual([{ n: 5_000, ended: 5_000, open: 0 }]);
  });

  it('is not one’s own, nor the last owner’s; and nobody takes over who cannot', async () => {
    const [lena, admin, gone] = [
      await leaver(),
      await anEmployee('Admin').as('administrator').saved(core.db),
      await anEmployee('Gone').suspended().saved(core.db),
    ];
    expect((await depart(olga, { teamId: sales.id })).body.code).toBe('departure.own-not-allowed');
    for (const { employeeId } of [lena, admin, gone]) {
      const { status, body } = await depart(lena, { employeeId });
      expect([status, body.code]).toEqual([422, 'departure.successor-refused']);
    }
    expect((await (await core.as(lena)).get('me')).status).toBe(200);
    expect((await (await core.as(boris)).post(`employees/${lena.employeeId}/departure`, {})).status).toBe(403);
  });

  it('is not undone by readmitting: no password, no telephone, no card comes back by itself', async () => {
    const lena = await leaver();
    await (await core.as(lena)).post(`employees/${lena.employeeId}/devices`, { label: 'Desk' });
    const ada = await aClient('Ada again').assignedTo(lena).saved(core.db);
    await depart(lena, { employeeId: boris.employeeId });
    await owner.patch(`employees/${lena.employeeId}`, { status: 'active' });
    const old = await core.stranger.post('session', { email: lena.email, password: 'a password of theirs' });
    expect([old.status, old.body.code]).toEqual([401, 'session.refused']);
    await owner.patch(`employees/${lena.employeeId}`, { password: 'quite another one' });
    const fresh = await core.stranger.post('session', { email: lena.email, password: 'quite another one' });
    expect(fresh.status).toBe(200);
    expect(await responsible(ada)).toEqual(['Boris', 'Service']);
    expect(core.telephony.extensionOf(lena.employeeId)?.devices).toEqual([]);
  });

  it('forgets no kind of access: every table that holds one is named by whoever revokes it', async () => {
    const rows = await core.db.query<{ table: string }>(
      `select distinct c.relname as table from pg_constraint f join pg_class c on c.oid = f.conrelid
       join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'core' and f.contype = 'f' and f.confrelid = 'core.employee'::regclass
         and exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname ~ '${secret}')
       order by 1`,
    );
    const named = core.app.get(EmployeeAccess, { strict: false }).tables;
    const holding = rows.map(({ table }) => table).filter((table) => !(table in letNobodyIn));
    expect(holding).toEqual(expect.arrayContaining(['session', 'sip_device', 'invitation', 'passkey']));
    expect(holding.filter((table) => !named.includes(table))).toEqual([]);
  });
});

describe('a suspension', () => {
  it('ends every access too, and leaves the cards where they are', async () => {
    const core = await aCore();
    try {
      await aCompany().saved(core.db);
      const owner = await core.as(await anOwner().saved(core.db));
      const anna = await anEmployee('Anna').saved(core.db);
      const ada = await aClient('Ada').assignedTo(anna).saved(core.db);
      const annas = await core.as(anna);
      await annas.post(`employees/${anna.employeeId}/devices`, { label: 'Desk' });
      await owner.patch(`employees/${anna.employeeId}`, { status: 'suspended' });
      expect((await annas.get('me')).status).toBe(401);
      await eventually(() => expect(core.telephony.extensionOf(anna.employeeId)?.devices).toEqual([]));
      expect((await owner.get(`clients/${ada.id}`)).body['responsible']).toMatchObject({ name: 'Anna' });
      const [entry] = await core.db.query<{ body: object }>(
        `select body from core.journal where action = 'employee.access-revoked'`,
      );
      expect(entry!.body).toEqual({ sessions: 1, devices: 1 });
    } finally {
      await core.close();
    }
  });
});
