import { letterReceived } from '#libs/contracts';
import {
  aClient,
  aCompany,
  aLetter,
  aMailbox,
  anEmployee,
  anOwner,
  type LetterBuilder,
  type SavedChannel,
  type SavedEmployee,
} from '#libs/testing';
import { LiveEvents, type LiveEvent } from '../src/realtime/live-events.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

let core: TestCore;
let office: SavedChannel;
let anna: SavedEmployee;
let [owner, employee] = [] as unknown as [Caller, Caller];
const events: LiveEvent[] = [];

beforeAll(async () => {
  core = await aCore();
  core.app.get(LiveEvents, { strict: false }).listen((event) => events.push(event));
  await aCompany().saved(core.db);
  office = await aMailbox('office@company.test').saved(core.db);
  const olga = await anOwner().saved(core.db);
  anna = await anEmployee('Anna').saved(core.db);
  [owner, employee] = [await core.as(olga), await core.as(anna)];
});
afterAll(() => core.close());

const comes = async (...letters: LetterBuilder[]) => {
  for (const letter of letters) await core.tell(letterReceived, letter.into(office.id));
};
const now = () => new Date().toISOString();
const inView = async (of: 'tray' | 'spam') =>
  (
    (await owner.get(`unplaced?of=${of}&limit=100`)).body['items'] as { subject: string; id: string; flags: string[] }[]
  ).filter(({ subject }) => !subject.startsWith('circle'));
const subjects = async (of: 'tray' | 'spam') => (await inView(of)).map(({ subject }) => subject).sort();
const idOf = async (subject: string) =>
  (await core.db.query<{ id: string }>(`select id from core.interaction where subject = $1`, [subject]))[0]!.id;
const spam = (from: string, subject: string) => aLetter(from, subject).with('X-Spam-Flag: YES');

describe('what the provider takes for spam', () => {
  it('lies in a view of its own, is counted nowhere, and comes out and goes in by hand', async () => {
    await comes(spam('winner@lottery.test', 'You won'), aLetter('new@x.test', 'Good day'));
    expect([await subjects('tray'), await subjects('spam')]).toEqual([['Good day'], ['You won']]);
    expect((await owner.get('conversations/counters')).body['unplaced']).toBe(1);
    expect((await owner.put(`unplaced/${await idOf('You won')}/spam`, { spam: false })).status).toBe(204);
    expect((await owner.put(`unplaced/${await idOf('Good day')}/spam`, { spam: true })).status).toBe(204);
    expect([await subjects('tray'), await subjects('spam')]).toEqual([['You won'], ['Good day']]);
    const audit = await core.db.query(
      `select body from core.journal where action = 'unplaced.judged' order by at, seq`,
    );
    expect(audit).toEqual([{ body: { spam: false } }, { body: { spam: true } }]);
    expect((await employee.put(`unplaced/${await idOf('You won')}/spam`, { spam: true })).status).toBe(403);
  });

  it('of somebody who stands on a card stays on it, with what is said of it', async () => {
    const card = await aClient('Ada').withEmail('ada@client.test').assignedTo(anna).saved(core.db);
    await comes(spam('ada@client.test', 'Invoice'));
    const { items } = (await employee.get(`clients/${card.id}/timeline`)).body as {
      items: { subject: string; flags: string[] }[];
    };
    expect(items.map(({ subject, flags }) => [subject, flags])).toEqual([['Invoice', ['spam']]]);
    expect(await subjects('spam')).not.toContain('Invoice');
  });

  it('what machines wrote can be told from what people wrote', async () => {
    const card = await aClient('Both').withEmail('both@client.test').assignedTo(anna).saved(core.db);
    await comes(aLetter('both@client.test', 'By hand'), aLetter('both@client.test', 'Automatic reply: Offer'));
    const shown = async (kind: string) =>
      ((await employee.get(`clients/${card.id}/timeline?kind=${kind}`)).body['items'] as { subject: string }[]).map(
        ({ subject }) => subject,
      );
    expect([await shown('people'), await shown('automatic')]).toEqual([['By hand'], ['Automatic reply: Offer']]);
  });

  it('is spam no more once it is placed', async () => {
    const card = await aClient('Placed').saved(core.db);
    await comes(spam('placed@x.test', 'To be placed'));
    await owner.post(`unplaced/${await idOf('To be placed')}/place`, { clientId: card.id });
    const [row] = await core.db.query(`select flags from core.interaction where subject = 'To be placed'`);
    expect(row).toEqual({ flags: [] });
  });
});

describe('the black list', () => {
  it('hides whom it names, also what came before, and shows it all when they are taken off', async () => {
    await comes(aLetter('Pest <pest@annoying.test>', 'Pest 1'), aLetter('other@annoying.test', 'Other 1'));
    const blocked = await owner.post('blocked-senders', { interactionId: await idOf('Pest 1'), kind: 'address' });
    expect([blocked.status, blocked.body]).toMatchObject([
      200,
      { kind: 'address', value: 'pest@annoying.test', letters: 1 },
    ]);
    await comes(aLetter('PEST@annoying.test', 'Pest 2'), aLetter('other@annoying.test', 'Other 2'));
    expect(await subjects('spam')).toEqual(expect.arrayContaining(['Pest 1', 'Pest 2']));
    expect(await subjects('tray')).toEqual(expect.arrayContaining(['Other 1', 'Other 2']));
    expect(await subjects('tray')).not.toContain('Pest 2');
    const domain = await owner.post('blocked-senders', { interactionId: await idOf('Other 1'), kind: 'domain' });
    expect(domain.body).toMatchObject({ kind: 'domain', value: 'annoying.test' });
    await comes(aLetter('third@annoying.test', 'Third'));
    expect(await subjects('spam')).toEqual(expect.arrayContaining(['Pest 1', 'Pest 2', 'Other 1', 'Other 2', 'Third']));
    const { items } = (await owner.get('blocked-senders')).body as { items: { id: string; value: string }[] };
    expect(items.map(({ value }) => value)).toEqual(['annoying.test', 'pest@annoying.test']);
    for (const { id } of items) expect((await owner.delete(`blocked-senders/${id}`)).status).toBe(204);
    expect(await subjects('tray')).toEqual(expect.arrayContaining(['Pest 1', 'Pest 2', 'Other 1', 'Other 2', 'Third']));
    expect((await owner.delete(`blocked-senders/${items[0]!.id}`)).body['code']).toBe('blocked-sender.not-found');
  });

  it('hides nobody who stands on a card, even of a domain that it names', async () => {
    const card = await aClient('Client').withEmail('client@mixed.test').saved(core.db);
    await comes(aLetter('stranger@mixed.test', 'Stranger'));
    await owner.post('blocked-senders', { interactionId: await idOf('Stranger'), kind: 'domain' });
    await comes(aLetter('client@mixed.test', 'From the client'));
    const [row] = await core.db.query(
      `select client_id as card, flags from core.interaction where subject = 'From the client'`,
    );
    expect(row).toEqual({ card: card.id, flags: [] });
  });

  it.each([
    ['a client', 'client@card.test', 'address', 'blocked-sender.client'],
    ['us', 'office@company.test', 'address', 'blocked-sender.ours'],
    ['all of a great provider', 'somebody@gmail.com', 'domain', 'blocked-sender.public-domain'],
    ['nobody', '', 'address', 'blocked-sender.no-address'],
  ])('does not name %s', async (name, from, kind, code) => {
    await comes(aLetter(from, `refused ${name}`));
    if (code.endsWith('client')) await aClient('Later').withEmail(from).saved(core.db);
    const refused = await owner.post('blocked-senders', { interactionId: await idOf(`refused ${name}`), kind });
    expect(refused.body['code']).toBe(code);
  });

  it('is for whoever handles what is unplaced', async () => {
    expect((await employee.get('blocked-senders')).status).toBe(403);
  });
});

describe('letters that go in a circle', () => {
  it('are captured all the same, nothing is sent on because of them, and somebody is told once', async () => {
    await aClient('Robot').withEmail('robot@circle.test').saved(core.db);
    await core.db.query(
      `insert into core.copy_rule (id, direction, target, address, created_at) values (gen_random_uuid(), 'both', 'address', 'archive@backup.test', '2025-01-01')`,
    );
    const robot = (n: number) =>
      aLetter('robot@circle.test', `circle ${n}`)
        .with('Auto-Submitted: auto-replied')
        .date(new Date().toUTCString(), now());
    await comes(...Array.from({ length: 25 }, (_, n) => robot(n)));
    const rows = await core.db.query<{ loops: number; all: number; copies: number }>(
      `select count(*) filter (where flags @> '{loop}')::int as loops, count(*)::int as all,
         (select count(*)::int from core.delivery d join core.interaction c on c.id = d.interaction_id where c.subject like 'circle%') as copies
       from core.interaction where subject like 'circle%'`,
    );
    expect(rows).toEqual([{ loops: 5, all: 25, copies: 20 }]);
    expect(await core.db.query(`select code from core.alert where code = 'mail.loop-cut'`)).toEqual([
      { code: 'mail.loop-cut' },
    ]);
    expect(events.some(({ event }) => event === 'alert')).toBe(true);
  });
});
