import {
  aClient,
  aDatabase,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  type SavedEmployee,
  type TestDatabase,
} from '#libs/testing';
import { scopeOf } from '../src/access/viewer.js';
import { inboxViews, type InboxViewName } from '../src/conversations/inbox/inbox.view.js';
import { walksOf } from '../src/conversations/inbox/walks.js';
import { aKeptLetter } from './a-kept-letter.js';

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: Node[];
}

describe('a walk through the inbox', () => {
  let db: TestDatabase;
  let [owner, head, clerk] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee, SavedEmployee];
  beforeAll(async () => {
    db = await aDatabase();
    const team = await aTeam('Sales').saved(db);
    owner = await anOwner().saved(db);
    head = await aManager('Head').inTeam(team).saved(db);
    clerk = await anEmployee('Clerk').inTeam(team).saved(db);
    await aKeptLetter()
      .on(await aClient().assignedTo(clerk).saved(db))
      .saved(db);
    await db.query('analyze core.conversation');
  });
  afterAll(() => db.close());

  /** How PostgreSQL would go if looking through everything and sorting it cost very much, as it does where there is very much. */
  const plansOf = (viewer: SavedEmployee, view: InboxViewName): Promise<Node[]> =>
    db.uow('core').as(scopeOf(viewer), async (tx) => {
      for (const way of ['seqscan', 'sort', 'bitmapscan']) await tx.query(`set local enable_${way} = off`);
      const plans: Node[] = [];
      for (const walk of walksOf(viewer, { view }, [])) {
        // As constants: a statement that is only explained has no parameters.
        const sql = walk.sql.replace(/\$(\d+)/g, (_, n: string) => {
          const value = walk.parameters[Number(n) - 1];
          return Array.isArray(value) ? `'{${value.join(',')}}'` : `'${String(value)}'`;
        });
        const [row] = await tx.query<{ 'QUERY PLAN': { Plan: Node }[] }>(
          `explain (format json) select v.id, v.listed_at from conversation v where ${sql} order by v.listed_at desc, v.id desc limit 41`,
        );
        plans.push(row!['QUERY PLAN'][0]!.Plan);
      }
      return plans;
    });
  const nodes = (plan: Node): Node[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
  /** What was shown to somebody for a while is little: it is found by its cards and put in order. */
  const isOfGrants = (plan: Node) => nodes(plan).some((node) => node['Index Name'] === 'conversation_client');

  it.each(inboxViews)('comes out of an index, in order, whoever looks: %s', async (view) => {
    for (const viewer of [owner, head, clerk])
      for (const plan of await plansOf(viewer, view)) {
        const kinds = nodes(plan)
          .filter((node) => node['Relation Name'] === 'conversation')
          .map((node) => node['Node Type']);
        expect([viewer.name, kinds.filter((kind) => !/^Index (Only )?Scan$/.test(kind))]).toEqual([viewer.name, []]);
        if (isOfGrants(plan)) continue;
        expect([
          viewer.name,
          nodes(plan)
            .map((node) => node['Node Type'])
            .filter((kind) => kind.includes('Sort')),
        ]).toEqual([viewer.name, []]);
      }
  });

  it('has an index of its own for what is rare among what one team or one employee has', async () => {
    const indexes = async (viewer: SavedEmployee, view: InboxViewName) =>
      (await plansOf(viewer, view)).flatMap(nodes).map((node) => node['Index Name']);
    expect(await indexes(head, 'unassigned')).toContain('conversation_team_nobodys');
    expect(await indexes(head, 'unanswered')).toContain('conversation_team_unanswered');
    expect(await indexes(clerk, 'unanswered')).toContain('conversation_responsible_unanswered');
  });
});
