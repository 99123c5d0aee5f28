import { routeCall, type CallId, type RoutePlan } from '#libs/contracts';
import {
  aClient,
  aCompany,
  aManager,
  anEmployee,
  anExtension,
  aNumber,
  anOwner,
  aTeam,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { CopyPeopleRepository } from '../src/routing/copy-people.repository.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

describe('teams with heads', () => {
  let core: TestCore;
  let owner: Caller;
  let [sales, service]: [SavedTeam, SavedTeam] = [] as never;
  let [hanna, maria, anna]: [SavedEmployee, SavedEmployee, SavedEmployee] = [] as never;
  let hannas: Caller;
  let ada: SavedClient;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    [sales, service] = [await aTeam('Sales').saved(core.db), await aTeam('Service').saved(core.db)];
    hanna = await aManager('Hanna').saved(core.db);
    maria = await aManager('Maria').inTeam(sales).saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    for (const [n, who] of [anna, maria, hanna].entries())
      await anExtension(String(301 + n))
        .of(who)
        .saved(core.db);
    ada = await aClient('Ada').withPhone('+380501234512').assignedTo(anna).saved(core.db);
    hannas = await core.as(hanna);
  });
  afterAll(() => core.close());

  const put = (team: SavedTeam, body: object) => owner.patch(`teams/${team.id}`, body);
  const headsFor = (clientId: SavedClient['id']) =>
    core.db
      .uow('core')
      .run(async (tx) => (await new CopyPeopleRepository().ofCards(tx, [clientId])).get(clientId)?.heads);

  it('have every manager in them for a head, until one is named; then that one alone', async () => {
    expect(await headsFor(ada.id)).toEqual([maria.email]);
    const named = await put(sales, { headId: hanna.employeeId });
    expect([named.status, named.body]).toEqual([
      200,
      {
        id: sales.id,
        name: 'Sales',
        head: { id: hanna.employeeId, name: 'Hanna' },
        members: 2,
        people: [
          { id: anna.employeeId, name: 'Anna' },
          { id: maria.employeeId, name: 'Maria' },
        ],
      },
    ]);
    expect(await headsFor(ada.id)).toEqual([hanna.email]);
  });

  it('show their cards to their head, of each team that they head, from the next request on', async () => {
    const ben = await aClient('Ben').inTeam(service).saved(core.db);
    const names = async () => ((await hannas.get('clients')).body.items as { name: string }[]).map(({ name }) => name);
    await put(sales, { headId: hanna.employeeId });
    expect(await names()).toEqual(['Ada']);
    await put(service, { headId: hanna.employeeId });
    expect(await names()).toEqual(['Ada', 'Ben']);
    expect((await hannas.get(`clients/${ben.id}`)).status).toBe(200);
    await put(service, { headId: null });
    expect((await hannas.get(`clients/${ben.id}`)).status).toBe(404);
  });

  it('are rung at their head’s when nobody else takes the call', async () => {
    await put(sales, { headId: hanna.employeeId });
    const line = await aNumber('+380445000099')
      .with({
        ring: {
          mode: 'all',
          members: [anna.employeeId],
          teamId: null,
          responsibleFirst: true,
          responsibleMs: 9_000,
          stepMs: 9_000,
        },
      })
      .saved(core.db);
    const plan: RoutePlan = await core.bus.ask(routeCall, {
      callId: crypto.randomUUID() as CallId,
      channelId: line.id,
      from: '+380501234512',
      at: '2026-11-25T10:00:00Z',
    });
    expect(plan.steps.map((step) => step.targets.map(({ extension }) => extension))).toEqual([['301'], ['303']]);
  });

  it('are headed by a manager or the owner who works here, and by nobody else', async () => {
    const gone = await aManager('Gone').suspended().saved(core.db);
    for (const { employeeId } of [anna, gone]) {
      const { status, body } = await put(sales, { headId: employeeId });
      expect([status, body.code]).toEqual([422, 'team.head-refused']);
    }
    expect((await owner.post('teams', { name: 'Third', headId: anna.employeeId })).body.code).toBe('team.head-refused');
    expect((await owner.post('teams', { name: 'Third', headId: hanna.employeeId })).body).toMatchObject({
      head: { name: 'Hanna' },
      members: 0,
      people: [],
    });
  });

  it('lose a head who is no manager any more; it is on record', async () => {
    const [team, petra] = [await aTeam('Fourth').saved(core.db), await aManager('Petra').saved(core.db)];
    await put(team, { headId: petra.employeeId });
    await owner.patch(`employees/${petra.employeeId}`, { role: 'employee' });
    const { items } = (await owner.get('teams')).body;
    expect(items).toContainEqual({ id: team.id, name: 'Fourth', head: null, members: 0, people: [] });
    const rows = await core.db.query(`select body from core.journal where subject_id = $1 order by at, seq`, [team.id]);
    expect(rows).toEqual([
      { body: { headId: petra.employeeId, headBefore: null } },
      { body: { headId: null, headBefore: petra.employeeId } },
    ]);
  });

  it('are renamed, but not to a name that is taken', async () => {
    expect((await put(service, { name: '  After sales ' })).body).toMatchObject({ name: 'After sales' });
    const taken = await put(service, { name: 'Sales' });
    expect([taken.status, taken.body.code]).toEqual([409, 'team.name-taken']);
    expect((await hannas.patch(`teams/${service.id}`, { name: 'Mine' })).status).toBe(403);
  });
});
