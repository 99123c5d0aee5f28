import { randomUUID } from 'node:crypto';
import { aClient, anEmployee, type SavedEmployee } from '#libs/testing';
import { Waking } from '../src/conversations/handling/waking.js';
import type { Caller, TestCore } from './a-core.js';
import { HandlingOffice, type Talk } from './a-handling-office.js';
import { aKeptLetter } from './a-kept-letter.js';

let office: HandlingOffice;
let core: TestCore;
let [olga, maria, anna, boris] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee, SavedEmployee, SavedEmployee];
const as = (who: SavedEmployee): Caller => office.as(who);
const annas = (name?: string): Promise<Talk> => office.annas(name);
const inView = (who: SavedEmployee, view: string) => office.inView(who, view);

beforeAll(async () => {
  office = await HandlingOffice.open();
  ({ core, olga, maria, anna, boris } = office);
});
beforeEach(() => core.db.query('delete from core.handling_policy'));
afterAll(() => office.close());

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
    expect(office.events).toContainEqual({
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
    for (const employeeId of [randomUUID(), gone.employeeId, office.admin.employeeId]) {
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
    expect(office.events).toContainEqual({
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
  const answer = (who: SavedEmployee, { card, letter }: Talk, more: object = {}) =>
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
