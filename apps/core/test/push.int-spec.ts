import { SETTINGS, type Settings } from '#libs/config';
import { letterReceived } from '#libs/contracts';
import {
  aClient,
  aCompany,
  aLetter,
  aMailbox,
  anEmployee,
  aMasterKey,
  anOwner,
  type SavedChannel,
  type SavedEmployee,
} from '#libs/testing';
import { PushKeysRepository } from '../src/notifications/push/push-keys.repository.js';
import { PushKeys } from '../src/notifications/push/push-keys.js';
import { PushSender } from '../src/notifications/push/push-sender.js';
import { aCore, type Answer, type Caller, type TestCore } from './a-core.js';
import { PushService, vapidOf, type PushedBrowser } from './a-push-service.js';
import { quietJustNow } from './quiet-hours.js';

describe('a notice by the browser’s own service', () => {
  let core: TestCore;
  let service: PushService;
  let office: SavedChannel;
  let anna: SavedEmployee;
  let [annas, owner] = [] as Caller[] as [Caller, Caller];
  let n = 0;

  beforeAll(async () => {
    core = await aCore({ env: { KEEPLINE_WEBHOOKS_INSIDE: 'yes' } });
    await aCompany().saved(core.db);
    office = await aMailbox('office@company.test').saved(core.db);
    anna = await anEmployee('Anna').saved(core.db);
    [annas, owner] = [await core.as(anna), await core.as(await anOwner('Olga').saved(core.db))];
    service = new PushService();
    await service.listen();
  });
  beforeEach(async () => {
    service.pushed.length = 0;
    service.status = 201;
    await core.db.query(`delete from core.notice; delete from core.push_subscription; delete from core.notice_choice`);
    annas = await core.as(anna);
  });
  afterAll(async () => {
    await core.close();
    await service.close();
  });

  const subscribe = (who: Caller, browser: PushedBrowser, language = 'en'): Promise<Answer> =>
    who
      .with({ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' })
      .post('me/push', { ...browser.subscription, language });
  const writes = async (from: string, words = 'Secret words') => {
    n += 1;
    const now = new Date();
    const letter = aLetter(from, words).id(`<p${n}@client.test>`).body(`${words} ${n}`).to(office.address);
    await core.tell(letterReceived, letter.date(now.toUTCString(), now.toISOString()).into(office.id));
  };
  /** As if the moment in which the page may show it were over. */
  const sent = async () => {
    await core.db.query(`update core.push_job set due_at = now()`);
    await core.app.get(PushSender, { strict: false }).sendDue();
  };
  const jobs = async () => (await core.db.query(`select from core.push_job`)).length;

  it('is encrypted for one browser, signed by our key, and says who but never what they wrote', async () => {
    const ada = await aClient('Ada').withEmail('ada@example.test').assignedTo(anna).saved(core.db);
    const browser = service.browser('anna');
    const { status, body } = await subscribe(annas, browser, 'ru');
    expect([status, body]).toMatchObject([
      201,
      {
        items: [
          { device: { browser: 'Firefox', system: 'Linux' }, service: new URL(service.origin).host, current: true },
        ],
      },
    ]);
    await writes('ada@example.test');
    await sent();
    const [pushed, ...more] = service.of(browser);
    expect(more).toEqual([]);
    const [notice] = (await annas.get('notices')).body.items as {
      id: string;
      conversationId: string;
    }[];
    expect(browser.read(pushed!)).toEqual({
      id: notice!.id,
      lang: 'ru',
      tag: notice!.id,
      title: 'Ada',
      body: 'Новое сообщение',
      url: `/inbox/${ada.id}/${notice!.conversationId}`,
    });
    expect(pushed!.headers).toMatchObject({ ttl: '3600', urgency: 'high', 'content-encoding': 'aes128gcm' });
    const { key, claims } = vapidOf(pushed!);
    expect(key).toBe(body['key']);
    expect(claims).toMatchObject({ aud: service.origin, sub: 'mailto:postmaster@keepline.invalid' });
    expect(JSON.stringify(core.lines)).not.toContain('/push/anna');
    expect(await jobs()).toBe(0);
  });

  it('shows a name as its reader may see it, and counts what stands for several', async () => {
    await aClient('+380501234567').withEmail('num@example.test').assignedTo(anna).saved(core.db);
    const browser = service.browser('masked');
    await subscribe(annas, browser);
    await writes('num@example.test');
    await core.db.query(`update core.notice set times = 3`);
    await sent();
    expect(browser.read(service.of(browser)[0]!)).toMatchObject({ title: '+380 •• ••• •• 67', body: '3 new messages' });
  });

  it('is not pushed once it was read, once the card is out of sight, or to somebody who chose otherwise', async () => {
    const bob = await aClient('Bob').withEmail('bob@example.test').assignedTo(anna).saved(core.db);
    const browser = service.browser('quiet');
    await subscribe(annas, browser);
    await writes('bob@example.test');
    await annas.post('notices/read', { until: new Date().toISOString() });
    await sent();
    await writes('bob@example.test');
    await core.db.query(`update core.client set responsible_id = null where id = $1`, [bob.id]);
    await sent();
    await core.db.query(`update core.client set responsible_id = $2 where id = $1`, [bob.id, anna.employeeId]);
    await core.db.query(`delete from core.notice`);
    const usual = (await annas.get('notices/choices')).body['ways'] as object;
    await annas.put('notices/choices', { ways: { ...usual, word: ['page'] }, quiet: null });
    await writes('bob@example.test');
    await annas.put('notices/choices', { ways: usual, quiet: quietJustNow() });
    await writes('bob@example.test');
    expect(await jobs()).toBe(0);
    await annas.put('notices/choices', { ways: usual, quiet: null });
    const inThreeDays = ((new Date().getUTCDay() + 2) % 7) + 1;
    // Outside of the hours at which they may be in, nobody hears of clients.
    await core.db.query(
      `insert into core.access_policy (id, employee_id, changed_by, hours, addresses) values (gen_random_uuid(), $1, $1, $2, '{}')`,
      [
        anna.employeeId,
        JSON.stringify({ timeZone: 'Europe/Kyiv', spans: [{ days: [inThreeDays], from: '10:00', to: '10:01' }] }),
      ],
    );
    await core.db.query(`delete from core.notice`);
    await writes('bob@example.test');
    await sent();
    await core.db.query(`delete from core.access_policy`);
    expect(service.pushed).toEqual([]);
    expect(await jobs()).toBe(0);
  });

  it('is tried again when the service is out of order, and a browser that is gone is forgotten', async () => {
    await aClient('Carl').withEmail('carl@example.test').assignedTo(anna).saved(core.db);
    const browser = service.browser('gone');
    await subscribe(annas, browser);
    await writes('carl@example.test');
    service.status = 503;
    await sent();
    const [waiting] = await core.db.query<{ wait: number }>(
      `select extract(epoch from due_at - now())::int as wait from core.push_job`,
    );
    expect(waiting!.wait).toBeGreaterThan(10);
    service.status = 410;
    await sent();
    expect(service.of(browser)).toHaveLength(2);
    expect([await jobs(), (await annas.get('me/push')).body.items]).toEqual([0, []]);
  });

  it('does not wait for an hour that a clock which was set back is still to reach', async () => {
    await aClient('Cleo').withEmail('cleo@example.test').assignedTo(anna).saved(core.db);
    const browser = service.browser('back');
    await subscribe(annas, browser);
    await writes('cleo@example.test');
    const sender = core.app.get(PushSender, { strict: false });
    const comesBy = async (attempts: number, within: string) => {
      await core.db.query(`update core.push_job set attempts = $1, due_at = now() + $2::interval`, [attempts, within]);
      await sender.followClock();
      await sender.sendDue();
      return service.of(browser).length;
    };
    expect([await comesBy(5, '30 minutes'), await comesBy(1, '30 minutes')]).toEqual([0, 1]);
  });

  it('of what a service refuses for good is not repeated, and is said in the log without the address', async () => {
    await aClient('Dora').withEmail('dora@example.test').assignedTo(anna).saved(core.db);
    await subscribe(annas, service.browser('refused'));
    await writes('dora@example.test');
    service.status = 403;
    core.lines.length = 0;
    await sent();
    expect(core.lines).toContainEqual(expect.objectContaining({ msg: 'a push service refused a notice', status: 403 }));
    expect(JSON.stringify(core.lines)).not.toContain('/push/refused');
    expect(await jobs()).toBe(0);
  });

  it('goes to a browser until it is removed, somebody else signs in there, or its session is ended', async () => {
    const boris = await anEmployee('Boris').saved(core.db);
    const boriss = await core.as(boris);
    const browser = service.browser('shared');
    const { body } = await subscribe(annas, browser);
    const [mine] = body.items as { id: string }[];
    expect((await boriss.delete(`me/push/${mine!.id}`)).body.code).toBe('push.not-found');
    await subscribe(annas, browser, 'uk');
    expect((await annas.get('me/push')).body.items).toHaveLength(1);
    await subscribe(boriss, browser);
    expect([(await annas.get('me/push')).body.items, (await boriss.get('me/push')).body.items]).toMatchObject([
      [],
      [{}],
    ]);
    await boriss.delete('session');
    expect(await core.db.query(`select from core.push_subscription`)).toEqual([]);
    const again = (await subscribe(annas, browser)).body.items as { id: string }[];
    expect((await annas.delete(`me/push/${again[0]!.id}`)).status).toBe(204);
    expect(await core.db.query(`select from core.push_subscription`)).toEqual([]);
    const actions = await core.db.query<{ action: string }>(
      `select action from core.journal where action like 'push.%' and actor_id = $1 order by at desc, seq desc limit 2`,
      [anna.employeeId],
    );
    expect(actions.map(({ action }) => action)).toEqual(['push.unsubscribed', 'push.subscribed']);
  });

  it('ends with whoever leaves', async () => {
    const carol = await anEmployee('Carol').saved(core.db);
    await subscribe(await core.as(carol), service.browser('carol'));
    const { body } = await owner.get(`employees/${carol.employeeId}/departure`);
    expect(body['revokes']).toContainEqual({ kind: 'push-subscriptions', count: 1 });
    await owner.post(`employees/${carol.employeeId}/departure`, {
      successor: { employeeId: anna.employeeId },
      reason: 'left',
    });
    expect(
      await core.db.query(`select from core.push_subscription where employee_id = $1`, [carol.employeeId]),
    ).toEqual([]);
  });

  it('can be tried at once, and says when the service does not take it', async () => {
    const browser = service.browser('trial');
    const [one] = (await subscribe(annas, browser, 'uk')).body.items as { id: string }[];
    expect((await annas.post(`me/push/${one!.id}/trial`)).status).toBe(204);
    expect(browser.read(service.of(browser)[0]!)).toMatchObject({
      body: 'Сповіщення на цьому пристрої працюють',
      url: '/account',
    });
    service.status = 500;
    expect((await annas.post(`me/push/${one!.id}/trial`)).body.code).toBe('push.not-delivered');
  });

  it('keeps addresses and keys under the master key, and ours the same after a start', async () => {
    await subscribe(annas, service.browser('sealed'));
    const rows = await core.db.query<{ row: string }>(
      `select s::text as row from core.push_subscription s union all select k::text from core.push_key k`,
    );
    expect(rows.map(({ row }) => row).join()).not.toContain('/push/sealed');
    const { body } = await annas.get('me/push');
    // As another start reads them.
    const settings = core.app.get<Settings>(SETTINGS, { strict: false });
    const again = new PushKeys(core.db.uow('core'), new PushKeysRepository(), aMasterKey(), settings);
    expect((await again.vapid()).publicKey).toBe(body['key']);
  });

  it('takes only what a browser gives', async () => {
    const { endpoint, keys } = service.browser('wrong').subscription;
    const wrong = [
      { p256dh: 'AAAA', auth: keys.auth },
      { p256dh: keys.p256dh, auth: 'AAAA' },
    ];
    for (const bad of wrong)
      expect((await annas.post('me/push', { endpoint, keys: bad, language: 'en' })).status).toBe(400);
    for (let i = 0; i < 10; i += 1) await subscribe(annas, service.browser(`many-${i}`));
    expect((await subscribe(annas, service.browser('many-10'))).body.code).toBe('push.limit-reached');
    expect((await subscribe(annas, service.browser('many-9'))).status).toBe(201);
  });
});
