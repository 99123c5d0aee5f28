import { aCompany, anEmployee, anOwner, type SavedEmployee } from '#libs/testing';
import { aCore, EdgeModule, type Caller, type TestCore } from './a-core.js';

const boris = { name: 'Boris', email: 'Boris@company.test', password: 'a long password', role: 'employee' };

describe('employees and teams', () => {
  let core: TestCore;
  let olga: SavedEmployee;
  let owner: Caller;

  beforeAll(async () => {
    core = await aCore({ module: EdgeModule });
    await aCompany().saved(core.db);
    olga = await anOwner().saved(core.db);
    owner = await core.as(olga);
  });
  afterAll(() => core.close());

  const journalOf = (subjectId: string) =>
    core.db.query(`select action, actor_id, body from core.journal where subject_id = $1 order by at, seq`, [
      subjectId,
    ]);

  it('are made by the owner; every change is on record, without names and passwords', async () => {
    const team = (await owner.post('teams', { name: 'Sales' })).body;
    const made = await owner.post('employees', { ...boris, teamId: team['id'] });
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: expect.any(String),
        name: 'Boris',
        email: 'boris@company.test',
        role: 'employee',
        team: { id: team['id'], name: 'Sales' },
        seesContacts: false,
        title: null,
        phone: null,
        locale: null,
        status: 'active',
        createdAt: expect.any(String),
      },
    ]);
    const id = made.body['id'] as string;
    await owner.patch(`employees/${id}`, { role: 'manager', name: 'Boris B.', password: 'another password' });
    expect(await journalOf(id)).toEqual([
      {
        action: 'employee.created',
        actor_id: olga.employeeId,
        body: { role: 'employee', teamId: team['id'], seesContacts: false },
      },
      {
        action: 'employee.changed',
        actor_id: olga.employeeId,
        body: { role: 'manager', name: 'changed', password: 'changed' },
      },
    ]);
    expect((await owner.get('teams')).body.items).toEqual([
      { id: team['id'], name: 'Sales', head: null, members: 1, people: [{ id, name: 'Boris B.' }] },
    ]);
  });

  it('have a telephone for clients that is one: words may stand in it, but not alone', async () => {
    const change = async (phone: string) => (await owner.patch(`employees/${olga.employeeId}`, { phone })).status;
    expect([await change('abc'), await change('12'), await change('--')]).toEqual([400, 400, 400]);
    expect([await change('044 555 01 03, ext. 12'), await change('101')]).toEqual([200, 200]);
  });

  it('cannot share an e-mail, or a team its name', async () => {
    const again = await owner.post('employees', { ...boris, email: 'BORIS@company.test' });
    expect([again.status, again.body.code]).toEqual([409, 'employee.email-taken']);
    expect((await owner.post('teams', { name: 'Sales' })).body.code).toBe('team.name-taken');
  });

  it('are listed by name, page after page', async () => {
    const names: unknown[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await owner.get(`employees?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      names.push(...(body.items as { name: string }[]).map(({ name }) => name));
      cursor = body['nextCursor'] as string | null;
    }
    expect(names).toEqual(['Boris B.', 'Olga Owner']);
  });

  it('who are suspended, or get another password, are out at once', async () => {
    const [clara, dina] = [await anEmployee('Clara').saved(core.db), await anEmployee('Dina').saved(core.db)];
    const [one, other] = [await core.as(clara), await core.as(dina)];
    expect([(await one.get('me')).status, (await other.get('me')).status]).toEqual([200, 200]);
    await owner.patch(`employees/${clara.employeeId}`, { status: 'suspended' });
    await owner.patch(`employees/${dina.employeeId}`, { password: 'another password' });
    expect([(await one.get('me')).status, (await other.get('me')).status]).toEqual([401, 401]);
  });

  it('get and lose rights with their role, without signing in anew', async () => {
    const eva = await anEmployee('Eva').saved(core.db);
    const caller = await core.as(eva);
    expect((await caller.get('copy-rules')).status).toBe(403);
    await owner.patch(`employees/${eva.employeeId}`, { role: 'administrator' });
    expect((await caller.get('copy-rules')).status).toBe(200);
  });

  it('never lose their last owner, not even when two owners put each other out at once', async () => {
    const alone = await owner.patch(`employees/${olga.employeeId}`, { role: 'manager' });
    expect([alone.status, alone.body.code]).toEqual([409, 'employee.last-owner']);
    const oleg = await anOwner('Oleg').saved(core.db);
    const second = await core.as(oleg);
    const both = await Promise.all([
      owner.patch(`employees/${oleg.employeeId}`, { status: 'suspended' }),
      second.patch(`employees/${olga.employeeId}`, { status: 'suspended' }),
    ]);
    expect(both.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1);
    const left = await core.db.query(`select from core.employee where role = 'owner' and status = 'active'`);
    expect(left).toHaveLength(1);
    await core.db.query(`update core.employee set status = 'active' where role = 'owner'`);
    owner = await core.as(olga);
  });

  it('cannot be put into a team that is not there', async () => {
    const { status, body } = await owner.post('employees', {
      ...boris,
      email: 'x@company.test',
      teamId: '01900000-0000-7000-8000-000000000000',
    });
    expect([status, body.code]).toEqual([404, 'team.not-found']);
  });
});

describe('the audit page', () => {
  let core: TestCore;
  beforeAll(async () => {
    core = await aCore({ module: EdgeModule });
    await aCompany().saved(core.db);
  });
  afterAll(() => core.close());

  it('shows who did what, newest first, page after page, and that somebody looked', async () => {
    const olga = await anOwner().saved(core.db);
    const owner = await core.as(olga);
    for (const name of ['One', 'Two', 'Three']) await owner.post('teams', { name });
    const first = (await owner.get('audit?limit=2')).body;
    expect(first.items).toMatchObject([
      { action: 'team.created', actor: { id: olga.employeeId, name: 'Olga Owner' }, client: null },
      { action: 'team.created' },
    ]);
    const second = (await owner.get(`audit?limit=2&cursor=${String(first['nextCursor'])}`)).body;
    expect(second).toMatchObject({ items: [{ action: 'team.created' }], nextCursor: null });
    expect((await owner.get('audit?limit=1')).body.items).toMatchObject([
      { action: 'audit.read', body: { entries: 1 } },
    ]);
  });

  it('can be asked about one person', async () => {
    const [olga, other] = [await anOwner('One').saved(core.db), await anOwner('Other').saved(core.db)];
    await (await core.as(olga)).post('teams', { name: 'By One' });
    const { body } = await (await core.as(other)).get(`audit?actorId=${olga.employeeId}`);
    expect(body.items).toMatchObject([{ action: 'team.created', actor: { name: 'One' } }]);
  });
});
