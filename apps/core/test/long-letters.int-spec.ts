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
    const words = 'Good day. '.repeat(49);
    const long = await aKeptLetter('Ada <ada@example.test>', 'Long')
      .on(eva)
      .through(office)
      .saying(`${words}Write to ada@example.test or call 050 123 45 12. ${words}My other one: ada@example.test`)
      .saved(db);
    // The start is cut in the middle of an address, and what is left of it must not show.
    const cut = await aKeptLetter('Ada <ada@example.test>', 'Cut')
      .on(eva)
      .through(office)
      .saying(`${'ada.lovelace.of.the.engine@analytical.example.test '.repeat(29)} ada@example.test`)
      .saved(db);
    const short = await aKeptLetter('Ada <ada@example.test>', 'Short')
      .on(eva)
      .through(office)
      .saying('й'.repeat(500))
      .saved(db);
    const seen = await work.timeline.get(anna, long.id);
    expect(seen.text).toHaveLength(500);
    expect(seen.text).toBe(`${words}Write to a`);
    expect(seen.textCut).toBe(true);
    expect((await work.timeline.get(owner, long.id)).text).toBe(`${words}Write to a`);
    expect((await work.timeline.body(anna, long.id)).text).toContain('My other one: a•••@e•••.test');
    const { text: shown, textCut } = await work.timeline.get(anna, cut.id);
    expect(shown).not.toMatch(/ada|lovelace|example/);
    expect(textCut).toBe(true);
    expect(await work.timeline.get(anna, short.id)).toMatchObject({ text: 'й'.repeat(500), textCut: false });
  });

  it('reads no more of a long letter than that; one that was read before there was a beginning is shown alike', async () => {
    const office = await aMailbox('starts@company.test').saved(db);
    const anna = await anEmployee('Bella').saved(db);
    const eva = await aClient().assignedTo(anna).saved(db);
    const { id } = await aKeptLetter('Eva <eva@starts.test>', 'Long')
      .on(eva)
      .through(office)
      .saying('й'.repeat(5_000))
      .saved(db);
    const shown = { text: 'й'.repeat(500), textCut: true, reading: 'done' };
    const [before] = await db.query<{ whole: Buffer }>(
      `select sealed_text as whole from core.interaction_content where interaction_id = $1`,
      [id],
    );
    await db.query(`update core.interaction_content set sealed_text = '\\x00' where interaction_id = $1`, [id]);
    expect(await work.timeline.get(anna, id)).toMatchObject(shown);
    await db.query(
      `update core.interaction_content set sealed_text = $2, sealed_start = null where interaction_id = $1`,
      [id, before!.whole],
    );
    expect(await work.timeline.get(anna, id)).toMatchObject(shown);
  });
});
