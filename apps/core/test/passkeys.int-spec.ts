import { aCompany, anEmployee, anOwner, type SavedEmployee } from '#libs/testing';
import { Passwords } from '../src/access/sign-in/passwords.js';
import { aCore, EdgeModule, type Answer, type Caller, type TestCore } from './a-core.js';
import { AnAuthenticator } from './an-authenticator.js';

const origin = 'http://localhost:8080';
const password = 'correct horse battery';

describe('passkeys', () => {
  let core: TestCore;
  let hash: string;

  const jar = (answer: Answer): Record<string, string> => {
    const pairs = answer.headers.getSetCookie().map((line) => line.split(';')[0]!);
    return { cookie: pairs.filter((pair) => !pair.endsWith('=')).join('; ') };
  };
  const somebody = async (builder = anEmployee('Anna')): Promise<SavedEmployee> => {
    const saved = await builder.saved(core.db);
    await core.db.query('update core.employee set password_hash = $2 where id = $1', [saved.employeeId, hash]);
    return saved;
  };
  const added = async (caller: Caller, device = new AnAuthenticator(origin), name = 'Work laptop') => {
    const { options } = (await caller.post('me/passkeys/options')).body;
    const answer = await caller.post('me/passkeys', { name, response: device.create(options) });
    return { device, answer };
  };
  const begun = async () => {
    const answer = await core.stranger.post('session/passkey/options');
    return { cookies: jar(answer), challenge: answer.body['challenge'] as string, options: answer.body['options'] };
  };
  const enter = async (device: AnAuthenticator, wrong: Parameters<AnAuthenticator['get']>[1] = {}) => {
    const { cookies, challenge, options } = await begun();
    return core.stranger.with(cookies).post('session/passkey', { challenge, response: device.get(options, wrong) });
  };
  const said = ({ status, body }: Answer) => [status, body.code];

  beforeAll(async () => {
    core = await aCore({ module: EdgeModule, env: { KEEPLINE_PUBLIC_URL: origin } });
    await aCompany().saved(core.db);
    hash = await new Passwords().hash(password);
  });
  beforeEach(async () => {
    await core.db.query('delete from core.login_failure');
    await core.db.query('delete from core.sign_in_policy');
  });
  afterAll(() => core.close());

  it('are added, listed, named and removed; the first comes with recovery codes', async () => {
    const anna = await somebody();
    const caller = await core.as(anna);
    const { body } = await caller.post('me/passkeys/options');
    expect(body['options']).toMatchObject({
      rp: { name: 'Keepline', id: 'localhost' },
      user: { name: anna.email, displayName: 'Anna' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    const first = await added(caller);
    expect([first.answer.status, (first.answer.body['recoveryCodes'] as string[]).length]).toEqual([201, 10]);
    const second = await added(caller, new AnAuthenticator(origin), '');
    expect(second.answer.body['recoveryCodes']).toEqual([]);
    const listed = (await caller.get('me/passkeys')).body as unknown as { items: { id: string; name: string }[] };
    expect(listed).toMatchObject({
      available: true,
      items: [{ name: 'Work laptop', lastUsedAt: null }, { name: 'Passkey' }],
    });
    const [one, other] = listed.items;
    expect((await caller.patch(`me/passkeys/${other!.id}`, { name: 'Telephone' })).status).toBe(204);
    expect((await caller.post(`me/passkeys/${one!.id}/remove`)).status).toBe(204);
    expect((await caller.get('me/passkeys')).body.items).toMatchObject([{ name: 'Telephone' }]);
    expect(said(await enter(first.device))).toEqual([422, 'passkey.refused']);
    // Nobody touches another's.
    const boris = await core.as(await somebody(anEmployee('Boris')));
    expect(said(await boris.patch(`me/passkeys/${other!.id}`, { name: 'Mine' }))).toEqual([404, 'passkey.not-found']);
    expect(said(await boris.post(`me/passkeys/${other!.id}/remove`))).toEqual([404, 'passkey.not-found']);
  });

  it('sign in without a password, once for each asking and in the browser that has asked', async () => {
    const anna = await somebody();
    const { device } = await added(await core.as(anna));
    const entered = await enter(device);
    expect([entered.status, entered.body['email']]).toEqual([200, anna.email]);
    const inside = core.stranger.with(jar(entered));
    expect((await inside.get('me/sessions')).body.items).toContainEqual(
      expect.objectContaining({ current: true, means: 'passkey' }),
    );
    const { cookies, challenge, options } = await begun();
    const answer = { challenge, response: device.get(options) };
    const elsewhere = core.stranger.with((await begun()).cookies);
    expect(said(await elsewhere.post('session/passkey', answer))).toEqual([422, 'passkey.refused']);
    expect((await core.stranger.with(cookies).post('session/passkey', answer)).status).toBe(200);
    expect(said(await core.stranger.with(cookies).post('session/passkey', answer))).toEqual([422, 'passkey.refused']);
  });

  it('are refused for another site, another challenge, an unverified person, a copied device and a stranger', async () => {
    const { device } = await added(await core.as(await somebody()));
    const refused = [422, 'passkey.refused'];
    expect((await enter(device)).status).toBe(200);
    expect(said(await enter(device, { origin: 'http://localhost:8081' }))).toEqual(refused);
    expect(said(await enter(device, { challenge: 'c29tZXRoaW5nIGVsc2U' }))).toEqual(refused);
    expect(said(await enter(device, { unverified: true }))).toEqual(refused);
    expect(said(await enter(device, { counter: 1 }))).toEqual(refused);
    expect(said(await enter(new AnAuthenticator(origin)))).toEqual(refused);
    expect((await enter(device, { counter: 20 })).status).toBe(200);
  });

  it('are not made for another site or challenge, without looking who it is, or twice with one asking', async () => {
    const caller = await core.as(await somebody());
    const tried = async (wrong: Parameters<AnAuthenticator['create']>[1]) => {
      const { options } = (await caller.post('me/passkeys/options')).body;
      return said(await caller.post('me/passkeys', { response: new AnAuthenticator(origin).create(options, wrong) }));
    };
    const refused = [422, 'passkey.refused'];
    expect(await tried({ origin: 'https://evil.test' })).toEqual(refused);
    expect(await tried({ challenge: 'c29tZXRoaW5nIGVsc2U' })).toEqual(refused);
    expect(await tried({ unverified: true })).toEqual(refused);
    const { options } = (await caller.post('me/passkeys/options')).body;
    expect((await caller.post('me/passkeys', { response: new AnAuthenticator(origin).create(options) })).status).toBe(
      201,
    );
    const again = await caller.post('me/passkeys', { response: new AnAuthenticator(origin).create(options) });
    expect(said(again)).toEqual(refused);
  });

  it('are not asked for without end by one address, and whoever finishes is given theirs back', async () => {
    const { device } = await added(await core.as(await somebody()));
    const count = async () => {
      const [row] = await core.db.query<{ n: number }>('select max(failures)::int as n from core.login_failure');
      return row?.n;
    };
    for (let n = 0; n < 3; n += 1) expect((await enter(device)).status).toBe(200);
    expect(await count()).toBe(0);
    const statuses = new Set<number>();
    for (let n = 0; n < 102; n += 1) statuses.add((await core.stranger.post('session/passkey/options')).status);
    expect([...statuses]).toEqual([200, 429]);
  });

  it('let nobody in who has been suspended', async () => {
    const anna = await somebody();
    const { device } = await added(await core.as(anna));
    await core.db.query(`update core.employee set status = 'suspended' where id = $1`, [anna.employeeId]);
    expect(said(await enter(device))).toEqual([401, 'session.refused']);
  });

  it('are a second factor: after the password one of this person’s own', async () => {
    const anna = await somebody();
    const { device } = await added(await core.as(anna));
    const { device: his } = await added(await core.as(await somebody(anEmployee('Boris'))));
    const half = async () => {
      const first = await core.stranger.post('session', { email: anna.email, password });
      expect(first.body).toMatchObject({ step: 'second-factor', means: ['passkey', 'recovery'] });
      const caller = core.stranger.with(jar(first));
      const { challenge } = first.body as { challenge?: string };
      const { options } = (await caller.post('session/second-factor/passkey/options', { challenge })).body;
      return (with_: AnAuthenticator) =>
        caller.post('session/second-factor/passkey', { challenge, response: with_.get(options) });
    };
    expect(said(await (await half())(his))).toEqual([422, 'second-factor.code-wrong']);
    const finish = await half();
    const entered = await finish(device);
    expect([entered.status, entered.body['email']]).toEqual([200, anna.email]);
    expect(said(await finish(device))).toEqual([422, 'second-factor.step-over']);
  });

  it('are as good as an app where the policy asks for a second factor, and the last one stays then', async () => {
    const owner = await core.as(await somebody(anOwner()));
    await owner.put('sign-in-policy', { requiredFor: 'everyone' });
    const anna = await somebody();
    const first = await core.stranger.post('session', { email: anna.email, password });
    expect(first.body).toEqual({ step: 'enrol' });
    const { answer, device } = await added(core.stranger.with(jar(first)));
    expect(answer.body['recoveryCodes']).toHaveLength(10);
    const inside = core.stranger.with(jar(answer));
    const [only] = (await inside.get('me/passkeys')).body.items as { id: string }[];
    expect(said(await inside.post(`me/passkeys/${only!.id}/remove`))).toEqual([422, 'second-factor.required']);
    expect((await enter(device)).status).toBe(200);
    expect((await core.stranger.get('session/ways')).body).toMatchObject({ passkeys: true });
  });
});

describe('where the page has no name', () => {
  it('there are no passkeys, and it says so', async () => {
    const core = await aCore({ module: EdgeModule });
    try {
      await aCompany().saved(core.db);
      expect((await core.stranger.get('session/ways')).body).toMatchObject({ passkeys: false });
      const caller = await core.as(await anEmployee().saved(core.db));
      expect((await caller.get('me/passkeys')).body).toEqual({ available: false, items: [] });
      expect((await caller.post('me/passkeys/options')).body.code).toBe('passkey.unavailable');
      expect((await core.stranger.post('session/passkey/options')).body.code).toBe('passkey.unavailable');
    } finally {
      await core.close();
    }
  });
});
