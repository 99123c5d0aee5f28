import type { ClientId } from '#libs/contracts';
import {
  aClient,
  aCompany,
  aDatabase,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  type SavedEmployee,
  type SavedTeam,
  type TestDatabase,
} from '#libs/testing';
import { lexemesOf } from '../src/search/lexemes.js';
import { aKeptLetter } from './a-kept-letter.js';
import { aWorkplace, type Workplace } from './a-workplace.js';

let db: TestDatabase;
let work: Workplace;
let owner: SavedEmployee;
let anna: SavedEmployee;

beforeAll(async () => {
  db = await aDatabase();
  work = await aWorkplace(db);
  await aCompany().saved(db);
  owner = await anOwner().saved(db);
  anna = await anEmployee('Anna').saved(db);
});
afterAll(async () => {
  await work.close();
  await db.close();
});

const found = async (viewer: SavedEmployee, q: string) =>
  (await work.search.find(viewer, { q, limit: 100 })).items.map(({ subject }) => subject);

/** Page after page. */
async function allFound(viewer: SavedEmployee, q: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await work.search.find(viewer, { q, limit: 60, cursor });
    ids.push(...page.items.map(({ interactionId }) => interactionId));
    if (page.nextCursor === null) return ids;
    cursor = page.nextCursor;
  }
}

describe('a search', () => {
  it('finds any form of all the words, the newest first, page by page', async () => {
    const card = await aClient('Покупець').assignedTo(anna).saved(db);
    await aKeptLetter('x@example.test', 'Рахунок')
      .on(card)
      .saying('Надсилаємо рахунок за листопад')
      .daysAgo(1)
      .saved(db);
    await aKeptLetter('x@example.test', 'Invoices')
      .on(card)
      .saying('Рахунки за листопад оплачено')
      .daysAgo(2)
      .saved(db);
    await aKeptLetter('x@example.test', 'Else').on(card).saying('Рахунки за грудень').daysAgo(3).saved(db);
    expect(await found(anna, 'рахунку листопада')).toEqual(['Рахунок', 'Invoices']);
    const page = await work.search.find(anna, { q: 'рахунок', limit: 2 });
    const next = await work.search.find(anna, { q: 'рахунок', limit: 2, cursor: page.nextCursor! });
    expect([page, next].map(({ items }) => items.map(({ subject }) => subject))).toEqual([
      ['Рахунок', 'Invoices'],
      ['Else'],
    ]);
    expect(next.nextCursor).toBeNull();
    expect(page.items[0]).toMatchObject({
      client: { id: card.id, name: 'Покупець' },
      snippet: 'Надсилаємо рахунок за листопад',
    });
  });

  it('finds cards by a part of the name, and by an address only for whoever may see it', async () => {
    const card = await aClient('Zaphod Beeblebrox')
      .withEmail('zaphod@example.test')
      .withPhone('+380441112233')
      .assignedTo(anna)
      .saved(db);
    await aClient('peeping@example.test').assignedTo(anna).saved(db);
    const cards = async (viewer: SavedEmployee, q: string) =>
      (await work.search.find(viewer, { q, limit: 5 })).clients.map(({ id }) => id as ClientId);
    expect(await cards(anna, 'beeble')).toEqual([card.id]);
    expect(await cards(owner, 'Zaphod@example.test')).toEqual([card.id]);
    expect(await cards(owner, '044 111 22 33')).toEqual([card.id]);
    expect(await cards(anna, 'zaphod@example.test')).toEqual([]);
    expect(await cards(anna, '044 111 22 33')).toEqual([]);
    expect(await cards(anna, 'peep')).toEqual([]);
    expect(await cards(owner, 'peep')).toHaveLength(1);
  });

  it('for an address finds nothing for whoever may not see addresses', async () => {
    const card = await aClient().assignedTo(anna).saved(db);
    await aKeptLetter('x@example.test', 'Quoted').on(card).saying('He wrote from trillian@heart.test').saved(db);
    expect(await found(anna, 'trillian@heart.test')).toEqual([]);
    expect(await found(owner, 'trillian@heart.test')).toEqual(['Quoted']);
  });

  it.each([`'`, `a' | b & !c`, 'a:*', '\\', '💥', '&&&', 'a'.repeat(200)])('is not broken by %j', async (q) => {
    await expect(found(owner, q)).resolves.toBeInstanceOf(Array);
  });

  it('is on record without its words', async () => {
    await work.search.find(anna, { q: 'secret plan', limit: 5 });
    const rows = await db.query(`select body from core.journal where action = 'search' order by at desc limit 1`);
    expect(rows).toEqual([{ body: { characters: 11, clients: 0, interactions: 0 } }]);
  });
});

describe('how common words are', () => {
  it('is told from the statistics, so that a walk looks no further back than it must', async () => {
    const card = await aClient('Common').assignedTo(anna).saved(db);
    for (let n = 0; n < 40; n++)
      await aKeptLetter('x@example.test', `Of ${n}`)
        .on(card)
        .saying(n % 4 === 0 ? 'ubiquitous quarterly' : 'ubiquitous')
        .saved(db);
    await db.query('analyze core.search_entry');
    const total = await db.query<{ n: number }>('select count(*)::int as n from core.search_entry');
    const share = async (words: string) =>
      (await db.query<{ share: number }>('select core.share_with($1::tsquery) as share', [words]))[0]!.share;
    const entries = total[0]!.n;
    expect((await share(`'ubiquit'`)) * entries).toBeCloseTo(40, -1);
    expect((await share(`'quarter'`)) * entries).toBeCloseTo(10, -1);
    expect((await share(`'nowher'`)) * entries).toBeLessThanOrEqual(1);
  });
});

describe('whoever searches for whatever', () => {
  const words = ['invoice', 'contract', 'price', 'delivery', 'meeting', 'рахунок', 'договір', 'zebra'];
  interface Kept {
    id: string;
    card: { responsible: string | null; team: string | null } | null;
    lexemes: Set<string>;
  }
  const kept: Kept[] = [];
  const viewers: SavedEmployee[] = [];
  let state = 42;
  const random = (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  const some = <T>(list: readonly T[]): T => list[random(list.length)]!;

  beforeAll(async () => {
    const teams: SavedTeam[] = await Promise.all([1, 2, 3].map(() => aTeam().saved(db)));
    for (const team of teams) {
      viewers.push(await aManager(`M${team.name}`).inTeam(team).saved(db));
      for (const n of [1, 2]) viewers.push(await anEmployee(`E${n}${team.name}`).inTeam(team).saved(db));
    }
    viewers.push(await anEmployee('A').as('administrator').saved(db), owner);
    for (let n = 0; n < 40; n++) {
      const who = random(4) === 0 ? null : some(viewers.filter(({ role }) => role === 'employee'));
      const builder = aClient(`Card ${n}`);
      const team = who ? null : random(2) === 0 ? null : some(teams);
      if (who) builder.assignedTo(who);
      if (team) builder.inTeam(team);
      const card = await builder.saved(db);
      const holder = { responsible: who?.employeeId ?? null, team: who?.teamIds[0] ?? team?.id ?? null };
      for (let m = 0; m < 5; m++) {
        const text = Array.from({ length: 1 + random(4) }, () => some(words)).join(' ');
        const placed = random(10) > 0;
        const letter = aKeptLetter('x@example.test', `Letter ${n}.${m}`).saying(text).daysAgo(random(100));
        if (placed) letter.on(card);
        const { id } = await letter.saved(db);
        kept.push({ id, card: placed ? holder : null, lexemes: new Set(lexemesOf(text)) });
      }
    }
  });

  const maySee = (viewer: SavedEmployee, { card }: Kept): boolean => {
    if (!card) return false;
    if (viewer.role === 'owner') return true;
    if (viewer.role === 'administrator') return false;
    if (card.responsible === viewer.employeeId) return true;
    return viewer.role === 'manager' && card.team !== null && (viewer.teamIds as readonly string[]).includes(card.team);
  };

  it.each(['few', 'many', 'many counted'])(
    'finds exactly what they may see where they see %s interactions',
    async (howMany) => {
      // Whoever sees few has each of them looked at; for the others the index is walked from the newest back, as far as the statistics say.
      if (howMany === 'many counted') await db.query('analyze core.search_entry, core.client, core.interaction');
      if (howMany === 'many')
        await db.query(
          `insert into core.interaction (id, client_id, medium, direction, kind, occurred_at, natural_key, evidence_sha256, evidence_size, facts_sha256)
         select gen_random_uuid(), c.id, 'email', 'inbound', 'email', now() - n * interval '1 hour', 'filler:' || c.id || n, '', 1, ''
         from core.client c, generate_series(1, 1600) n where c.name like 'Card%'`,
        );
      let hits = 0;
      for (let n = 0; n < 300; n++) {
        const viewer = some(viewers);
        const query = Array.from({ length: 1 + random(2) }, () => some(words));
        const allowed = kept.filter(
          (one) =>
            maySee(viewer, one) && query.every((word) => lexemesOf(word).some((lexeme) => one.lexemes.has(lexeme))),
        );
        const ids = (await allFound(viewer, `${query.join(' ')} `)).filter((id) => kept.some((one) => one.id === id));
        expect(ids.length).toBe(new Set(ids).size);
        expect(new Set(ids)).toEqual(new Set(allowed.map(({ id }) => id)));
        hits += ids.length;
      }
      expect(hits).toBeGreaterThan(1_000);
    },
    // Where PostgreSQL counted before there were many and not since, each search takes some ten times as long.
    180_000,
  );
});
