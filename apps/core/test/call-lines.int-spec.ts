import { v7 as uuidv7 } from 'uuid';
import {
  aClient,
  aCompany,
  aDatabase,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  type SavedClient,
  type SavedEmployee,
  type TestDatabase,
} from '#libs/testing';
import { lexemesOf, tsvectorOf } from '../src/search/lexemes.js';
import { aKeptCall, type KeptCallBuilder } from './a-kept-call.js';
import { aKeptLetter } from './a-kept-letter.js';
import { aWorkplace, type Workplace } from './a-workplace.js';

let db: TestDatabase;
let work: Workplace;
let [olga, maria, anna, boris] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee, SavedEmployee, SavedEmployee];
let card: SavedClient;

beforeAll(async () => {
  db = await aDatabase();
  work = await aWorkplace(db);
  await aCompany().saved(db);
  const sales = await aTeam('Sales').saved(db);
  olga = await anOwner('Olga').saved(db);
  maria = await aManager('Maria').inTeam(sales).saved(db);
  anna = await anEmployee('Anna').inTeam(sales).saved(db);
  boris = await anEmployee('Boris').saved(db);
});
beforeEach(async () => {
  card = await aClient('Ada Lovelace').assignedTo(anna).saved(db);
});
afterEach(() => db.query('delete from core.telephony_policy'));
afterAll(async () => {
  await work.close();
  await db.close();
});

/** With sound, and where something is given, with what was said in it. */
const aRecorded = async (call: KeptCallBuilder, said: string | null = null) => {
  const { id, ...saved } = await call.saved(db);
  const recordingId = uuidv7();
  await db.query(
    `insert into core.recording (id, call_id, kind, started_at, duration_ms, type, lanes, sha256, size, peaks_sha256, peaks_size, cut, kept_at)
     values ($1, $2, 'call', now(), 1, 'audio/flac', 2, '', 1, '', 1, false, now())`,
    [recordingId, id],
  );
  await db.query('update core.call set recording_id = $2 where id = $1', [id, recordingId]);
  if (said !== null)
    await db.query(`insert into core.transcript (recording_id, state, lexemes) values ($1, 'done', $2::tsvector)`, [
      ...[recordingId, tsvectorOf(lexemesOf(said))],
    ]);
  return { id, recordingId, ...saved };
};
const employeesMayNotPlay = () =>
  db.query(`insert into core.telephony_policy (policy) values ('{"employeesPlayOwn": false}')`);
const lines = async (who: SavedEmployee) => (await work.timeline.page(who, card.id, { limit: 10 })).items;

describe('the line of a call', () => {
  it('tells on the timeline how it went, in facts', async () => {
    const [from, to] = ['2026-01-05T10:00:30.000Z', '2026-01-05T10:00:40.000Z'];
    const call = aKeptCall().on(card).spokenBy(anna, boris);
    const { id, recordingId } = await aRecorded(
      call.marked({ is: 'transfer', from, to, employeeId: maria.employeeId }),
    );
    const people = [anna, boris].map(({ employeeId, name }) => ({ id: employeeId, name }));
    const [line] = await lines(maria);
    expect(line).toMatchObject({
      kind: 'call',
      medium: 'phone',
      reading: 'done',
      problem: null,
      text: null,
      recordingId,
    });
    expect(line!.call).toEqual({
      ...{ callId: id, outcome: 'answered', answeredAt: '2026-01-05T10:00:05.000Z', durationMs: 60_000, waitMs: 5_000 },
      ...{ employees: people, cut: false, missing: null, transcript: 'none' },
      marks: [{ is: 'transfer', from, to, employee: { id: maria.employeeId, name: 'Maria' } }],
    });
  });

  it('of a missed call has neither sound nor conversation, and says what is missing', async () => {
    const { id } = await aKeptCall().on(card).ending('missed').saved(db);
    await db.query(`update core.call set recording_missing = 'call.nothing-said' where id = $1`, [id]);
    const [line] = await lines(anna);
    expect(line).toMatchObject({
      recordingId: null,
      call: { outcome: 'missed', answeredAt: null, durationMs: null, waitMs: 65_000, missing: 'call.nothing-said' },
    });
  });

  it('offers the recording to those who may hear it', async () => {
    const annas = await aRecorded(aKeptCall().on(card).spokenBy(anna));
    const ofBoris = await aRecorded(aKeptCall().on(card).spokenBy(boris).beganAt('2026-01-04T10:00:00.000Z'));
    const offered = async (who: SavedEmployee) => (await lines(who)).map(({ recordingId }) => recordingId);
    expect(await offered(olga)).toEqual([annas.recordingId, ofBoris.recordingId]);
    expect(await offered(maria)).toEqual([annas.recordingId, ofBoris.recordingId]);
    expect(await offered(anna)).toEqual([annas.recordingId, null]);
    await employeesMayNotPlay();
    expect(await offered(anna)).toEqual([null, null]);
    expect((await work.timeline.get(anna, annas.interactionId)).call).toMatchObject({ callId: annas.id });
  });

  it('is nothing on a letter', async () => {
    await aKeptLetter('ada@example.test').on(card).saved(db);
    expect((await lines(anna))[0]).toMatchObject({ kind: 'email', call: null, recordingId: null });
  });

  it('stands in the inbox as the last word of its conversation', async () => {
    const { id, conversationId } = await aKeptCall().on(card).ending('missed').saved(db);
    const letter = await aKeptLetter('ada@example.test').on(card).saved(db);
    const { items } = await work.inbox.list(anna, { view: 'all', limit: 10 });
    expect(items.find((one) => one.id === conversationId)).toMatchObject({
      ...{ medium: 'phone', lastKind: 'call', lastCall: { callId: id, outcome: 'missed', durationMs: null } },
    });
    expect(items.find((one) => one.id === letter.conversationId)).toMatchObject({ lastKind: 'email', lastCall: null });
  });
});

describe('a word that was said', () => {
  const found = async (who: SavedEmployee, q: string) => (await work.search.find(who, { q, limit: 10 })).items;

  it('finds its call, for those who may hear it', async () => {
    const call = await aRecorded(aKeptCall().on(card).spokenBy(anna), 'the refund for the turbine');
    for (const who of [olga, maria, anna]) {
      const [hit] = await found(who, 'turbines');
      expect([who.name, hit]).toMatchObject([
        who.name,
        {
          ...{ interactionId: call.interactionId, kind: 'call', direction: 'inbound', recordingId: call.recordingId },
          ...{ client: { id: card.id, name: 'Ada Lovelace' }, call: { callId: call.id, outcome: 'answered' } },
        },
      ]);
    }
    expect(await found(boris, 'turbine')).toEqual([]);
    await employeesMayNotPlay();
    expect(await found(anna, 'turbine')).toEqual([]);
    expect(await found(maria, 'turbine')).toHaveLength(1);
  });

  it('by a colleague is not found by whoever has the card now', async () => {
    await aRecorded(aKeptCall().on(card).spokenBy(boris), 'the windmill');
    expect(await found(anna, 'windmill')).toEqual([]);
    expect(await found(boris, 'windmill')).toEqual([]);
    expect(await found(olga, 'windmill')).toHaveLength(1);
  });

  it('stands among what was written, newest first, in pages, each once', async () => {
    const at = (day: number) => `2026-03-0${day}T10:00:00.000Z`;
    const said = (day: number) => aRecorded(aKeptCall().on(card).spokenBy(anna).beganAt(at(day)), 'about the zeppelin');
    const [first, third] = [await said(1), await said(3)];
    const written = await aKeptLetter('ada@example.test', 'Zeppelin').on(card).saved(db);
    await db.query('update core.interaction set occurred_at = $2 where id = $1', [written.id, at(2)]);
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await work.search.find(anna, { q: 'zeppelin', limit: 1, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map(({ interactionId }) => interactionId));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([third.interactionId, written.id, first.interactionId]);
  });
});
