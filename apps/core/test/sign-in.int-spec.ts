import { aCompany, anEmployee, anOwner, eventually, type SavedEmployee } from '#libs/testing';
import type { AppError } from '#libs/errors';
import { Passwords } from '../src/access/sign-in/passwords.js';
import { SignInService } from '../src/access/sign-in/sign-in.service.js';
import { aCore, EdgeModule, type TestCore } from './a-core.js';

const password = 'correct horse battery';

describe('signing in', () => {
  let core: TestCore;
  let anna: SavedEmployee;
  let passwordHash: string;

  const withPassword = async (employee: SavedEmployee): Promise<SavedEmployee> => {
    await core.db.query('update core.employee set password_hash = $2 where id = $1', [
      employee.employeeId,
      passwordHash,
    ]);
    return employee;
  };
  const signIn = (email: string, given: string) => core.stranger.post('session', { email, password: given });

  beforeAll(async () => {
    core = await aCore({ module: EdgeModule });
    await aCompany().saved(core.db);
    await anOwner().saved(core.db);
    passwordHash = await new Passwords().hash(password);
    anna = await withPassword(await anEmployee('Anna').saved(core.db));
  });
  beforeEach(() => core.db.query('delete from core.login_failure'));
  afterAll(() => core.close());

  it('gives a cookie that scripts cannot read and tells who one is', async () => {
    const answer = await signIn(anna.email.toUpperCase(), password);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      email: anna.email,
      role: 'employee',
      rights: [
        ...['clients.read', 'clients.write', 'people.read', 'channels.read'],
        ...['calls.make', 'calls.dial', 'recordings.play', 'tasks.read'],
      ],
    });
    const cookie = answer.headers.get('set-cookie')!;
    expect(cookie).toMatch(/^keepline_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const [pair] = cookie.split(';');
    expect((await core.stranger.with({ cookie: pair! }).get('me')).body).toMatchObject({ id: anna.employeeId });
  });

  it('keeps no token in the database, only its digest', async () => {
    const cookie = (await signIn(anna.email, password)).headers.get('set-cookie')!;
    const token = /keepline_session=([\w-]+)/.exec(cookie)![1]!;
    const rows = await core.db.query<{ text: string }>('select s::text as text from core.session s');
    expect(rows.filter(({ text }) => text.includes(token))).toEqual([]);
  });

  it('says the same to an unknown e-mail, a wrong password and somebody suspended', async () => {
    const suspended = await withPassword(await anEmployee('Suspended').suspended().saved(core.db));
    const answers = [
      await signIn('nobody@company.test', password),
      await signIn(anna.email, 'wrong password'),
      await signIn(suspended.email, password),
    ];
    expect(answers.map(({ status, text }) => ({ status, text }))).toEqual(
      Array(3).fill({ status: 401, text: answers[0]!.text }),
    );
    expect(answers[0]!.body.code).toBe('session.refused');
  });

  it('slows a guesser down, who cannot keep the owner of the account out', async () => {
    const codes = [];
    for (let n = 0; n < 8; n += 1) codes.push((await signIn(anna.email, `guess ${n}`)).body.code);
    expect(codes.slice(0, 6)).toEqual(Array(6).fill('session.refused'));
    const throttled = await signIn(anna.email, password);
    expect([throttled.status, throttled.body.code]).toEqual([429, 'session.throttled']);
    expect(Number(throttled.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    // The wait is for this address and this account; it ends by itself.
    await core.db.query(`update core.login_failure set blocked_until = null`);
    expect((await signIn(anna.email, password)).status).toBe(200);
  });

  it('slows many addresses down that try one account, and still lets its owner in from where they have been before', async () => {
    const service = core.app.get(SignInService, { strict: false });
    const from = (ip: string, given: string) =>
      service.signIn({ email: anna.email, password: given }, { ip, userAgent: '' }).then(
        () => 'in',
        (error: AppError) => error.code,
      );
    await core.as(anna); // from 203.0.113.7
    const guess = async (first: number, end: number) => {
      const codes = [];
      for (let n = first; n < end; n += 1) codes.push(await from(`198.51.100.${n}`, 'guess'));
      return codes;
    };
    expect(await guess(0, 21)).toEqual(Array(21).fill('session.refused'));
    // On a slow machine the first wait, of a second, would pass meanwhile.
    await core.db.query(`update core.login_failure set blocked_until = blocked_until + interval '1 minute'`);
    expect(await guess(21, 25)).toEqual(Array(4).fill('session.throttled'));
    expect(await from('198.51.100.200', password)).toBe('session.throttled');
    expect(await from('203.0.113.7', password)).toBe('in');
  });

  it('counts a hundred guesses at once as a hundred', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => signIn(anna.email, `guess ${n}`)));
    // Five are free, the sixth starts the wait; on a slow machine the first short waits pass meanwhile.
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(9);
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
  });

  it('ends a session at once when one signs out', async () => {
    const caller = await core.as(anna);
    expect((await caller.get('me')).status).toBe(200);
    expect((await caller.delete('session')).status).toBe(204);
    expect((await caller.get('me')).body.code).toBe('session.required');
  });

  it('soon refuses a session that was ended in the database, and somebody who was suspended there', async () => {
    const boris = await anEmployee('Boris').saved(core.db);
    const [ended, suspended] = [await core.as(anna), await core.as(boris)];
    expect([(await ended.get('me')).status, (await suspended.get('me')).status]).toEqual([200, 200]);
    await core.db.query('update core.session set expires_at = now() where employee_id = $1', [anna.employeeId]);
    await core.db.query(`update core.employee set status = 'suspended' where id = $1`, [boris.employeeId]);
    const over = async () =>
      expect([(await ended.get('me')).status, (await suspended.get('me')).status]).toEqual([401, 401]);
    await eventually(over, { withinMs: 5_000 });
  });

  it('ends a session that nobody has used for two hours, but not a bearer token', async () => {
    const [idle, bearer] = [await core.as(anna), await core.as(anna, 'bearer')];
    await core.db.query(
      `update core.session set last_seen_at = now() - interval '2 hours 1 minute' where employee_id = $1`,
      [anna.employeeId],
    );
    expect([(await idle.get('me')).status, (await bearer.get('me')).status]).toEqual([401, 200]);
  });

  it('takes a cookie only as a cookie and a bearer token only as one', async () => {
    const cookie = (await core.as(anna)).headers['cookie']!.split('=')[1]!;
    expect((await core.stranger.with({ authorization: `Bearer ${cookie}` }).get('me')).status).toBe(401);
  });

  it('leaves every sign-in and every refusal in the journal', async () => {
    await signIn(anna.email, password);
    await signIn(anna.email, 'wrong password');
    const rows = await core.db.query<{ action: string; actor_id: string | null }>(
      `select action, actor_id from core.journal where coalesce(actor_id, subject_id) = $1 order by at desc, seq desc limit 2`,
      [anna.employeeId],
    );
    expect(rows).toEqual([
      { action: 'session.refused', actor_id: null },
      { action: 'session.opened', actor_id: anna.employeeId },
    ]);
  });
});

describe('behind https', () => {
  it('binds the cookie to the host, and believes a proxy on this machine about who calls', async () => {
    const core = await aCore({
      module: EdgeModule,
      env: {
        KEEPLINE_PUBLIC_URL: 'https://keepline.company.test',
        KEEPLINE_OWNER_EMAIL: 'olga@company.test',
        KEEPLINE_OWNER_PASSWORD: password,
      },
    });
    try {
      const page = core.stranger.with({ origin: 'https://keepline.company.test', 'x-forwarded-for': '198.51.100.9' });
      const { headers } = await page.post('session', { email: 'olga@company.test', password });
      expect(headers.get('set-cookie')).toMatch(
        /^__Host-keepline_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
      );
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
      expect(await core.db.query('select ip from core.session')).toEqual([{ ip: '198.51.100.9' }]);
    } finally {
      await core.close();
    }
  });
});
