import { aClient, aCompany, aManager, anEmployee, anOwner, type SavedClient, type SavedEmployee } from '#libs/testing';
import { RouteRules } from '../src/http/route-rules.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

describe('looking as somebody else', () => {
  let core: TestCore;
  let owner: Caller;
  let [olga, anna]: [SavedEmployee, SavedEmployee] = [] as never;
  let [hers, another]: [SavedClient, SavedClient] = [] as never;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    olga = await anOwner().saved(core.db);
    anna = await anEmployee('Anna').saved(core.db);
    hers = await aClient('Hers').withEmail('ada@example.test').assignedTo(anna).saved(core.db);
    another = await aClient('Another').withEmail('ben@example.test').saved(core.db);
  });
  beforeEach(async () => {
    owner = await core.as(olga);
    expect((await owner.post('session/view-as', { employeeId: anna.employeeId })).status).toBe(204);
  });
  afterAll(() => core.close());

  it('shows exactly what they see, and says who looks', async () => {
    const { body: me } = await owner.get('me');
    expect(me).toMatchObject({
      id: anna.employeeId,
      role: 'employee',
      viewedBy: { id: olga.employeeId, name: 'Olga Owner' },
    });
    expect((await owner.get('clients')).body.items).toMatchObject([{ name: 'Hers' }]);
    expect((await owner.get(`clients/${another.id}`)).status).toBe(404);
    const { contactPoints } = (await owner.get(`clients/${hers.id}`)).body as { contactPoints?: unknown };
    expect(contactPoints).toMatchObject([{ value: 'a•••@e•••.test', masked: true }]);
    expect((await owner.get('audit')).status).toBe(403);
  });

  it('changes nothing: every route that could is closed, but those that end it', async () => {
    const changing = core.app
      .get(RouteRules, { strict: false })
      .routes()
      .filter(({ method, access }) => method !== 'GET' && access !== 'public' && access !== 'signature');
    expect(changing.length).toBeGreaterThan(40);
    const open: string[] = [];
    for (const { method, path } of changing) {
      const { status, body } = await owner.call(method, path.replaceAll(/:\w+/g, another.id), {});
      if (status !== 403 || body.code !== 'view-as.read-only') open.push(`${method} ${path}`);
      // Both of them put an end to it.
      if (path.startsWith('session')) {
        owner = await core.as(olga);
        await owner.post('session/view-as', { employeeId: anna.employeeId });
      }
    }
    expect(open.sort()).toEqual(['DELETE session', 'DELETE session/view-as']);
  });

  it('stands in the journal with both names, from its beginning to its end', async () => {
    await core.db.query('select 1');
    await owner.get(`clients/${hers.id}`);
    await owner.delete('session/view-as');
    const rows = await core.db.query(
      `select action, actor_id as actor, subject_id as subject, body from core.journal
       where actor_id = $1 and kind = 'audit' order by at desc, seq desc limit 3`,
      [olga.employeeId],
    );
    const [actor, viewingAs] = [olga.employeeId, anna.employeeId];
    expect(rows).toEqual([
      { action: 'view-as.ended', actor, subject: viewingAs, body: { viewingAs } },
      { action: 'card.read', actor, subject: null, body: { viewingAs } },
      { action: 'view-as.begun', actor, subject: viewingAs, body: {} },
    ]);
    const listed = (await owner.get(`audit?actorId=${actor}&limit=4`)).body.items as object[];
    expect(listed[1]).toMatchObject({
      ...{ action: 'card.read', actor: { id: actor }, token: null, viewingAs: { id: viewingAs, name: 'Anna' } },
    });
    const hersAlone = await core.db.query(`select from core.journal where actor_id = $1`, [anna.employeeId]);
    expect(hersAlone).toEqual([]);
    expect((await owner.get('me')).body).toMatchObject({ id: olga.employeeId, viewedBy: null });
    expect((await owner.get(`clients/${another.id}`)).status).toBe(200);
  });

  it('is the owner’s alone, in a page, and ends with the other’s employment', async () => {
    const maria = await core.as(await aManager().saved(core.db));
    expect((await maria.post('session/view-as', { employeeId: anna.employeeId })).status).toBe(403);
    const bearer = await core.as(olga, 'bearer');
    expect((await bearer.post('session/view-as', { employeeId: anna.employeeId })).body.code).toBe('token.not-allowed');
    const [oleg, gone] = [await anEmployee('Oleg').saved(core.db), await anEmployee('Gone').suspended().saved(core.db)];
    const second = await core.as(olga);
    for (const { employeeId } of [gone, olga])
      expect((await second.post('session/view-as', { employeeId })).body.code).toBe('employee.not-found');
    await second.post('session/view-as', { employeeId: oleg.employeeId });
    await (await core.as(olga)).patch(`employees/${oleg.employeeId}`, { status: 'suspended' });
    expect((await second.get('me')).body).toMatchObject({ id: olga.employeeId, viewedBy: null });
  });
});
