import { aCompany, aMailbox, anEmployee, anOwner, aWhatsappNumber } from '#libs/testing';
import { aCore, type Answer, type Caller, type TestCore } from './a-core.js';

const profile = {
  name: 'Lamps & Co',
  defaultCountry: 'PL',
  timeZone: 'Europe/Warsaw',
  languages: ['uk', 'en', 'uk'],
  phone: '+48 22 123 45 67',
  website: 'https://lamps.test',
};

describe('the company', () => {
  let core: TestCore;
  let owner: Caller;
  let anna: Caller;

  beforeEach(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
  });
  afterEach(() => core.close());

  const actions = async () =>
    ((await owner.get('audit')).body.items as { action: string }[]).map(({ action }) => action);
  const states = ({ body }: Answer) =>
    Object.fromEntries((body['steps'] as { name: string; state: string }[]).map(({ name, state }) => [name, state]));

  it('says of itself what its owner says of it, to everybody in it', async () => {
    anna = await core.as(await anEmployee('Anna').saved(core.db));
    expect((await owner.get('company')).body).toEqual({
      ...{ name: 'Company', defaultCountry: 'UA', timeZone: 'UTC' },
      ...{ languages: [], phone: null, website: null },
    });
    const { status, body } = await owner.put('company', profile);
    expect([status, body]).toEqual([200, { ...profile, languages: ['uk', 'en'] }]);
    expect((await anna.get('company')).body).toEqual(body);
    expect((await anna.get('me')).body['company']).toEqual({
      ...{ name: 'Lamps & Co', defaultCountry: 'PL', timeZone: 'Europe/Warsaw', settingUp: true, logo: null },
    });
    expect(await actions()).toContain('company.changed');
    expect((await anna.put('company', profile)).status).toBe(403);
  });

  it('refuses what is no zone, no country, no address, and says which', async () => {
    for (const [field, wrong] of [
      ['timeZone', 'Europe/Atlantis'],
      ['defaultCountry', 'Poland'],
      ['website', 'javascript:alert(1)'],
      ['name', '  '],
    ] as const) {
      const { status, text } = await owner.put('company', { ...profile, [field]: wrong });
      expect([field, status]).toEqual([field, 400]);
      expect(text).toContain(field);
    }
    expect((await owner.get('company')).body['name']).toBe('Company');
  });

  it('has a picture that everybody is shown, before they have signed in too', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z" onclick="x()"/><script>x()</script></svg>';
    const put = (who: Caller, body: string) =>
      who.with({ 'content-type': 'application/octet-stream' }).call('PUT', 'company/logo', body);
    anna = await core.as(await anEmployee('Anna').saved(core.db));
    expect((await core.stranger.get('company/logo')).status).toBe(404);
    expect((await put(anna, svg)).status).toBe(403);
    expect(await put(owner, 'GIF89a')).toMatchObject({ status: 422, body: { code: 'logo.kind-unknown' } });
    expect(await put(owner, svg + ' '.repeat(1024 * 1024))).toMatchObject({
      status: 413,
      body: { code: 'logo.too-large', details: { limit: 1024 * 1024 } },
    });
    const { status, body } = await put(owner, svg);
    expect([status, body['logo']]).toEqual([200, expect.stringMatching(/^[0-9a-f]{16}$/)]);
    const shown = await core.stranger.get(`company/logo?v=${String(body['logo'])}`);
    expect(shown.text).toBe('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"></path></svg>');
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'cache-control': 'public, max-age=31536000, immutable',
    });
    expect((await anna.get('me')).body['company']).toMatchObject({ logo: body['logo'] });
    expect((await core.stranger.get('session/ways')).body).toMatchObject({ logo: body['logo'] });
    expect((await owner.delete('company/logo')).status).toBe(204);
    expect((await anna.get('me')).body['company']).toMatchObject({ logo: null });
    expect(await actions()).toEqual(expect.arrayContaining(['company.logo-changed', 'company.logo-removed']));
  });

  it('sees which first steps were taken from what is there', async () => {
    const open = await owner.get('first-steps');
    expect(states(open)).toEqual({
      ...{ company: 'open', mailbox: 'open', team: 'open', people: 'open', lines: 'open', letter: 'open' },
    });
    await owner.put('company', profile);
    await aMailbox().saved(core.db);
    await owner.post('teams', { name: 'Sales' });
    await owner.post('invitations', { name: 'Boris', email: 'boris@company.test', role: 'employee', teamId: null });
    await aWhatsappNumber().saved(core.db);
    expect(states(await owner.get('first-steps'))).toEqual({
      ...{ company: 'done', mailbox: 'done', team: 'done', people: 'done', lines: 'done', letter: 'open' },
    });
  });

  it('lets a step be passed over and taken up again, and the rest be put away, once', async () => {
    expect(states(await owner.put('first-steps/lines/skipped'))['lines']).toBe('skipped');
    await owner.put('first-steps/lines/skipped');
    expect(states(await owner.delete('first-steps/lines/skipped'))['lines']).toBe('open');
    // What is done is done, whether somebody passed it over or not.
    await owner.put('first-steps/team/skipped');
    await owner.post('teams', { name: 'Sales' });
    expect(states(await owner.get('first-steps'))['team']).toBe('done');
    expect((await owner.put('first-steps/letter/skipped')).status).toBe(400);

    expect((await owner.post('first-steps/end')).body['ended']).toBe(true);
    await owner.post('first-steps/end');
    expect((await owner.get('me')).body['company']).toMatchObject({ settingUp: false });
    expect((await actions()).filter((action) => action === 'first-steps.ended')).toHaveLength(1);
    anna = await core.as(await anEmployee('Anna').saved(core.db));
    expect((await anna.get('first-steps')).status).toBe(403);
  });
});
