import { randomUUID } from 'node:crypto';
import {
  aClient,
  aCompany,
  aMailbox,
  anEmployee,
  anOwner,
  aTeam,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { grantedTo } from '../src/access/conditions.js';
import { scopeOf, seesCard, type CardSight } from '../src/access/viewer.js';
import { Waking } from '../src/conversations/handling/waking.js';
import { LiveEvents, type LiveEvent } from '../src/realtime/live-events.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter, type SavedLetter } from './a-kept-letter.js';

let core: TestCore;
let office: SavedChannel;
let [olga, maria, anna, boris, admin] = [] as SavedEmployee[] as [
  SavedEmployee,
  SavedEmployee,
  SavedEmployee,
  SavedEmployee,
  SavedEmployee,
];
const callers = new Map<SavedEmployee, Caller>();
const as = (who: SavedEmployee): Caller => callers.get(who)!;
const events: LiveEvent[] = [];

beforeAll(async () => {
  core = await aCore();
  core.app.get(LiveEvents, { strict: false }).listen((event) => events.push(event));
  await aCompany().saved(core.db);
  const sales = await aTeam('Sales').saved(core.db);
  office = await aMailbox().saved(core.db);
  olga = await anOwner().saved(core.db);
  maria = await anEmployee('Maria').as('manager').inTeam(sales).saved(core.db);
  anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
  boris = await anEmployee('Boris').saved(core.db);
  admin = await anEmployee('Admin').as('administrator').saved(core.db);
  for (const who of [olga, maria, anna, boris, admin]) callers.set(who, await core.as(who));
});
beforeEach(() => core.db.query('delete from core.handling_policy'));
afterAll(() => core.close());

/** A letter that Anna's client wrote. */
async function annas(name = 'Ada'): Promise<{ card: SavedClient; letter: SavedLetter; path: string }> {
  const card = await aClient(name).withEmail(`${randomUUID()}@example.test`).assignedTo(anna).saved(core.db);
  const letter = await aKeptLetter('ada@example.test', name).on(card).through(office).saved(core.db);
  return { card, letter, path: `conversations/${letter.conversationId}` };
}
const inView = async (who: SavedEmployee, view: string): Promise<string[]> => {
  const { body } = await as(who).get(`conversations?view=${view}&limit=100`);
  return (body.items as { id: string }[]).map(({ id }) => id);
};
const onlyHandlerWrites = () => as(olga).put('handling-policy', { onlyHandlerWrites: true });
const auditOf = (conversationId: string) =>
  core.db.query(`select action, body from core.journal where kind = 'audit' and subject_id = $1 order by at, seq`, [
    conversationId,
  ]);

describe('a conversation that is passed on', () => {
  it('shows its card to whoever has it, for as long as they have it', async () => {
    const { card, letter, path } = await annas('Passed');
    expect((await as(boris).get(`clients/${card.id}`)).status).toBe(404);
    const { status, body } = await as(anna).post(`${path}/assign`, {
      employeeId: boris.employeeId,
      note: 'Knows them well',
    });
    expect([status, body]).toEqual([
      200,
      {
        id: letter.conversationId,
        state: 'open',
        snoozedUntil: null,
        assignee: { id: boris.employeeId, name: 'Boris' },
      },
    ]);
    expect((await as(boris).get(`clients/${card.id}`)).status).toBe(200);
    expect(await inView(boris, 'mine')).toEqual([letter.conversationId]);
    expect(await inView(anna, 'mine')).not.toContain(letter.conversationId);
    expect(await inView(anna, 'all')).toContain(letter.conversationId);
    const { items } = (await as(boris).get(`clients/${card.id}/timeline`)).body as {
      items: { kind: string; text: string }[];
    };
    expect(items.map(({ kind, text }) => [kind, text])).toEqual([
      ['note', 'Knows them well'],
      ['email', 'Good day'],
    ]);
    expect(events).toContainEqual({
      event: 'conversation',
      data: {
        ...{ conversationId: letter.conversationId, clientId: card.id, employeeId: boris.employeeId },
        ...{ is: 'assign', by: anna.employeeId },
      },
    });
    expect((await as(boris).post(`${path}/assign`, { employeeId: null })).body).toMatchObject({ assignee: null });
    expect((await as(boris).get(`clients/${card.id}`)).status).toBe(404);
    expect(await inView(boris, 'all')).toEqual([]);
    expect(await auditOf(letter.conversationId)).toEqual([
      { action: 'conversation.assigned', body: { from: null, to: boris.employeeId } },
      { action: 'conversation.assigned', body: { from: boris.employeeId, to: null } },
    ]);
    const grants = await core.db.query(
      `select source, conversation_id, granted_by, ended_at is not null as ended from core.card_access where client_id = $1`,
      [card.id],
    );
    expect(grants).toEqual([
      { source: 'assignee', conversation_id: letter.conversationId, granted_by: anna.employeeId, ended: true },
    ]);
  });

  it('goes to nobody who is not there, is suspended or sees no clients, and is not passed on by whoever does not have it', async () => {
    const { card, path } = await annas('Refused');
    const gone = await anEmployee('Gone').suspended().saved(core.db);
    for (const employeeId of [randomUUID(), gone.employeeId, admin.employeeId]) {
      const { status, body } = await as(anna).post(`${path}/assign`, { employeeId });
      expect([status, body.code]).toEqual([404, 'conversation.assignee-not-found']);
    }
    expect((await as(boris).post(`${path}/take`)).body.code).toBe('conversation.not-found');
    const guest = await anEmployee('Guest').saved(core.db);
    await as(anna).post(`${path}/assign`, { employeeId: guest.employeeId });
    // Another conversation of the same card: seen by way of the first, and Anna's.
    const other = await aKeptLetter('ada@example.test', 'Other').on(card).saved(core.db);
    const byGuest = await core.as(guest);
    const refused = await byGuest.post(`conversations/${other.conversationId}/assign`, {
      employeeId: boris.employeeId,
    });
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: 'conversation.not-yours', details: { handler: { id: anna.employeeId, name: 'Anna' } } },
    ]);
    expect((await byGuest.post(`conversations/${other.conversationId}/take`)).status).toBe(200);
    expect(
      (await byGuest.post(`conversations/${other.conversationId}/assign`, { employeeId: boris.employeeId })).status,
    ).toBe(200);
  });

  it('follows its card: to another responsible one, to another card, to none', async () => {
    const { card, letter, path } = await annas('Moved');
    await as(anna).post(`${path}/assign`, { employeeId: boris.employeeId });
    const other = await aClient('Other card').saved(core.db);
    await core.db.query('update core.client set responsible_id = $2 where id = $1', [card.id, maria.employeeId]);
    expect(await inView(anna, 'all')).not.toContain(letter.conversationId);
    expect(await inView(maria, 'all')).toContain(letter.conversationId);
    await core.db.query('update core.conversation set client_id = $2 where id = $1', [letter.conversationId, other.id]);
    expect((await as(boris).get(`clients/${card.id}`)).status).toBe(404);
    expect((await as(boris).get(`clients/${other.id}`)).status).toBe(200);
    await core.db.query('update core.conversation set client_id = null where id = $1', [letter.conversationId]);
    expect((await as(boris).get(`clients/${other.id}`)).status).toBe(404);
  });
});

describe('a conversation that is put off or done', () => {
  it('sleeps until its time, and is new again then', async () => {
    const { letter, path } = await annas('Sleeper');
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await as(anna).post(`${path}/snooze`, { until })).body).toMatchObject({
      state: 'snoozed',
      snoozedUntil: until,
    });
    expect(await inView(anna, 'snoozed')).toEqual([letter.conversationId]);
    for (const view of ['mine', 'unanswered']) expect(await inView(anna, view)).not.toContain(letter.conversationId);
    const waking = core.app.get(Waking, { strict: false });
    await waking.wake();
    expect(await inView(anna, 'snoozed')).toEqual([letter.conversationId]);
    await annas('Newer');
    await core.db.query(`update core.conversation set snoozed_until = now() where id = $1`, [letter.conversationId]);
    await waking.wake();
    expect((await inView(anna, 'mine'))[0]).toBe(letter.conversationId);
    expect((await as(anna).get(path)).body).toMatchObject({
      state: 'open',
      snoozedUntil: null,
      wokenAt: expect.any(String),
    });
    expect(await auditOf(letter.conversationId)).toMatchObject([
      { action: 'conversation.snoozed', body: { until } },
      { action: 'conversation.woken', body: {} },
    ]);
    expect(events).toContainEqual({
      event: 'conversation',
      data: expect.objectContaining({ conversationId: letter.conversationId, is: 'woken', by: null }) as unknown,
    });
  });

  it.each([
    ['a moment that is over', -1],
    ['a moment too far away', 400 * 86_400_000],
  ])('does not sleep until %s', async (_, ms) => {
    const { path } = await annas();
    const { status, body } = await as(anna).post(`${path}/snooze`, { until: new Date(Date.now() + ms).toISOString() });
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  });

  it.each(['snooze', 'done'])('comes back when the client writes: %s', async (act) => {
    const { card, letter, path } = await annas(`Wakes ${act}`);
    await as(anna).post(`${path}/${act}`, { until: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await inView(anna, 'mine')).not.toContain(letter.conversationId);
    await aKeptLetter('ada@example.test', 'Again').on(card).inConversationOf(letter).saved(core.db);
    expect(await inView(anna, 'unanswered')).toContain(letter.conversationId);
    expect((await as(anna).get(path)).body).toMatchObject({ state: 'open', snoozedUntil: null });
  });

  it('lets nobody wait once it is done, and whoever waited waits again when it is reopened', async () => {
    const { letter, path } = await annas('Done');
    const before = (await as(anna).get(path)).body['waitingSince'];
    expect((await as(anna).post(`${path}/done`)).body).toMatchObject({ state: 'done' });
    expect((await as(anna).get(path)).body).toMatchObject({ state: 'done', waitingSince: null });
    expect(await inView(anna, 'done')).toContain(letter.conversationId);
    expect((await as(anna).post(`${path}/reopen`)).body).toMatchObject({ state: 'open' });
    expect((await as(anna).get(path)).body).toMatchObject({ state: 'open', waitingSince: before });
    expect(await auditOf(letter.conversationId)).toMatchObject([
      { action: 'conversation.done' },
      { action: 'conversation.reopened' },
    ]);
  });

  it('is done in one go with others, each judged for itself', async () => {
    const [one, two] = [await annas('One'), await annas('Two')];
    const stranger = randomUUID();
    const ids = [one.letter.conversationId, two.letter.conversationId, stranger];
    const { status, body } = await as(anna).post('conversations/bulk', { ids, act: 'done' });
    expect([status, body['refused']]).toEqual([200, [{ id: stranger, code: 'conversation.not-found' }]]);
    expect(body['done']).toMatchObject([{ state: 'done' }, { state: 'done' }]);
    expect((await as(anna).post('conversations/bulk', { ids: Array(201).fill(stranger), act: 'done' })).status).toBe(
      400,
    );
    expect((await as(boris).post('conversations/bulk', { ids, act: 'done' })).body).toMatchObject({
      done: [],
      refused: ids.map((id) => ({ id, code: 'conversation.not-found' })),
    });
  });
});

describe('an answer', () => {
  const answer = (
    who: SavedEmployee,
    { card, letter }: { card: SavedClient; letter: SavedLetter },
    more: object = {},
  ) =>
    as(who).post(`clients/${card.id}/messages`, {
      medium: 'email',
      conversationId: letter.conversationId,
      text: 'Yes',
      ...more,
    });

  it('is held up when a colleague answered meanwhile, once only, and goes when it is meant', async () => {
    const talk = await annas('Meanwhile');
    const seen = talk.letter.id;
    const first = await answer(olga, talk, { seen });
    expect(first.status).toBe(202);
    const key = randomUUID();
    const second = await answer(anna, talk, { seen, idempotencyKey: key });
    expect([second.status, second.body]).toMatchObject([
      409,
      {
        code: 'conversation.answered-meanwhile',
        details: { answers: [{ interactionId: first.body['id'], employee: { id: olga.employeeId, name: olga.name } }] },
      },
    ]);
    expect((await answer(anna, talk, { seen: first.body['id'] })).status).toBe(202);
    expect((await answer(anna, talk, { seen, anyway: true, idempotencyKey: key })).status).toBe(202);
    // One's own answers are no news, and an answer that arrived before is found again.
    expect((await answer(olga, talk, { seen: first.body['id'] })).body.code).toBe('conversation.answered-meanwhile');
    expect((await answer(anna, talk, { seen, idempotencyKey: key })).status).toBe(202);
  });

  it('of two at the same moment only one goes out unasked', async () => {
    const talk = await annas('Race');
    const both = await Promise.all([olga, anna, maria].map((who) => answer(who, talk, { seen: talk.letter.id })));
    expect(both.map(({ status }) => status).sort()).toEqual([202, 409, 409]);
  });

  it('is only for whoever handles it, where the company wants that; heads may always', async () => {
    const talk = await annas('Guarded');
    await as(anna).post(`${talk.path}/assign`, { employeeId: boris.employeeId });
    expect((await answer(anna, talk)).status).toBe(202);
    expect((await as(boris).put('handling-policy', { onlyHandlerWrites: true })).status).toBe(403);
    expect((await onlyHandlerWrites()).body).toEqual({
      ...{ onlyHandlerWrites: true, mentionsOpen: 'heads', mentionDays: 14 },
    });
    const refused = await answer(anna, talk);
    expect([refused.status, refused.body]).toMatchObject([
      409,
      { code: 'conversation.not-yours', details: { handler: { id: boris.employeeId, name: 'Boris' } } },
    ]);
    expect((await answer(boris, talk)).status).toBe(202);
    expect((await answer(maria, talk)).status).toBe(202);
    expect((await as(anna).post(`${talk.path}/take`)).body).toMatchObject({ assignee: { name: 'Anna' } });
    expect((await answer(anna, talk)).status).toBe(202);
    expect((await answer(boris, talk)).body.code).toBe('client.not-found');
  });
});

describe('what somebody has not looked at', () => {
  it('is unread until they have, for each of them, and again when the client writes', async () => {
    const { card, letter, path } = await annas('Unread');
    const unread = async (who: SavedEmployee) =>
      ((await as(who).get('conversations?unread=true&limit=100')).body.items as { id: string; unread: boolean }[]).some(
        (one) => one.id === letter.conversationId && one.unread,
      );
    expect([await unread(anna), await unread(olga)]).toEqual([true, true]);
    expect((await as(anna).post(`${path}/looked-at`)).status).toBe(204);
    expect([await unread(anna), await unread(olga)]).toEqual([false, true]);
    expect((await as(boris).post(`${path}/looked-at`)).status).toBe(404);
    await aKeptLetter('ada@example.test', 'Again').on(card).inConversationOf(letter).saved(core.db);
    expect(await unread(anna)).toBe(true);
    await as(anna).post('conversations/bulk', { ids: [letter.conversationId], act: 'seen' });
    expect(await unread(anna)).toBe(false);
    expect((await as(anna).get('conversations?unread=false&limit=100')).text).toContain(letter.conversationId);
  });
});

describe('a saved filter', () => {
  it('may hold a tag: whoever looks sees of its cards those that they may', async () => {
    const tag = (await as(olga).post('card-tags', { name: 'Exhibition', colour: 'blue' })).body['id'] as string;
    const [tagged, other, theirs] = [await annas('Tagged'), await annas('Other'), await annas('Theirs')];
    for (const { card } of [tagged, theirs]) await as(olga).put(`clients/${card.id}/tags/${tag}`);
    await core.db.query('update core.client set responsible_id = $2, team_id = null where id = $1', [
      theirs.card.id,
      boris.employeeId,
    ]);
    const seen = async (who: SavedEmployee, query: string) =>
      ((await as(who).get(`conversations?tagId=${tag}&limit=100${query}`)).body.items as { id: string }[]).map(
        ({ id }) => id,
      );
    expect(await seen(anna, '')).toEqual([tagged.letter.conversationId]);
    expect((await seen(olga, '')).sort()).toEqual([tagged, theirs].map(({ letter }) => letter.conversationId).sort());
    expect(await seen(olga, '')).not.toContain(other.letter.conversationId);
    expect(await seen(anna, '&view=done')).toEqual([]);
    const saved = await as(anna).post('inbox-filters', { name: 'Exhibition', criteria: { view: 'mine', tagId: tag } });
    expect(saved.body).toMatchObject({ criteria: { view: 'mine', tagId: tag } });
    await as(anna).delete(`inbox-filters/${saved.body['id'] as string}`);
  });

  it('is one’s own, unless it is shared with the team, and only whoever made it changes it', async () => {
    const criteria = { view: 'unanswered', medium: 'email', unread: true };
    const made = await as(anna).post('inbox-filters', { name: ' Letters ', criteria });
    expect([made.status, made.body]).toMatchObject([201, { name: 'Letters', criteria, shared: false, mine: true }]);
    const path = `inbox-filters/${String(made.body['id'])}`;
    const names = async (who: SavedEmployee) =>
      ((await as(who).get('inbox-filters')).body.items as { name: string; mine: boolean }[]).map(({ name, mine }) => [
        name,
        mine,
      ]);
    expect([await names(anna), await names(maria)]).toEqual([[['Letters', true]], []]);
    expect((await as(anna).patch(path, { shared: true, name: 'Ours' })).body).toMatchObject({ shared: true, criteria });
    expect([await names(maria), await names(boris)]).toEqual([[['Ours', false]], []]);
    expect((await as(maria).patch(path, { name: 'Hers' })).body.code).toBe('inbox-filter.not-found');
    expect((await as(maria).delete(path)).status).toBe(404);
    expect((await as(boris).post('inbox-filters', { name: 'x', criteria, shared: true })).body.code).toBe(
      'inbox-filter.no-team',
    );
    expect((await as(boris).post('inbox-filters', { name: 'x', criteria: { view: 'mail' } })).status).toBe(400);
    await as(anna).patch(path, { name: 'Ours too' });
    expect((await as(anna).delete(path)).status).toBe(204);
    expect(await names(anna)).toEqual([]);
    const recorded = await core.db.query(
      `select action, actor_id as actor from core.journal where subject_id = $1 and kind = 'audit' order by at, seq`,
      [made.body['id']],
    );
    const actor = anna.employeeId;
    expect(recorded).toEqual(
      ['shared', 'changed', 'withdrawn'].map((what) => ({ action: `inbox-filter.${what}`, actor })),
    );
  });

  it('is not one of more than fifty', async () => {
    for (let n = 0; n < 50; n++) await as(maria).post('inbox-filters', { name: `${n}`, criteria: {} });
    const { status, body } = await as(maria).post('inbox-filters', { name: 'One more', criteria: {} });
    expect([status, body.code]).toEqual([422, 'inbox-filter.limit']);
  });
});

it('what row-level security shows is what is listed and what is told, whoever was given what', async () => {
  const office = [olga, maria, anna, boris, admin];
  const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;
  for (let n = 0; n < 25; n++) {
    const client = aClient(`Property ${n}`);
    if (Math.random() < 0.5) client.assignedTo(pick(office));
    const card = await client.saved(core.db);
    const letter = await aKeptLetter('x@example.test', `Property ${n}`).on(card).saved(core.db);
    if (Math.random() < 0.6)
      await core.db.query('update core.conversation set assignee_id = $2 where id = $1', [
        letter.conversationId,
        pick(office).employeeId,
      ]);
    if (Math.random() < 0.3)
      await core.db.query('update core.conversation set assignee_id = null where id = $1', [letter.conversationId]);
  }
  const cards = await core.db.query<CardSight & { id: string; conversationId: string }>(
    `select c.id, v.id as "conversationId", c.responsible_id as "responsibleId", c.team_id as "teamId", ${grantedTo('c.id')} as "grantedTo"
     from core.client c join core.conversation v on v.client_id = c.id where c.name like 'Property%'`,
  );
  for (const viewer of office) {
    const told = cards.filter((card) => seesCard(viewer, card)).map(({ conversationId }) => conversationId);
    const shown = await core.db
      .uow('core')
      .as(scopeOf(viewer), (tx) =>
        tx.query<{ id: string }>('select id from conversation where id = any ($1)', [
          cards.map((card) => card.conversationId),
        ]),
      );
    expect([viewer.name, shown.map(({ id }) => id).sort()]).toEqual([viewer.name, told.sort()]);
    if (viewer === admin) continue;
    const listed = (await inView(viewer, 'all')).filter((id) => cards.some((card) => card.conversationId === id));
    expect([viewer.name, listed.sort()]).toEqual([viewer.name, told.sort()]);
  }
});
