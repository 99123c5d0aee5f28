import { randomUUID } from 'node:crypto';
import type { Tx } from '#libs/database';
import type { SavedEmployee } from '#libs/testing';
import { Distributor } from '../src/routing/distribution/distributor.js';
import { WaitingRepository } from '../src/routing/distribution/waiting.repository.js';
import { aCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';
import { RoutedOffice, usualRouting } from './a-routed-office.js';

describe('whom a conversation finds', () => {
  let place: RoutedOffice;

  beforeAll(async () => {
    place = await RoutedOffice.open();
  });
  beforeEach(() => place.newTeam());
  afterAll(() => place.core.close());
  const absent = async (who: SavedEmployee, substitute: SavedEmployee | null) =>
    (await place.core.as(who)).post('absences', {
      employeeId: who.employeeId,
      substituteId: substitute?.employeeId ?? null,
      since: new Date(Date.now() - 60_000).toISOString(),
    });

  it('is decided by the owner, with a record, and refused to others and of strangers', async () => {
    expect((await place.rule({}, await place.core.as(place.anna))).status).toBe(403);
    expect((await place.rule({ cap: 0 })).body.code).toBe('request.invalid');
    expect((await place.rule({ members: [randomUUID()] })).body.code).toBe('routing.not-a-colleague');
    expect((await place.owner.put(`routing/teams/${randomUUID()}`, usualRouting)).body.code).toBe('team.not-found');
    const { status, body } = await place.rule({ cap: 7, members: [place.boris.employeeId] });
    expect([status, body]).toMatchObject([
      200,
      {
        team: { id: place.team.id },
        heads: [{ name: 'Maria' }],
        routing: { ...usualRouting, cap: 7, members: [place.boris.employeeId] },
      },
    ]);
    const { items } = (await (await place.core.as(place.anna)).get('routing/teams')).body as {
      items: { team: { id: string } }[];
    };
    expect(items.find((one) => one.team.id === place.team.id)).toEqual(body);
    const records = await place.core.db.query(
      `select body ->> 'cap' as cap from core.journal where action = 'routing.changed' and subject_id = $1`,
      [place.team.id],
    );
    expect(records).toEqual([{ cap: '7' }]);
  });

  it('is whoever is responsible for the card, and the reason stands in the conversation and the journal', async () => {
    await place.rule();
    const { card, id } = await place.writes((one) => one.assignedTo(place.boris));
    await place.routes();
    expect([await place.has(id), await place.why(id, await place.core.as(place.boris))]).toEqual([
      null,
      [['responsible', 'new', 'Boris', null, null]],
    ]);
    const records = await place.core.db.query(
      `select body from core.journal where action = 'conversation.routed' and client_id = $1`,
      [card.id],
    );
    expect(records).toEqual([
      { body: { code: 'responsible', because: 'new', to: place.boris.employeeId, from: null, teamId: place.team.id } },
    ]);
    expect((await (await place.core.as(place.clara)).get(`conversations/${id}/routing`)).body.code).toBe(
      'conversation.not-found',
    );
  });

  it('is everybody in turn, evenly, and each sees the card that they were given', async () => {
    await place.rule();
    const ids = [];
    for (let n = 0; n < 6; n++) {
      const { id, card } = await place.writes();
      await place.routes();
      ids.push({ id, card });
    }
    const names = await Promise.all(ids.map(({ id }) => place.has(id)));
    expect(names.slice(0, 3).toSorted()).toEqual(['Anna', 'Boris', 'Clara']);
    expect(names.slice(3).toSorted()).toEqual(['Anna', 'Boris', 'Clara']);
    const first = { Anna: place.anna, Boris: place.boris, Clara: place.clara }[names[0] as 'Anna'];
    expect((await (await place.core.as(first)).get(`clients/${ids[0]!.card.id}`)).status).toBe(200);
    expect(await place.why(ids[0]!.id)).toEqual([['even', 'new', names[0], null, 0]]);
  });

  it('is whoever has the fewest in hand, and nobody above the cap', async () => {
    await place.rule({ mode: 'least', cap: 2, members: [place.anna.employeeId, place.boris.employeeId] });
    for (const who of [place.anna, place.anna, place.boris]) await place.writes((one) => one.assignedTo(who));
    const third = await place.writes();
    await place.routes();
    expect([await place.has(third.id), await place.why(third.id)]).toEqual([
      'Boris',
      [['least', 'new', 'Boris', null, 1]],
    ]);
    const fourth = await place.writes();
    await place.routes();
    expect([await place.has(fourth.id), await place.why(fourth.id)]).toEqual([null, [['full', 'new', null, null, 2]]]);
    // As soon as somebody is free again.
    await (await place.core.as(place.boris)).post(`conversations/${third.id}/done`);
    await place.later(fourth.id, 0);
    await place.routes();
    expect(await place.has(fourth.id)).toBe('Boris');
    const board = (await (await place.core.as(place.maria)).get('routing/board')).body as {
      items: { employee: { name: string }; inHand: number }[];
    };
    expect(board.items.map(({ employee, inHand }) => [employee.name, inHand])).toEqual([
      ['Anna', 2],
      ['Boris', 2],
      ['Clara', 0],
      ['Maria', 0],
    ]);
    expect((await (await place.core.as(place.anna)).get('routing/board')).status).toBe(403);
  });

  it('is shared fairly by two that come at one moment', async () => {
    await place.rule({ mode: 'least', cap: 1, members: [place.anna.employeeId, place.boris.employeeId] });
    const [one, other] = [await place.writes(), await place.writes()];
    const again = Object.assign(
      Object.create(Object.getPrototypeOf(place.distributor) as object),
      place.distributor,
    ) as Distributor;
    // Both are held until each has looked for what is due: neither knows of the other's choice but by the team's lock.
    await Promise.all([place.distributor.distribute(), again.distribute()]);
    expect([await place.has(one.id), await place.has(other.id)].toSorted()).toEqual(['Anna', 'Boris']);
  });

  it('goes on to the next when there is no answer in time, and to the head when there is nobody left', async () => {
    await place.rule({ mode: 'least', answerMinutes: 10, members: [place.anna.employeeId, place.boris.employeeId] });
    const { id, card } = await place.writes((one) => one.assignedTo(place.anna));
    await place.routes();
    await place.later(id, 9);
    await place.routes();
    expect(await place.has(id)).toBeNull();
    await place.later(id, 1);
    await place.routes();
    expect(await place.has(id)).toBe('Boris');
    await place.later(id, 10);
    await place.routes();
    expect([await place.has(id), await place.why(id)]).toEqual([
      'Boris',
      [
        ['nobody', 'no-answer', null, 'Boris', null],
        ['least', 'no-answer', 'Boris', 'Anna', 0],
        ['responsible', 'new', 'Anna', null, null],
      ],
    ]);
    await place.later(id, 100);
    await place.routes();
    expect(await place.alertsOf(card.id)).toEqual([{ code: 'conversation.nobody-answers', ofTeam: true }]);
  });

  it('stays where it was answered, also when the client writes again', async () => {
    await place.rule({ answerMinutes: 10, members: [place.anna.employeeId, place.boris.employeeId] });
    const { id, card, letter } = await place.writes();
    await place.routes();
    const name = (await place.has(id))!;
    const page = await place.core.as({ Anna: place.anna, Boris: place.boris }[name as 'Anna']);
    expect(
      (await page.post(`clients/${card.id}/messages`, { medium: 'email', conversationId: id, text: 'Soon' })).status,
    ).toBe(202);
    await place.later(id, 30);
    await place.routes();
    await aKeptLetter(`c${place.clients}@example.test`)
      .on(card)
      .through(place.mailbox)
      .inConversationOf(letter)
      .saved(place.core.db);
    await place.routes();
    expect([await place.has(id), (await place.why(id)).length]).toEqual([name, 1]);
  });

  it('is who stands in for somebody away, who says so themselves, and the queue without one', async () => {
    await place.rule({ members: [place.clara.employeeId] });
    expect((await absent(place.anna, place.boris)).status).toBe(201);
    const annas = await place.writes((one) => one.assignedTo(place.anna));
    await place.routes();
    expect([await place.has(annas.id), await place.why(annas.id)]).toEqual([
      'Boris',
      [['substitute', 'absent', 'Boris', 'Anna', null]],
    ]);
    const ended = (await absent(place.boris, null)).body as { id?: string };
    const boriss = await place.writes((one) => one.assignedTo(place.boris));
    await place.routes();
    expect([await place.has(boriss.id), await place.why(boriss.id)]).toEqual([
      'Clara',
      [['even', 'absent', 'Clara', 'Boris', 1]],
    ]);
    const [annasPage, mariasPage] = [await place.core.as(place.anna), await place.core.as(place.maria)];
    expect((await annasPage.delete(`absences/${ended.id!}`)).body.code).toBe('absence.not-yours');
    expect((await mariasPage.delete(`absences/${ended.id!}`)).status).toBe(204);
    expect((await mariasPage.delete(`absences/${ended.id!}`)).body.code).toBe('absence.not-found');
    const away = (await annasPage.get('absences')).body as { items: { employee: { name: string }; now: boolean }[] };
    expect(away.items.map(({ employee, now }) => [employee.name, now])).toContainEqual(['Anna', true]);
    const since = new Date().toISOString();
    expect((await annasPage.post('absences', { employeeId: place.clara.employeeId, since })).body.code).toBe(
      'absence.not-yours',
    );
    expect(
      (await annasPage.post('absences', { employeeId: place.anna.employeeId, substituteId: randomUUID(), since })).body
        .code,
    ).toBe('absence.not-a-colleague');
  });

  it('is everybody at once where the team wants it so, until one of them answers', async () => {
    await place.rule({ mode: 'all', members: [place.anna.employeeId, place.boris.employeeId] });
    const { id, card } = await place.writes();
    await place.routes();
    const [annasPage, borissPage] = [await place.core.as(place.anna), await place.core.as(place.boris)];
    expect(
      await Promise.all([annasPage, borissPage].map(async (who) => (await who.get(`clients/${card.id}`)).status)),
    ).toEqual([200, 200]);
    expect(await place.why(id)).toEqual([['all', 'new', null, null, 2]]);
    await borissPage.post(`clients/${card.id}/messages`, { medium: 'email', conversationId: id, text: 'I am here' });
    expect(await place.has(id)).toBe('Boris');
    expect(
      await Promise.all([annasPage, borissPage].map(async (who) => (await who.get(`clients/${card.id}`)).status)),
    ).toEqual([404, 200]);
  });

  it('is nobody by itself while the team has not switched it on, and nobody is hurried while it is put off', async () => {
    await place.rule({ enabled: false });
    const off = await place.writes();
    await place.routes();
    expect([await place.has(off.id), await place.why(off.id)]).toEqual([null, []]);
    await place.rule({ answerMinutes: 10, members: [place.anna.employeeId, place.boris.employeeId] });
    const { id } = await place.writes((one) => one.assignedTo(place.anna));
    await place.routes();
    await (
      await place.core.as(place.anna)
    ).post(`conversations/${id}/snooze`, { until: new Date(Date.now() + 3_600_000).toISOString() });
    await place.later(id, 60);
    await place.routes();
    expect(await place.has(id)).toBeNull();
  });

  it('goes on after a start anew with what was decided before', async () => {
    await place.rule({ answerMinutes: 10, members: [place.anna.employeeId, place.boris.employeeId] });
    const { id } = await place.writes((one) => one.assignedTo(place.anna));
    await place.routes();
    await place.later(id, 10);
    const again = await aCore({ db: place.core.db });
    await again.app.get(Distributor, { strict: false }).distribute();
    await again.close();
    expect(await place.has(id)).toBe('Boris');
  });

  it('writes alone where its team wants it so, whatever the company says', async () => {
    await place.rule({ onlyHandlerWrites: true });
    const { id, card } = await place.writes((one) => one.assignedTo(place.anna));
    await place.owner.post(`conversations/${id}/assign`, { employeeId: place.boris.employeeId });
    const [annas, boriss] = [await place.core.as(place.anna), await place.core.as(place.boris)];
    const answer = { medium: 'email', conversationId: id, text: 'Mine' };
    expect((await annas.get(`conversations/${id}`)).body['mayWrite']).toBe(false);
    expect((await boriss.get(`conversations/${id}`)).body['mayWrite']).toBe(true);
    const refused = await annas.post(`clients/${card.id}/messages`, answer);
    expect([refused.status, refused.body.code]).toEqual([409, 'conversation.not-yours']);
    await annas.post(`conversations/${id}/take`);
    expect((await annas.post(`clients/${card.id}/messages`, answer)).status).toBe(202);
    await place.rule({ onlyHandlerWrites: false });
    await place.owner.put('handling-policy', { onlyHandlerWrites: true });
    await place.owner.post(`conversations/${id}/assign`, { employeeId: place.boris.employeeId });
    expect((await annas.get(`conversations/${id}`)).body['mayWrite']).toBe(true);
    await place.core.db.query('delete from core.handling_policy');
  });

  it('is looked for among those that are due, however many wait', async () => {
    const asked: string[] = [];
    const plan = await place.core.db.uow('core').run(async (tx) => {
      const listening = Object.create(tx) as Tx;
      listening.query = (sql, parameters) => {
        asked.push(sql);
        return tx.query(sql, parameters);
      };
      await new WaitingRepository().lockDue(listening);
      // As it goes where there are very many.
      await tx.query('set local enable_seqscan = off');
      return tx.query(`explain ${asked[0]!}`);
    });
    expect(JSON.stringify(plan)).toContain('waiting_due');
  });
});
