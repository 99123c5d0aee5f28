import type { ClientId } from '#libs/contracts';
import {
  aClient,
  aCompany,
  aDatabase,
  aMailbox,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  type SavedEmployee,
  type SavedTeam,
  type TestDatabase,
} from '#libs/testing';
import type { NewClient } from '../src/clients/client.view.js';
import { auditOf, aWorkplace, type Workplace } from './a-workplace.js';

let db: TestDatabase;
let work: Workplace;
let sales: SavedTeam;
let accounts: SavedTeam;
let owner: SavedEmployee;
let head: SavedEmployee;
let anna: SavedEmployee;
let boris: SavedEmployee;
let clara: SavedEmployee;

beforeAll(async () => {
  db = await aDatabase();
  work = await aWorkplace(db);
  await aCompany().saved(db);
  await aMailbox('office@company.test').saved(db);
  sales = await aTeam('Sales').saved(db);
  accounts = await aTeam('Accounts').saved(db);
  owner = await anOwner().saved(db);
  head = await aManager().inTeam(sales).saved(db);
  anna = await anEmployee('Anna').inTeam(sales).saved(db);
  boris = await anEmployee('Boris').inTeam(sales).seeingContacts().saved(db);
  clara = await anEmployee('Clara').inTeam(accounts).saved(db);
});
afterAll(async () => {
  await work.close();
  await db.close();
});

const newCard = (name: string, rest: Partial<NewClient> = {}): NewClient => ({
  kind: 'person',
  name,
  stage: 'prospecting',
  responsibleId: null,
  teamId: null,
  contactPoints: [],
  companyId: null,
  fields: {},
  ...rest,
});
const email = (value: string, shared = false) => ({ kind: 'email' as const, value, label: null, shared });

describe('a new card', () => {
  it('of an employee is their own, its addresses normalised, and masked for whoever may not see them', async () => {
    const card = await work.clients.create(
      anna,
      newCard('New One', { contactPoints: [email('New.One@Example.TEST')] }),
    );
    expect(card).toMatchObject({ responsible: { id: anna.employeeId, name: 'Anna' }, team: { id: sales.id } });
    expect(card.contactPoints).toMatchObject([{ value: 'n•••@e•••.test', masked: true, source: 'manual' }]);
    expect(card.shortCode).toMatch(/^\*\d{4,}$/);
    expect((await work.clients.get(owner, card.id as ClientId)).contactPoints).toMatchObject([
      { value: 'new.one@example.test', masked: false },
    ]);
    expect(await auditOf(db, card.id)).toEqual(['card.created', 'contact-point.added', 'card.read']);
  });

  it('cannot be given away by an employee, and by a manager only within their team', async () => {
    const refused = { code: 'assignment.employee-refused' };
    await expect(work.clients.create(anna, newCard('X', { responsibleId: boris.employeeId }))).rejects.toMatchObject(
      refused,
    );
    await expect(work.clients.create(head, newCard('X', { responsibleId: clara.employeeId }))).rejects.toMatchObject(
      refused,
    );
    const card = await work.clients.create(head, newCard('Within', { responsibleId: anna.employeeId }));
    expect(card.responsible).toEqual({ id: anna.employeeId, name: 'Anna' });
    const waiting = await work.clients.create(head, newCard('Waiting'));
    expect(waiting).toMatchObject({ responsible: null, team: { id: sales.id } });
  });

  it('is not made when one of its addresses is refused', async () => {
    const card = newCard('Never Made', { contactPoints: [email('fine@example.test'), email('not an address')] });
    await expect(work.clients.create(anna, card)).rejects.toMatchObject({
      code: 'contact-point.invalid',
      details: { kind: 'email', because: 'no-at-sign' },
    });
    expect((await work.clients.list(owner, { name: 'never made', limit: 10 })).items).toEqual([]);
  });
});

describe('an address that stands on another card', () => {
  it('names that card only to whoever may see it', async () => {
    const card = await aClient('Holder').withEmail('held@example.test').assignedTo(anna).saved(db);
    const mine = await aClient('Mine').assignedTo(boris).saved(db);
    await expect(work.clients.addContactPoint(boris, mine.id, email('held@example.test'))).rejects.toMatchObject({
      code: 'contact-point.taken',
      details: {},
    });
    await expect(work.clients.addContactPoint(head, mine.id, email('Held@example.test'))).rejects.toMatchObject({
      details: { client: { id: card.id, name: 'Holder' } },
    });
    await work.clients.addContactPoint(boris, mine.id, email('held@example.test', true));
    await expect(work.clients.addContactPoint(boris, mine.id, email('held@example.test', true))).rejects.toMatchObject({
      code: 'contact-point.already-added',
    });
  });

  it('is found by the second of two people who add it at the same moment', async () => {
    const cards = await Promise.all([1, 2].map((n) => aClient(`Racer ${n}`).assignedTo(boris).saved(db)));
    const tries = await Promise.allSettled(
      cards.map(({ id }) => work.clients.addContactPoint(boris, id, email('race@example.test'))),
    );
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('may not be one of the company or its people', async () => {
    const mine = await aClient().assignedTo(boris).saved(db);
    for (const value of ['Office@company.test', anna.email]) {
      await expect(work.clients.addContactPoint(boris, mine.id, email(value))).rejects.toMatchObject({
        code: 'contact-point.ours',
      });
    }
  });
});

describe('an assignment', () => {
  it('keeps its history, with reasons', async () => {
    const card = await aClient('Passed On').assignedTo(anna).saved(db);
    const passed = await work.clients.assign(head, card.id, {
      employeeId: boris.employeeId,
      teamId: null,
      reason: 'holiday',
    });
    expect(passed.responsible).toEqual({ id: boris.employeeId, name: 'Boris' });
    await work.clients.assign(head, card.id, { employeeId: boris.employeeId, teamId: null, reason: 'again' });
    const history = await work.clients.assignments(head, card.id);
    expect(history).toMatchObject([
      { reason: 'holiday', until: null, responsible: { name: 'Boris' }, assignedBy: { name: 'Maria Head' } },
      { reason: 'created', responsible: { name: 'Anna' } },
    ]);
    expect(history[1]!.until).not.toBeNull();
    await expect(work.clients.get(anna, card.id)).rejects.toMatchObject({ code: 'client.not-found' });
  });

  it('out of the team is refused to a manager', async () => {
    const card = await aClient().assignedTo(anna).saved(db);
    const away = work.clients.assign(head, card.id, { employeeId: clara.employeeId, teamId: null, reason: 'x' });
    await expect(away).rejects.toMatchObject({ code: 'assignment.employee-refused' });
    const elsewhere = work.clients.assign(head, card.id, { employeeId: null, teamId: accounts.id, reason: 'x' });
    await expect(elsewhere).rejects.toMatchObject({ code: 'assignment.team-refused' });
    const suspended = await anEmployee('Gone').inTeam(sales).suspended().saved(db);
    const gone = work.clients.assign(owner, card.id, { employeeId: suspended.employeeId, teamId: null, reason: 'x' });
    await expect(gone).rejects.toMatchObject({ code: 'assignment.employee-refused' });
  });
});

describe('the list', () => {
  it('is paged by name, in any script, without a gap or a repetition', async () => {
    const reader = await anEmployee('Reader')
      .inTeam(await aTeam().saved(db))
      .saved(db);
    const names = ['ada', 'Ada', 'Борис', 'zoë', 'Żaneta', 'b'.repeat(200)];
    for (const name of names) await aClient(name).assignedTo(reader).saved(db);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof work.clients.list>> = await work.clients.list(reader, {
        limit: 2,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.items.map((item) => item.name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen.length).toBe(6);
    expect(new Set(seen)).toEqual(new Set(names));
  });

  it('finds a part of a name, with % and _ as themselves', async () => {
    await aClient('100% Cotton').assignedTo(anna).saved(db);
    await aClient('1000 Cottons').assignedTo(anna).saved(db);
    await aClient('100% Cotton of Clara').assignedTo(clara).saved(db);
    const { items } = await work.clients.list(anna, { name: '100% COT', limit: 10 });
    expect(items.map((item) => item.name)).toEqual(['100% Cotton']);
  });

  it('shows a manager the cards of their team and no other', async () => {
    const { items } = await work.clients.list(head, { limit: 100 });
    expect(items.length).toBeGreaterThan(5);
    expect(new Set(items.map((item) => item.team?.id))).toEqual(new Set([sales.id]));
  });
});

describe('an employee who may see one card', () => {
  it('reaches nothing of another', async () => {
    const hers = await aClient('Hers').withEmail('hers@example.test').assignedTo(clara).saved(db);
    const point = hers.contactPoints[0]!.id;
    const before = await db.query(
      `select c.*, (select count(*) from core.assignment) from core.client c where id = $1`,
      [hers.id],
    );
    const attempts = [
      () => work.clients.get(anna, hers.id),
      () => work.changing.change(anna, hers.id, { name: 'Mine now' }),
      () => work.clients.addContactPoint(anna, hers.id, email('x@example.test')),
      () => work.clients.removeContactPoint(anna, hers.id, point),
      () => work.clients.removeContactPoint(head, hers.id, point),
      () => work.clients.assign(anna, hers.id, { employeeId: anna.employeeId, teamId: null, reason: 'x' }),
      () => work.clients.assign(head, hers.id, { employeeId: anna.employeeId, teamId: null, reason: 'x' }),
      () => work.clients.assignments(anna, hers.id),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'client.not-found' });
    const { items } = await work.clients.list(anna, { name: 'hers', limit: 10 });
    expect(items).toEqual([]);
    expect((await work.clients.list(anna, { responsibleId: clara.employeeId, limit: 10 })).items).toEqual([]);
    expect(
      await db.query(`select c.*, (select count(*) from core.assignment) from core.client c where id = $1`, [hers.id]),
    ).toEqual(before);
    expect(await auditOf(db, hers.id)).toEqual([]);
  });

  it('cannot take an address off another card through their own', async () => {
    const hers = await aClient().withEmail('stays@example.test').assignedTo(clara).saved(db);
    const mine = await aClient().assignedTo(anna).saved(db);
    await expect(work.clients.removeContactPoint(anna, mine.id, hers.contactPoints[0]!.id)).rejects.toMatchObject({
      code: 'contact-point.not-found',
    });
  });

  it('the administrator sees none', async () => {
    const admin = await anEmployee('Admin').as('administrator').saved(db);
    expect((await work.clients.list(admin, { limit: 100 })).items).toEqual([]);
  });
});

describe('the second wall', () => {
  const tables = [
    'client',
    'contact_point',
    'assignment',
    'conversation',
    'interaction',
    'interaction_content',
    'sighting',
    'delivery',
  ];
  it.each(tables)('shows nothing of %s without a scope', async (table) => {
    const rows = await work.uow.run(async (tx) => {
      await tx.query(`set local keepline.scope = ''`);
      return tx.query(`select from ${table} limit 1`);
    });
    expect(rows).toEqual([]);
  });
  it('shows an employee only their own, whatever the statement asks', async () => {
    const scope = { is: 'viewer', employeeId: anna.employeeId, sees: 'own', teamIds: [] } as const;
    const rows = await work.uow.as(scope, (tx) =>
      tx.query<{ id: string | null }>(`select distinct responsible_id as id from client`),
    );
    expect(rows).toEqual([{ id: anna.employeeId }]);
  });
});
