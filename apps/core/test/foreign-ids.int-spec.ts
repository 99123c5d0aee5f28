import {
  aClient,
  aCompany,
  aMailbox,
  aManager,
  anEmployee,
  aTeam,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { RouteRules, type Route } from '../src/http/route-rules.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptCall } from './a-kept-call.js';
import { aKeptLetter } from './a-kept-letter.js';

/** UUIDs that nobody has. */
const [nobody, nobodyElse, another] = [0, 1, 2].map((n) => `01900000-0000-7000-8000-00000000000${n}`) as [
  string,
  string,
  string,
];
const soon = () => new Date(Date.now() + 3_600_000).toISOString();

/** Of everything that routes ask for, so that they come as far as the id. */
const said = () => ({
  ...{ name: 'x', text: 'x', reason: 'x', note: 'x', what: 'x', label: 'x', subject: 'x', value: 'x@y.test' },
  ...{ kind: 'email', medium: 'email', is: 'viewing', emoji: '👍', until: soon(), at: soon(), dueAt: soon() },
  ...{
    clientId: another,
    employeeId: null,
    teamId: null,
    otherId: another,
    interactionId: null,
    with: another,
    ids: [],
  },
});

describe('every route, given an id of a card that the viewer does not see', () => {
  let core: TestCore;
  let routes: Route[];
  let boris: SavedEmployee;
  let card: SavedClient;
  let other: SavedClient;
  /** By table: what hangs on the card, and what is Boris’s own. */
  const foreign = new Map<string, string>();

  beforeAll(async () => {
    core = await aCore();
    routes = core.app
      .get(RouteRules, { strict: false })
      .routes()
      .filter(({ path }) => /:(?!n\b)\w/.test(path));
    await aCompany().saved(core.db);
    boris = await anEmployee('Boris')
      .inTeam(await aTeam('Sales').saved(core.db))
      .saved(core.db);
    card = await aClient('Ada Lovelace').withEmail('ada@client.test').assignedTo(boris).saved(core.db);
    other = await aClient('Bob').assignedTo(boris).saved(core.db);
    const office = await aMailbox().saved(core.db);
    await aKeptLetter('ada@client.test').on(card).through(office).withAttachment('offer.pdf').saved(core.db);
    await aKeptCall().on(card).spokenBy(boris).saved(core.db);
    const borises = await core.as(boris);
    await borises.post(`clients/${card.id}/notes`, { text: 'Between us' });
    await borises.post(`clients/${card.id}/promises`, { what: 'Call them', dueAt: soon() });
    foreign.set('client', card.id);
    const tables = await core.db.query<{ name: string; owner: string }>(
      `select table_name as name, min(column_name) filter (where column_name in ('client_id', 'employee_id')) as owner
       from information_schema.columns join information_schema.tables using (table_schema, table_name)
       where table_schema = 'core' and table_type = 'BASE TABLE'
       group by 1 having bool_or(column_name = 'id' and data_type = 'uuid') and bool_or(column_name in ('client_id', 'employee_id'))`,
    );
    for (const { name, owner } of tables) {
      const [row] = await core.db.query<{ id: string }>(`select id from core."${name}" where ${owner} = $1 limit 1`, [
        owner === 'client_id' ? card.id : boris.employeeId,
      ]);
      if (row) foreign.set(name, row.id);
    }
  });
  afterAll(() => core.close());

  const at = ({ path }: Route, id: string, first = id): string => {
    const [start, ...others] = path.replaceAll(/:n\b/g, '0').split(/:\w+/);
    return others.reduce((until, text, n) => until + (n < others.length - 1 ? first : id) + text, start!);
  };
  const ask = async (caller: Caller, route: Route, path: string) => {
    const { status, body } = await caller.call(route.method, path, route.method === 'GET' ? undefined : said());
    return [route.method, route.path, status, (body as { code?: string } | null)?.code ?? null];
  };

  it('knows the ids: whose card it is gets it', async () => {
    expect([...foreign.keys()]).toEqual(
      expect.arrayContaining(['client', 'contact_point', 'conversation', 'interaction', 'session', 'task']),
    );
    const borises = await core.as(boris);
    const got = new Set<string>();
    for (const route of routes.filter(({ method }) => method === 'GET'))
      for (const id of foreign.values())
        if ((await ask(borises, route, at(route, id, other.id)))[2] === 200) got.add(route.path);
    expect([...got].sort()).toEqual(
      expect.arrayContaining([
        ...['calls/:id', 'clients/:id', 'clients/:id/timeline', 'conversations/:id', 'conversations/:id/thread'],
        ...['interactions/:id', 'interactions/:id/body'],
      ]),
    );
  });

  it.each(['a colleague', 'the head of another team', 'an administrator'] as const)(
    'says to %s what it says of an id that nobody has, and changes nothing',
    async (who) => {
      const elsewhere = await aTeam().saved(core.db);
      const viewer = {
        'a colleague': anEmployee('Anna').inTeam(elsewhere),
        'the head of another team': aManager().inTeam(elsewhere),
        'an administrator': anEmployee('Sasha').as('administrator'),
      }[who];
      const caller = await core.as(await viewer.saved(core.db));
      const before = await core.db.query(
        'select id, version, responsible_id, merged_into from core.client order by id',
      );
      const told: unknown[] = [];
      const expected: unknown[] = [];
      for (const route of routes) {
        const toNobody = await ask(caller, route, at(route, nobody, nobodyElse));
        for (const [table, id] of foreign) {
          told.push([table, ...(await ask(caller, route, at(route, id, other.id)))]);
          expected.push([table, ...toNobody]);
        }
      }
      expect(told).toEqual(expected);
      expect(
        await core.db.query('select id, version, responsible_id, merged_into from core.client order by id'),
      ).toEqual(before);
    },
    120_000,
  );
});
