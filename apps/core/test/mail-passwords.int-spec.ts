import { createHash } from 'node:crypto';
import {
  plainMailPassword,
  routeSubmitted,
  signInMailProgram,
  type Sha256,
  type SignInMailProgram,
} from '#libs/contracts';
import { aCompany, aMailbox, anEmployee, anOwner, aTeam, eventually, type SavedEmployee } from '#libs/testing';
import { aCore, type Answer, type Caller, type TestCore } from './a-core.js';

interface MailPassword {
  id: string;
  name: string;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
}

describe('mail passwords', () => {
  let core: TestCore;
  let anna: SavedEmployee;
  let admin: SavedEmployee;
  let page: Caller;
  let owner: Caller;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    const [sales, support] = [await aTeam('Sales').saved(core.db), await aTeam('Support').saved(core.db)];
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    admin = await anEmployee('Ivan').as('administrator').saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    page = await core.as(anna);
    await aMailbox('office@company.test').saved(core.db);
    await core.db.query(`update core.channel set aliases = '{Info@company.test}'`);
    const help = await aMailbox('help@company.test').saved(core.db);
    await core.db.query(`update core.channel set team_id = $2 where id = $1`, [help.id, support.id]);
  });
  afterAll(() => core.close());

  const said = ({ status, body }: Answer) => [status, body?.code];
  const listed = async (path = 'me/mail-passwords', by = page) => (await by.get(path)).body.items as MailPassword[];
  const made = async (name = 'Work laptop') => {
    const answer = await page.post('me/mail-passwords', { name });
    expect(said(answer)).toEqual([201, undefined]);
    return { secret: answer.body['secret'] as string, view: answer.body['view'] as MailPassword };
  };
  const signIn = (secret: string, { login = anna.email, peer = '203.0.113.9' } = {}): Promise<SignInMailProgram> => {
    const digest = createHash('sha256').update(plainMailPassword(secret)).digest('hex') as Sha256;
    return core.bus.ask(signInMailProgram, { login, digest, peer });
  };
  const ofOthers = () => `employees/${anna.employeeId}/mail-passwords`;
  const actions = async () =>
    (
      await core.db.query<{ action: string }>(
        `select action from core.journal where kind = 'audit' and action like 'mail-password.%' order by at, seq`,
      )
    ).map(({ action }) => action);

  it('is made by us, shown once and kept as a digest', async () => {
    const { secret, view } = await made();
    expect(secret).toMatch(/^([a-z2-7]{4}-){5}[a-z2-7]{4}$/);
    expect(view).toMatchObject({ name: 'Work laptop', lastUsedAt: null, lastUsedFrom: null });
    const answer = await page.get('me/mail-passwords');
    expect(answer.text).not.toContain(secret);
    expect(answer.body['program']).toMatchObject({
      port: 2587,
      tlsPort: 2465,
      login: anna.email,
      ownCertificate: true,
    });
    const [row] = await core.db.query<{ row: string }>(`select p::text as row from core.mail_password p`);
    expect(row!.row).not.toContain(plainMailPassword(secret));
    expect(await actions()).toContain('mail-password.created');
  });

  it('lets a mail program in, in whatever way it is typed; when and from where is told', async () => {
    const { secret, view } = await made('Telephone');
    expect(await signIn(secret.toUpperCase().replaceAll('-', ' '), { login: anna.email.toUpperCase() })).toMatchObject({
      ...{ is: 'in', employeeId: anna.employeeId, passwordId: view.id },
      senders: [anna.email, 'office@company.test', 'info@company.test'],
    });
    const [found] = await listed();
    expect(found).toMatchObject({ id: view.id, lastUsedAt: expect.any(String), lastUsedFrom: '203.0.113.9' });
    await signIn(secret);
    expect((await actions()).filter((action) => action === 'mail-password.used')).toHaveLength(1);
  });

  it('ends when its owner or whoever looks after channels revokes it, each by themselves', async () => {
    const [one, other] = [await made('One'), await made('Other')];
    expect(said(await page.delete(`me/mail-passwords/${one.view.id}`))).toEqual([204, undefined]);
    expect(said(await page.delete(`me/mail-passwords/${one.view.id}`))).toEqual([404, 'mail-password.not-found']);
    expect(await signIn(one.secret)).toMatchObject({ is: 'refused' });
    expect(await signIn(other.secret)).toMatchObject({ is: 'in' });
    const admins = await core.as(admin);
    expect((await listed(ofOthers(), admins)).map(({ name }) => name)).toContain('Other');
    expect(said(await admins.delete(`${ofOthers()}/${other.view.id}`))).toEqual([204, undefined]);
    expect(await signIn(other.secret)).toMatchObject({ is: 'refused', code: 'submission.password-wrong' });
    expect(await actions()).toEqual(expect.arrayContaining(['mail-password.revoked', 'mail-password.list-read']));
  });

  it('is nobody else’s to see or to end', async () => {
    const { view } = await made('Mine');
    const boris = await core.as(await anEmployee('Boris').saved(core.db));
    expect(said(await boris.get(ofOthers()))).toEqual([403, 'access.forbidden']);
    expect(said(await boris.delete(`${ofOthers()}/${view.id}`))).toEqual([403, 'access.forbidden']);
    expect(said(await boris.delete(`me/mail-passwords/${view.id}`))).toEqual([404, 'mail-password.not-found']);
  });

  it('of everybody is one list for whoever looks after channels, page by page, and the audit says who looked', async () => {
    const zoe = await core.as(await anEmployee('Zoe').saved(core.db));
    const { secret, view } = await made('Telephone');
    await zoe.post('me/mail-passwords', { name: 'Desk' });
    await signIn(secret, { peer: '203.0.113.9' });
    const header = { messageId: '<1@x.test>', from: [{ name: '', address: anna.email }], replyTo: [], to: [], cc: [] };
    const rest = { subject: '', date: null, inReplyTo: [], references: [], deliveredTo: [], contentType: null };
    const letter = {
      ...{ employeeId: anna.employeeId, passwordId: view.id, machine: 'x', goesAt: null },
      ...{ program: 'Thunderbird', said: { aliases: [], shortcuts: [] } },
      envelope: { from: anna.email, to: [anna.email] },
      header: { ...header, ...rest, autoSubmitted: null, listId: null, copyMark: null },
    };
    await core.bus.ask(routeSubmitted, { letters: [letter] });
    const by = await core.as(admin);
    const seen: Record<string, unknown>[] = [];
    for (let path: string | null = 'mail-passwords?limit=2'; path !== null;) {
      const { body }: Answer = await by.get(path);
      seen.push(...(body['items'] as Record<string, unknown>[]));
      const next = body['nextCursor'] as string | null;
      path = next === null ? null : `mail-passwords?limit=2&cursor=${next}`;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(seen.at(-1)).toMatchObject({ employee: { name: 'Zoe' }, name: 'Desk', program: null, lastUsedFrom: null });
    expect(seen.find(({ id }) => id === view.id)).toMatchObject({
      ...{ employee: { id: anna.employeeId, name: 'Anna' }, name: 'Telephone' },
      ...{ program: 'Thunderbird', lastUsedFrom: '203.0.…', lastUsedAt: expect.any(String) as string },
    });
    expect((await actions()).at(-1)).toBe('mail-password.list-read');
    expect(said(await page.get('mail-passwords'))).toEqual([403, 'access.forbidden']);
    expect(said(await by.get('mail-passwords?cursor=x'))).toEqual([400, 'page.cursor-invalid']);
  });

  it('wrong ones are counted, and keep neither the right one nor the page out', async () => {
    const { secret } = await made();
    const peer = '203.0.113.77';
    const codes = [];
    for (let n = 0; n < 8; n++) {
      const answer = await signIn(`wrong ${n}`, { peer });
      codes.push(answer.is === 'refused' ? answer.code : 'in');
    }
    expect(codes.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'submission.password-wrong'));
    expect(codes.at(-1)).toBe('submission.throttled');
    expect(await signIn('wrong', { peer })).toMatchObject({ retryAfterS: expect.any(Number) });
    expect(await signIn(secret, { peer })).toMatchObject({ is: 'in' });
  });

  it('keeps to the hours and addresses of its employee', async () => {
    const { secret } = await made();
    await core.db.query(
      `insert into core.access_policy (id, employee_id, addresses, changed_by) values (gen_random_uuid(), $1, '{198.51.100.0/24}', $1)`,
      [anna.employeeId],
    );
    expect(await signIn(secret)).toMatchObject({ is: 'refused', code: 'session.address-not-allowed' });
    expect(await signIn(secret, { peer: '198.51.100.7' })).toMatchObject({ is: 'in' });
    await core.db.query(`delete from core.access_policy`);
  });

  it('has a limit, and ends with its employee', async () => {
    const eve = await anEmployee('Eve').saved(core.db);
    const hers = await core.as(eve);
    for (let n = 0; n < 20; n++) await hers.post('me/mail-passwords', { name: `${n}` });
    expect(said(await hers.post('me/mail-passwords', { name: '21' }))).toEqual([422, 'mail-password.limit-reached']);
    expect(said(await owner.patch(`employees/${eve.employeeId}`, { status: 'suspended' }))).toEqual([200, undefined]);
    await eventually(async () => {
      const [row] = await core.db.query<{ n: number }>(
        `select count(*)::int as n from core.mail_password where employee_id = $1 and revoked_at is null`,
        [eve.employeeId],
      );
      expect(row!.n).toBe(0);
    });
  });
});
