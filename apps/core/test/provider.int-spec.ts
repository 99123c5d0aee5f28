import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aCompany, anEmployee, anOwner, type SavedEmployee } from '#libs/testing';
import { Passwords } from '../src/access/sign-in/passwords.js';
import { aCore, EdgeModule, type Answer, type Caller, type TestCore } from './a-core.js';
import { AProvider } from '../../../test/peers/identity-provider.js';

const password = 'correct horse battery';

describe('signing in by the company’s own provider', () => {
  const provider = new AProvider();
  let core: TestCore;
  let owner: Caller;
  let hash: string;
  let settings: Record<string, unknown>;

  const somebody = async (builder = anEmployee('Anna')): Promise<SavedEmployee> => {
    const saved = await builder.saved(core.db);
    await core.db.query('update core.employee set password_hash = $2 where id = $1', [saved.employeeId, hash]);
    return saved;
  };
  const put = (change: object = {}) => owner.put('sign-in-provider', { ...settings, ...change });
  const cookieOf = (answer: { headers: Headers }, name: string) =>
    answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0]!)
      .find((pair) => pair.startsWith(`${name}=`) && !pair.endsWith('='));
  const begin = async (next?: string) => {
    const answer = await core.stranger.post('session/provider', next === undefined ? {} : { next });
    return { url: answer.body['url'] as string, cookie: cookieOf(answer, 'keepline_step') ?? '' };
  };
  /** The browser comes back. @returns where it is sent on to, and what it is given */
  const back = async (came: URL, cookie: string) => {
    const answer = await fetch(came, { redirect: 'manual', headers: { cookie } });
    return {
      status: answer.status,
      to: answer.headers.get('location'),
      session: cookieOf(answer, 'keepline_session'),
      answer,
    };
  };
  const enter = async (who: { email: string; verified?: boolean }, next?: string) => {
    provider.somebody = { email: who.email, verified: who.verified ?? true };
    const { url, cookie } = await begin(next);
    return back(await provider.visit(url), cookie);
  };

  beforeAll(async () => {
    core = await aCore({ module: EdgeModule });
    await aCompany().saved(core.db);
    hash = await new Passwords().hash(password);
    owner = await core.as(await somebody(anOwner()));
    const redirectUri = (await owner.get('sign-in-provider')).body['redirectUri'] as string;
    expect(redirectUri).toBe(`${core.url}session/provider/callback`);
    await provider.listen(redirectUri);
    settings = {
      ...{ enabled: true, name: 'Company account', issuer: provider.issuer, clientId: AProvider.client.id },
      ...{ clientSecret: AProvider.client.secret, domain: null, passwords: 'everyone', secondFactor: false },
    };
  });
  beforeEach(async () => {
    await core.db.query('delete from core.login_failure');
    await core.db.query('delete from core.sign_in_policy');
    expect((await put()).status).toBe(200);
  });
  afterAll(async () => {
    await core.close();
    await provider.close();
  });

  it('is set up by the owner; its secret is sealed and never told', async () => {
    const { clientSecret, ...shown } = settings;
    const answer = await owner.get('sign-in-provider');
    expect(answer.body).toEqual({ settings: shown, hasSecret: true, redirectUri: expect.any(String) });
    const rows = await core.db.query<{ text: string }>('select p::text as text from core.sign_in_provider p');
    const hex = Buffer.from(String(clientSecret)).toString('hex');
    for (const told of [String(clientSecret), hex]) {
      expect(rows[0]!.text).not.toContain(told);
      expect(JSON.stringify(core.lines)).not.toContain(told);
    }
    expect((await core.stranger.get('session/ways')).body).toEqual({
      ...{ passkeys: false, provider: 'Company account', logo: null },
    });
    const anna = await core.as(await somebody());
    expect((await anna.get('sign-in-provider')).status).toBe(403);
    expect((await anna.put('sign-in-provider', settings)).status).toBe(403);
    // Without a new one the old secret stays, but it is told to no other provider.
    expect((await put({ clientSecret: undefined })).status).toBe(200);
    const elsewhere = await put({ clientSecret: undefined, issuer: 'http://127.0.0.1:9' });
    expect(elsewhere.body.code).toBe('provider.secret-missing');
  });

  it('lets an employee in whose address it vouches for, and leads back to where they were going', async () => {
    const anna = await somebody();
    const { url } = await begin();
    const asked = Object.fromEntries(new URL(url).searchParams);
    expect(asked).toMatchObject({ response_type: 'code', code_challenge_method: 'S256', scope: 'openid email' });
    expect([asked['state'], asked['nonce'], asked['code_challenge']].every((each) => each!.length >= 43)).toBe(true);
    const entered = await enter({ email: anna.email.toUpperCase() }, '/clients?dialog=new');
    expect([entered.status, entered.to]).toEqual([302, '/clients?dialog=new']);
    const inside = core.stranger.with({ cookie: entered.session! });
    expect((await inside.get('me')).body['email']).toBe(anna.email);
    expect((await inside.get('me/sessions')).body.items).toContainEqual(
      expect.objectContaining({ current: true, means: 'provider' }),
    );
    expect((await enter(anna, '//evil.test')).to).toBe('/');
    expect((await enter(anna, 'https://evil.test')).to).toBe('/');
  });

  it.each([
    ['an address that it does not vouch for', { verified: false }, 'provider.email-unverified'],
    ['somebody who does not work here', { email: 'stranger@company.test' }, 'provider.email-unknown'],
  ])('refuses %s, and makes no employee of them', async (_, wrong, code) => {
    const anna = await somebody();
    const count = () => core.db.query('select count(*)::int as n from core.employee');
    const before = await count();
    const entered = await enter({ email: anna.email, ...wrong });
    expect([entered.to, entered.session]).toEqual([`/sign-in?refused=${code}`, undefined]);
    expect(await count()).toEqual(before);
    const rows = await core.db.query(
      `select body from core.journal where action = 'provider.refused' order by at desc, seq desc limit 1`,
    );
    expect(rows).toEqual([{ body: { code, ip: '127.0.0.1' } }]);
  });

  it('refuses somebody who is suspended, and an address of another domain', async () => {
    const gone = await somebody(anEmployee('Gone').suspended());
    expect((await enter(gone)).to).toBe('/sign-in?refused=provider.email-unknown');
    const anna = await somebody();
    await put({ domain: 'other.test' });
    expect((await enter(anna)).to).toBe('/sign-in?refused=provider.email-unknown');
    await put({ domain: 'company.test' });
    expect((await enter(anna)).session).toBeDefined();
  });

  it('is good once, in the browser that was sent, and for minutes', async () => {
    const anna = await somebody();
    provider.somebody = { email: anna.email, verified: true };
    const over = '/sign-in?refused=provider.step-over';
    const { url, cookie } = await begin();
    const came = await provider.visit(url);
    expect((await back(came, '')).to).toBe(over);
    expect((await back(came, (await begin()).cookie)).to).toBe(over);
    expect((await back(came, cookie)).session).toBeDefined();
    expect((await back(came, cookie)).to).toBe(over);
    const late = await begin();
    const cameLate = await provider.visit(late.url);
    await core.db.query('update core.sign_in_step set expires_at = now()');
    expect((await back(cameLate, late.cookie)).to).toBe(over);
  });

  it('refuses another nonce, another issuer, another code, and what the provider itself refuses', async () => {
    const anna = await somebody();
    provider.somebody = { email: anna.email, verified: true };
    const tampered = async (ask: (url: URL) => void, come: (came: URL) => void = () => undefined) => {
      const { url, cookie } = await begin();
      const asked = new URL(url);
      ask(asked);
      const came = await provider.visit(asked.href);
      come(came);
      const { to, session } = await back(came, cookie);
      return [to, session];
    };
    const refused = ['/sign-in?refused=provider.refused', undefined];
    const nothing = () => undefined;
    expect((await tampered(nothing))[1]).toBeDefined();
    expect(await tampered((url) => url.searchParams.set('nonce', 'x'.repeat(43)))).toEqual(refused);
    expect(await tampered((url) => url.searchParams.set('code_challenge', 'x'.repeat(43)))).toEqual(refused);
    expect(await tampered(nothing, (came) => came.searchParams.set('iss', 'https://evil.test'))).toEqual(refused);
    expect(await tampered(nothing, (came) => came.searchParams.set('code', 'x'.repeat(43)))).toEqual(refused);
    expect(await tampered((url) => url.searchParams.set('prompt', 'none'))).toEqual(refused);
  });

  it('is not switched on when it is another one, none at all, away, or reached in the clear', async () => {
    const liar = createServer((_, response) => {
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ issuer: 'https://somebody.else.test' }));
    });
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(liar.address() as AddressInfo).port}`;
    const said = ({ status, body }: Answer) => [status, body.code];
    expect(said(await put({ issuer }))).toEqual([422, 'provider.issuer-wrong']);
    await new Promise((resolve) => liar.close(resolve));
    expect(said(await put({ issuer }))).toEqual([503, 'provider.unreachable']);
    expect(said(await put({ issuer: 'http://provider.test' }))).toEqual([422, 'provider.not-secure']);
    expect(said(await put({ issuer: 'ftp://provider.test' }))).toEqual([400, 'request.invalid']);
    // What was there before is still there.
    expect((await enter(await somebody())).session).toBeDefined();
    expect((await put({ enabled: false })).status).toBe(200);
    expect((await core.stranger.get('session/ways')).body).toMatchObject({ provider: null });
    expect((await core.stranger.post('session/provider')).body.code).toBe('provider.off');
  });

  it('can be the only way in, except for owners', async () => {
    const [anna, olga] = [await somebody(), await somebody(anOwner())];
    await put({ passwords: 'owners' });
    const by = (who: SavedEmployee, given: string) =>
      core.stranger.post('session', { email: who.email, password: given });
    const refused = await by(anna, password);
    expect([refused.status, refused.body.code]).toEqual([403, 'session.password-not-allowed']);
    // A guesser is not told so.
    expect((await by(anna, 'not it')).body.code).toBe('session.refused');
    expect((await by(olga, password)).status).toBe(200);
    expect((await enter(anna)).session).toBeDefined();
    await put({ enabled: false, passwords: 'owners' });
    expect((await by(anna, password)).status).toBe(200);
  });

  it('is followed by our own second factor where the owner wants that', async () => {
    const anna = await somebody();
    await owner.put('sign-in-policy', { requiredFor: 'everyone' });
    expect((await enter(anna)).to).toBe('/');
    await put({ secondFactor: true });
    const entered = await enter(anna, '/inbox');
    expect(entered.to).toBe('/enrol?next=%2Finbox');
    const half = core.stranger.with({ cookie: entered.session! });
    expect((await half.get('me')).body.code).toBe('second-factor.missing');
    await core.db.query(
      `insert into core.totp (employee_id, sealed_secret, confirmed_at) values ($1, '\\x00', now())`,
      [anna.employeeId],
    );
    const { to, session } = await enter(anna, '/inbox');
    expect(session).toBeUndefined();
    expect(to).toMatch(/^\/sign-in\?next=%2Finbox#half=[\w-]{43}&means=code$/);
  });
});
