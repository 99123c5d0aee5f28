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
import { aKeptLetter } from './a-kept-letter.js';
import { auditOf, aWorkplace, type Workplace } from './a-workplace.js';

let db: TestDatabase;
let work: Workplace;
let sales: SavedTeam;
let owner: SavedEmployee;
let head: SavedEmployee;
let anna: SavedEmployee;

beforeAll(async () => {
  db = await aDatabase();
  work = await aWorkplace(db);
  await aCompany().saved(db);
  await aMailbox('office@company.test').saved(db);
  sales = await aTeam('Sales').saved(db);
  owner = await anOwner().saved(db);
  head = await aManager().inTeam(sales).saved(db);
  anna = await anEmployee('Anna').inTeam(sales).saved(db);
});
afterEach(() =>
  db.query(`update core.interaction set client_id = (select id from core.client limit 1) where client_id is null`),
);
afterAll(async () => {
  await work.close();
  await db.close();
});

const tray = async (viewer: SavedEmployee) => (await work.unplaced.list(viewer, { limit: 50 })).items;
const cardOf = (id: string) =>
  db.query<{ client_id: string | null }>(`select client_id from core.interaction where id = $1`, [id]);

describe('the tray', () => {
  it('suggests cards, the best first, and only those that the viewer may see', async () => {
    const parent = await aClient('By Thread').inTeam(sales).saved(db);
    const asked = await aKeptLetter('x@thread.test').on(parent).saved(db);
    await aClient('By Domain').withEmail('sales@firm.test').inTeam(sales).saved(db);
    await aClient('bob builder').inTeam(sales).saved(db);
    await aClient('Hidden').withEmail('boss@firm.test').saved(db);
    await aClient('Gmail').withEmail('somebody@gmail.com').inTeam(sales).saved(db);
    await aKeptLetter('Bob Builder <bob@firm.test>').answering(asked.messageId).daysAgo(1).saved(db);
    await aKeptLetter('bob@firm.test', 'Again').daysAgo(2).saved(db);
    await aKeptLetter('else@gmail.com').daysAgo(3).saved(db);
    const items = await tray(head);
    expect(
      items.map(({ suggestions, sameSender }) => [sameSender, ...suggestions.map((s) => [s.client.name, s.because])]),
    ).toEqual([
      [1, ['By Thread', 'thread'], ['bob builder', 'same-name'], ['By Domain', 'same-domain']],
      [1, ['By Domain', 'same-domain']],
      [0],
    ]);
    expect((await tray(owner))[1]!.suggestions.map(({ client }) => client.name)).toEqual(['By Domain', 'Hidden']);
    expect(items[0]!.participants.from).toMatchObject([{ address: 'bob@firm.test', masked: false, is: 'other' }]);
  });

  it('is empty for an employee and the administrator', async () => {
    await aKeptLetter('nobody@example.test').saved(db);
    expect(await tray(anna)).toEqual([]);
    expect(await tray(await anEmployee('Admin').as('administrator').saved(db))).toEqual([]);
    expect(await tray(head)).toHaveLength(1);
  });
});

describe('placing', () => {
  it('moves the conversation and what else came from that address, remembers it, and is on record', async () => {
    const card = await aClient('Card').inTeam(sales).assignedTo(anna).saved(db);
    const one = await aKeptLetter('New@client.test', 'One').daysAgo(3).saved(db);
    const colleague = await aKeptLetter('colleague@client.test', 'Re: One').inConversationOf(one).daysAgo(2).saved(db);
    const two = await aKeptLetter('new@client.test', 'Two').daysAgo(1).saved(db);
    const stranger = await aKeptLetter('stranger@client.test', 'Not theirs').saved(db);
    const before = await db.query(`select id, evidence_sha256, facts_sha256 from core.interaction order by id`);
    expect(await work.unplaced.place(head, one.id, { clientId: card.id, remember: true })).toEqual({
      clientId: card.id,
      placed: 3,
    });
    for (const { id } of [one, colleague, two]) expect(await cardOf(id)).toEqual([{ client_id: card.id }]);
    expect(await cardOf(stranger.id)).toEqual([{ client_id: null }]);
    expect((await work.clients.get(head, card.id)).contactPoints).toMatchObject([
      { value: 'new@client.test', source: 'placed' },
    ]);
    expect((await work.inbox.list(anna, { view: 'mine', limit: 50 })).items.map(({ subject }) => subject)).toEqual([
      'Two',
      'One',
    ]);
    expect(await db.query(`select id, evidence_sha256, facts_sha256 from core.interaction order by id`)).toEqual(
      before,
    );
    expect(await auditOf(db, card.id)).toEqual(['contact-point.added', 'unplaced.placed', 'card.read']);
    expect(work.events.slice(-2)).toMatchObject([
      { event: 'unplaced' },
      { event: 'interaction', data: { clientId: card.id } },
    ]);
    expect(await work.unplaced.place(head, one.id, { clientId: card.id, remember: true })).toEqual({
      clientId: card.id,
      placed: 0,
    });
  });

  it('on a new card makes it, once', async () => {
    const letter = await aKeptLetter('Carl <carl@example.test>').saved(db);
    const newClient = { kind: 'person' as const, name: 'Carl', responsibleId: anna.employeeId };
    const tries = await Promise.allSettled(
      [head, owner].map((who) =>
        work.unplaced.place(who, letter.id, {
          newClient: { ...newClient, responsibleId: who.employeeId },
          remember: true,
        }),
      ),
    );
    const [won] = tries.filter((one) => one.status === 'fulfilled');
    const [lost] = tries.filter((one) => one.status === 'rejected');
    expect(won!.value.placed).toBe(1);
    expect(lost!.reason).toMatchObject({ code: 'unplaced.already-placed' });
    expect(await db.query(`select from core.client where name = 'Carl'`)).toHaveLength(1);
    const late = work.unplaced.place(owner, letter.id, { newClient, remember: true });
    await expect(late).rejects.toMatchObject({ code: 'unplaced.already-placed' });
  });

  it('does not take an address away from the card that has it', async () => {
    const holder = await aClient('Holder').withEmail('shared@partner.test').inTeam(sales).saved(db);
    const card = await aClient('Second').inTeam(sales).saved(db);
    const letter = await aKeptLetter('shared@partner.test').saved(db);
    expect((await tray(head))[0]!.suggestions).toEqual([
      { client: { id: holder.id, name: 'Holder' }, because: 'shared-address' },
    ]);
    expect(await work.unplaced.place(head, letter.id, { clientId: card.id, remember: true })).toMatchObject({
      placed: 1,
    });
    expect((await work.clients.get(head, card.id)).contactPoints).toEqual([]);
  });

  it('of one of our own letters goes by its recipient', async () => {
    const card = await aClient('Recipient').inTeam(sales).saved(db);
    const ours = await aKeptLetter('office@company.test').sentByUs().to('rick@example.test').saved(db);
    const theirs = await aKeptLetter('office@company.test').sentByUs().to('other@example.test').saved(db);
    await work.unplaced.place(head, ours.id, { clientId: card.id, remember: true });
    expect(await cardOf(theirs.id)).toEqual([{ client_id: null }]);
    expect((await work.clients.get(head, card.id)).contactPoints).toMatchObject([{ value: 'rick@example.test' }]);
  });

  it('is refused on a card out of sight, and to whoever sees no tray', async () => {
    const hidden = await aClient('Hidden').saved(db);
    const letter = await aKeptLetter('lost@example.test').saved(db);
    const notThere = { code: 'client.not-found' };
    await expect(work.unplaced.place(head, letter.id, { clientId: hidden.id, remember: true })).rejects.toMatchObject(
      notThere,
    );
    const mine = await aClient('Mine').assignedTo(anna).saved(db);
    const byEmployee = work.unplaced.place(anna, letter.id, { clientId: mine.id, remember: true });
    await expect(byEmployee).rejects.toMatchObject({ code: 'interaction.not-found' });
    expect(await cardOf(letter.id)).toEqual([{ client_id: null }]);
  });
});
