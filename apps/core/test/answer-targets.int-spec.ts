import { aClient } from '#libs/testing';
import { aKeptLetter } from './a-kept-letter.js';
import { RoutedOffice } from './a-routed-office.js';

describe('a target for answers', () => {
  let place: RoutedOffice;

  beforeAll(async () => {
    place = await RoutedOffice.open();
  });
  beforeEach(() => place.newTeam());
  afterAll(() => place.core.close());

  const answerBy = async (id: string) =>
    (await place.owner.get(`conversations/${id}`)).body['answerBy'] as string | null;

  it('is counted from when the client wrote, warned of once, and missed before the head', async () => {
    await place.rule({ enabled: false, firstAnswerMinutes: 60, nextAnswerMinutes: 30, warnMinutes: 20 });
    const { id, card } = await place.writes((one) => one.assignedTo(place.anna));
    const [{ since }] = (await place.core.db.query<{ since: Date }>(
      `select since from core.waiting where conversation_id = $1`,
      [id],
    )) as [{ since: Date }];
    await place.routes();
    expect(await answerBy(id)).toBe(new Date(since.getTime() + 60 * 60_000).toISOString());
    await place.later(id, 41);
    await place.routes();
    await place.routes();
    const notices = () =>
      place.core.db.query<{ state: string }>(
        `select details ->> 'state' as state, details ->> 'target' as target from core.notice where conversation_id = $1 and employee_id = $2 and kind = 'sla'`,
        [id, place.anna.employeeId],
      );
    expect([await notices(), await place.alertsOf(card.id)]).toEqual([[{ state: 'soon', target: 'first' }], []]);
    await place.later(id, 20);
    await place.routes();
    await place.routes();
    expect(await place.alertsOf(card.id)).toEqual([{ code: 'conversation.answer-overdue', ofTeam: true }]);
    expect(await place.why(id)).toEqual([['overdue', 'target', 'Anna', null, null]]);
    const marias = (await (await place.core.as(place.maria)).get('alerts')).body.items as {
      code: string;
      client: { id: string } | null;
    }[];
    expect(marias.map(({ code, client }) => [code, client?.id])).toContainEqual([
      'conversation.answer-overdue',
      card.id,
    ]);
    const actions = await place.core.db.query<{ action: string }>(
      `select action from core.journal where client_id = $1 and action like 'conversation.%' order by at, seq`,
      [card.id],
    );
    expect(actions.map(({ action }) => action)).toEqual(['conversation.due-soon', 'conversation.overdue']);
  });

  it('that is missed is a task of the head beside the alert, done once somebody has answered', async () => {
    await place.rule({ enabled: false, firstAnswerMinutes: 60 });
    const { id, card } = await place.writes((one) => one.assignedTo(place.anna));
    await place.routes();
    await place.later(id, 61);
    await place.routes();
    const [maria, anna] = [await place.core.as(place.maria), await place.core.as(place.anna)];
    const tasks = async (who: typeof maria, path = 'tasks') =>
      ((await who.get(path)).body.items as { id: string; kind: string; conversationId: string | null }[]).filter(
        ({ conversationId }) => conversationId === id,
      );
    const [task] = await tasks(maria);
    expect(task).toMatchObject({
      ...{ kind: 'answer', client: { id: card.id }, conversationId: id, call: null, what: null, overdue: true },
      ...{ assignee: { name: 'Anna' }, escalatedAt: expect.any(String) as string },
    });
    expect((await maria.get('conversations/counters')).body['tasks']).toBe(1);
    // Who should have answered sees it on the card, and it is not theirs to close; the owner has it of a team without a head.
    expect([(await tasks(anna)).length, (await tasks(anna, `clients/${card.id}/tasks`)).length]).toEqual([0, 1]);
    expect(await anna.post(`tasks/${task!.id}/done`, {})).toMatchObject({ body: { code: 'task.of-head' } });
    expect([(await tasks(place.owner)).length, (await tasks(place.owner, 'tasks?view=all')).length]).toEqual([0, 1]);
    await place.core.db.query(`update core.task set team_id = null where id = $1`, [task!.id]);
    expect((await tasks(place.owner)).length).toBe(1);
    await place.core.db.query(`update core.task set team_id = $2 where id = $1`, [task!.id, place.team.id]);
    // Put on another card by itself, it goes along.
    const other = await aClient('Other').inTeam(place.team).assignedTo(place.anna).saved(place.core.db);
    await place.core.db.query(`update core.conversation set client_id = $2 where id = $1`, [id, other.id]);
    expect((await tasks(maria))[0]).toMatchObject({ client: { id: other.id } });
    await place.core.db.query(`update core.conversation set client_id = $2 where id = $1`, [id, card.id]);
    const answer = { medium: 'email', conversationId: id, text: 'Sorry' };
    expect((await anna.post(`clients/${card.id}/messages`, answer)).status).toBe(202);
    expect(await tasks(maria)).toEqual([]);
    const [done] = await place.core.db.query(
      `select done_at is not null as done, done_by from core.task where id = $1`,
      [task!.id],
    );
    expect(done).toEqual({ done: true, done_by: null });
  });

  it('is another one after the first answer, and gone with each answer', async () => {
    await place.rule({ enabled: false, firstAnswerMinutes: 60, nextAnswerMinutes: 30 });
    const { id, card, letter } = await place.writes((one) => one.assignedTo(place.anna));
    await place.routes();
    await (
      await place.core.as(place.anna)
    ).post(`clients/${card.id}/messages`, { medium: 'email', conversationId: id, text: 'Soon' });
    expect(await answerBy(id)).toBeNull();
    await aKeptLetter(`c${place.clients}@example.test`)
      .on(card)
      .through(place.mailbox)
      .inConversationOf(letter)
      .saved(place.core.db);
    await place.routes();
    const [{ since }] = (await place.core.db.query<{ since: Date }>(
      `select since from core.waiting where conversation_id = $1`,
      [id],
    )) as [{ since: Date }];
    expect(await answerBy(id)).toBe(new Date(since.getTime() + 30 * 60_000).toISOString());
  });

  it('counts while the channel is open, anew when its hours change, and puts the inbox in its order', async () => {
    await place.rule({ enabled: false, firstAnswerMinutes: 60 });
    const [one, other] = [
      await place.writes((card) => card.assignedTo(place.anna)),
      await place.writes((card) => card.assignedTo(place.anna)),
    ];
    await place.routes();
    const tomorrow = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 + 2 * 86_400_000);
    const opening = {
      timeZone: 'UTC',
      holidays: [],
      hours: [{ days: [tomorrow.getUTCDay() || 7], from: '00:00', to: '24:00' }],
    };
    const afterHours = { enabled: false, language: 'en', text: '' };
    expect((await place.owner.put(`channel-hours/${place.mailbox.id}`, { opening, afterHours })).status).toBe(200);
    await place.routes();
    expect(await answerBy(one.id)).toBe(new Date(tomorrow.getTime() + 60 * 60_000).toISOString());
    await place.owner.put(`channel-hours/${place.mailbox.id}`, { opening: { ...opening, hours: [] }, afterHours });
    await place.routes();
    const annas = await place.core.as(place.anna);
    const order = async (query: string) => {
      const { body } = await annas.get(`conversations?view=mine&sort=due&limit=1${query}`);

      const page = body as unknown as { items: { id: string }[]; nextCursor: string | null };
      return { ids: page.items.map(({ id }) => id), next: page.nextCursor };
    };
    await place.core.db.query(
      `update core.waiting set answer_by = now() + interval '5 minutes' where conversation_id = $1`,
      [other.id],
    );
    const first = await order('');
    expect(first.ids).toEqual([other.id]);
    expect((await order(`&cursor=${encodeURIComponent(first.next!)}`)).ids).toEqual([one.id]);
  });
});
