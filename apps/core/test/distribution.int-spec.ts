import { randomUUID } from 'node:crypto';
import {
  aClient,
  aCompany,
  aMailbox,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
  type SavedTeam,
} from '#libs/testing';
import { Distributor } from '../src/routing/distribution/distributor.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter, type SavedLetter } from './a-kept-letter.js';

const usual = {
  ...{ enabled: true, mode: 'even', members: [], cap: null, answerMinutes: null },
  ...{ firstAnswerMinutes: null, nextAnswerMinutes: null, warnMinutes: 15, onlyHandlerWrites: null },
};

describe('whom a conversation finds', () => {
  let core: TestCore;
  let distributor: Distributor;
  let office: SavedChannel;
  let owner: Caller;
  let clients = 0;
  /** A team of its own for each test: Maria heads it, Anna, Boris and Clara work in it. */
  let team: SavedTeam;
  let [maria, anna, boris, clara] = [] as SavedEmployee[] as [
    SavedEmployee,
    SavedEmployee,
    SavedEmployee,
    SavedEmployee,
  ];

  beforeAll(async () => {
    core = await aCore();
    distributor = core.app.get(Distributor, { strict: false });
    await aCompany().saved(core.db);
    office = await aMailbox().saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
  });
  beforeEach(async () => {
    team = await aTeam().saved(core.db);
    maria = await aManager('Maria').inTeam(team).saved(core.db);
    anna = await anEmployee('Anna').inTeam(team).saved(core.db);
    boris = await anEmployee('Boris').inTeam(team).saved(core.db);
    clara = await anEmployee('Clara').inTeam(team).saved(core.db);
  });
  afterAll(() => core.close());

  const rule = (change: object = {}, who = owner) => who.put(`routing/teams/${team.id}`, { ...usual, ...change });
  const routes = async () => {
    await distributor.distribute();
    expect(core.lines.filter(({ msg }) => msg === 'conversations could not be given to anybody')).toEqual([]);
  };
  /** A client of the team who wrote a minute ago. */
  async function writes(
    change: (card: ReturnType<typeof aClient>) => ReturnType<typeof aClient> = (card) => card,
  ): Promise<{ card: SavedClient; letter: SavedLetter; id: string }> {
    const card = await change(aClient('Ada').withEmail(`c${++clients}@example.test`).inTeam(team)).saved(core.db);
    const letter = await aKeptLetter(`c${clients}@example.test`)
      .on(card)
      .through(office)
      .daysAgo(1 / 1_440)
      .saved(core.db);
    return { card, letter, id: letter.conversationId };
  }
  const has = async (id: string): Promise<string | null> => {
    const { assignee } = (await owner.get(`conversations/${id}`)).body as { assignee: { name: string } | null };
    return assignee?.name ?? null;
  };
  const why = async (id: string, who = owner) => {
    const { items } = (await who.get(`conversations/${id}/routing`)).body as {
      items: {
        code: string;
        because: string;
        employee: { name: string } | null;
        from: { name: string } | null;
        count: number | null;
      }[];
    };
    return items.map(({ code, because, employee, from, count }) => [
      code,
      because,
      employee?.name ?? null,
      from?.name ?? null,
      count,
    ]);
  };
  /** As if so much time had gone by. */
  const later = (id: string, minutes: number) =>
    core.db.query(
      `update core.waiting set due_at = least(due_at, now()), offered_until = offered_until - make_interval(mins => $2),
         answer_by = answer_by - make_interval(mins => $2), warn_at = warn_at - make_interval(mins => $2) where conversation_id = $1`,
      [id, minutes],
    );
  const alertsOf = (clientId: string) =>
    core.db.query<{ code: string }>(
      `select code, team_id = $2 as "ofTeam" from core.alert where client_id = $1 order by code`,
      [clientId, team.id],
    );
  const absent = async (who: SavedEmployee, substitute: SavedEmployee | null) =>
    (await core.as(who)).post('absences', {
      employeeId: who.employeeId,
      substituteId: substitute?.employeeId ?? null,
      since: new Date(Date.now() - 60_000).toISOString(),
    });

  it('is decided by the owner, with a record, and refused to others and of strangers', async () => {
    expect((await rule({}, await core.as(anna))).status).toBe(403);
    expect((await rule({ cap: 0 })).body.code).toBe('request.invalid');
    expect((await rule({ members: [randomUUID()] })).body.code).toBe('routing.not-a-colleague');
    expect((await owner.put(`routing/teams/${randomUUID()}`, usual)).body.code).toBe('team.not-found');
    const { status, body } = await rule({ cap: 7, members: [boris.employeeId] });
    expect([status, body]).toMatchObject([
      200,
      { team: { id: team.id }, heads: [{ name: 'Maria' }], routing: { ...usual, cap: 7, members: [boris.employeeId] } },
    ]);
    const { items } = (await (await core.as(anna)).get('routing/teams')).body as { items: { team: { id: string } }[] };
    expect(items.find((one) => one.team.id === team.id)).toEqual(body);
    const records = await core.db.query(
      `select body ->> 'cap' as cap from core.journal where action = 'routing.changed' and subject_id = $1`,
      [team.id],
    );
    expect(records).toEqual([{ cap: '7' }]);
  });

  it('is whoever is responsible for the card, and the reason stands in the conversation and the journal', async () => {
    await rule();
    const { card, id } = await writes((one) => one.assignedTo(boris));
    await routes();
    expect([await has(id), await why(id, await core.as(boris))]).toEqual([
      null,
      [['responsible', 'new', 'Boris', null, null]],
    ]);
    const records = await core.db.query(
      `select body from core.journal where action = 'conversation.routed' and client_id = $1`,
      [card.id],
    );
    expect(records).toEqual([
      { body: { code: 'responsible', because: 'new', to: boris.employeeId, from: null, teamId: team.id } },
    ]);
    expect((await (await core.as(clara)).get(`conversations/${id}/routing`)).body.code).toBe('conversation.not-found');
  });

  it('is everybody in turn, evenly, and each sees the card that they were given', async () => {
    await rule();
    const ids = [];
    for (let n = 0; n < 6; n++) {
      const { id, card } = await writes();
      await routes();
      ids.push({ id, card });
    }
    const names = await Promise.all(ids.map(({ id }) => has(id)));
    expect(names.slice(0, 3).toSorted()).toEqual(['Anna', 'Boris', 'Clara']);
    expect(names.slice(3).toSorted()).toEqual(['Anna', 'Boris', 'Clara']);
    const first = { Anna: anna, Boris: boris, Clara: clara }[names[0] as 'Anna'];
    expect((await (await core.as(first)).get(`clients/${ids[0]!.card.id}`)).status).toBe(200);
    expect(await why(ids[0]!.id)).toEqual([['even', 'new', names[0], null, 0]]);
  });

  it('is whoever has the fewest in hand, and nobody above the cap', async () => {
    await rule({ mode: 'least', cap: 2, members: [anna.employeeId, boris.employeeId] });
    for (const who of [anna, anna, boris]) await writes((one) => one.assignedTo(who));
    const third = await writes();
    await routes();
    expect([await has(third.id), await why(third.id)]).toEqual(['Boris', [['least', 'new', 'Boris', null, 1]]]);
    const fourth = await writes();
    await routes();
    expect([await has(fourth.id), await why(fourth.id)]).toEqual([null, [['full', 'new', null, null, 2]]]);
    // As soon as somebody is free again.
    await (await core.as(boris)).post(`conversations/${third.id}/done`);
    await later(fourth.id, 0);
    await routes();
    expect(await has(fourth.id)).toBe('Boris');
    const board = (await (await core.as(maria)).get('routing/board')).body as {
      items: { employee: { name: string }; inHand: number }[];
    };
    expect(board.items.map(({ employee, inHand }) => [employee.name, inHand])).toEqual([
      ['Anna', 2],
      ['Boris', 2],
      ['Clara', 0],
      ['Maria', 0],
    ]);
    expect((await (await core.as(anna)).get('routing/board')).status).toBe(403);
  });

  it('is shared fairly by two that come at one moment', async () => {
    await rule({ mode: 'least', cap: 1, members: [anna.employeeId, boris.employeeId] });
    const [one, other] = [await writes(), await writes()];
    const again = Object.assign(
      Object.create(Object.getPrototypeOf(distributor) as object),
      distributor,
    ) as Distributor;
    // Both are held until each has looked for what is due: neither knows of the other's choice but by the team's lock.
    await Promise.all([distributor.distribute(), again.distribute()]);
    expect([await has(one.id), await has(other.id)].toSorted()).toEqual(['Anna', 'Boris']);
  });

  it('goes on to the next when there is no answer in time, and to the head when there is nobody left', async () => {
    await rule({ mode: 'least', answerMinutes: 10, members: [anna.employeeId, boris.employeeId] });
    const { id, card } = await writes((one) => one.assignedTo(anna));
    await routes();
    await later(id, 9);
    await routes();
    expect(await has(id)).toBeNull();
    await later(id, 1);
    await routes();
    expect(await has(id)).toBe('Boris');
    await later(id, 10);
    await routes();
    expect([await has(id), await why(id)]).toEqual([
      'Boris',
      [
        ['nobody', 'no-answer', null, 'Boris', null],
        ['least', 'no-answer', 'Boris', 'Anna', 0],
        ['responsible', 'new', 'Anna', null, null],
      ],
    ]);
    await later(id, 100);
    await routes();
    expect(await alertsOf(card.id)).toEqual([{ code: 'conversation.nobody-answers', ofTeam: true }]);
  });

  it('stays where it was answered, also when the client writes again', async () => {
    await rule({ answerMinutes: 10, members: [anna.employeeId, boris.employeeId] });
    const { id, card, letter } = await writes();
    await routes();
    const name = (await has(id))!;
    const page = await core.as({ Anna: anna, Boris: boris }[name as 'Anna']);
    expect(
      (await page.post(`clients/${card.id}/messages`, { medium: 'email', conversationId: id, text: 'Soon' })).status,
    ).toBe(202);
    await later(id, 30);
    await routes();
    await aKeptLetter(`c${clients}@example.test`).on(card).through(office).inConversationOf(letter).saved(core.db);
    await routes();
    expect([await has(id), (await why(id)).length]).toEqual([name, 1]);
  });

  it('is who stands in for somebody away, who says so themselves, and the queue without one', async () => {
    await rule({ members: [clara.employeeId] });
    expect((await absent(anna, boris)).status).toBe(201);
    const annas = await writes((one) => one.assignedTo(anna));
    await routes();
    expect([await has(annas.id), await why(annas.id)]).toEqual([
      'Boris',
      [['substitute', 'absent', 'Boris', 'Anna', null]],
    ]);
    const ended = (await absent(boris, null)).body as { id?: string };
    const boriss = await writes((one) => one.assignedTo(boris));
    await routes();
    expect([await has(boriss.id), await why(boriss.id)]).toEqual(['Clara', [['even', 'absent', 'Clara', 'Boris', 1]]]);
    const [annasPage, mariasPage] = [await core.as(anna), await core.as(maria)];
    expect((await annasPage.delete(`absences/${ended.id!}`)).body.code).toBe('absence.not-yours');
    expect((await mariasPage.delete(`absences/${ended.id!}`)).status).toBe(204);
    expect((await mariasPage.delete(`absences/${ended.id!}`)).body.code).toBe('absence.not-found');
    const away = (await annasPage.get('absences')).body as { items: { employee: { name: string }; now: boolean }[] };
    expect(away.items.map(({ employee, now }) => [employee.name, now])).toContainEqual(['Anna', true]);
    const since = new Date().toISOString();
    expect((await annasPage.post('absences', { employeeId: clara.employeeId, since })).body.code).toBe(
      'absence.not-yours',
    );
    expect(
      (await annasPage.post('absences', { employeeId: anna.employeeId, substituteId: randomUUID(), since })).body.code,
    ).toBe('absence.not-a-colleague');
  });

  it('is everybody at once where the team wants it so, until one of them answers', async () => {
    await rule({ mode: 'all', members: [anna.employeeId, boris.employeeId] });
    const { id, card } = await writes();
    await routes();
    const [annasPage, borissPage] = [await core.as(anna), await core.as(boris)];
    expect(
      await Promise.all([annasPage, borissPage].map(async (who) => (await who.get(`clients/${card.id}`)).status)),
    ).toEqual([200, 200]);
    expect(await why(id)).toEqual([['all', 'new', null, null, 2]]);
    await borissPage.post(`clients/${card.id}/messages`, { medium: 'email', conversationId: id, text: 'I am here' });
    expect(await has(id)).toBe('Boris');
    expect(
      await Promise.all([annasPage, borissPage].map(async (who) => (await who.get(`clients/${card.id}`)).status)),
    ).toEqual([404, 200]);
  });

  it('is nobody by itself while the team has not switched it on, and nobody is hurried while it is put off', async () => {
    await rule({ enabled: false });
    const off = await writes();
    await routes();
    expect([await has(off.id), await why(off.id)]).toEqual([null, []]);
    await rule({ answerMinutes: 10, members: [anna.employeeId, boris.employeeId] });
    const { id } = await writes((one) => one.assignedTo(anna));
    await routes();
    await (
      await core.as(anna)
    ).post(`conversations/${id}/snooze`, { until: new Date(Date.now() + 3_600_000).toISOString() });
    await later(id, 60);
    await routes();
    expect(await has(id)).toBeNull();
  });

  it('goes on after a start anew with what was decided before', async () => {
    await rule({ answerMinutes: 10, members: [anna.employeeId, boris.employeeId] });
    const { id } = await writes((one) => one.assignedTo(anna));
    await routes();
    await later(id, 10);
    const again = await aCore({ db: core.db });
    await again.app.get(Distributor, { strict: false }).distribute();
    await again.close();
    expect(await has(id)).toBe('Boris');
  });

  describe('a target', () => {
    const answerBy = async (id: string) => (await owner.get(`conversations/${id}`)).body['answerBy'] as string | null;

    it('is counted from when the client wrote, warned of once, and missed before the head', async () => {
      await rule({ enabled: false, firstAnswerMinutes: 60, nextAnswerMinutes: 30, warnMinutes: 20 });
      const { id, card } = await writes((one) => one.assignedTo(anna));
      const [{ since }] = (await core.db.query<{ since: Date }>(
        `select since from core.waiting where conversation_id = $1`,
        [id],
      )) as [{ since: Date }];
      await routes();
      expect(await answerBy(id)).toBe(new Date(since.getTime() + 60 * 60_000).toISOString());
      await later(id, 41);
      await routes();
      await routes();
      const notices = () =>
        core.db.query<{ state: string }>(
          `select details ->> 'state' as state, details ->> 'target' as target from core.notice where conversation_id = $1 and employee_id = $2 and kind = 'sla'`,
          [id, anna.employeeId],
        );
      expect([await notices(), await alertsOf(card.id)]).toEqual([[{ state: 'soon', target: 'first' }], []]);
      await later(id, 20);
      await routes();
      await routes();
      expect(await alertsOf(card.id)).toEqual([{ code: 'conversation.answer-overdue', ofTeam: true }]);
      expect(await why(id)).toEqual([['overdue', 'target', 'Anna', null, null]]);
      const marias = (await (await core.as(maria)).get('alerts')).body.items as {
        code: string;
        client: { id: string } | null;
      }[];
      expect(marias.map(({ code, client }) => [code, client?.id])).toContainEqual([
        'conversation.answer-overdue',
        card.id,
      ]);
      const actions = await core.db.query<{ action: string }>(
        `select action from core.journal where client_id = $1 and action like 'conversation.%' order by at, seq`,
        [card.id],
      );
      expect(actions.map(({ action }) => action)).toEqual(['conversation.due-soon', 'conversation.overdue']);
    });

    it('is another one after the first answer, and gone with each answer', async () => {
      await rule({ enabled: false, firstAnswerMinutes: 60, nextAnswerMinutes: 30 });
      const { id, card, letter } = await writes((one) => one.assignedTo(anna));
      await routes();
      await (
        await core.as(anna)
      ).post(`clients/${card.id}/messages`, { medium: 'email', conversationId: id, text: 'Soon' });
      expect(await answerBy(id)).toBeNull();
      await aKeptLetter(`c${clients}@example.test`).on(card).through(office).inConversationOf(letter).saved(core.db);
      await routes();
      const [{ since }] = (await core.db.query<{ since: Date }>(
        `select since from core.waiting where conversation_id = $1`,
        [id],
      )) as [{ since: Date }];
      expect(await answerBy(id)).toBe(new Date(since.getTime() + 30 * 60_000).toISOString());
    });

    it('counts while the channel is open, anew when its hours change, and puts the inbox in its order', async () => {
      await rule({ enabled: false, firstAnswerMinutes: 60 });
      const [one, other] = [
        await writes((card) => card.assignedTo(anna)),
        await writes((card) => card.assignedTo(anna)),
      ];
      await routes();
      const tomorrow = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000 + 2 * 86_400_000);
      const opening = {
        timeZone: 'UTC',
        holidays: [],
        hours: [{ days: [tomorrow.getUTCDay() || 7], from: '00:00', to: '24:00' }],
      };
      const afterHours = { enabled: false, language: 'en', text: '' };
      expect((await owner.put(`channel-hours/${office.id}`, { opening, afterHours })).status).toBe(200);
      await routes();
      expect(await answerBy(one.id)).toBe(new Date(tomorrow.getTime() + 60 * 60_000).toISOString());
      await owner.put(`channel-hours/${office.id}`, { opening: { ...opening, hours: [] }, afterHours });
      await routes();
      const annas = await core.as(anna);
      const order = async (query: string) => {
        const { body } = await annas.get(`conversations?view=mine&sort=due&limit=1${query}`);

        const page = body as unknown as { items: { id: string }[]; nextCursor: string | null };
        return { ids: page.items.map(({ id }) => id), next: page.nextCursor };
      };
      await core.db.query(
        `update core.waiting set answer_by = now() + interval '5 minutes' where conversation_id = $1`,
        [other.id],
      );
      const first = await order('');
      expect(first.ids).toEqual([other.id]);
      expect((await order(`&cursor=${encodeURIComponent(first.next!)}`)).ids).toEqual([one.id]);
    });
  });

  it('writes alone where its team wants it so, whatever the company says', async () => {
    await rule({ onlyHandlerWrites: true });
    const { id, card } = await writes((one) => one.assignedTo(anna));
    await owner.post(`conversations/${id}/assign`, { employeeId: boris.employeeId });
    const [annas, boriss] = [await core.as(anna), await core.as(boris)];
    const answer = { medium: 'email', conversationId: id, text: 'Mine' };
    expect((await annas.get(`conversations/${id}`)).body['mayWrite']).toBe(false);
    expect((await boriss.get(`conversations/${id}`)).body['mayWrite']).toBe(true);
    const refused = await annas.post(`clients/${card.id}/messages`, answer);
    expect([refused.status, refused.body.code]).toEqual([409, 'conversation.not-yours']);
    await annas.post(`conversations/${id}/take`);
    expect((await annas.post(`clients/${card.id}/messages`, answer)).status).toBe(202);
    await rule({ onlyHandlerWrites: false });
    await owner.put('handling-policy', { onlyHandlerWrites: true });
    await owner.post(`conversations/${id}/assign`, { employeeId: boris.employeeId });
    expect((await annas.get(`conversations/${id}`)).body['mayWrite']).toBe(true);
    await core.db.query('delete from core.handling_policy');
  });
});
