import { aClient, type SavedEmployee } from '#libs/testing';
import { grantedTo } from '../src/access/conditions.js';
import { scopeOf, seesCard, type CardSight } from '../src/access/viewer.js';
import type { Caller, TestCore } from './a-core.js';
import { HandlingOffice, type Talk } from './a-handling-office.js';
import { aKeptLetter } from './a-kept-letter.js';

let office: HandlingOffice;
let core: TestCore;
let [olga, maria, anna, boris] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee, SavedEmployee, SavedEmployee];
const as = (who: SavedEmployee): Caller => office.as(who);
const annas = (name: string): Promise<Talk> => office.annas(name);

beforeAll(async () => {
  office = await HandlingOffice.open();
  ({ core, olga, maria, anna, boris } = office);
});
afterAll(() => office.close());

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
  const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;
  for (let n = 0; n < 25; n++) {
    const client = aClient(`Property ${n}`);
    if (Math.random() < 0.5) client.assignedTo(pick(office.everybody));
    const card = await client.saved(core.db);
    const letter = await aKeptLetter('x@example.test', `Property ${n}`).on(card).saved(core.db);
    if (Math.random() < 0.6)
      await core.db.query('update core.conversation set assignee_id = $2 where id = $1', [
        letter.conversationId,
        pick(office.everybody).employeeId,
      ]);
    if (Math.random() < 0.3)
      await core.db.query('update core.conversation set assignee_id = null where id = $1', [letter.conversationId]);
  }
  const cards = await core.db.query<CardSight & { id: string; conversationId: string }>(
    `select c.id, v.id as "conversationId", c.responsible_id as "responsibleId", c.team_id as "teamId", ${grantedTo('c.id')} as "grantedTo"
     from core.client c join core.conversation v on v.client_id = c.id where c.name like 'Property%'`,
  );
  for (const viewer of office.everybody) {
    const told = cards.filter((card) => seesCard(viewer, card)).map(({ conversationId }) => conversationId);
    const shown = await core.db
      .uow('core')
      .as(scopeOf(viewer), (tx) =>
        tx.query<{ id: string }>('select id from conversation where id = any ($1)', [
          cards.map((card) => card.conversationId),
        ]),
      );
    expect([viewer.name, shown.map(({ id }) => id).sort()]).toEqual([viewer.name, told.sort()]);
    if (viewer === office.admin) continue;
    const listed = (await office.inView(viewer, 'all')).filter((id) =>
      cards.some((card) => card.conversationId === id),
    );
    expect([viewer.name, listed.sort()]).toEqual([viewer.name, told.sort()]);
  }
});
