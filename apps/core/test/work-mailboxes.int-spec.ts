import { aMailbox } from '#libs/testing';
import { ReachOffice } from './a-reach-office.js';

describe('the mailbox in which an employee works', () => {
  let here: ReachOffice;
  beforeAll(async () => {
    here = await ReachOffice.open();
  });
  afterAll(() => here.close());
  beforeEach(() => here.core.db.query(`delete from core.employee_mail; delete from core.outbox`));

  const codeIn = async (address: string) => {
    const letter = (await here.ordered(address)).at(-1)!;
    expect(letter.parsed.headers.get('auto-submitted')).toBe('auto-generated');
    return /\d{8}/.exec(letter.parsed.text!)![0];
  };
  const laterThanAMinute = () =>
    here.core.db.query(`update core.employee_mail set code_sent_at = code_sent_at - interval '2 minutes'`);
  const actions = async () => {
    const rows = await here.core.db.query<{ action: string }>(
      `select action from core.journal where kind = 'audit' and action like 'work-mailbox.%' order by at, seq`,
    );
    return rows.map(({ action }) => action);
  };

  it('is theirs when they enter the code that was sent there, and not before', async () => {
    expect((await here.annas.get('me/work-mailbox')).body).toEqual({
      ...{ address: null, verifiedAt: null, forward: true, asked: null, companyForwards: false },
    });
    const asked = await here.annas.put('me/work-mailbox', { address: 'Anna.K@Home.test' });
    expect(asked.body).toMatchObject({ address: null, asked: { address: 'anna.k@home.test', triesLeft: 5 } });
    const code = await codeIn('anna.k@home.test');
    const wrong = String((Number(code) + 1) % 100_000_000).padStart(8, '0');
    const refused = await here.annas.post('me/work-mailbox/code', { code: wrong });
    expect(refused.body).toMatchObject({ code: 'work-mailbox.code-wrong', details: { triesLeft: 4 } });
    const { status, body } = await here.annas.post('me/work-mailbox/code', { code: ` ${code} ` });
    expect([status, body]).toMatchObject([200, { address: 'anna.k@home.test', asked: null }]);
    expect(await actions()).toEqual(['work-mailbox.asked', 'work-mailbox.code-refused', 'work-mailbox.verified']);
    expect((await here.annas.post('me/work-mailbox/code', { code })).body.code).toBe('work-mailbox.code-over');
    await here.forwards();
    expect((await here.annas.patch('me/work-mailbox', { forward: false })).body).toMatchObject({
      ...{ forward: false, companyForwards: true },
    });
    expect((await here.annas.delete('me/work-mailbox')).status).toBe(204);
    expect((await here.annas.get('me/work-mailbox')).body).toMatchObject({ address: null });
  });

  it('is asked about in the language of the company where they have chosen none', async () => {
    await here.core.db.query(`update core.company set languages = '{uk,en}'`);
    await here.annas.put('me/work-mailbox', { address: 'anna@home.test' });
    await here.core.db.query(`update core.company set languages = '{}'`);
    expect((await here.ordered('anna@home.test')).at(-1)!.parsed.subject).toMatch(/^\d{8}: ваша робоча скринька$/);
  });

  it('cannot be had by guessing: five tries, half an hour, a new code once a minute', async () => {
    await here.annas.put('me/work-mailbox', { address: 'anna@home.test' });
    expect((await here.annas.put('me/work-mailbox', { address: 'anna@home.test' })).body.code).toBe(
      'work-mailbox.code-throttled',
    );
    const code = await codeIn('anna@home.test');
    for (let n = 0; n < 5; n++) await here.annas.post('me/work-mailbox/code', { code: '1' });
    expect((await here.annas.post('me/work-mailbox/code', { code })).body.code).toBe('work-mailbox.code-over');
    await laterThanAMinute();
    await here.annas.put('me/work-mailbox', { address: 'anna@home.test' });
    const next = await codeIn('anna@home.test');
    await here.core.db.query(`update core.employee_mail set code_sent_at = now() - interval '31 minutes'`);
    expect((await here.annas.post('me/work-mailbox/code', { code: next })).body.code).toBe('work-mailbox.code-over');
    expect((await here.annas.get('me/work-mailbox')).body).toMatchObject({ address: null });
  });

  it('is never one of ours, a client’s or a colleague’s', async () => {
    await aMailbox('second@company.test').saved(here.core.db);
    await here.aClientOf(here.anna, 'ada@client.test');
    await here.worksIn(here.boris, 'boris@home.test');
    const put = async (address: string) => (await here.annas.put('me/work-mailbox', { address })).body.code;
    expect(await put('second@company.test')).toBe('work-mailbox.address-is-ours');
    expect(await put('office+anything@company.test')).toBe('work-mailbox.address-is-ours');
    expect(await put('client-bcdfghjkmnpqrstvwxz234@company.test')).toBe('work-mailbox.address-is-ours');
    expect(await put('ADA@client.test')).toBe('work-mailbox.address-is-a-clients');
    expect(await put('boris@home.test')).toBe('work-mailbox.address-taken');
    expect(await here.ordered('boris@home.test')).toEqual([]);
  });

  it('is given by whoever manages people, and shown to be theirs by the employee', async () => {
    const path = `employees/${here.anna.employeeId}/work-mailbox`;
    expect((await here.annas.put(path, { address: 'anna@home.test' })).status).toBe(403);
    expect((await here.owner.put(path, { address: 'anna@home.test' })).body).toMatchObject({ address: null });
    const code = await codeIn('anna@home.test');
    expect((await here.annas.post('me/work-mailbox/code', { code })).status).toBe(200);
    expect((await here.owner.get(path)).body).toMatchObject({ address: 'anna@home.test' });
    expect((await here.owner.delete(path)).status).toBe(204);
    expect((await here.owner.get(path)).body).toMatchObject({ address: null });
  });
});
