import { whatsappAlarmRaised, whatsappNumberChanged, type WhatsappNumberChanged } from '#libs/contracts';
import { UserError } from '#libs/errors';
import { aCompany, anEmployee, anOwner, aTeam, eventually, whatsappSettings } from '#libs/testing';
import { firstWhatsappPolicy } from '../src/whatsapp/whatsapp-policy.js';
import { aCore, type Caller, type TestCore } from './a-core.js';

interface NumberView extends Record<string, unknown> {
  id: string;
}

describe('the company’s WhatsApp numbers', () => {
  let core: TestCore;
  let owner: Caller;
  let nextNumber = 1;
  const aNumber = () => `+38044000${String(nextNumber++).padStart(4, '0')}`;

  beforeAll(async () => {
    core = await aCore({ env: { KEEPLINE_PUBLIC_URL: 'http://localhost:3000' } });
    await aCompany().saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
  });
  beforeEach(() => {
    core.whatsapp.refuse = null;
  });
  afterAll(() => core.close());

  const secrets = { accessToken: 'EAAG-token', appSecret: 'app-secret', verifyToken: 'verify' };
  const wanted = (number: string, change: object = {}) => ({
    ...{ name: `Office ${number}`, settings: whatsappSettings(number), policy: firstWhatsappPolicy, secrets },
    ...change,
  });
  const device = (number: string) => whatsappSettings(number, { driver: 'web', cloud: null });
  const create = async (number = aNumber(), change: object = {}): Promise<NumberView> => {
    const { status, body } = await owner.post('whatsapp/numbers', wanted(number, change));
    expect([status, body.code]).toEqual([201, null]);
    return body as NumberView;
  };
  const audits = async (id: string): Promise<string[]> =>
    (
      await core.db.query<{ action: string }>(
        `select action from core.journal where kind = 'audit' and subject_id = $1 order by at, seq`,
        [id],
      )
    ).map(({ action }) => action);
  const standing = (channelId: string, change: Partial<WhatsappNumberChanged> = {}): WhatsappNumberChanged =>
    whatsappNumberChanged.schema.parse({
      ...{ channelId, state: 'ready', code: null, detail: null, progress: null, battery: null, phoneOnline: true },
      linked: { since: '2026-11-25T09:00:00.000Z', number: '+380440000001', name: 'Office', platform: 'android' },
      ...{
        lastEventAt: null,
        queued: 3,
        canary: null,
        quality: null,
        linkingRevision: 1,
        at: new Date().toISOString(),
      },
      ...change,
    });

  it('are told to the role with sealed secrets, which core keeps nowhere', async () => {
    const number = aNumber();
    const created = await create(number);
    expect(created).toMatchObject({
      ...{
        number,
        driver: 'cloud',
        enabled: true,
        state: 'off',
        hasSecrets: { accessToken: true, appSecret: true, verifyToken: true },
      },
      webhookUrl: 'http://localhost:3000/api/v1/whatsapp/webhook',
      settings: { number, driver: 'cloud' },
    });
    const told = core.whatsapp.number(created.id)!;
    expect(told).toMatchObject({ enabled: true, settings: { number }, secrets: { oldAppSecret: null } });
    expect(JSON.stringify(told)).not.toContain('EAAG-token');
    const [row] = await core.db.query<{ all: string }>(`select c::text as all from core.channel c where id = $1`, [
      created.id,
    ]);
    expect(row!.all).not.toMatch(/EAAG|app-secret/);
    expect(JSON.stringify(core.lines)).not.toMatch(/EAAG|app-secret/);
    expect(await audits(created.id)).toEqual(['whatsapp-number.created']);
  });

  it('are shown to whoever reads channels, without how they are reached', async () => {
    const created = await create();
    const employee = await core.as(await anEmployee().saved(core.db));
    const { body } = await employee.get(`whatsapp/numbers/${created.id}`);
    expect(body).toMatchObject({ id: created.id, settings: null, webhookUrl: null, detail: null });
    expect((await employee.post('whatsapp/numbers', wanted(aNumber()))).status).toBe(403);
  });

  it('that the role refuses are shown to nobody, and can be tried again', async () => {
    const number = aNumber();
    core.whatsapp.refuse = new UserError('whatsapp.token-invalid');
    const refused = await owner.post('whatsapp/numbers', wanted(number));
    expect([refused.status, refused.body.code]).toEqual([400, 'whatsapp.token-invalid']);
    core.whatsapp.refuse = null;
    const { body } = await owner.get('whatsapp/numbers');
    expect((body.items as NumberView[]).filter((one) => one['number'] === number)).toEqual([]);
    await create(number);
    const again = await owner.post('whatsapp/numbers', wanted(number));
    expect([again.status, again.body.code]).toEqual([409, 'channel.address-taken']);
  });

  it('are linked as a device by whoever has read what that risks', async () => {
    const number = aNumber();
    const body = wanted(number, { settings: device(number), secrets: null });
    const refused = await owner.post('whatsapp/numbers', body);
    expect([refused.status, refused.body.code]).toEqual([422, 'whatsapp.risk-not-accepted']);
    const created = await owner.post('whatsapp/numbers', { ...body, riskAccepted: true });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ driver: 'web', riskAcceptedAt: expect.any(String), webhookUrl: null });
  });

  it('need the ids of the Cloud API to be reached by it', async () => {
    const number = aNumber();
    const settings = whatsappSettings(number, { cloud: null });
    const refused = await owner.post('whatsapp/numbers', wanted(number, { settings }));
    expect([refused.status, refused.body.code]).toEqual([400, 'whatsapp.cloud-missing']);
  });

  it('move to the other driver as the same channel, and keep their secrets where none are given', async () => {
    const number = aNumber();
    const created = await create(number);
    const path = `whatsapp/numbers/${created.id}`;
    const refused = await owner.patch(path, { settings: device(number) });
    expect([refused.status, refused.body.code]).toEqual([422, 'whatsapp.risk-not-accepted']);
    const moved = await owner.patch(path, { settings: device(number), riskAccepted: true });
    expect(moved.body).toMatchObject({ id: created.id, driver: 'web', name: `Office ${number}` });
    expect(core.whatsapp.number(created.id)).toMatchObject({ settings: { driver: 'web' }, secrets: null });
    const back = await owner.patch(path, { settings: whatsappSettings(number), enabled: false });
    expect(back.body).toMatchObject({ driver: 'cloud', enabled: false, hasSecrets: { accessToken: true } });
    expect(await audits(created.id)).toEqual([
      'whatsapp-number.created',
      'whatsapp-number.changed',
      'whatsapp-number.changed',
    ]);
  });

  it('take back a change that the role refuses', async () => {
    const created = await create();
    core.whatsapp.refuse = new UserError('whatsapp.number-invalid');
    const refused = await owner.patch(`whatsapp/numbers/${created.id}`, { name: 'Other' });
    expect(refused.status).toBe(400);
    core.whatsapp.refuse = null;
    expect((await owner.get(`whatsapp/numbers/${created.id}`)).body).toMatchObject({ name: created['name'] });
  });

  it('keep their number once something was said by it', async () => {
    const created = await create();
    const other = aNumber();
    await core.db.query(
      `insert into core.conversation (id, channel_id, medium, token, last_at) values ($1::uuid, $1::uuid, 'whatsapp', $1::text, now())`,
      [created.id],
    );
    const refused = await owner.patch(`whatsapp/numbers/${created.id}`, { settings: whatsappSettings(other) });
    expect([refused.status, refused.body.code]).toEqual([422, 'whatsapp.number-in-use']);
  });

  it('are tried with sealed secrets, and nothing is kept', async () => {
    const settings = whatsappSettings(aNumber());
    const { status, body } = await owner.post('whatsapp/numbers/test', { settings, secrets });
    expect([status, body]).toEqual([
      200,
      { checks: [{ step: 'token', ok: false, code: 'whatsapp.token-expired', detail: 'Session has expired' }] },
    ]);
    expect(JSON.stringify(core.whatsapp.tested.at(-1))).not.toContain('EAAG-token');
  });

  it('are as the role last said, and an older word changes nothing', async () => {
    const created = await create();
    const path = `whatsapp/numbers/${created.id}`;
    const at = new Date(Date.now() + 1_000).toISOString();
    const battery = { percent: 55, charging: false };
    await core.tell(whatsappNumberChanged, standing(created.id, { at, battery, detail: 'phone asleep' }));
    await core.tell(whatsappNumberChanged, standing(created.id, { state: 'restarting', code: 'whatsapp.conflict' }));
    expect((await owner.get(path)).body).toMatchObject({
      ...{
        state: 'ready',
        code: null,
        battery,
        phoneOnline: true,
        queued: 3,
        linkingRevision: 1,
        detail: 'phone asleep',
      },
      linked: { number: '+380440000001', platform: 'android' },
    });
    const later = new Date(Date.now() + 2_000).toISOString();
    await core.tell(
      whatsappNumberChanged,
      standing(created.id, { at: later, state: 'waiting', code: 'whatsapp.logged-out', linked: null }),
    );
    expect((await owner.get(path)).body).toMatchObject({ state: 'waiting', code: 'whatsapp.logged-out', linked: null });
  });

  it('are linked by a QR that is passed on, never stored or logged, and on record once', async () => {
    const number = aNumber();
    const created = await create(number, { settings: device(number), secrets: null, riskAccepted: true });
    const path = `whatsapp/numbers/${created.id}/linking`;
    core.whatsapp.linking = {
      ...{ state: 'linking', code: null, linked: null, pairing: null },
      qr: { text: '2@secret-qr', expiresAt: null },
    };
    const begun = await owner.post(path, { way: 'qr' });
    expect(begun.body).toMatchObject({ state: 'linking', qr: { text: '2@secret-qr' } });
    expect(begun.headers.get('cache-control')).toContain('no-store');
    for (let n = 0; n < 3; n++) expect((await owner.get(path)).body).toMatchObject({ qr: { text: '2@secret-qr' } });
    // The phone may be in the pocket of whoever linked it: the sheet of their departure says so.
    const another = await core.as(await anOwner('Another').saved(core.db));
    const { id: linker } = (await owner.get('me')).body;
    expect((await another.get(`employees/${String(linker)}/departure`)).body['left']).toEqual([
      { kind: 'whatsapp-numbers', count: 1 },
    ]);
    expect(core.whatsapp.linked.map(({ way }) => way)).toEqual(['qr', 'look', 'look', 'look']);
    expect(await audits(created.id)).toEqual([
      ...['whatsapp-number.created', 'whatsapp-number.linking', 'whatsapp-number.linking-shown'],
    ]);
    expect(JSON.stringify(core.lines)).not.toContain('secret-qr');
    const manager = await core.as(await anEmployee().as('manager').saved(core.db));
    expect((await manager.get(path)).status).toBe(403);
    expect((await owner.post(`whatsapp/numbers/${created.id}/unlink`)).status).toBe(204);
    expect(core.whatsapp.unlinked).toEqual([{ channelId: created.id }]);
    expect((await owner.post(`whatsapp/numbers/${created.id}/canary`)).status).toBe(202);
  });

  it('of the Cloud API have no device to link', async () => {
    const created = await create();
    const refused = await owner.get(`whatsapp/numbers/${created.id}/linking`);
    expect([refused.status, refused.body.code]).toEqual([422, 'whatsapp.not-a-device']);
  });

  it('have templates, which are asked for once a minute', async () => {
    const created = await create();
    const asked = core.whatsapp.templatesAsked;
    core.whatsapp.templates = [
      {
        ...{ name: 'hello', language: 'uk', category: 'UTILITY', status: 'APPROVED', header: null, footer: null },
        ...{ body: 'Вітаємо, {{1}}', buttons: [], headerVariables: 0, bodyVariables: 1, examples: ['Ада'] },
      },
    ];
    const employee = await core.as(await anEmployee().saved(core.db));
    for (let n = 0; n < 3; n++) {
      const { body } = await employee.get(`whatsapp/numbers/${created.id}/templates`);
      expect(body.items).toEqual(core.whatsapp.templates);
    }
    expect(core.whatsapp.templatesAsked).toBe(asked + 1);
  });

  it('are told again until the role answers', async () => {
    const created = await create();
    core.whatsapp.away();
    const away = await owner.patch(`whatsapp/numbers/${created.id}`, { enabled: false });
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '5']);
    const told = core.whatsapp.saved.length;
    core.whatsapp.refuse = null;
    await eventually(() => expect(core.whatsapp.saved.length).toBeGreaterThan(told), { withinMs: 5_000 });
    expect(core.whatsapp.number(created.id)).toMatchObject({ enabled: true });
  });

  it('raise alerts, which the administrator sees and the head of their team, once for each occasion', async () => {
    const [team, other] = [await aTeam().saved(core.db), await aTeam().saved(core.db)];
    const created = await create(aNumber(), { teamId: team.id });
    const alarm = whatsappAlarmRaised.schema.parse({
      ...{ channelId: created.id, code: 'whatsapp.silent', severity: 'alarm', details: { minutes: 60 } },
      ...{ once: `${created.id}:1`, at: new Date().toISOString() },
    });
    for (let n = 0; n < 2; n++) await core.tell(whatsappAlarmRaised, alarm);
    const seenBy = async (role: 'administrator' | 'manager', of: { id: unknown }) => {
      const caller = await core.as(
        await anEmployee()
          .as(role)
          .inTeam(of as never)
          .saved(core.db),
      );
      const { body } = await caller.get('alerts');
      return (body.items as { code: string; details: unknown }[]).filter(({ code }) => code === 'whatsapp.silent');
    };
    expect(await seenBy('administrator', team)).toMatchObject([
      { details: { minutes: 60, channelId: created.id, name: created.name } },
    ]);
    expect(await seenBy('manager', team)).toHaveLength(1);
    expect(await seenBy('manager', other)).toEqual([]);
  });
});

describe('the door of the webhooks', () => {
  let core: TestCore;
  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
  });
  beforeEach(() => {
    core.whatsapp.refuse = null;
  });
  afterAll(() => core.close());

  const signature = `sha256=${'ab'.repeat(32)}`;
  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    fetch(new URL('whatsapp/webhook', core.url), {
      ...{ method: 'POST', body },
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature, ...headers },
    });
  const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code];

  it('answers Meta’s question to whoever knows the token', async () => {
    const ask = (token: string, mode = 'subscribe') =>
      fetch(
        new URL(
          `whatsapp/webhook?hub.mode=${mode}&hub.verify_token=${encodeURIComponent(token)}&hub.challenge=1158201444`,
          core.url,
        ),
      );
    const right = await ask('the verify token');
    expect([right.status, right.headers.get('content-type'), await right.text()]).toEqual([
      ...[200, 'text/plain; charset=utf-8', '1158201444'],
    ]);
    expect(await codeOf(await ask('guessed'))).toEqual([403, 'whatsapp.webhook-not-allowed']);
    expect((await ask('the verify token', 'unsubscribe')).status).toBe(403);
  });

  it('passes the bytes on as they came, whether they are JSON or not', async () => {
    const body = '{"text":"\\u00e4\\/ä",  "not": json\u0000}';
    expect((await post(body)).status).toBe(200);
    const taken = core.whatsapp.webhooks.at(-1)!;
    expect(Buffer.from(taken.body, 'base64').toString('utf8')).toBe(body);
    expect(taken.signature).toBe(signature);
  });

  it('asks nobody about what is not signed at all', async () => {
    const taken = core.whatsapp.webhooks.length;
    for (const forged of ['', 'sha1=abc', 'sha256=short'])
      expect(await codeOf(await post('{}', { 'x-hub-signature-256': forged }))).toEqual([
        401,
        'whatsapp.signature-wrong',
      ]);
    expect(core.whatsapp.webhooks).toHaveLength(taken);
  });

  it('is not for larger bodies than Meta sends', async () => {
    const large = new Uint8Array(4 * 1024 * 1024 + 1);
    expect(await codeOf(await post(large))).toEqual([413, 'whatsapp.webhook-too-large']);
    expect((await post(new Uint8Array(4 * 1024 * 1024))).status).toBe(200);
  });

  it('tells Meta to come again while the role does not answer', async () => {
    core.whatsapp.away();
    const away = await post('{}');
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '5']);
  });
});

describe('somebody who guesses signatures', () => {
  it('is not listened to for a minute', async () => {
    const core = await aCore();
    try {
      core.whatsapp.refuse = new UserError('whatsapp.signature-wrong');
      const post = () =>
        fetch(new URL('whatsapp/webhook', core.url), {
          ...{ method: 'POST', body: '{}', headers: { 'x-hub-signature-256': `sha256=${'00'.repeat(32)}` } },
        });
      for (let n = 0; n < 20; n++) expect((await post()).status).toBe(401);
      const shut = await post();
      expect(shut.status).toBe(429);
      expect(Number(shut.headers.get('retry-after'))).toBeGreaterThan(0);
    } finally {
      await core.close();
    }
  });
});
