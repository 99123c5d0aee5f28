import { WebSocket } from 'ws';
import { aClient, eventually, type SavedEmployee } from '#libs/testing';
import { aKeptCall } from './a-kept-call.js';
import { aRecordingCompany, type RecordingCompany } from './a-recording-company.js';

let co: RecordingCompany;
beforeAll(async () => (co = await aRecordingCompany()));
afterAll(() => co.core.close());
afterEach(() => co.core.db.query('delete from core.telephony_policy'));

const person = ({ employeeId, name }: SavedEmployee) => ({ id: employeeId, name });

describe('comments on a recording', () => {
  it('stand at their place in the sound, sealed, on record, in pages', async () => {
    const { recordingId } = await co.aRecordedCall();
    const [head, anna] = [await co.as(co.maria), await co.as(co.anna)];
    const at = `recordings/${recordingId}/comments`;
    const late = await head.post(at, { atMs: 1_500, text: 'A fine ending' });
    expect([late.status, late.body]).toEqual([
      201,
      {
        ...{ id: expect.any(String), recordingId, atMs: 1_500, text: 'A fine ending', mentions: [], struckAt: null },
        ...{ author: person(co.maria), client: { id: co.card.id, name: 'Ada Lovelace' }, mine: true },
        createdAt: expect.any(String),
      },
    ]);
    await anna.post(at, { atMs: 300, text: 'Here I hesitated' });
    const first = (await anna.get(`${at}?limit=1`)).body;
    expect(first.items).toMatchObject([{ atMs: 300, text: 'Here I hesitated', mine: true }]);
    const second = (await anna.get(`${at}?limit=1&cursor=${String(first['nextCursor'])}`)).body;
    expect(second).toMatchObject({ items: [{ atMs: 1_500, mine: false }], nextCursor: null });
    expect((await anna.get(`recordings/${recordingId}`)).body['comments']).toBe(2);
    expect((await co.entriesOf(recordingId)).map(({ action }) => action)).toEqual([
      ...['recording.commented', 'recording.commented'],
    ]);
    const rows = await co.core.db.query<{ t: string }>(
      `select c::text as t from core.recording_comment c union all select j::text from core.journal j`,
    );
    expect(rows.filter(({ t }) => /hesitated|ending/.test(t))).toEqual([]);
  });

  it('are refused behind the end of the sound, and with a cursor that is none', async () => {
    const { recordingId } = await co.aRecordedCall();
    const anna = await co.as(co.anna);
    const { status, body } = await anna.post(`recordings/${recordingId}/comments`, { atMs: 2_001, text: 'x' });
    expect([status, body.code, body['details']]).toEqual([400, 'comment.place-invalid', { durationMs: 2_000 }]);
    const cursor = Buffer.from(JSON.stringify(['x', 'y'])).toString('base64url');
    const page = await anna.get(`recordings/${recordingId}/comments?cursor=${cursor}`);
    expect(page.body.code).toBe('page.cursor-invalid');
  });

  it('call for colleagues, who are told live and find them in a list', async () => {
    const { recordingId } = await co.aRecordedCall();
    const { headers } = await co.as(co.olga);
    const socket = new WebSocket(co.core.url.replace(/^http/, 'ws').concat('live'), {
      headers: { cookie: headers['cookie']!, origin: new URL(co.core.url).origin },
    });
    const heard: unknown[] = [];
    socket.on('message', (text: Buffer) => heard.push(JSON.parse(text.toString())));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const { body } = await (
      await co.as(co.maria)
    ).post(`recordings/${recordingId}/comments`, {
      ...{ atMs: 10, text: 'Listen to this', mentions: [co.anna.employeeId, co.olga.employeeId, co.anna.employeeId] },
    });
    expect(body['mentions']).toEqual([person(co.anna), person(co.olga)]);
    await eventually(() => expect(heard).toEqual([{ event: 'comment', data: { recordingId, commentId: body['id'] } }]));
    socket.terminate();
    const calls = async (who: SavedEmployee) =>
      (await (await co.as(who)).get('recordings/comments?mentioned=me')).body.items as { id: string }[];
    expect((await calls(co.anna)).map(({ id }) => id)).toEqual([body['id']]);
    expect(await calls(co.maria)).toEqual([]);
    // Whoever may not hear it any more does not read about it either.
    await co.policy({ employeesPlayOwn: false });
    expect(await calls(co.anna)).toEqual([]);
    expect(await calls(co.olga)).toHaveLength(1);
  });

  it('call for nobody who could not hear it', async () => {
    const { recordingId } = await co.aRecordedCall();
    const head = await co.as(co.maria);
    const at = `recordings/${recordingId}/comments`;
    for (const ids of [[co.boris.employeeId], [co.admin.employeeId], ['01900000-0000-7000-8000-000000000000']]) {
      const { status, body } = await head.post(at, { atMs: 1, text: 'x', mentions: [...ids, co.anna.employeeId] });
      expect([status, body.code, body['details']]).toEqual([403, 'comment.mention-not-allowed', { ids }]);
    }
    expect((await head.get(at)).body.items).toEqual([]);
  });

  it('are struck by their author alone, and leave their place', async () => {
    const { recordingId } = await co.aRecordedCall();
    const [head, anna] = [await co.as(co.maria), await co.as(co.anna)];
    const at = `recordings/${recordingId}/comments`;
    const { body } = await anna.post(at, { atMs: 1, text: 'Regrettable' });
    const other = await head.delete(`${at}/${String(body['id'])}`);
    expect([other.status, other.body.code]).toEqual([404, 'comment.not-found']);
    expect((await anna.delete(`${at}/${String(body['id'])}`)).status).toBe(204);
    expect((await anna.delete(`${at}/${String(body['id'])}`)).status).toBe(404);
    const [struck] = (await head.get(at)).body.items as Record<string, unknown>[];
    expect(struck).toMatchObject({ id: body['id'], text: null, author: person(co.anna) });
    expect(struck!['struckAt']).toEqual(expect.any(String));
    expect((await head.get(`recordings/${recordingId}`)).body['comments']).toBe(0);
  });

  it('show a number in them only to those who may see numbers', async () => {
    const { recordingId } = await co.aRecordedCall();
    const at = `recordings/${recordingId}/comments`;
    await (await co.as(co.maria)).post(at, { atMs: 1, text: 'Call +380 44 123 45 67 back' });
    expect((await (await co.as(co.maria)).get(at)).text).toContain('+380 44 123 45 67');
    expect((await (await co.as(co.anna)).get(at)).text).not.toMatch(/123 ?45 ?67/);
  });
});

describe('scores', () => {
  const criterion = async (who: SavedEmployee, name: string, more: object = {}) =>
    (await (await co.as(who)).post('criteria', { name, ...more })).body['id'] as string;

  it("are given by the company's criteria and the team's own", async () => {
    const ofAll = await criterion(co.olga, 'Greeting', { position: 1 });
    const ofSales = await criterion(co.maria, 'Offer made', { hint: 'Was a price named?' });
    await criterion(co.other, 'Of others');
    const list = async (who: SavedEmployee) => (await (await co.as(who)).get('criteria')).body.items;
    expect(await list(co.maria)).toEqual([
      { id: ofAll, team: null, name: 'Greeting', hint: '', position: 1, retired: false },
      {
        ...{ id: ofSales, team: { id: co.sales.id, name: 'Sales' }, name: 'Offer made' },
        ...{ hint: 'Was a price named?', position: 0, retired: false },
      },
    ]);
    expect(await list(co.olga)).toHaveLength(3);
    expect((await (await co.as(co.anna)).get('criteria')).status).toBe(403);
    const head = await co.as(co.maria);
    const codes = [
      (await head.patch(`criteria/${ofAll}`, { name: 'Mine' })).body.code,
      (await head.post('criteria', { name: 'x', teamId: co.others.id })).body.code,
      (await head.post('criteria', { name: 'x', teamId: null })).body.code,
      (await (await co.as(co.other)).patch(`criteria/${ofSales}`, { retired: true })).body.code,
    ];
    expect(codes).toEqual([
      ...['criterion.not-allowed', 'criterion.not-allowed', 'criterion.not-allowed', 'criterion.not-found'],
    ]);
  });

  it('are one card of each listener, the newest, with those before it kept', async () => {
    const [greeting, offer] = [await criterion(co.olga, 'G'), await criterion(co.maria, 'O')];
    const { recordingId } = await co.aRecordedCall();
    const [head, owner] = [await co.as(co.maria), await co.as(co.olga)];
    const at = `recordings/${recordingId}/scores`;
    await head.call('PUT', at, { scores: { [greeting]: 2, [offer]: 3 }, remark: 'Too fast' });
    await owner.call('PUT', at, { scores: { [greeting]: 5 } });
    const { status, body } = await head.call('PUT', at, { scores: { [greeting]: 4 }, remark: 'Heard again' });
    expect([status, body.items]).toMatchObject([
      200,
      [
        { listener: person(co.maria), scores: [{ name: 'G', value: 4 }], remark: 'Heard again', current: true },
        { listener: person(co.olga), scores: [{ name: 'G', value: 5 }], remark: null, current: true },
        { listener: person(co.maria), scores: [{ value: 2 }, { value: 3 }], remark: 'Too fast', current: false },
      ],
    ]);
    expect((await co.entriesOf(recordingId)).map(({ action }) => action)).toEqual(Array(3).fill('recording.scored'));
    const change = co.core.db.uow('core').run((tx) => tx.query('update score set value = 0'));
    await expect(change).rejects.toMatchObject({ details: { sqlState: '42501' } });
  });

  it('are refused by a criterion that is retired or of another team, and out of range', async () => {
    const { recordingId } = await co.aRecordedCall();
    const head = await co.as(co.maria);
    const [retired, foreign] = [await criterion(co.maria, 'Old'), await criterion(co.other, 'Foreign')];
    await head.patch(`criteria/${retired}`, { retired: true });
    const score = async (scores: object) =>
      (await head.call('PUT', `recordings/${recordingId}/scores`, { scores })).body.code;
    expect(await score({ [retired]: 1 })).toBe('criterion.not-found');
    expect(await score({ [foreign]: 1 })).toBe('criterion.not-found');
    expect(await score({ [foreign]: 6 })).toBe('request.invalid');
    expect(await score({})).toBe('request.invalid');
    expect((await head.get(`recordings/${recordingId}/scores`)).body.items).toEqual([]);
  });

  it('are averaged by employee and criterion, of the calls of a time that the viewer may hear', async () => {
    const [a, b] = [await criterion(co.olga, 'A'), await criterion(co.olga, 'B')];
    const theirs = await aClient('Theirs').assignedTo(co.boris).saved(co.core.db);
    const onDay = (day: string, by: SavedEmployee, on = co.card) =>
      co.aRecordedCall(aKeptCall().on(on).spokenBy(by).beganAt(`${day}T09:00:00.000Z`));
    const [first, second, boriss, before] = [
      await onDay('2026-02-02', co.anna),
      await onDay('2026-02-09', co.anna),
      await onDay('2026-02-03', co.boris, theirs),
      await onDay('2026-01-01', co.anna),
    ];
    const owner = await co.as(co.olga);
    const score = (who: typeof owner, { recordingId }: { recordingId: string }, scores: Record<string, number>) =>
      who.call('PUT', `recordings/${recordingId}/scores`, { scores });
    await score(owner, first, { [a]: 0, [b]: 0 });
    await score(owner, first, { [a]: 5, [b]: 2 });
    await score(await co.as(co.maria), first, { [a]: 3 });
    await score(owner, second, { [a]: 1 });
    await score(owner, boriss, { [a]: 4 });
    await score(owner, before, { [a]: 0 });
    const time = 'from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z';
    const report = async (who: SavedEmployee, more = '') =>
      (await (await co.as(who)).get(`reports/scores?${time}${more}`)).body['rows'];
    const annas = {
      ...{ employee: person(co.anna), period: null, recordings: 2, average: 2.75 },
      criteria: [
        { criterionId: a, average: 3, scores: 3 },
        { criterionId: b, average: 2, scores: 1 },
      ],
    };
    expect(await report(co.maria)).toEqual([annas]);
    expect(await report(co.olga)).toEqual([annas, expect.objectContaining({ employee: person(co.boris), average: 4 })]);
    expect(await report(co.maria, '&per=week')).toMatchObject([
      { period: '2026-02-02', recordings: 1, average: 3.33 },
      { period: '2026-02-09', recordings: 1, average: 1 },
    ]);
    expect((await (await co.as(co.anna)).get(`reports/scores?${time}`)).status).toBe(403);
  });
});

describe('playlists', () => {
  const aList = async (who: SavedEmployee, name: string, teamId: string | null = null) =>
    (await (await co.as(who)).post('playlists', { name, teamId })).body['id'] as string;

  it("are one's own or shared with one's team, and changed by whom they belong to", async () => {
    const own = await aList(co.maria, 'Mine');
    const shared = await aList(co.maria, 'Refusals of Monday', co.sales.id);
    const names = async (who: SavedEmployee) =>
      ((await (await co.as(who)).get('playlists')).body.items as { name: string }[]).map(({ name }) => name);
    expect(await names(co.maria)).toEqual(['Mine', 'Refusals of Monday']);
    expect(await names(co.anna)).toEqual(['Refusals of Monday']);
    expect(await names(co.other)).toEqual([]);
    const anna = await co.as(co.anna);
    const { recordingId } = await co.aRecordedCall();
    const codes = [
      (await anna.get(`playlists/${own}`)).body.code,
      (await anna.post(`playlists/${shared}/items`, { recordingId })).body.code,
      (await anna.delete(`playlists/${shared}`)).body.code,
      (await anna.post('playlists', { name: 'x', teamId: co.others.id })).body.code,
    ];
    expect(codes).toEqual([
      ...['playlist.not-found', 'playlist.not-allowed', 'playlist.not-allowed', 'playlist.team-not-allowed'],
    ]);
    const head = await co.as(co.maria);
    for (const id of [own, shared]) expect((await head.delete(`playlists/${id}`)).status).toBe(204);
    expect(await names(co.maria)).toEqual([]);
  });

  it('hold each recording once, in the order in which it was put there, and let it go again', async () => {
    const head = await co.as(co.maria);
    const list = await aList(co.maria, 'Good beginnings');
    const [one, two] = [await co.aRecordedCall(), await co.aRecordedCall()];
    for (const { recordingId } of [two, one, two])
      expect((await head.post(`playlists/${list}/items`, { recordingId })).status).toBe(204);
    const items = async () =>
      ((await head.get(`playlists/${list}`)).body.items as { id: string }[]).map(({ id }) => id);
    expect(await items()).toEqual([two.recordingId, one.recordingId]);
    await head.delete(`playlists/${list}/items/${two.recordingId}`);
    expect(await items()).toEqual([one.recordingId]);
  });

  it('show and take only what the viewer may hear, whoever put it there', async () => {
    const theirs = await aClient('Theirs').assignedTo(co.boris).saved(co.core.db);
    const foreign = await co.aRecordedCall(aKeptCall().on(theirs).spokenBy(co.boris));
    const annas = await co.aRecordedCall();
    const list = await aList(co.maria, 'Shared', co.sales.id);
    const head = await co.as(co.maria);
    const refused = await head.post(`playlists/${list}/items`, { recordingId: foreign.recordingId });
    expect([refused.status, refused.body.code]).toEqual([404, 'recording.not-found']);
    await head.post(`playlists/${list}/items`, { recordingId: annas.recordingId });
    const seen = async (who: SavedEmployee) => {
      const { body } = await (await co.as(who)).get(`playlists/${list}`);
      return [body['recordings'], (body.items as { id: string }[]).map(({ id }) => id)];
    };
    expect(await seen(co.anna)).toEqual([1, [annas.recordingId]]);
    await co.core.db.query('update core.call set spoke = $2, team_id = null where id = $1', [
      ...[annas.id, [co.boris.employeeId]],
    ]);
    expect(await seen(co.anna)).toEqual([0, []]);
    expect(await seen(co.maria)).toEqual([1, [annas.recordingId]]);
  });
});

describe('whoever may see one card', () => {
  it('reaches no word, score or place in a list of a recording on another', async () => {
    const theirs = await aClient('Theirs').assignedTo(co.boris).saved(co.core.db);
    const { recordingId } = await co.aRecordedCall(aKeptCall().on(theirs).spokenBy(co.boris));
    const { body } = await (await co.as(co.boris)).post(`recordings/${recordingId}/comments`, { atMs: 1, text: 'x' });
    const commentId = String(body['id']);
    const criterionId = (await (await co.as(co.olga)).post('criteria', { name: 'C' })).body['id'] as string;
    for (const who of [co.anna, co.maria]) {
      const caller = await co.as(who);
      const list = (await caller.post('playlists', { name: 'x' })).body['id'] as string;
      const answers = [
        await caller.get(`recordings/${recordingId}/comments`),
        await caller.post(`recordings/${recordingId}/comments`, { atMs: 1, text: 'y' }),
        await caller.delete(`recordings/${recordingId}/comments/${commentId}`),
        await caller.post(`playlists/${list}/items`, { recordingId }),
      ];
      if (who === co.maria)
        answers.push(
          await caller.get(`recordings/${recordingId}/scores`),
          await caller.call('PUT', `recordings/${recordingId}/scores`, { scores: { [criterionId]: 1 } }),
        );
      for (const { status, body: problem } of answers)
        expect([who.name, status, problem.code]).toEqual([who.name, 404, 'recording.not-found']);
    }
    expect((await co.entriesOf(recordingId)).map(({ actor_id }) => actor_id)).toEqual([co.boris.employeeId]);
  });
});
