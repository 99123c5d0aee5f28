import {
  aClient,
  aCompany,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  type ClientBuilder,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';

describe('saved filters', () => {
  let core: TestCore;
  let sales: SavedTeam;
  let [anna, boris] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee];
  let [owner, maria, annas, boriss] = [] as Caller[] as [Caller, Caller, Caller, Caller];

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    sales = await aTeam('Sales').saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    maria = await core.as(await aManager('Maria').inTeam(sales).saved(core.db));
    [annas, boriss] = [await core.as(anna), await core.as(boris)];
    const written = async (client: ClientBuilder) =>
      aKeptLetter('ada@example.test')
        .on(await client.saved(core.db))
        .saved(core.db);
    await written(aClient('One').inTeam(sales).assignedTo(anna));
    await written(aClient('Two').inTeam(sales).assignedTo(anna));
    await written(aClient('Three').inTeam(sales));
    await written(aClient('Four').assignedTo(boris));
  });
  afterAll(() => core.close());

  const counts = async (who: Caller) => {
    const names = new Map(
      ((await who.get('inbox-filters')).body.items as { id: string; name: string }[]).map(({ id, name }) => [id, name]),
    );
    const { items } = (await who.get('inbox-filters/counts')).body as { items: { id: string; count: number }[] };
    return items.map(({ id, count }) => [names.get(id), count]);
  };

  it('say how many conversations they show, each by the rights of whoever looks', async () => {
    expect(await counts(annas)).toEqual([]);
    const all = { name: 'Everything', criteria: { view: 'all' }, shared: true };
    expect((await annas.post('inbox-filters', all)).status).toBe(201);
    for (const [name, criteria] of [
      ['Annas', { view: 'all', handlerId: anna.employeeId }],
      ['Boris', { view: 'all', handlerId: boris.employeeId }],
      ['Calls', { view: 'all', medium: 'phone' }],
    ] as const)
      await owner.post('inbox-filters', { name, criteria });
    expect([await counts(annas), await counts(maria), await counts(boriss)]).toEqual([
      [['Everything', 2]],
      // The same one, which Anna shares with her team, of which Maria sees more.
      [['Everything', 3]],
      [],
    ]);
    expect(await counts(owner)).toEqual([
      ['Annas', 2],
      ['Boris', 1],
      ['Calls', 0],
    ]);
    const admin = await core.as(await anEmployee('Admin').as('administrator').saved(core.db));
    expect((await admin.get('inbox-filters/counts')).status).toBe(403);
  });

  it('count no further than anybody reads', async () => {
    const card = await aClient('Busy').assignedTo(boris).saved(core.db);
    await core.db.query(
      `insert into core.conversation (id, client_id, medium, subject, base_subject, token, last_at)
       select gen_random_uuid(), $1, 'email', 'x', 'x', 'busy' || n, now() from generate_series(1, 120) n`,
      [card.id],
    );
    await boriss.post('inbox-filters', { name: 'Mine', criteria: { view: 'all' } });
    expect(await counts(boriss)).toEqual([['Mine', 100]]);
  });
});
