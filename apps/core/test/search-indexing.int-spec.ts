import { aClient, aCompany, aDatabase, aMasterKey, anEmployee, silentLogger, type TestDatabase } from '#libs/testing';
import { Indexing } from '../src/search/indexing/indexing.js';
import { IndexingRepository } from '../src/search/indexing/indexing.repository.js';
import { aKeptLetter } from './a-kept-letter.js';
import { aWorkplace, type Workplace } from './a-workplace.js';

describe('what was captured before there was an index', () => {
  let db: TestDatabase;
  let work: Workplace;
  const indexing = () => new Indexing(db.uow('core'), new IndexingRepository(), aMasterKey(), silentLogger());
  beforeAll(async () => {
    db = await aDatabase();
    work = await aWorkplace(db);
  });
  afterAll(async () => {
    await work.close();
    await db.close();
  });

  it('gets into it from the newest to the oldest, goes on where it stopped, and hides the words of addresses', async () => {
    await aCompany().saved(db);
    const anna = await anEmployee('Anna').saved(db);
    const card = await aClient('Card').assignedTo(anna).saved(db);
    for (let n = 0; n < 120; n++)
      await aKeptLetter('x@example.test', `Old ${n}`)
        .on(card)
        .saying('Рахунки. Write to trillian@heart.test')
        .withAttachment('Прайс.pdf')
        .daysAgo(200 - n)
        .saved(db);
    // By older rules the words of an address were words as all others, and an earlier wording was found too.
    await db.query(
      `update core.interaction_content set lexemes = '''рахунк'' ''trillian'' ''heart'' ''test'' ''earlier'''`,
    );
    await db.query('delete from core.search_entry');
    const search = async (q: string, more: object = {}) => work.search.find(anna, { q, limit: 100, ...more });
    expect((await search('рахунок')).items).toEqual([]);

    const first = indexing();
    await first.begin();
    await first.step();
    const { items, indexing: progress } = await search('рахунок');
    expect(progress).toEqual({ done: 50, total: 120 });
    expect([items.length, items[0]!.subject, items[49]!.subject]).toEqual([50, 'Old 119', 'Old 70']);

    await indexing().pass();
    expect((await search('рахунок')).items).toHaveLength(100);
    expect((await search('рахунок')).indexing).toBeNull();
    expect((await search('прайс', { in: 'files' })).items).toHaveLength(100);
    expect((await search('earlier')).items).toHaveLength(100);
    for (const q of ['trillian', 'heart']) expect((await search(q)).items).toEqual([]);
    const [counted] = await db.query<{ n: number }>(
      `select count(*)::int as n from core.search_entry where lexemes @@ '''@trillian'' & !''trillian'''`,
    );
    expect(counted).toEqual({ n: 120 });
  });

  it('does not undo what is written meanwhile', async () => {
    const repository = new IndexingRepository();
    const [old] = await db.uow('core').run((tx) => repository.before(tx, null, 1));
    await db.query(`update core.interaction_content set lexemes = '''newer''' where interaction_id = $1`, [old!.id]);
    await db.uow('core').run((tx) => repository.store(tx, [{ id: old!.id, version: old!.version, words: `'older'` }]));
    const rows = await db.query(
      `select lexemes @@ '''newer''' as newer, lexemes @@ '''older''' as older from core.search_entry where interaction_id = $1`,
      [old!.id],
    );
    expect(rows).toEqual([{ newer: true, older: false }]);
  });
});
