import { aCore, EdgeModule, type TestCore } from './a-core.js';

const given = (code: string, email = 'olga@company.test') => ({
  code,
  company: { name: 'Company', defaultCountry: 'UA' },
  owner: { name: 'Olga', email, password: 'a long password' },
});

describe('the first start', () => {
  let core: TestCore;
  afterEach(() => core.close());

  const codeOf = () => core.lines.map((line) => line['setupCode']).find((code) => typeof code === 'string') as string;

  it('asks for the code that only the log knows, once', async () => {
    core = await aCore({ module: EdgeModule });
    expect((await core.stranger.get('setup')).body).toEqual({ needed: true });
    expect(codeOf()).toMatch(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/);
    const wrong = await core.stranger.post('setup', given('AAAAA-AAAAA'));
    expect([wrong.status, wrong.body.code]).toEqual([403, 'setup.code-wrong']);
    expect((await core.stranger.post('setup', { ...given(codeOf().toLowerCase()), locale: 'uk' })).status).toBe(204);
    expect((await core.stranger.get('setup')).body).toEqual({ needed: false });
    const again = await core.stranger.post('setup', given(codeOf()));
    expect([again.status, again.body.code]).toEqual([409, 'setup.done']);
    const signedIn = await core.stranger.post('session', { email: 'olga@company.test', password: 'a long password' });
    expect(signedIn.body).toMatchObject({
      role: 'owner',
      locale: 'uk',
      company: { name: 'Company', defaultCountry: 'UA' },
    });
  });

  it('has one winner when two are at it at once', async () => {
    core = await aCore({ module: EdgeModule });
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((who) => core.stranger.post('setup', given(codeOf(), `${who}@company.test`))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409]);
    expect(await core.db.query('select from core.employee')).toHaveLength(1);
  });

  it('slows down whoever guesses the code', async () => {
    core = await aCore({ module: EdgeModule });
    const statuses = [];
    for (let n = 0; n < 7; n += 1) statuses.push((await core.stranger.post('setup', given('AAAAA-AAAAA'))).status);
    expect(statuses).toEqual([403, 403, 403, 403, 403, 403, 429]);
  });

  it('takes the owner from the settings, and only the first time', async () => {
    const env = { KEEPLINE_OWNER_EMAIL: 'Olga@company.test', KEEPLINE_OWNER_PASSWORD: 'from settings' };
    core = await aCore({ module: EdgeModule, env });
    expect((await core.stranger.get('setup')).body).toEqual({ needed: false });
    const { body } = await core.stranger.post('session', { email: 'olga@company.test', password: 'from settings' });
    expect(body).toMatchObject({
      role: 'owner',
      name: 'Olga',
      locale: null,
      company: { name: 'company.test', defaultCountry: 'UA' },
    });
    expect(codeOf()).toBeUndefined();
  });
});
