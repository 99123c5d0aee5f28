import {
  aClient,
  aCompany,
  aDatabase,
  aMailbox,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
  type TestDatabase,
} from '#libs/testing';
import type { TimelineQuery } from '../src/conversations/timeline.controller.js';
import type { TimelinePage } from '../src/conversations/timeline.service.js';
import { aKeptLetter } from './a-kept-letter.js';
import { aWorkplace, type Workplace } from './a-workplace.js';

let db: TestDatabase;
let work: Workplace;
let office: SavedChannel;
let anna: SavedEmployee;
let boris: SavedEmployee;
let head: SavedEmployee;
let owner: SavedEmployee;
let ada: SavedClient;
/** The oldest first. */
const letters: { id: string; subject: string }[] = [];

const subjects = ({ items }: TimelinePage) => items.map(({ subject }) => subject);
const page = (query: Partial<TimelineQuery>, viewer = anna) =>
  work.timeline.page(viewer, ada.id, { limit: 4, ...query });

beforeAll(async () => {
  db = await aDatabase();
  work = await aWorkplace(db);
  await aCompany().saved(db);
  office = await aMailbox('office@company.test').saved(db);
  const sales = await aTeam('Sales').saved(db);
  owner = await anOwner().saved(db);
  head = await aManager().inTeam(sales).saved(db);
  anna = await anEmployee('Anna').inTeam(sales).saved(db);
  boris = await anEmployee('Boris').inTeam(sales).saved(db);
  ada = await aClient('Ada').withEmail('ada@example.test').withEmail('lab@example.test').assignedTo(anna).saved(db);
  for (let n = 1; n <= 12; n += 1) {
    const builder = aKeptLetter(n % 3 === 0 ? 'Lab@example.test' : 'ada@example.test', `L${n}`)
      .on(ada)
      .through(office)
      .daysAgo(40 - n);
    letters.push({ id: (await builder.saved(db)).id, subject: `L${n}` });
  }
  // What made the card lies before everything that happened with it.
  await db.query(`update core.assignment set since = now() - interval '100 days' where client_id = $1`, [ada.id]);
  await db.query(`update core.interaction set employee_id = $2 where id = any ($1)`, [
    [letters[1]!.id, letters[7]!.id],
    boris.employeeId,
  ]);
  // Four of one moment.
  await db.query(
    `update core.interaction set occurred_at = (select occurred_at from core.interaction where id = $2) where id = any ($1)`,
    [letters.slice(3, 7).map(({ id }) => id), letters[4]!.id],
  );
});
afterAll(async () => {
  await work.close();
  await db.close();
});

describe('a timeline that is entered in its middle', () => {
  it('has an entry with what was before and after it, and goes on both ways without a gap or a repetition', async () => {
    const middle = await page({ around: letters[7]!.id as never });
    expect(subjects(middle)).toEqual(['L10', 'L9', 'L8', middle.items[3]!.subject]);
    expect(middle.newer).toBe(2);
    const seen = [...middle.items];
    for (let cursor = middle.nextCursor; cursor !== null;) {
      const next = await page({ cursor });
      seen.push(...next.items);
      cursor = next.nextCursor;
    }
    for (let newer = middle.newerCursor; newer !== null;) {
      const next = await page({ newer, limit: 1 });
      seen.unshift(...next.items);
      newer = next.newerCursor;
    }
    expect(seen).toHaveLength(12);
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(letters.map(({ id }) => id)));
    expect(seen.map(({ occurredAt }) => occurredAt)).toEqual(
      seen.map(({ occurredAt }) => occurredAt).toSorted((a, b) => (a > b ? -1 : a < b ? 1 : 0)),
    );
  });

  it('of a page further down knows the way back', async () => {
    const first = await page({});
    expect([first.newerCursor, first.newer]).toEqual([null, null]);
    const second = await page({ cursor: first.nextCursor! });
    const back = await page({ newer: second.newerCursor!, limit: 10 });
    expect(subjects(back)).toEqual(subjects(first));
    expect(back.newerCursor).toBeNull();
  });

  it('at a date begins with what came then', async () => {
    const at = new Date(Date.now() - 31.5 * 86_400_000).toISOString();
    const found = await page({ at, limit: 2 });
    expect(subjects(found)).toEqual(['L9', 'L8']);
    expect(found.newer).toBe(3);
    expect(subjects(await page({ at: '1999-01-01T00:00:00Z', limit: 2 }))).toEqual(['L1']);
    expect(subjects(await page({ at: '2100-01-01T00:00:00Z', limit: 2 }))).toEqual(['L12']);
  });

  it('says nothing of an entry of another card, nor of one that is not shown', async () => {
    const other = await aClient('Other').assignedTo(boris).saved(db);
    const { id } = await aKeptLetter().on(other).saved(db);
    const gone = '019ac000-0000-7000-8000-000000000000';
    const codes = await Promise.all(
      [id, gone].map((each) => page({ around: each as never }).catch((error: { code: string }) => error.code)),
    );
    expect(codes).toEqual(['interaction.not-found', 'interaction.not-found']);
    await expect(work.timeline.page(anna, other.id, { limit: 4, around: id })).rejects.toMatchObject({
      code: 'client.not-found',
    });
    expect(subjects(await work.timeline.page(owner, other.id, { limit: 4, around: id }))).toEqual(['Offer']);
  });

  it('counts, and tells when addresses were used, only for whoever sees the card', async () => {
    const asked = (viewer: SavedEmployee) =>
      db.uow('core').as({ is: 'viewer', employeeId: viewer.employeeId, sees: 'own', teamIds: [] }, async (tx) => ({
        newer: (await tx.query<{ n: number }>(`select core.entries_newer($1, '-infinity', $1) as n`, [ada.id]))[0]!.n,
        counted: await tx.query<{ counted: number }>(`select counted from core.card_activity($1, 5)`, [ada.id]),
        used: await tx.query<{ who: string }>(`select who from core.card_contact_use($1, 5) order by who`, [ada.id]),
      }));
    const used = [{ who: 'ada@example.test' }, { who: 'lab@example.test' }];
    expect(await asked(anna)).toEqual({ newer: 12, counted: [{ counted: 5 }], used });
    expect(await asked(boris)).toEqual({ newer: 0, counted: [], used: [] });
  });
});

describe('a timeline that is narrowed', () => {
  it('to a medium, a note, a colleague or an address of the card', async () => {
    const { id: noteId } = await work.answering.note(anna, ada.id, { text: 'Wants the lab too' });
    const lab = await db.query<{ id: string }>(`select id from core.contact_point where value = 'lab@example.test'`);
    const contactPointId = lab[0]!.id;
    expect((await page({ kind: 'note' })).items.map(({ id }) => id)).toEqual([noteId]);
    expect(subjects(await page({ medium: 'email', limit: 2 }))).toEqual(['L12', 'L11']);
    expect(subjects(await page({ medium: 'phone' }))).toEqual([]);
    expect(subjects(await page({ employeeId: boris.employeeId }))).toEqual(['L8', 'L2']);
    const first = await page({ contactPointId, limit: 3 });
    expect(subjects(first)).toEqual(['L12', 'L9', 'L6']);
    expect(subjects(await page({ contactPointId, limit: 3, cursor: first.nextCursor! }))).toEqual(['L3']);
    expect(subjects(await page({ contactPointId, employeeId: boris.employeeId }))).toEqual([]);
    expect(first.events).toEqual([]);
  });

  it('to what changed on the card pages the changes alone, and by whom', async () => {
    for (const stage of ['sales', 'account', 'sales'] as const) {
      const { version } = await work.clients.get(head, ada.id);
      await work.changing.change(head, ada.id, { version, stage });
    }
    const told = ({ events }: TimelinePage) =>
      events.flatMap(({ changes }) => changes.map(({ field, to }) => `${field} ${to}`));
    const first = await page({ kind: 'change', limit: 2 });
    expect([first.items, told(first)]).toEqual([[], ['stage sales', 'stage account']]);
    const next = await page({ kind: 'change', limit: 2, cursor: first.nextCursor! });
    expect(told(next)).toEqual(['stage sales', 'responsible Anna', 'team Sales']);
    expect(next.nextCursor).toBeNull();
    expect(told(await page({ kind: 'change', limit: 9, employeeId: head.employeeId }))).toHaveLength(3);
    expect(told(await page({ kind: 'change', limit: 9, employeeId: boris.employeeId }))).toEqual([]);
    expect(told(await page({ limit: 50 }))).toHaveLength(5);
  });

  it('walks the index of the card and nothing else', async () => {
    const card = await aClient('Long').assignedTo(anna).saved(db);
    await db.query(
      `insert into core.interaction (id, client_id, medium, direction, kind, occurred_at, natural_key, evidence_sha256, evidence_size, facts_sha256)
       select gen_random_uuid(), $1, 'email', 'inbound', 'email', now() - n * interval '1 minute', 'long:' || n, '', 0, '' from generate_series(1, 3000) n`,
      [card.id],
    );
    await db.query('vacuum analyze core.interaction');
    const plan = await db
      .uow('core')
      .as({ is: 'viewer', employeeId: anna.employeeId, sees: 'own', teamIds: [] }, async (tx) =>
        (
          await tx.query<{ 'QUERY PLAN': string }>(
            `explain (costs off) select id from interaction where client_id = $1 and medium = 'phone' and employee_id = $2
             order by occurred_at desc, id desc limit 51`,
            [card.id, boris.employeeId],
          )
        )
          .map((row) => row['QUERY PLAN'])
          .join('\n'),
      );
    expect(plan).toMatch(/Index Only Scan using interaction_timeline on interaction/);
    expect(plan).not.toMatch(/Sort/);
  });
});

describe('the overview of a timeline', () => {
  it('counts the entries of each month, and what they can be narrowed to', async () => {
    const card = await aClient('Counted').withEmail('count@example.test').assignedTo(anna).saved(db);
    for (let n = 0; n < 4; n += 1)
      await aKeptLetter(n === 3 ? 'x@example.test' : 'count@example.test')
        .on(card)
        .saved(db);
    const times = ['2024-01-31T23:59:59Z', '2024-02-01T00:00:00Z', '2024-02-29T12:00:00Z', '2026-11-01T00:00:00Z'];
    await db.query(
      `update core.interaction i set occurred_at = t.at, employee_id = case when t.n < 3 then $2::uuid end
       from (select id, row_number() over (order by id) as n from core.interaction where client_id = $1) o
       join unnest($3::timestamptz[]) with ordinality t (at, n) on t.n = o.n where i.id = o.id`,
      [card.id, boris.employeeId, times],
    );
    await work.answering.note(anna, card.id, { text: 'Noted' });
    await db.query(`update core.interaction set occurred_at = '2026-11-02' where client_id = $1 and kind = 'note'`, [
      card.id,
    ]);
    const [point] = await db.query<{ id: string }>(`select id from core.contact_point where client_id = $1`, [card.id]);
    const months = [
      { month: '2024-01', count: 1 },
      { month: '2024-02', count: 2 },
      { month: '2026-11', count: 2 },
    ];
    const whole = await work.overview.of(anna, card.id, {});
    expect(whole).toMatchObject({ total: 5, months, contactPoints: [{ id: point!.id, count: 3 }] });
    expect(whole.media.toSorted((a, b) => b.count - a.count)).toEqual([
      { is: 'email', count: 4 },
      { is: 'note', count: 1 },
    ]);
    expect(whole.employees).toEqual([
      { id: boris.employeeId, name: 'Boris', count: 2 },
      { id: anna.employeeId, name: 'Anna', count: 1 },
    ]);
    const narrowed = await work.overview.of(anna, card.id, { employeeId: boris.employeeId, contactPointId: point!.id });
    expect([narrowed.total, narrowed.months]).toEqual([2, months.slice(0, 2).map((each) => ({ ...each, count: 1 }))]);
    expect((await work.overview.of(anna, card.id, { kind: 'note' })).total).toBe(1);
    expect((await work.overview.of(anna, card.id, { kind: 'change' })).total).toBe(0);
    expect(narrowed.media).toEqual(whole.media);
    await expect(work.overview.of(boris, card.id, {})).rejects.toMatchObject({ code: 'client.not-found' });
  });
});
