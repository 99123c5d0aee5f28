import { OauthTokens } from '#libs/contracts';
import { aCompany, aMasterKey, anEmployee, anOwner } from '#libs/testing';
import { AProvider } from '../../../test/peers/identity-provider.js';
import { aCore, EdgeModule, type Caller, type TestCore } from './a-core.js';

const address = 'office@company.test';
const mailbox = (auth: object = { kind: 'oauth', provider: 'other' }) => ({
  name: 'Office',
  mailbox: {
    address,
    ...{ displayName: 'Company', aliases: [], smtp: null, backfillFrom: null, plusAddressing: true, auth },
    imap: {
      ...{ host: 'imap.company.test', port: 993, security: 'tls', user: address },
      ...{ folders: ['INBOX'], sentFolder: null, sent: 'found', appendSent: true },
    },
  },
});

describe('signing in to a mailbox at its provider', () => {
  const provider = new AProvider();
  let core: TestCore;
  let admin: Caller;

  beforeAll(async () => {
    core = await aCore({ module: EdgeModule });
    await aCompany().saved(core.db);
    await anOwner().saved(core.db);
    admin = await core.as(await anEmployee('Admin').as('administrator').saved(core.db));
    const { body } = await admin.get('mail-oauth');
    expect(body['redirectUri']).toBe(`${core.url}mail-oauth/callback`);
    await provider.listen(body['redirectUri'] as string, { lasting: true });
  });
  beforeEach(() => {
    provider.somebody = { email: address, verified: true };
    provider.declines = false;
  });
  afterAll(async () => {
    await core.close();
    await provider.close();
  });

  const register = (change: object = {}) =>
    admin.put('mail-oauth/other', {
      ...{ issuer: provider.issuer, clientId: AProvider.client.id, clientSecret: AProvider.client.secret },
      ...change,
    });
  const begin = async (channelId: string | null = null, who = admin) => {
    const { status, body } = await who.post('mail-consents', { provider: 'other', address, channelId });
    expect([status, body.code]).toEqual([200, undefined]);
    return body['url'] as string;
  };
  const back = async (came: URL, who = admin) => {
    const answer = await fetch(came, { redirect: 'manual', headers: who.headers });
    expect(answer.status).toBe(302);
    return new URL(answer.headers.get('location')!, core.url);
  };
  const consent = async (channelId: string | null = null) => {
    const to = await back(await provider.visit(await begin(channelId)));
    return to.searchParams.get('consent') ?? to.searchParams.get('refused')!;
  };
  const toldTokens = () =>
    OauthTokens.parse(JSON.parse(aMasterKey().unsealText(core.mail.saved.at(-1)!.secrets.oauth!, 'mailbox-oauth')));

  it('begins with a registration, which is asked who it is and told to the mail role, its secret sealed', async () => {
    expect((await admin.post('mail-consents', { provider: 'google', address })).body.code).toBe('mail-oauth.not-found');
    expect((await register({ clientSecret: undefined })).body.code).toBe('mail-oauth.secret-missing');
    expect((await admin.put('mail-oauth/other', { clientId: 'x' })).body.code).toBe('mail-oauth.issuer-missing');
    expect((await register({ issuer: 'http://provider.example.test' })).body.code).toBe('provider.not-secure');
    const { status, body, text } = await register();
    expect([status, body]).toEqual([
      200,
      { provider: 'other', ready: true, issuer: provider.issuer, clientId: 'keepline', scope: 'offline_access' },
    ]);
    const told = core.mail.clients.at(-1)!;
    expect(told).toMatchObject({ provider: 'other', client: { issuer: provider.issuer, clientId: 'keepline' } });
    expect(aMasterKey().unsealText(told.client!.clientSecret, 'mail-oauth-client')).toBe(AProvider.client.secret);
    const everything = [text, (await admin.get('mail-oauth')).text, JSON.stringify(told), JSON.stringify(core.lines)];
    expect(everything.filter((where) => where.includes(AProvider.client.secret))).toEqual([]);
    // The secret of one registration is not told to another server.
    const elsewhere = await register({ issuer: `${provider.issuer}/else`, clientSecret: undefined });
    expect(elsewhere.body.code).toBe('mail-oauth.secret-missing');
  });

  it('asks by authorisation code with PKCE, and hands the tokens to the mail role sealed', async () => {
    const asked = new URL(await begin()).searchParams;
    expect([asked.get('response_type'), asked.get('code_challenge_method'), asked.get('login_hint')]).toEqual([
      ...['code', 'S256', address],
    ]);
    expect(asked.get('scope')).toBe('openid email offline_access');
    const id = await consent();
    expect((await admin.get(`mail-consents/${id}`)).body).toMatchObject({ provider: 'other', account: address });
    const { mailbox: settings } = mailbox();
    const tried = await admin.post('channels/test', { mailbox: settings, consentId: id });
    expect(tried.status).toBe(200);
    const created = await admin.post('channels', { ...mailbox(), consentId: id });
    expect(created.status).toBe(201);
    const tokens = toldTokens();
    expect(provider.good.has(tokens.accessToken)).toBe(true);
    expect(tokens.refreshToken).toEqual(expect.any(String));
    const tables = await core.db.query<{ t: string }>(
      `select c::text as t from core.channel c union all select m::text from core.mail_consent m
       union all select j::text from core.journal j`,
    );
    const everything = [created.text, JSON.stringify(core.lines), ...tables.map(({ t }) => t)].join('\n');
    expect(everything).not.toContain(tokens.accessToken);
    expect(everything).not.toContain(tokens.refreshToken);
    // Once used it is gone.
    expect((await admin.get(`mail-consents/${id}`)).body.code).toBe('mail-consent.over');
  });

  it('comes back to the mailbox that it was begun for, and there is nothing left to save', async () => {
    const { id: channelId } = (await admin.get('channels')).body.items![0] as { id: string };
    const before = toldTokens();
    const to = await back(await provider.visit(await begin(channelId)));
    expect([to.pathname, to.search]).toEqual([`/mailboxes/${channelId}`, '?renewed=yes']);
    expect(toldTokens().accessToken).not.toBe(before.accessToken);
    const [entry] = await core.db.query<{ body: object }>(
      `select body from core.journal where action = 'channel.changed' order by at desc, seq desc limit 1`,
    );
    expect(entry!.body).toMatchObject({ enabled: true, secrets: 'changed' });
  });

  it('waits to be saved where it was another’s account', async () => {
    const { id: channelId } = (await admin.get('channels')).body.items![0] as { id: string };
    const before = toldTokens();
    provider.somebody = { email: 'private@company.test', verified: true };
    const to = await back(await provider.visit(await begin(channelId)));
    expect(to.pathname).toBe(`/mailboxes/${channelId}`);
    expect(toldTokens().accessToken).toBe(before.accessToken);
    const changed = await admin.patch(`channels/${channelId}`, { consentId: to.searchParams.get('consent') });
    expect(changed.status).toBe(200);
    expect(toldTokens().accessToken).not.toBe(before.accessToken);
  });

  it('is bound to the session: what somebody else’s browser brings is refused, and good once', async () => {
    const other = await core.as(await anEmployee('Other').as('administrator').saved(core.db));
    const came = await provider.visit(await begin());
    expect((await back(came, other)).search).toBe('?refused=mail-consent.over');
    expect((await back(came)).searchParams.has('consent')).toBe(true);
    expect((await back(came)).search).toBe('?refused=mail-consent.over');
    const id = await consent();
    expect((await other.get(`mail-consents/${id}`)).body.code).toBe('mail-consent.over');
    expect((await other.post('channels', { ...mailbox(), consentId: id })).body.code).toBe('mail-consent.over');
  });

  it('says when it was declined, and does not serve another provider’s mailbox', async () => {
    provider.declines = true;
    expect(await consent()).toBe('mail-consent.denied');
    provider.declines = false;
    const id = await consent();
    const { body } = await admin.post('channels', { ...mailbox({ kind: 'oauth', provider: 'google' }), consentId: id });
    expect(body.code).toBe('mail-consent.other-provider');
  });

  it('is on record, without an address or a token', async () => {
    const rows = await core.db.query<{ action: string; body: object }>(
      `select action, body from core.journal where action like 'mail-%' order by at, seq`,
    );
    const actions = rows.map(({ action }) => action);
    expect(actions[0]).toBe('mail-oauth.changed');
    expect(actions).toContain('mail-consent.given');
    expect(rows.find(({ action }) => action === 'mail-consent.refused')!.body).toEqual({
      ...{ provider: 'other', code: 'mail-consent.denied' },
    });
  });

  it('ends with the registration', async () => {
    expect((await admin.delete('mail-oauth/other')).status).toBe(204);
    expect(core.mail.clients.at(-1)).toEqual({ provider: 'other', client: null });
    expect((await admin.delete('mail-oauth/other')).body.code).toBe('mail-oauth.not-found');
    expect((await admin.post('mail-consents', { provider: 'other', address })).body.code).toBe('mail-oauth.not-found');
  });
});
