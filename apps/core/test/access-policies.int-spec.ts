import { WebSocket } from 'ws';
import { aCompany, aManager, anEmployee, anOwner, eventually, type SavedEmployee } from '#libs/testing';
import { aCore, EdgeModule, type Answer, type Caller, type TestCore } from './a-core.js';

const password = 'a long password';
/** Neither today nor yesterday, by any clock. */
const anotherDay = () => ((new Date().getUTCDay() + 2) % 7) + 1;
const closed = () => ({ timeZone: 'UTC', spans: [{ days: [anotherDay()], from: '09:00', to: '18:00' }] });
const always = { timeZone: 'UTC', spans: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }] };

describe('login hours and addresses', () => {
  let core: TestCore;
  let owner: Caller;
  let olga: SavedEmployee;
  let anna: SavedEmployee;

  beforeAll(async () => {
    core = await aCore({ module: EdgeModule });
    await aCompany().saved(core.db);
    olga = await anOwner().saved(core.db);
    owner = await core.as(olga);
    anna = await anEmployee('Anna').saved(core.db);
    await owner.patch(`employees/${anna.employeeId}`, { password });
  });
  afterEach(() => core.db.query('delete from core.access_policy'));
  afterAll(() => core.close());

  const put = (subject: object, rule: object) =>
    owner.call('PUT', 'access-policies', { subject, hours: null, addresses: [], ...rule });
  const signIn = () => core.stranger.post('session', { email: anna.email, password });
  const said = ({ status, body }: Answer) => [status, status < 400 ? undefined : body.code];

  it('keep somebody out at another hour, and say so; it is on record', async () => {
    expect((await put({ role: 'employee' }, { hours: closed() })).status).toBe(200);
    expect(said(await signIn())).toEqual([403, 'session.outside-hours']);
    const wrong = await core.stranger.post('session', { email: anna.email, password: 'a wrong password' });
    expect(said(wrong)).toEqual([401, 'session.refused']);
    const [entry] = await core.db.query(`select body from core.journal where action = 'session.kept-out'`);
    expect(entry).toEqual({ body: { ip: '127.0.0.1', code: 'session.outside-hours' } });
  });

  it('keep somebody out from another address, and let them in from theirs', async () => {
    await put({ role: 'employee' }, { addresses: ['203.0.113.0/24', '2001:db8::/32'] });
    expect(said(await signIn())).toEqual([403, 'session.address-not-allowed']);
    await put({ role: 'employee' }, { addresses: ['203.0.113.0/24', '127.0.0.0/8'] });
    expect((await signIn()).status).toBe(200);
  });

  it('put out whoever is in when the hour ends, the page’s socket too', async () => {
    const annas = await core.as(anna);
    expect((await annas.get('me')).body['hoursEndAt']).toBeNull();
    const socket = new WebSocket(`${core.url.replace('http', 'ws')}live`, {
      headers: { ...annas.headers, origin: new URL(core.url).origin },
    });
    const over = new Promise((resolve) => socket.on('close', resolve));
    await new Promise((resolve) => socket.on('open', resolve));
    await put({ role: 'employee' }, { hours: closed() });
    await eventually(async () => expect((await annas.get('me')).status).toBe(401), { withinMs: 2_000 });
    expect(await over).toBe(4401);
  });

  it('hold for a session that is carried to another address', async () => {
    const annas = await core.as(anna);
    await put({ employeeId: anna.employeeId }, { addresses: ['203.0.113.7'] });
    expect(said(await annas.get('me'))).toEqual([401, 'session.required']);
  });

  it('are one’s own before those of the role', async () => {
    await put({ role: 'employee' }, { hours: closed() });
    await put({ employeeId: anna.employeeId }, { hours: always });
    const { status, body } = await signIn();
    expect([status, body['hoursEndAt']]).toEqual([200, null]);
    await owner.delete(`access-policies/employees/${anna.employeeId}`);
    expect(said(await signIn())).toEqual([403, 'session.outside-hours']);
  });

  it('never shut the owner out: no hours, and a list without their own address is not taken', async () => {
    expect(said(await put({ role: 'owner' }, { hours: closed() }))).toEqual([
      403,
      'access-policy.owner-hours-not-allowed',
    ]);
    const without = await put({ employeeId: olga.employeeId }, { addresses: ['203.0.113.7'] });
    expect([...said(without), without.body['details']]).toEqual([
      400,
      'access-policy.own-address-missing',
      { address: '127.0.0.1' },
    ]);
    expect((await owner.get('access-policies')).body).toEqual({ items: [], yourAddress: '127.0.0.1' });
    const taken = await put({ role: 'owner' }, { addresses: ['127.0.0.1', '203.0.113.7'] });
    expect(taken.body.items).toEqual([
      { role: 'owner', employee: null, hours: null, addresses: ['127.0.0.1', '203.0.113.7'] },
    ]);
    expect((await owner.get('me')).status).toBe(200);
  });

  it('are refused when they are none, and are the owner’s to set', async () => {
    for (const address of ['300.1.1.1', '10.0.0.0/40', 'office', '2001:db8::/200'])
      expect(said(await put({ role: 'employee' }, { addresses: [address] }))).toEqual([400, 'request.invalid']);
    expect(said(await put({ role: 'employee' }, { hours: { ...always, timeZone: 'Mars/Base' } }))).toEqual([
      400,
      'request.invalid',
    ]);
    const maria = await core.as(await aManager().saved(core.db));
    expect((await maria.get('access-policies')).status).toBe(403);
  });
});
