import { aClient, aCompany, anEmployee, anOwner, type SavedEmployee } from '#libs/testing';
import { RouteRules } from '../src/http/route-rules.js';
import { aCore, Caller, type Answer, type TestCore } from './a-core.js';

const nobody = '01900000-0000-7000-8000-000000000000';

interface Token {
  id: string;
  name: string;
  lastUsedAt: string | null;
  state: string;
}

/** Of rights that tokens may have, and yet closed to them: what lets into mailboxes. */
const atThePageAlone = [
  'GET mail-oauth',
  'PUT mail-oauth/:provider',
  'DELETE mail-oauth/:provider',
  'GET mail-oauth/callback',
  'POST mail-consents',
  'GET mail-consents/:id',
  'GET mail-passwords',
  'GET employees/:id/mail-passwords',
  'DELETE employees/:id/mail-passwords/:passwordId',
];

describe('a token', () => {
  let core: TestCore;
  let olga: SavedEmployee;
  let anna: SavedEmployee;
  let boris: SavedEmployee;
  let page: Caller;

  const made = async (wanted: object = {}, by = page): Promise<{ program: Caller; view: Token; token: string }> => {
    const body = {
      name: 'Sheets',
      rights: ['clients.read', 'clients.write', 'people.read'],
      readOnly: false,
      ...wanted,
    };
    const answer = await by.post('employeeId' in wanted ? 'integrations' : 'tokens', body);
    expect([answer.status, answer.body.code]).toEqual([201, undefined]);
    const token = answer.body['token'] as string;
    return { program: program(token), view: answer.body['view'] as Token, token };
  };
  const program = (token: string) => new Caller(core.url, { authorization: `Bearer ${token}` });
  const said = ({ status, body }: Answer) => [status, body?.code];
  const listed = async (caller: Caller, path = 'tokens') => (await caller.get(path)).body.items as Token[];

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    olga = await anOwner('Olga').saved(core.db);
    anna = await anEmployee('Anna').saved(core.db);
    boris = await anEmployee('Boris').saved(core.db);
    page = await core.as(anna);
  });
  afterAll(() => core.close());

  it('is shown once, kept as a digest, and acts as its employee within what it was given', async () => {
    const client = await aClient('Ada').assignedTo(anna).saved(core.db);
    const { program, view, token } = await made();
    expect(token).toMatch(/^kl_[\w-]{43}$/);
    expect(view).toEqual({
      ...{ id: expect.any(String), name: 'Sheets', ending: token.slice(-4), integration: false },
      ...{ employee: { id: anna.employeeId, name: 'Anna' }, madeBy: { id: anna.employeeId, name: 'Anna' } },
      ...{ rights: ['clients.read', 'clients.write', 'people.read'], readOnly: false, seesContacts: false },
      ...{
        addresses: [],
        createdAt: expect.any(String),
        expiresAt: expect.any(String),
        lastUsedAt: null,
        state: 'good',
      },
    });
    expect((await page.get('tokens')).text).not.toContain(token);
    const kept = await core.db.query<{ row: string }>(
      `select s::text || coalesce(t::text, '') as row from core.session s left join core.access_token t on t.session_id = s.id`,
    );
    for (const { row } of kept) expect(row).not.toContain(token.slice(3));
    expect((await program.get('me')).body).toMatchObject({
      ...{ name: 'Anna', rights: ['clients.read', 'clients.write', 'people.read'] },
    });
    expect(said(await program.get(`clients/${client.id}`))).toEqual([200, undefined]);
    expect(said(await program.post(`clients/${client.id}/notes`, { text: 'By a program.' }))).toEqual([201, undefined]);
    expect(said(await program.get('tasks'))).toEqual([403, 'access.forbidden']);
    expect((await listed(page)).find(({ id }) => id === view.id)?.lastUsedAt).toEqual(expect.any(String));
    const [entry] = await core.db.query<{ actor: string; body: object }>(
      `select actor_id as actor, body from core.journal where client_id = $1 and kind = 'audit' order by at limit 1`,
      [client.id],
    );
    expect(entry).toEqual({ actor: anna.employeeId, body: expect.objectContaining({ token: view.id }) });
    const boss = await core.as(olga);
    const inJournal = (await boss.get(`audit?clientId=${client.id}`)).body.items as { token: object | null }[];
    expect(inJournal.map(({ token: by }) => by)).toContainEqual({ id: view.id, name: view.name });
  });

  it('reads and changes nothing where it was made so, which is how it is made unless otherwise is said', async () => {
    const { program } = await made({ readOnly: undefined });
    expect(said(await program.get('clients'))).toEqual([200, undefined]);
    expect(said(await program.post('clients', { name: 'Eve' }))).toEqual([403, 'token.read-only']);
  });

  it('sees contact points whole only where its employee does and it was given that too', async () => {
    const sighted = await anEmployee('Sighted').seeingContacts().saved(core.db);
    const client = await aClient('Cora').withEmail('cora@client.test').assignedTo(sighted).saved(core.db);
    const seen = async (employee: SavedEmployee, seesContacts: boolean) => {
      const { program } = await made({ seesContacts }, await core.as(employee));
      return (await program.get(`clients/${client.id}`)).text.includes('cora@client.test');
    };
    expect([await seen(sighted, true), await seen(sighted, false)]).toEqual([true, false]);
    expect([await seen(olga, true), await seen(olga, false)]).toEqual([true, false]);
  });

  it('opens exactly what its rights open: no password, second factor, session, token, employee or setting of sign-in', async () => {
    const owner = await core.as(olga);
    const { body } = await owner.get('tokens');
    const all = body['grantable'] as string[];
    expect(all).not.toContain('people.manage');
    expect(all).not.toContain('integrations.manage');
    const { program } = await made({ rights: all }, owner);
    const routes = core.app.get(RouteRules, { strict: false }).routes();
    const asked = routes.filter(({ access }) => access !== 'public' && access !== 'signature');
    const open: string[] = [];
    for (const { method, path } of asked) {
      const at = path.replaceAll(/:n\b/g, '0').replaceAll(/:\w+/g, nobody);
      const answer = await program.call(method, at, method === 'GET' ? undefined : {});
      const refused = ['token.not-allowed', 'access.forbidden'].includes(answer.body?.code ?? '');
      if (!refused) open.push(`${method} ${path}`);
    }
    const expected = asked
      .filter(({ access, method, path }) => all.includes(access) || `${method} ${path}` === 'GET me')
      .map(({ method, path }) => `${method} ${path}`)
      .filter((route) => !atThePageAlone.includes(route));
    expect(open.sort()).toEqual(expected.sort());
    expect(said(await program.post('tokens', { name: 'More', rights: ['clients.read'] }))).toEqual([
      403,
      'token.not-allowed',
    ]);
    expect(said(await program.post('me/password', { old: 'a', new: 'b' }))).toEqual([403, 'token.not-allowed']);
    expect(said(await program.patch(`employees/${anna.employeeId}`, { role: 'owner' }))).toEqual([
      403,
      'token.not-allowed',
    ]);
  });

  it('is refused from another address than those it was made for', async () => {
    const { program } = await made({ addresses: ['203.0.113.0/24', '2001:db8::1'] });
    expect(said(await program.get('clients'))).toEqual([403, 'token.address-forbidden']);
    const here = await made({ addresses: ['127.0.0.0/8'] });
    expect(said(await here.program.get('clients'))).toEqual([200, undefined]);
    const answer = await page.post('tokens', { name: 'X', rights: ['clients.read'], addresses: ['office'] });
    expect(said(answer)).toEqual([400, 'request.invalid']);
  });

  it('loses what its employee loses, and is over with its time, its revocation and its employee', async () => {
    const maria = await anEmployee('Maria').as('manager').saved(core.db);
    const hers = await core.as(maria);
    const [{ program, view }, other] = [await made({ rights: ['reports.read'] }, hers), await made({}, hers)];
    expect(said(await program.get('alerts'))).toEqual([403, 'access.forbidden']);
    const owner = await core.as(olga);
    await owner.patch(`employees/${maria.employeeId}`, { role: 'employee' });
    expect((await program.get('me')).body['rights']).toEqual([]);
    expect(said(await hers.post('tokens', { name: 'X', rights: ['reports.read'] }))).toEqual([
      403,
      'token.right-not-allowed',
    ]);
    expect((await hers.delete(`tokens/${view.id}`)).status).toBe(204);
    expect(said(await program.get('me'))).toEqual([401, 'session.required']);
    expect(said(await hers.delete(`tokens/${view.id}`))).toEqual([404, 'token.not-found']);
    await core.db.query(`update core.access_token set ends_at = now() where session_id = $1`, [other.view.id]);
    await core.db.query(`update core.session set expires_at = now() where id = $1`, [other.view.id]);
    expect((await listed(hers)).map(({ state }) => state)).toEqual(['expired']);
    const last = await made({}, hers);
    const leaving = await owner.get(`employees/${maria.employeeId}/departure`);
    expect(leaving.body['revokes']).toContainEqual({ kind: 'tokens', count: 1 });
    await owner.patch(`employees/${maria.employeeId}`, { status: 'suspended' });
    expect(said(await last.program.get('me'))).toEqual([401, 'session.required']);
    const stopped = (await listed(owner, 'integrations')).find(({ id }) => id === last.view.id);
    expect(stopped?.state).toBe('stopped');
  });

  it('of the company acts in somebody’s name, who sees it and cannot end it; the owner sees and ends all', async () => {
    const owner = await core.as(olga);
    const wanted = { name: 'Warehouse', employeeId: boris.employeeId };
    expect(said(await page.post('integrations', { ...wanted, rights: ['clients.read'] }))).toEqual([
      403,
      'access.forbidden',
    ]);
    const beyond = await owner.post('integrations', { ...wanted, rights: ['alerts.read'] });
    expect(said(beyond)).toEqual([403, 'token.right-not-allowed']);
    const { program, view } = await made(wanted, owner);
    expect((await program.get('me')).body).toMatchObject({ name: 'Boris' });
    const his = await core.as(boris);
    expect((await listed(his)).map(({ name }) => name)).toEqual(['Warehouse']);
    expect(said(await his.delete(`tokens/${view.id}`))).toEqual([404, 'token.not-found']);
    expect(said(await page.delete(`tokens/${view.id}`))).toEqual([404, 'token.not-found']);
    expect((await listed(owner, 'integrations'))[0]).toMatchObject({ name: 'Warehouse', integration: true });
    expect((await owner.delete(`integrations/${view.id}`)).status).toBe(204);
    expect(said(await program.get('me'))).toEqual([401, 'session.required']);
    const entries = await core.db.query(
      `select action, actor_id as actor, subject_id as subject from core.journal where body ->> 'made' = $1 or body ->> 'revoked' = $1`,
      [view.id],
    );
    const about = { actor: olga.employeeId, subject: boris.employeeId };
    expect(entries).toEqual([
      { action: 'token.created', ...about },
      { action: 'token.revoked', ...about },
    ]);
  });

  it('asks for the password at a page that has been open for long', async () => {
    const long = await core.as(anna);
    await core.db.query(
      `update core.session set created_at = now() - interval '1 hour' where employee_id = $1 and kind = 'cookie'`,
      [anna.employeeId],
    );
    expect(said(await long.post('tokens', { name: 'X', rights: ['clients.read'] }))).toEqual([400, 'password.missing']);
  });
});
