import {
  aClient,
  aCompany,
  anEmployee,
  anOwner,
  aTeam,
  aManager,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';

interface Found {
  clients: { id: string; foundIn: string }[];
  items: { subject: string; snippet: string; snippetMarks: [number, number][]; files: string[] }[];
  nextCursor: string | null;
  didYouMean: string | null;
}

let core: TestCore;
let olga: SavedEmployee;
let anna: SavedEmployee;
let boris: SavedEmployee;
let [owner, hers, his]: Caller[] = [];
let card: SavedClient;

const search = async (who: Caller, q: string, filter: Record<string, string> = {}): Promise<Found> => {
  const { status, body } = await who.get(`search?${new URLSearchParams({ q, ...filter }).toString()}`);
  expect(status).toBe(200);
  return body as unknown as Found;
};
const subjects = async (who: Caller, q: string, filter: Record<string, string> = {}) =>
  (await search(who, q, filter)).items.map(({ subject }) => subject);
const counts = async (who: Caller, q: string) =>
  (await who.get(`search/counts?${new URLSearchParams({ q }).toString()}`)).body['counts'];

beforeAll(async () => {
  core = await aCore();
  const { db } = core;
  await aCompany().saved(db);
  olga = await anOwner().saved(db);
  anna = await anEmployee('Anna').saved(db);
  boris = await anEmployee('Boris').saved(db);
  [owner, hers, his] = [await core.as(olga), await core.as(anna), await core.as(boris)];
  card = await aClient('Трилліан Астра')
    .withEmail('zaphod@heart-of-gold.test')
    .withPhone('+380501112233')
    .assignedTo(anna)
    .saved(db);
  await aKeptLetter('zaphod@heart-of-gold.test', 'Договор поставки')
    .on(card)
    .saying(
      `${'Слова раніше. '.repeat(40)}Надсилаємо рахунки № 40817 за липень. Пишіть на zaphod@heart-of-gold.test або +380 50 111-22-33. ${'Слова далі. '.repeat(40)}`,
    )
    .withAttachment('Прайс-лист 050 111 22 33.pdf')
    .saved(db);
});
afterAll(() => core.close());

describe('a search over HTTP', () => {
  it('finds word forms of three languages in subject, text and names of files, and shows where', async () => {
    expect(await subjects(hers!, 'договоры')).toEqual(['Договор поставки']);
    expect((await search(hers!, 'прайсы')).items[0]!.files).toEqual(['Прайс-лист +380 •• ••• •• 33.pdf']);
    const [item] = (await search(hers!, 'рахунок')).items;
    const [[from, to]] = item!.snippetMarks as [[number, number]];
    expect(item!.snippet.slice(from, to)).toBe('рахунки');
    expect(item!.snippet).toContain('a•••'.slice(1));
    expect(item!.snippet).not.toMatch(/zaphod@|111-22/);
    expect((await search(owner!, 'рахунок')).items[0]!.snippet).toContain('zaphod@heart-of-gold.test');
  });

  it('finds and counts nothing on cards of others', async () => {
    expect(await search(his!, 'рахунок')).toMatchObject({ clients: [], items: [], nextCursor: null });
    expect(await counts(his!, 'рахунок')).toEqual({ letters: 0, messages: 0, calls: 0, notes: 0, files: 0 });
    expect(await counts(hers!, 'рахунок')).toEqual({ letters: 1, messages: 0, calls: 0, notes: 0, files: 0 });
    expect(await counts(hers!, 'прайс')).toEqual({ letters: 1, messages: 0, calls: 0, notes: 0, files: 1 });
    expect((await search(his!, 'Трилліан')).clients).toEqual([]);
    expect((await search(hers!, 'Трилліан')).clients).toMatchObject([{ id: card.id, foundIn: 'name' }]);
  });

  it('does not let a masked viewer put an address or number together piece by piece', async () => {
    const number = '380501112233';
    const pieces = [
      ...Array.from({ length: number.length - 3 }, (_, n) => number.slice(0, n + 4)),
      ...['0501', '05011', '050 1', '111', '111-22', '111 22 33', '22 33', '5011122', '501112233', '(050) 111'],
    ];
    const parts = ['zaphod', 'zaph', 'heart', 'heart-of', 'gold', 'gold.test', 'zaphod@', 'heart-of-gold.test'];
    for (const q of [...pieces, ...parts]) {
      for (const limit of ['1', '50']) {
        const { clients, items, nextCursor } = await search(hers!, q, { limit });
        expect({ q, clients, items, nextCursor }).toEqual({ q, clients: [], items: [], nextCursor: null });
      }
      const counted = await counts(hers!, q);
      if (counted !== null) expect(counted).toEqual({ letters: 0, messages: 0, calls: 0, notes: 0, files: 0 });
    }
    // Whoever sees them finds the card by any piece, and the letter too.
    for (const q of ['0501', '111 22 33', '501112233', 'zaphod', 'heart-of', 'gold.test'])
      expect((await search(owner!, q)).clients).toMatchObject([{ id: card.id, foundIn: 'contact' }]);
    for (const q of ['0501', '050 111 22 33', '+380501112', 'zaphod@heart-of-gold.test', 'zaph'])
      expect(await subjects(owner!, q)).toEqual(['Договор поставки']);
  });

  it('lets them find numbers that are shown to them', async () => {
    expect(await subjects(hers!, '40817')).toEqual(['Договор поставки']);
    expect(await subjects(hers!, 'рахунок 4081')).toEqual(['Договор поставки']);
    expect(await counts(hers!, '40817')).toBeNull();
  });

  it('finds what was placed, moved to another card, or read anew, there and not where it was', async () => {
    const north = await aTeam().saved(core.db);
    const maria = await core.as(await aManager('Maria').inTeam(north).saved(core.db));
    const other = await aClient('Other').inTeam(north).saved(core.db);
    const { id } = await aKeptLetter('x@example.test', 'Wandering').saying('zanzibar').saved(core.db);
    expect(await subjects(owner!, 'zanzibar')).toEqual([]);
    await core.db.query('update core.interaction set client_id = $2 where id = $1', [id, card.id]);
    expect([await subjects(hers!, 'zanzibar'), await subjects(maria, 'zanzibar')]).toEqual([['Wandering'], []]);
    await core.db.query('update core.interaction set client_id = $2 where id = $1', [id, other.id]);
    expect([await subjects(hers!, 'zanzibar'), await subjects(maria, 'zanzibar')]).toEqual([[], ['Wandering']]);
    await core.db.query(`update core.interaction_content set lexemes = '''madagascar''' where interaction_id = $1`, [
      id,
    ]);
    expect([await subjects(maria, 'zanzibar'), await subjects(maria, 'madagascar')]).toEqual([[], ['Wandering']]);
  });

  it('finds a card by a mistyped name, a field and a tag', async () => {
    const { db } = core;
    await db.query(
      `insert into core.card_field (id, key, label, kind, applies_to, position)
       values (gen_random_uuid(), 'contract', 'Contract', 'text', 'both', 1), (gen_random_uuid(), 'spare', 'Spare', 'phone', 'both', 2)`,
    );
    await db.query(
      `update core.client set fields = '{"contract": "ДГ-4471", "spare": "+380671234567"}' where id = $1`,
      [card.id],
    );
    await db.query(`insert into core.card_tag (id, name, colour) values ($1, 'Опт', 'red')`, [card.id]);
    await db.query(`insert into core.client_tag (client_id, tag_id) values ($1, $1)`, [card.id]);
    const cards = async (who: Caller, q: string) => (await search(who, q)).clients;
    expect(await cards(hers!, 'Трилиан')).toMatchObject([{ id: card.id, foundIn: 'alike' }]);
    expect(await cards(hers!, 'Trillian Astra')).toMatchObject([{ id: card.id, foundIn: 'alike' }]);
    expect(await cards(hers!, 'дг-447')).toMatchObject([{ id: card.id, foundIn: 'field' }]);
    expect(await cards(hers!, 'опт')).toMatchObject([{ id: card.id, foundIn: 'tag' }]);
    expect(await cards(owner!, '0671234')).toMatchObject([{ id: card.id }]);
    for (const q of ['0671', '67123', '671234567', '+38067']) expect(await cards(hers!, q)).toEqual([]);
    for (const q of ['Трилиан', 'дг-447', 'опт']) expect(await cards(his!, q)).toEqual([]);
  });
});

describe('a mistyped word', () => {
  it('is put right by one that the viewer finds something by, and by no other', async () => {
    const { db } = core;
    const secret = await aClient('Kept from her').assignedTo(boris).saved(db);
    for (let n = 0; n < 5; n++) {
      await aKeptLetter('x@example.test', `Offer ${n}`).on(card).saying('Рекламацію отримано, дякуємо').saved(db);
      await aKeptLetter('x@example.test', `Plan ${n}`).on(secret).saying('Project Kilimanjaro').saved(db);
    }
    // A header tells of more than people: of a call, say.
    await db.query(`update core.interaction set header = header || '{"calls": [{"legs": []}]}' where client_id = $1`, [
      card.id,
    ]);
    await db.query('analyze core.search_entry');
    const meant = async (who: Caller, q: string) => (await search(who, q)).didYouMean;
    expect(await meant(hers!, 'рекламцію отримано')).toBe('рекламацію отримано');
    expect(await meant(his!, 'рекламцію отримано')).toBeNull();
    expect([await meant(his!, 'kilimanharo'), await meant(hers!, 'kilimanharo')]).toEqual(['kilimanjaro', null]);
    expect(await meant(hers!, 'рекламацію')).toBeNull();
  });
});

describe('what narrows a search', () => {
  let client: SavedClient;
  beforeAll(async () => {
    client = await aClient('Filtered').assignedTo(anna).saved(core.db);
    const letter = (subject: string, days: number) =>
      aKeptLetter('x@example.test', subject).saying('kumquat').on(client).daysAgo(days);
    await letter('In', 1).saved(core.db);
    await letter('Out', 40).sentByUs().saved(core.db);
    await letter('File', 400).withAttachment('kumquat.pdf').saved(core.db);
    await aKeptLetter('x@example.test', 'Elsewhere').saying('kumquat').on(card).daysAgo(3).saved(core.db);
  });

  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  it.each([
    [{}, ['In', 'Elsewhere', 'Out', 'File']],
    [{ in: 'letters', medium: 'email' }, ['In', 'Elsewhere', 'Out', 'File']],
    [{ in: 'messages' }, []],
    [{ in: 'files' }, ['File']],
    [{ withFiles: 'true' }, ['File']],
    [{ medium: 'whatsapp' }, []],
    [{ direction: 'outbound' }, ['Out']],
    [{ from: ago(50), to: ago(2) }, ['Elsewhere', 'Out']],
    [{ to: ago(100) }, ['File']],
    [{ clientId: () => client.id }, ['In', 'Out', 'File']],
    [{ responsibleId: () => anna.employeeId }, ['In', 'Elsewhere', 'Out', 'File']],
    [{ responsibleId: () => boris.employeeId }, []],
    [{ teamId: '0190a000-0000-7000-8000-000000000000' }, []],
    [{ tagId: () => card.id }, ['Elsewhere']],
    [{ authorId: () => anna.employeeId }, []],
  ])('%j', async (filter: Record<string, string | (() => string)>, expected) => {
    const given = Object.fromEntries(
      Object.entries(filter).map(([key, value]) => [key, typeof value === 'string' ? value : value()]),
    );
    expect(await subjects(owner!, 'kumquat', given)).toEqual(expected);
    // Page by page it is the same.
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Found = await search(owner!, 'kumquat', { ...given, limit: '1', ...(cursor ? { cursor } : {}) });
      paged.push(...page.items.map(({ subject }) => subject));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(expected);
  });

  it.each([
    ['in=everything', 'in'],
    ['from=yesterday', 'from'],
    ['tagId=1', 'tagId'],
    ['q=', 'q'],
  ])('is refused as %s', async (part) => {
    const { status, body } = await owner!.get(`search?q=x&${part}`);
    expect([status, body.code]).toEqual([400, 'request.invalid']);
  });
});
