import { aCompany, anEmployee, anOwner, type SavedEmployee } from '#libs/testing';
import { Passwords } from '../src/access/sign-in/passwords.js';
import { aCore, EdgeModule, type Answer, type Caller, type TestCore } from './a-core.js';

const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0';
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1';
const password = 'correct horse battery';

interface Listed {
  id: string;
  current: boolean;
}

describe('my account', () => {
  let core: TestCore;
  let anna: SavedEmployee;

  const signIn = async (email: string, given: string, userAgent: string): Promise<Caller> => {
    const answer = await core.stranger.with({ 'user-agent': userAgent }).post('session', { email, password: given });
    expect([answer.status, answer.body.code]).toEqual([200, undefined]);
    return core.stranger.with({ cookie: answer.headers.get('set-cookie')!.split(';')[0]! });
  };
  const listed = ({ body }: Answer) => body.items as Listed[];
  const statusOf = async (...callers: Caller[]) =>
    Promise.all(callers.map(async (caller) => (await caller.get('me')).status));
  const journalOf = (subjectId: string) =>
    core.db.query<Record<string, unknown>>(
      `select action, actor_id, body from core.journal where subject_id = $1 order by at desc, seq desc`,
      [subjectId],
    );

  beforeAll(async () => {
    core = await aCore({ module: EdgeModule });
    await aCompany().saved(core.db);
  });
  beforeEach(async () => {
    await core.db.query('delete from core.login_failure');
    anna = await anEmployee('Anna').saved(core.db);
    await core.db.query('update core.employee set password_hash = $2 where id = $1', [
      anna.employeeId,
      await new Passwords().hash(password),
    ]);
  });
  afterAll(() => core.close());

  it('lists where one is signed in, in words, with this one marked, and no token or digest among it', async () => {
    const desk = await signIn(anna.email, password, firefox);
    await signIn(anna.email, password, safari);
    const answer = await desk.get('me/sessions');
    expect(answer.body.items).toEqual([
      expect.objectContaining({ device: { browser: 'Firefox', system: 'Windows' }, current: true }),
      {
        id: expect.any(String),
        device: { browser: 'Safari', system: 'iPhone' },
        ip: '127.0.0.1',
        means: 'password',
        since: expect.any(String),
        lastSeenAt: expect.any(String),
        current: false,
      },
    ]);
    const hashes = await core.db.query<{ hash: string }>(
      `select encode(token_hash, 'hex') as hash from core.session where employee_id = $1`,
      [anna.employeeId],
    );
    expect(hashes).toHaveLength(2);
    for (const { hash } of hashes) expect(answer.text).not.toContain(hash.slice(0, 12));
    const cookie = desk.headers['cookie']!.split('=')[1]!;
    expect(answer.text).not.toContain(cookie);
  });

  it('ends one of them, or all others; this one stays, and whoever was there is out at once', async () => {
    const [desk, phone, tablet] = [
      await signIn(anna.email, password, firefox),
      await signIn(anna.email, password, safari),
      await signIn(anna.email, password, safari),
    ];
    expect(await statusOf(desk, phone, tablet)).toEqual([200, 200, 200]);
    const phoneId = listed(await phone.get('me/sessions')).find(({ current }) => current)!.id;
    expect((await desk.delete(`me/sessions/${phoneId}`)).status).toBe(204);
    expect(await statusOf(desk, phone, tablet)).toEqual([200, 401, 200]);
    expect((await desk.delete(`me/sessions/${phoneId}`)).body.code).toBe('session.not-found');
    expect((await desk.delete('me/sessions')).body).toEqual({ ended: 1 });
    expect(await statusOf(desk, phone, tablet)).toEqual([200, 401, 401]);
    expect((await journalOf(anna.employeeId)).slice(0, 2)).toEqual([
      { action: 'session.ended', actor_id: anna.employeeId, body: { sessions: 1 } },
      { action: 'session.ended', actor_id: anna.employeeId, body: { sessions: 1 } },
    ]);
  });

  it('cannot end or see somebody else’s', async () => {
    const boris = await anEmployee('Boris').saved(core.db);
    const [mine, his] = [await core.as(anna), await core.as(boris)];
    const hisId = listed(await his.get('me/sessions'))[0]!.id;
    const refused = await mine.delete(`me/sessions/${hisId}`);
    expect([refused.status, refused.body.code]).toEqual([404, 'session.not-found']);
    expect((await mine.get(`employees/${boris.employeeId}/sessions`)).status).toBe(403);
    expect((await mine.delete(`employees/${boris.employeeId}/sessions`)).status).toBe(403);
    expect(await statusOf(his)).toEqual([200]);
  });

  it('are seen and ended by the owner, on record', async () => {
    const olga = await anOwner().saved(core.db);
    const [owner, one, other] = [await core.as(olga), await core.as(anna), await core.as(anna)];
    const items = listed(await owner.get(`employees/${anna.employeeId}/sessions`));
    expect(items.map(({ current }) => current)).toEqual([false, false]);
    const firstId = listed(await one.get('me/sessions')).find(({ current }) => current)!.id;
    expect((await owner.delete(`employees/${anna.employeeId}/sessions/${firstId}`)).status).toBe(204);
    expect(await statusOf(one, other)).toEqual([401, 200]);
    expect((await owner.delete(`employees/${anna.employeeId}/sessions`)).body).toEqual({ ended: 1 });
    expect(await statusOf(owner, other)).toEqual([200, 401]);
    expect((await journalOf(anna.employeeId)).map((row) => [row['action'], row['actor_id']])).toEqual([
      ['session.ended', olga.employeeId],
      ['session.ended', olga.employeeId],
      ['session.list-read', olga.employeeId],
    ]);
    const nobody = '01900000-0000-7000-8000-000000000000';
    expect((await owner.get(`employees/${nobody}/sessions`)).body.code).toBe('employee.not-found');
  });

  it('changes the password with the old one; others who are signed in with it are out', async () => {
    const [desk, phone] = [await signIn(anna.email, password, firefox), await signIn(anna.email, password, safari)];
    const wrong = await desk.post('me/password', { old: 'not the old one', new: 'a new long password' });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'password.wrong']);
    const short = await desk.post('me/password', { old: password, new: 'short' });
    expect([short.status, short.body.code]).toEqual([400, 'request.invalid']);
    expect(await statusOf(desk, phone)).toEqual([200, 200]);
    expect((await desk.post('me/password', { old: password, new: 'a new long password' })).status).toBe(204);
    expect(await statusOf(desk, phone)).toEqual([200, 401]);
    const before = await core.stranger.post('session', { email: anna.email, password });
    expect(before.body.code).toBe('session.refused');
    await signIn(anna.email, 'a new long password', firefox);
    expect((await journalOf(anna.employeeId)).map((row) => [row['action'], row['body']])).toContainEqual([
      'password.changed',
      { ended: 1 },
    ]);
  });

  it('slows down whoever guesses the old password at a page that was left open', async () => {
    const desk = await core.as(anna);
    const codes = [];
    for (let n = 0; n < 7; n += 1)
      codes.push((await desk.post('me/password', { old: `guess ${n}`, new: 'a new long password' })).body.code);
    expect(codes).toEqual([...Array(6).fill('password.wrong'), 'session.throttled']);
  });

  it('changes one’s own name and language', async () => {
    const desk = await core.as(anna);
    expect((await desk.patch('me', { name: ' Anna K. ' })).body).toMatchObject({ name: 'Anna K.', locale: null });
    expect((await desk.patch('me', { locale: 'uk' })).body).toMatchObject({ name: 'Anna K.', locale: 'uk' });
    expect((await desk.patch('me', { name: ' ' })).body.code).toBe('request.invalid');
    expect(await journalOf(anna.employeeId)).toEqual([
      { action: 'employee.changed', actor_id: anna.employeeId, body: { name: 'changed' } },
    ]);
  });
});
