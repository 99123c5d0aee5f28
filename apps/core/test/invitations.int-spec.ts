import { aCompany, aManager, anEmployee, anOwner, aTeam, type SavedTeam } from '#libs/testing';
import { aCore, EdgeModule, type Answer, type Caller, type TestCore } from './a-core.js';

const password = 'a password of my own';

describe('invitations', () => {
  let core: TestCore;
  let owner: Caller;
  let sales: SavedTeam;
  let n = 0;

  beforeAll(async () => {
    core = await aCore({ module: EdgeModule });
    await aCompany('Greenhouse').saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    sales = await aTeam('Sales').saved(core.db);
  });
  afterAll(() => core.close());

  const someone = () => ({ name: 'Nina', email: `nina.${++n}@company.test`, role: 'manager', teamId: sales.id });
  const invite = async (who: object = someone()) => {
    const { status, body } = await owner.post('invitations', who);
    expect(status).toBe(201);
    return body as unknown as { token: string; invitation: { id: string; email: string } };
  };
  const joining = (token: string) => core.stranger.get(`joining/${token}`);
  const join = (token: string) => core.stranger.post(`joining/${token}`, { password, locale: 'uk' });
  const said = ({ status, body }: Answer) => [status, status < 400 ? undefined : body.code];

  it('let somebody in by a link, who sets a password of their own and is what the owner said', async () => {
    const { token, invitation } = await invite();
    expect((await joining(token)).body).toEqual({
      company: 'Greenhouse',
      name: 'Nina',
      email: invitation.email,
      expiresAt: expect.any(String),
    });
    expect((await join(token)).status).toBe(204);
    const signedIn = await core.stranger.post('session', { email: invitation.email, password });
    expect(signedIn.body).toMatchObject({
      name: 'Nina',
      role: 'manager',
      team: { id: sales.id, name: 'Sales' },
      seesContacts: true,
      locale: 'uk',
    });
    const rows = await core.db.query(
      `select action, actor_id = $2::uuid as theirs from core.journal where subject_id in ($1, $2) order by at, seq`,
      [invitation.id, signedIn.body['id']],
    );
    expect(rows).toEqual([
      { action: 'invitation.created', theirs: false },
      { action: 'invitation.accepted', theirs: true },
      { action: 'employee.created', theirs: true },
    ]);
  });

  it('are listed while nobody has come by them; the link stands nowhere', async () => {
    const { token, invitation } = await invite();
    const listed = await owner.get('invitations');
    expect(listed.body.items![0]).toMatchObject({
      id: invitation.id,
      name: 'Nina',
      state: 'open',
      invitedBy: { name: 'Olga Owner' },
    });
    const kept = await core.db.query<{ t: string }>(
      `select i::text as t from core.invitation i union all select j::text from core.journal j`,
    );
    const everywhere = [listed.text, JSON.stringify(core.lines), ...kept.map(({ t }) => t)];
    expect(everywhere.filter((where) => where.includes(token))).toEqual([]);
    await join(token);
    expect(JSON.stringify((await owner.get('invitations')).body)).not.toContain(invitation.id);
  });

  it('open once, even to two who come at the same moment', async () => {
    const { token } = await invite();
    const both = (await Promise.all([join(token), join(token)])).map(said);
    expect(both).toContainEqual([204, undefined]);
    expect(both).toContainEqual([422, 'invitation.used']);
    expect(said(await joining(token))).toEqual([422, 'invitation.used']);
  });

  it('open nothing once withdrawn, renewed or older than seven days', async () => {
    const [one, two, three] = [await invite(), await invite(), await invite()];
    expect((await owner.delete(`invitations/${one.invitation.id}`)).status).toBe(204);
    expect(said(await join(one.token))).toEqual([422, 'invitation.withdrawn']);
    expect(said(await owner.delete(`invitations/${one.invitation.id}`))).toEqual([404, 'invitation.not-found']);

    const renewed = (await owner.post(`invitations/${two.invitation.id}/renew`)).body['token'] as string;
    expect(said(await join(two.token))).toEqual([404, 'invitation.not-found']);
    expect((await join(renewed)).status).toBe(204);

    await core.db.query(`update core.invitation set expires_at = expires_at - interval '7 days' where id = $1`, [
      three.invitation.id,
    ]);
    expect(said(await join(three.token))).toEqual([422, 'invitation.expired']);
    expect((await owner.get('invitations')).body.items).toContainEqual(
      expect.objectContaining({ id: three.invitation.id, state: 'expired' }),
    );
  });

  it('are one for an e-mail, and none for somebody who works here', async () => {
    const anna = await anEmployee('Anna').saved(core.db);
    expect(said(await owner.post('invitations', { ...someone(), email: anna.email.toUpperCase() }))).toEqual([
      409,
      'employee.email-taken',
    ]);
    const who = someone();
    const { token } = await invite(who);
    expect(said(await owner.post('invitations', who))).toEqual([409, 'invitation.email-already-invited']);
    await owner.post('employees', { ...who, password, role: 'employee' });
    expect(said(await join(token))).toEqual([409, 'employee.email-taken']);
  });

  it('are the owner’s to give; nobody makes an owner by one', async () => {
    const maria = await core.as(await aManager().saved(core.db));
    expect((await maria.post('invitations', someone())).status).toBe(403);
    expect((await owner.post('invitations', { ...someone(), role: 'owner' })).status).toBe(400);
  });

  it('want a password that is long enough, and keep the link good when it is not', async () => {
    const { token } = await invite();
    expect((await core.stranger.post(`joining/${token}`, { password: 'short' })).status).toBe(400);
    expect((await join(token)).status).toBe(204);
  });
});
