import { aClient, aCompany, aDatabase, aMailbox, anEmployee, anOwner, type TestDatabase } from '#libs/testing';
import { aKeptLetter } from './a-kept-letter.js';
import { aWorkplace, type Workplace } from './a-workplace.js';

let db: TestDatabase;
let work: Workplace;

beforeAll(async () => {
  db = await aDatabase();
  work = await aWorkplace(db);
  await aCompany().saved(db);
});
afterAll(async () => {
  await work.close();
  await db.close();
});

describe('a timeline', () => {
  it('carries the beginning of a long letter, masked also where it is cut', async () => {
    const office = await aMailbox('office@company.test').saved(db);
    const [owner, anna] = [await anOwner().saved(db), await anEmployee('Anna').saved(db)];
    const eva = await aClient().withEmail('eva@example.test').assignedTo(anna).saved(db);
    const words = 'Good day. '.repeat(99);
    const long = await aKeptLetter('Ada <ada@example.test>', 'Long')
      .on(eva)
      .through(office)
      .saying(`${words}Write to ada@example.test or call 050 123 45 12. ${words}My other one: ada@example.test`)
      .saved(db);
    // 2,007 characters without an address that is whole: it is cut there, and what is left of it must not show.
    const cut = await aKeptLetter('Ada <ada@example.test>', 'Cut')
      .on(eva)
      .through(office)
      .saying(`${'ada.lovelace.of.the.engine@analytical.example.test '.repeat(39)} ada@example.test`)
      .saved(db);
    const short = await aKeptLetter('Ada <ada@example.test>', 'Short')
      .on(eva)
      .through(office)
      .saying('й'.repeat(1_000))
      .saved(db);
    const seen = await work.timeline.get(anna, long.id);
    expect(seen.text).toHaveLength(1_000);
    expect(seen.text).toBe(`${words}Write to a`);
    expect(seen.textCut).toBe(true);
    expect((await work.timeline.get(owner, long.id)).text).toBe(`${words}Write to a`);
    expect((await work.timeline.body(anna, long.id)).text).toContain('My other one: a•••@e•••.test');
    const { text: shown, textCut } = await work.timeline.get(anna, cut.id);
    expect(shown).not.toMatch(/ada|lovelace|example/);
    expect(textCut).toBe(true);
    expect(await work.timeline.get(anna, short.id)).toMatchObject({ text: 'й'.repeat(1_000), textCut: false });
  });
});
