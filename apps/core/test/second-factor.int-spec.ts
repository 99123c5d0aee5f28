import { Secret, TOTP } from 'otpauth';
import { WebSocket } from 'ws';
import { aCompany, anEmployee, aManager, anOwner, eventually, type SavedEmployee } from '#libs/testing';
import { Passwords } from '../src/access/sign-in/passwords.js';
import { resetSignInCommand } from '../src/access/sign-in/reset-command.js';
import { aCore, EdgeModule, type Answer, type Caller, type TestCore } from './a-core.js';

const password = 'correct horse battery';
const stepMs = 30_000;

/** An authenticator app that has a secret. */
const appOf = (base32: string) => {
  const totp = new TOTP({ secret: Secret.fromBase32(base32), algorithm: 'SHA1', digits: 6, period: 30 });
  return {
    now: () => totp.generate(),
    /** One step to either side is taken as well: more right codes than one in a test that does not wait for the clock. */
    next: () => totp.generate({ timestamp: Date.now() + stepMs }),
    old: () => totp.generate({ timestamp: Date.now() - 3 * stepMs }),
  };
};

describe('the second factor', () => {
  let core: TestCore;
  let hash: string;

  /** The cookies that an answer sets, as the browser sends them back. */
  const jar = (answer: Answer): Record<string, string> => {
    const pairs = answer.headers.getSetCookie().map((line) => line.split(';')[0]!);
    return { cookie: pairs.filter((pair) => !pair.endsWith('=')).join('; ') };
  };
  const somebody = async (builder = anEmployee('Anna')): Promise<SavedEmployee> => {
    const saved = await builder.saved(core.db);
    await core.db.query('update core.employee set password_hash = $2 where id = $1', [saved.employeeId, hash]);
    return saved;
  };
  const signIn = (who: SavedEmployee, given = password) =>
    core.stranger.post('session', { email: who.email, password: given });
  const secondStep = (first: Answer, code: string, cookies = jar(first)) =>
    core.stranger.with(cookies).post('session/second-factor', { challenge: first.body['challenge'], code });
  const enrolled = async (who: SavedEmployee) => {
    const caller = await core.as(who);
    const offer = await caller.post('me/second-factor/totp');
    expect(offer.status).toBe(200);
    const app = appOf(offer.body['secret'] as string);
    const confirmed = await caller.post('me/second-factor/totp/confirm', { code: app.now() });
    expect([confirmed.status, confirmed.body.code]).toEqual([200, undefined]);
    return { caller, app, codes: confirmed.body['recoveryCodes'] as string[] };
  };
  /** As if half a minute had passed. */
  const later = (who: SavedEmployee) =>
    core.db.query('update core.totp set last_step = last_step - 5 where employee_id = $1', [who.employeeId]);
  const journalOf = (who: SavedEmployee) =>
    core.db.query<{ action: string; actor_id: string | null }>(
      `select action, actor_id from core.journal where coalesce(subject_id, actor_id) = $1 order by at, seq`,
      [who.employeeId],
    );

  beforeAll(async () => {
    core = await aCore({ module: EdgeModule });
    await aCompany('The Lamp').saved(core.db);
    hash = await new Passwords().hash(password);
  });
  beforeEach(async () => {
    await core.db.query('delete from core.login_failure');
    await core.db.query('delete from core.sign_in_policy');
  });
  afterAll(() => core.close());

  it('is set up with a secret that is shown once, and in use once a code of it has come back', async () => {
    const anna = await somebody();
    const caller = await core.as(anna);
    const offer = await caller.post('me/second-factor/totp');
    expect(offer.body['uri']).toMatch(/^otpauth:\/\/totp\/Keepline%20The%20Lamp:anna\./);
    expect((await signIn(anna)).body['step']).toBeUndefined();
    const wrong = await caller.post('me/second-factor/totp/confirm', { code: '000000' });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'second-factor.code-wrong']);
    const app = appOf(offer.body['secret'] as string);
    const { body } = await caller.post('me/second-factor/totp/confirm', {
      code: ` ${app.now().slice(0, 3)} ${app.now().slice(3)} `,
    });
    const codes = body['recoveryCodes'] as string[];
    expect(new Set(codes).size).toBe(10);
    expect(codes[0]).toMatch(/^[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}$/);
    expect((await caller.get('me/second-factor')).body).toEqual({
      totpSince: expect.any(String),
      passkeys: 0,
      recoveryCodes: 10,
      required: false,
      fresh: true,
    });
    expect((await caller.post('me/second-factor/totp')).body.code).toBe('second-factor.already-on');
    expect((await signIn(anna)).body).toEqual({
      step: 'second-factor',
      challenge: expect.stringMatching(/^[\w-]{43}$/),
      means: ['code', 'recovery'],
    });
  });

  it('keeps neither the secret nor the recovery codes in the clear', async () => {
    const anna = await somebody();
    const caller = await core.as(anna);
    const secret = (await caller.post('me/second-factor/totp')).body['secret'] as string;
    const confirmed = await caller.post('me/second-factor/totp/confirm', { code: appOf(secret).now() });
    const codes = confirmed.body['recoveryCodes'] as string[];
    const rows = await core.db.query<{ text: string }>(
      `select t::text as text from core.totp t union all select r::text from core.recovery_code r
       union all select j::text from core.journal j`,
    );
    const all = rows.map(({ text }) => text).join('\n') + JSON.stringify(core.lines);
    const hex = Buffer.from(Secret.fromBase32(secret).buffer).toString('hex');
    for (const told of [secret, hex, ...codes, ...codes.map((code) => code.replace('-', ''))])
      expect(all).not.toContain(told);
  });

  it('lets in with a code; the half sign-in alone opens nothing', async () => {
    const anna = await somebody();
    const { app } = await enrolled(anna);
    const first = await signIn(anna);
    expect(first.headers.getSetCookie().map((line) => line.split('=')[0])).toEqual(['keepline_step']);
    expect(first.headers.get('set-cookie')).toContain('HttpOnly; SameSite=Lax');
    expect((await core.stranger.with(jar(first)).get('me')).status).toBe(401);
    const second = await secondStep(first, app.next());
    expect([second.status, second.body['email']]).toEqual([200, anna.email]);
    const inside = core.stranger.with(jar(second));
    expect((await inside.get('me')).status).toBe(200);
    expect((await inside.get('me/sessions')).body.items).toContainEqual(
      expect.objectContaining({ current: true, means: 'password+code' }),
    );
  });

  it('takes no code twice, and none of a step before it', async () => {
    const anna = await somebody();
    const { app } = await enrolled(anna);
    // The code that has set it up is used as well.
    expect((await secondStep(await signIn(anna), app.now())).body.code).toBe('second-factor.code-wrong');
    const code = app.next();
    expect((await secondStep(await signIn(anna), code)).status).toBe(200);
    expect((await secondStep(await signIn(anna), code)).body.code).toBe('second-factor.code-wrong');
    expect((await secondStep(await signIn(anna), app.now())).body.code).toBe('second-factor.code-wrong');
    await later(anna);
    expect((await secondStep(await signIn(anna), app.old())).body.code).toBe('second-factor.code-wrong');
  });

  it('takes one code from two who come with it at once only from one', async () => {
    const anna = await somebody();
    const { app } = await enrolled(anna);
    const [one, other] = [await signIn(anna), await signIn(anna)];
    const code = app.next();
    const both = await Promise.all([secondStep(one, code), secondStep(other, code)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);
  });

  it('binds the second half to the browser, to five minutes and to once', async () => {
    const anna = await somebody();
    const { app } = await enrolled(anna);
    const [first, elsewhere] = [await signIn(anna), await signIn(anna)];
    const over = [422, 'second-factor.step-over'];
    const said = ({ status, body }: Answer) => [status, body.code];
    expect(said(await secondStep(first, app.next(), {}))).toEqual(over);
    expect(said(await secondStep(first, app.next(), jar(elsewhere)))).toEqual(over);
    await core.db.query(`update core.sign_in_step set expires_at = now() where employee_id = $1`, [anna.employeeId]);
    expect(said(await secondStep(first, app.next()))).toEqual(over);
    const again = await signIn(anna);
    expect((await secondStep(again, app.next())).status).toBe(200);
    await later(anna);
    expect(said(await secondStep(again, app.next()))).toEqual(over);
  });

  it('slows a guesser of codes down, also with a new password step each time, and tells whose password it is', async () => {
    const anna = await somebody();
    const { app, caller } = await enrolled(anna);
    const first = await signIn(anna);
    const codes = [];
    for (let n = 0; n < 5; n += 1) codes.push((await secondStep(first, '000000')).body.code);
    codes.push((await secondStep(first, app.next())).body.code);
    expect(codes).toEqual([...Array(5).fill('second-factor.code-wrong'), 'second-factor.step-over']);
    expect((await secondStep(await signIn(anna), '000000')).body.code).toBe('second-factor.code-wrong');
    // The wait is a second at first, which a slow machine may have spent already.
    await core.db.query(`update core.login_failure set blocked_until = blocked_until + interval '1 minute'`);
    const throttled = await secondStep(await signIn(anna), app.next());
    expect([throttled.status, throttled.body.code]).toEqual([429, 'session.throttled']);
    const told = (await caller.get('me')).body['notices'] as { id: string; code: string }[];
    expect(told).toEqual([{ id: expect.any(String), code: 'second-factor-guessed', at: expect.any(String), by: null }]);
    expect((await caller.post(`me/notices/${told[0]!.id}/seen`)).status).toBe(204);
    expect((await caller.get('me')).body['notices']).toEqual([]);
    await core.db.query('update core.login_failure set blocked_until = null');
    expect((await secondStep(await signIn(anna), app.next())).status).toBe(200);
  });

  it('can be replaced by a recovery code, once, as people type it', async () => {
    const anna = await somebody();
    const { codes, caller } = await enrolled(anna);
    const typed = codes[3]!.toLowerCase().replace('-', ' ');
    expect((await secondStep(await signIn(anna), typed)).status).toBe(200);
    expect((await secondStep(await signIn(anna), typed)).body.code).toBe('second-factor.code-wrong');
    expect((await caller.get('me/second-factor')).body).toMatchObject({ recoveryCodes: 9 });
    expect((await caller.get('me')).body['notices']).toMatchObject([{ code: 'recovery-code-used' }]);
    const renewed = await caller.post('me/second-factor/recovery-codes');
    expect(renewed.body['recoveryCodes']).toHaveLength(10);
    expect((await secondStep(await signIn(anna), codes[4]!)).body.code).toBe('second-factor.code-wrong');
    // Nobody else's is good for one.
    const { codes: his } = await enrolled(await somebody(anEmployee('Boris')));
    expect((await secondStep(await signIn(anna), his[0]!)).body.code).toBe('second-factor.code-wrong');
  });

  it('is turned off with the password and a code', async () => {
    const anna = await somebody();
    const { caller, app } = await enrolled(anna);
    await later(anna);
    const off = (given: string, code: string) => caller.post('me/second-factor/totp/remove', { password: given, code });
    expect((await off('not it', app.now())).body.code).toBe('password.wrong');
    expect((await off(password, '000000')).body.code).toBe('second-factor.code-wrong');
    expect((await off(password, app.now())).status).toBe(204);
    expect((await caller.get('me/second-factor')).body).toMatchObject({ totpSince: null, recoveryCodes: 0 });
    expect((await signIn(anna)).body['email']).toBe(anna.email);
    expect((await journalOf(anna)).map(({ action }) => action)).toEqual([
      ...['second-factor.turned-on', 'recovery-code.made', 'second-factor.turned-off', 'session.opened'],
    ]);
  });

  it('asks for the password again at a page that was left open for long', async () => {
    const anna = await somebody();
    const caller = await core.as(anna);
    await core.db.query(`update core.session set created_at = now() - interval '11 minutes' where employee_id = $1`, [
      anna.employeeId,
    ]);
    expect((await caller.get('me/second-factor')).body).toMatchObject({ fresh: false });
    expect((await caller.post('me/second-factor/totp')).body.code).toBe('password.missing');
    expect((await caller.post('me/second-factor/totp', { password: 'not it' })).body.code).toBe('password.wrong');
    expect((await caller.post('me/second-factor/totp', { password })).status).toBe(200);
  });

  describe('by policy', () => {
    let owner: Caller;
    beforeEach(async () => {
      owner = await core.as(await somebody(anOwner()));
    });

    it('is decided by the owner, on record', async () => {
      expect((await owner.get('sign-in-policy')).body).toEqual({ requiredFor: 'none' });
      expect((await owner.put('sign-in-policy', { requiredFor: 'heads' })).body).toEqual({ requiredFor: 'heads' });
      expect((await owner.get('sign-in-policy')).body).toEqual({ requiredFor: 'heads' });
      const rows = await core.db.query(`select body from core.journal where action = 'sign-in.policy-changed'`);
      expect(rows).toEqual([{ body: { requiredFor: 'heads' } }]);
      const manager = await core.as(await somebody(aManager()));
      expect((await manager.put('sign-in-policy', { requiredFor: 'none' })).status).toBe(403);
    });

    it.each([
      ['none', [undefined, undefined, undefined]],
      ['heads', ['enrol', 'enrol', undefined]],
      ['everyone', ['enrol', 'enrol', 'enrol']],
    ])('for %s: an owner, a manager and an employee', async (requiredFor, steps) => {
      await owner.put('sign-in-policy', { requiredFor });
      const people = [await somebody(anOwner()), await somebody(aManager()), await somebody()];
      const answers = [];
      for (const who of people) answers.push((await signIn(who)).body['step']);
      expect(answers).toEqual(steps);
    });

    it('lets in as far as setting one up, and altogether once it is', async () => {
      await owner.put('sign-in-policy', { requiredFor: 'everyone' });
      const anna = await somebody();
      const first = await signIn(anna);
      expect(first.body).toEqual({ step: 'enrol' });
      const half = core.stranger.with(jar(first));
      for (const path of ['me', 'employees', 'me/sessions', 'clients']) {
        const { status, body } = await half.get(path);
        expect([path, status, body.code]).toEqual([
          path,
          ...(path === 'clients' ? [404, 'route.not-found'] : [403, 'second-factor.missing']),
        ]);
      }
      expect((await half.post('me/password', { old: password, new: 'another password' })).status).toBe(403);
      expect((await half.get('me/second-factor')).body).toMatchObject({ required: true, fresh: true });
      const offer = await half.post('me/second-factor/totp');
      const app = appOf(offer.body['secret'] as string);
      const confirmed = await half.post('me/second-factor/totp/confirm', { code: app.now() });
      expect(confirmed.body['recoveryCodes']).toHaveLength(10);
      expect((await half.get('me/second-factor')).status).toBe(401);
      const inside = core.stranger.with(jar(confirmed));
      expect((await inside.get('me')).body).toMatchObject({ email: anna.email });
      // The last one stays while it is asked for.
      await later(anna);
      const off = await inside.post('me/second-factor/totp/remove', { password, code: app.now() });
      expect(off.body.code).toBe('second-factor.required');
      expect((await secondStep(await signIn(anna), app.next())).status).toBe(200);
    });

    it('opens no socket to whoever has only half come in', async () => {
      const reach = ({ cookie }: Record<string, string>) =>
        new Promise((resolve) => {
          const socket = new WebSocket(`${core.url.replace('http', 'ws')}live`, {
            headers: { cookie, origin: new URL(core.url).origin },
          });
          socket.on('error', () => resolve('refused'));
          socket.on('open', () => {
            resolve('open');
            socket.terminate();
          });
        });
      const anna = await somebody();
      expect(await reach(jar(await signIn(anna)))).toBe('open');
      await owner.put('sign-in-policy', { requiredFor: 'everyone' });
      expect(await reach(jar(await signIn(anna)))).toBe('refused');
    });

    it('is reset by the owner for somebody who has lost theirs, who is out, is told, and sets up a new one', async () => {
      await owner.put('sign-in-policy', { requiredFor: 'everyone' });
      const anna = await somebody();
      const { caller } = await enrolled(anna);
      expect((await owner.get(`employees/${anna.employeeId}/second-factor`)).body).toEqual({
        totpSince: expect.any(String),
        passkeys: 0,
        recoveryCodes: 10,
        required: true,
      });
      expect((await owner.delete(`employees/${anna.employeeId}/second-factor`)).status).toBe(204);
      expect((await caller.get('me')).status).toBe(401);
      expect((await owner.delete(`employees/${anna.employeeId}/second-factor`)).body.code).toBe('second-factor.off');
      const first = await signIn(anna);
      expect(first.body).toEqual({ step: 'enrol' });
      const half = core.stranger.with(jar(first));
      const secret = (await half.post('me/second-factor/totp')).body['secret'] as string;
      const inside = core.stranger.with(
        jar(await half.post('me/second-factor/totp/confirm', { code: appOf(secret).now() })),
      );
      expect((await inside.get('me')).body['notices']).toEqual([
        {
          id: expect.any(String),
          code: 'second-factor-reset',
          at: expect.any(String),
          by: { id: expect.any(String), name: 'Olga Owner' },
        },
      ]);
      expect((await journalOf(anna)).map(({ action }) => action)).toContain('second-factor.reset');
    });
  });

  describe('by somebody with a hand on the server', () => {
    const run = async (...args: string[]) => {
      const lines: string[] = [];
      const code = await resetSignInCommand(
        { uow: (role) => Promise.resolve(core.db.uow(role)) },
        args,
        (line) => void lines.push(line),
      );
      return { code, lines };
    };

    it('is taken away together with all sessions, on record; the person is told', async () => {
      const olga = await somebody(anOwner());
      const { caller } = await enrolled(olga);
      const { code, lines } = await run(olga.email.toUpperCase());
      expect([code, lines]).toEqual([
        0,
        [`${olga.email} signs in with the password alone now; every session of theirs has ended`],
      ]);
      const over = async () => expect((await caller.get('me')).status).toBe(401);
      await eventually(over, { withinMs: 2_000 });
      const { body } = await signIn(olga);
      expect(body['notices']).toMatchObject([{ code: 'second-factor-reset', by: null }]);
      expect(await journalOf(olga)).toContainEqual({ action: 'second-factor.reset', actor_id: null });
    });

    it('can come with a new password, which is printed and kept nowhere', async () => {
      const olga = await somebody(anOwner());
      const { lines } = await run(olga.email, '--new-password');
      const fresh = lines[1]!.replace('new password: ', '');
      expect(fresh).toMatch(/^[2-9a-hjkmnp-z]{5}-[2-9a-hjkmnp-z]{5}-[2-9a-hjkmnp-z]{5}$/);
      expect((await signIn(olga)).body.code).toBe('session.refused');
      expect((await signIn(olga, fresh)).body['email']).toBe(olga.email);
    });

    it('says so when nobody is named, or nobody whom it knows', async () => {
      expect((await run()).code).toBe(64);
      expect(await run('nobody@company.test')).toEqual({ code: 64, lines: ['nobody signs in as nobody@company.test'] });
    });
  });
});
