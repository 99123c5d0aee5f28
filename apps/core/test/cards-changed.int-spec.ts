import { aClient, aCompany, aMailbox, aManager, anEmployee, anOwner, aTeam, type SavedEmployee } from '#libs/testing';
import type { LiveEvent } from '../src/realtime/live-events.js';
import { LiveEvents } from '../src/realtime/live-events.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';

interface Change {
  id: string;
  at: string;
  by: { name: string } | null;
  changes: { field: string; label: string | null; from: string | null; to: string | null }[];
  reason: string | null;
}

describe('a card that people change', () => {
  let core: TestCore;
  let [anna, boris, head] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee, SavedEmployee];
  let [annas, boriss, heads, owner] = [] as Caller[] as [Caller, Caller, Caller, Caller];

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    boris = await anEmployee('Boris').inTeam(sales).saved(core.db);
    head = await aManager('Maria').inTeam(sales).saved(core.db);
    [annas, boriss, heads] = [await core.as(anna), await core.as(boris), await core.as(head)];
    owner = await core.as(await anOwner().saved(core.db));
  });
  afterAll(() => core.close());

  const versionOf = async (id: string) => (await heads.get(`clients/${id}`)).body['version'] as number;
  const changesOf = async (who: Caller, id: string, rest = '') =>
    (await who.get(`clients/${id}/changes${rest}`)).body as unknown as { items: Change[]; nextCursor: string | null };

  it('by two at once keeps what both did, and says so to the second', async () => {
    const { id } = await aClient('Ada Ltd').assignedTo(anna).saved(core.db);
    const version = await versionOf(id);
    expect((await annas.patch(`clients/${id}`, { version, stage: 'sales' })).body['meanwhile']).toEqual([]);
    const second = await heads.patch(`clients/${id}`, { version, name: 'Ada & Sons' });
    expect([second.status, second.body]).toMatchObject([
      200,
      {
        name: 'Ada & Sons',
        stage: 'sales',
        version: version + 2,
        meanwhile: [{ field: 'stage', by: { name: 'Anna' } }],
      },
    ]);
  });

  it('in the same field by two is refused to the second with both values, and nothing of theirs is written', async () => {
    const { id } = await aClient('Ada Ltd').assignedTo(anna).saved(core.db);
    const version = await versionOf(id);
    await heads.patch(`clients/${id}`, { version, name: 'Ada & Sons, ada@example.test' });
    const { status, body } = await annas.patch(`clients/${id}`, { version, name: 'Ada and Sons', stage: 'account' });
    expect([status, body]).toMatchObject([
      409,
      {
        code: 'client.changed-meanwhile',
        details: {
          version: version + 1,
          // Masked for Anna, who may not see addresses.
          fields: [
            { field: 'name', theirs: 'Ada & Sons, a•••@e•••.test', mine: 'Ada and Sons', by: { name: 'Maria' } },
          ],
        },
      },
    ]);
    expect((await heads.get(`clients/${id}`)).body).toMatchObject({
      name: 'Ada & Sons, ada@example.test',
      stage: 'prospecting',
    });
    // Having seen it, she decides for hers.
    const decided = await annas.patch(`clients/${id}`, { version: version + 1, name: 'Ada and Sons' });
    expect([decided.status, decided.body['name']]).toEqual([200, 'Ada and Sons']);
  });

  it('at the very same moment lets only one of them write the field', async () => {
    const { id } = await aClient('Racer').assignedTo(anna).saved(core.db);
    const version = await versionOf(id);
    const both = await Promise.all(
      [annas, heads].map((who, n) => who.patch(`clients/${id}`, { version, name: `Racer ${n}` })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('never takes a mask for a name', async () => {
    const { id } = await aClient('ada@example.test').assignedTo(anna).saved(core.db);
    const seen = (await annas.get(`clients/${id}`)).body['name'] as string;
    const { status, body } = await annas.patch(`clients/${id}`, { name: `${seen} (new)` });
    expect([seen, status, body.code]).toEqual(['a•••@e•••.test', 422, 'client.value-masked']);
  });

  it('tells who changed what, old and new, masked as the viewer may see it, a page at a time', async () => {
    const { id } = await aClient('Before').assignedTo(anna).saved(core.db);
    await annas.patch(`clients/${id}`, { name: 'After', stage: 'sales' });
    const point = await annas.post(`clients/${id}/contact-points`, { kind: 'phone', value: '+380501234512' });
    await heads.delete(`clients/${id}/contact-points/${String(point.body['id'])}`);
    await heads.post(`clients/${id}/assignment`, { employeeId: boris.employeeId, reason: 'on leave, 050 123 45 12' });
    const first = await changesOf(boriss, id, '?limit=2');
    const rest = await changesOf(boriss, id, `?limit=5&cursor=${first.nextCursor}`);
    const told = [...first.items, ...rest.items].map(({ by, changes, reason }) => ({ by: by?.name, changes, reason }));
    const address = { field: 'contact-point', label: null };
    expect(told).toEqual([
      {
        ...{ by: 'Maria', reason: 'on leave, +380 •• ••• •• 12' },
        changes: [{ field: 'responsible', label: null, from: 'Anna', to: 'Boris' }],
      },
      { by: 'Maria', reason: null, changes: [{ ...address, from: '+380 •• ••• •• 12', to: null }] },
      { by: 'Anna', reason: null, changes: [{ ...address, from: null, to: '+380 •• ••• •• 12' }] },
      {
        ...{ by: 'Anna', reason: null },
        changes: [
          { field: 'name', label: null, from: 'Before', to: 'After' },
          { field: 'stage', label: null, from: 'prospecting', to: 'sales' },
        ],
      },
      expect.objectContaining({ reason: 'created' }),
    ]);
    expect(rest.nextCursor).toBeNull();
    expect((await changesOf(owner, id)).items[1]!.changes[0]!.from).toBe('+380501234512');
    const [entry] = await core.db.query<{ actor: string }>(
      `select actor_id as actor from core.journal where client_id = $1 and action = 'card.changes-read' order by at, seq limit 1`,
      [id],
    );
    expect(entry!.actor).toBe(boris.employeeId);
  });

  it('shows nothing of itself to whoever may not see it, neither over HTTP nor in the database', async () => {
    const { id } = await aClient('Hers').assignedTo(anna).saved(core.db);
    await annas.patch(`clients/${id}`, { name: 'Hers still' });
    expect((await boriss.get(`clients/${id}/changes`)).body.code).toBe('client.not-found');
    const scope = { is: 'viewer', employeeId: boris.employeeId, sees: 'own', teamIds: [] } as const;
    const seen = await core.db
      .uow('core')
      .as(scope, (tx) => tx.query(`select from card_change where client_id = $1`, [id]));
    const all = await core.db.query(`select from core.card_change where client_id = $1`, [id]);
    expect([seen.length, all.length]).toEqual([0, 1]);
  });

  it('has the stage and who is responsible between the entries of its timeline, each once over all pages', async () => {
    const channel = await aMailbox('line@company.test').saved(core.db);
    const client = await aClient('Line').withEmail('line@example.test').assignedTo(anna).saved(core.db);
    await core.db.query(`update core.assignment set since = now() - interval '9 days' where client_id = $1`, [
      client.id,
    ]);
    for (const days of [6, 4, 1]) {
      await aKeptLetter('Ada <line@example.test>', `${days} days ago`)
        .on(client)
        .through(channel)
        .daysAgo(days)
        .saved(core.db);
    }
    await annas.patch(`clients/${client.id}`, { name: 'Line, renamed' });
    await annas.patch(`clients/${client.id}`, { stage: 'sales' });
    await core.db.query(
      `update core.card_change set at = now() - interval '5 days' where client_id = $1 and on_timeline`,
      [client.id],
    );
    interface Told {
      items: { subject: string }[];
      events: Change[];
      nextCursor: string | null;
    }
    const pages: Told[] = [];
    for (let cursor: string | null = ''; cursor !== null; cursor = pages.at(-1)!.nextCursor) {
      const path = `clients/${client.id}/timeline?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`;
      pages.push((await annas.get(path)).body as unknown as Told);
    }
    expect(
      pages.map(({ items, events }) => ({
        letters: items.map(({ subject }) => subject),
        events: events.map(({ changes, reason }) => reason ?? `${changes[0]!.from} → ${changes[0]!.to}`),
      })),
    ).toEqual([
      { letters: ['1 days ago', '4 days ago'], events: [] },
      { letters: ['6 days ago'], events: ['prospecting → sales', 'created'] },
    ]);
    const filtered = (await annas.get(`clients/${client.id}/timeline?medium=email`)).body as unknown as Told;
    expect([filtered.items.length, filtered.events]).toEqual([3, []]);
  });

  it('is told to those who look at it', async () => {
    const { id } = await aClient('Told').assignedTo(anna).saved(core.db);
    const heard: LiveEvent[] = [];
    const end = core.app.get(LiveEvents, { strict: false }).listen((event) => void heard.push(event));
    await annas.patch(`clients/${id}`, { name: 'Told' });
    expect(heard).toEqual([]);
    await annas.patch(`clients/${id}`, { name: 'Told anew' });
    end();
    expect(heard).toEqual([{ event: 'card', data: { clientId: id } }]);
  });

  it('is looked at anew in the lists of whoever has it now, and of whoever had it', async () => {
    const { id } = await aClient('Passed on').assignedTo(anna).saved(core.db);
    const heard: { event: LiveEvent; also: boolean[] }[] = [];
    const end = core.app.get(LiveEvents, { strict: false }).listen((event, { also }) => {
      if (event.event !== 'notice') heard.push({ event, also: [anna, head].map((viewer) => also?.(viewer) === true) });
    });
    const to = { employeeId: boris.employeeId, reason: 'on leave' };
    for (let times = 0; times < 2; times += 1) await owner.post(`clients/${id}/assignment`, to);
    end();
    // Nothing came of the second.
    expect(heard).toEqual([{ event: { event: 'rehomed', data: { clientId: id } }, also: [true, false] }]);
  });
});
