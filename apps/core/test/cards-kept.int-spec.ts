import {
  aClient,
  aCompany,
  aMailbox,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  type SavedChannel,
  type SavedEmployee,
} from '#libs/testing';
import { Lifecycles } from '../src/clients/lifecycle/lifecycles.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';

type Body = Record<string, unknown>;

describe('what a card keeps in sight', () => {
  let core: TestCore;
  let office: SavedChannel;
  let [anna, boris] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee];
  let [annas, boriss, owner] = [] as Caller[] as [Caller, Caller, Caller];

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    office = await aMailbox('office@company.test').saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').inTeam(sales).saved(core.db);
    await aManager('Maria').inTeam(sales).saved(core.db);
    [annas, boriss] = [await core.as(anna), await core.as(boris)];
    owner = await core.as(await anOwner().saved(core.db));
  });
  afterAll(() => core.close());

  describe('an entry that is pinned', () => {
    it('stands on top for whoever may see the card, masked as the entry itself, until it is unpinned', async () => {
      const ada = await aClient('Ada').withEmail('ada@example.test').assignedTo(anna).saved(core.db);
      const letter = await aKeptLetter('Ada <ada@example.test>', 'Terms for ada@example.test')
        .on(ada)
        .through(office)
        .saved(core.db);
      const path = `clients/${ada.id}/pins/${letter.id}`;
      expect((await annas.put(path)).status).toBe(204);
      expect((await annas.put(path)).status).toBe(204);
      const pins = (await annas.get(`clients/${ada.id}/pins`)).body.items as Body[];
      expect(pins).toMatchObject([
        { pinnedBy: { name: 'Anna' }, interaction: { id: letter.id, subject: 'Terms for a•••@e•••.test' } },
      ]);
      for (const refused of [await boriss.put(path), await boriss.get(`clients/${ada.id}/pins`)])
        expect(refused.body.code).toBe('client.not-found');
      expect((await annas.delete(path)).status).toBe(204);
      expect((await annas.get(`clients/${ada.id}/pins`)).body.items).toEqual([]);
    });

    it('is an entry of that card, and one of ten at most', async () => {
      const [mine, other] = [
        await aClient('Mine').assignedTo(anna).saved(core.db),
        await aClient('Other').assignedTo(anna).saved(core.db),
      ];
      const elsewhere = await aKeptLetter('X <x@example.test>', 'Elsewhere').on(other).through(office).saved(core.db);
      const wrong = await annas.put(`clients/${mine.id}/pins/${elsewhere.id}`);
      expect([wrong.status, wrong.body.code]).toEqual([404, 'interaction.not-found']);
      const answers: number[] = [];
      for (let n = 0; n < 11; n += 1) {
        const letter = await aKeptLetter('X <x@example.test>', `Letter ${n}`).on(mine).through(office).saved(core.db);
        answers.push((await annas.put(`clients/${mine.id}/pins/${letter.id}`)).status);
      }
      expect(answers).toEqual([...Array<number>(10).fill(204), 413]);
    });
  });

  it('is behind the second wall too: the database itself shows pins, tags and promises of a card to those who see the card', async () => {
    const hers = await aClient('Hers').assignedTo(anna).saved(core.db);
    const letter = await aKeptLetter('X <x@example.test>', 'Hers').on(hers).through(office).saved(core.db);
    await annas.put(`clients/${hers.id}/pins/${letter.id}`);
    await annas.post(`clients/${hers.id}/promises`, { what: 'x', dueAt: '2026-12-01T12:00:00Z' });
    const tag = (await owner.post('card-tags', { name: 'Walled' })).body['id'] as string;
    await annas.put(`clients/${hers.id}/tags/${tag}`);
    const seenBy = ({ employeeId }: SavedEmployee) =>
      core.db.uow('core').as({ is: 'viewer', employeeId, sees: 'own', teamIds: [] }, async (tx) => {
        const counts: number[] = [];
        for (const table of ['pin', 'client_tag', 'task', 'card_change'])
          counts.push((await tx.query(`select from ${table} where client_id = $1`, [hers.id])).length);
        return counts;
      });
    expect([await seenBy(anna), await seenBy(boris)]).toEqual([
      [1, 1, 1, 1],
      [0, 0, 0, 0],
    ]);
  });

  describe('an address of a client', () => {
    it('tells when they last used it and when we did', async () => {
      const ada = await aClient('Fresh')
        .withEmail('fresh@example.test')
        .withEmail('old@example.test')
        .assignedTo(anna)
        .saved(core.db);
      await aKeptLetter('Fresh <fresh@example.test>', 'In').on(ada).through(office).daysAgo(2).saved(core.db);
      const points = (await annas.get(`clients/${ada.id}`)).body['contactPoints'] as {
        lastInAt: string | null;
        lastOutAt: string | null;
      }[];
      const ageOf = (at: string | null) =>
        at === null ? null : Math.round((Date.now() - Date.parse(at)) / 86_400_000);
      expect(points.map(({ lastInAt, lastOutAt }) => [ageOf(lastInAt), ageOf(lastOutAt)])).toEqual([
        [2, null],
        [null, null],
      ]);
    });

    it('may be the first of its kind, one at a time, and have another label', async () => {
      const ada = await aClient('First')
        .withEmail('a@example.test')
        .withEmail('b@example.test')
        .assignedTo(anna)
        .saved(core.db);
      const [a, b] = ada.contactPoints.map(({ id }) => String(id)) as [string, string];
      await annas.patch(`clients/${ada.id}/contact-points/${a}`, { primary: true });
      const changed = await annas.patch(`clients/${ada.id}/contact-points/${b}`, { primary: true, label: 'accounts' });
      expect(changed.body).toMatchObject({ primary: true, label: 'accounts' });
      const points = (await owner.get(`clients/${ada.id}`)).body['contactPoints'] as Body[];
      expect(points.map(({ value, primary }) => [value, primary])).toEqual([
        ['b@example.test', true],
        ['a@example.test', false],
      ]);
      const [told] = (await annas.get(`clients/${ada.id}/changes?limit=1`)).body.items as { changes: Body[] }[];
      expect(told!.changes).toEqual([
        { field: 'contact-label', label: null, from: null, to: 'accounts' },
        { field: 'primary-contact', label: null, from: '•••@e•••.test', to: '•••@e•••.test' },
      ]);
      expect((await boriss.patch(`clients/${ada.id}/contact-points/${a}`, { label: 'x' })).body.code).toBe(
        'client.not-found',
      );
      const nobody = '01900000-0000-7000-8000-000000000000';
      expect((await annas.patch(`clients/${ada.id}/contact-points/${nobody}`, {})).body.code).toBe(
        'contact-point.not-found',
      );
    });
  });

  describe('the life cycle', () => {
    it('is what the history of each client says, and when that began', async () => {
      const names = ['Silent', 'Loyal', 'Dead', 'Back'] as const;
      const cards = await Promise.all(names.map((name) => aClient(`Cycle ${name}`).assignedTo(anna).saved(core.db)));
      const [silent, loyal, dead, back] = cards;
      const exchange = async (card: (typeof cards)[number], days: readonly number[]) => {
        for (const ago of days) {
          await aKeptLetter('X <x@example.test>', `${ago}`).on(card).through(office).daysAgo(ago).saved(core.db);
          await core.db.query(
            `insert into core.interaction (id, client_id, medium, direction, kind, occurred_at, natural_key, evidence_sha256, evidence_size, facts_sha256)
             select gen_random_uuid(), $1, 'email', 'outbound', 'email', now() - $2 * interval '1 day', gen_random_uuid()::text, '', 0, ''`,
            [card.id, ago],
          );
        }
      };
      await exchange(loyal!, [200, 100, 20]);
      await exchange(dead!, [300, 190]);
      await exchange(back!, [300, 5]);
      const lifecycles = core.app.get(Lifecycles, { strict: false });
      const now = new Date();
      await lifecycles.round(now);
      const inState = async (state: string) =>
        ((await annas.get(`clients?name=cycle&lifecycle=${state}`)).body.items as Body[]).map(({ name }) => name);
      expect(await Promise.all(['potential', 'new', 'loyal', 'dead', 'returned'].map(inState))).toEqual([
        ['Cycle Silent'],
        [],
        ['Cycle Loyal'],
        ['Cycle Dead'],
        ['Cycle Back'],
      ]);
      const since = (await annas.get(`clients/${dead!.id}`)).body['lifecycleSince'] as string;
      expect(Math.round((Date.now() - Date.parse(since)) / 86_400_000)).toBe(10);

      // An hour later: cards that the journal names (this one was opened), and no others; a day later all of them.
      await exchange(dead!, [1]);
      await exchange(silent!, [1]);
      await lifecycles.round(new Date(now.getTime() + 3_600_000));
      expect(await Promise.all(['returned', 'new'].map(inState))).toEqual([['Cycle Back', 'Cycle Dead'], []]);
      await lifecycles.round(new Date(now.getTime() + 86_400_000));
      expect(await inState('new')).toEqual(['Cycle Silent']);
    });
  });
});
