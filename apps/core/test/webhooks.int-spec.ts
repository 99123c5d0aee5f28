import { createHmac } from 'node:crypto';
import { createServer, type Server, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aClient, aCompany, anEmployee, anOwner, eventually, type SavedEmployee } from '#libs/testing';
import { WebhookSender } from '../src/integrations/webhooks/webhook-sender.js';
import { webhookEvents } from '../src/integrations/webhooks/webhook.view.js';
import { aCore, type Answer, type Caller, type TestCore } from './a-core.js';

interface Received {
  headers: IncomingHttpHeaders;
  text: string;
  body: { type: string; timestamp: string; data: Record<string, unknown> };
}

/** Another program, which takes what it is told and answers as a test says. */
class Receiver {
  readonly received: Received[] = [];
  status = 204;
  reply = '';
  headers: Record<string, string> = {};
  private readonly server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      this.received.push({ headers: request.headers, text, body: JSON.parse(text) as Received['body'] });
      response.writeHead(this.status, this.headers).end(this.reply);
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }
  of = (type: string) => this.received.filter(({ body }) => body.type === type);
  close = () => new Promise((done) => this.server.close(done));
}

interface Hook {
  webhook: { id: string };
  secret: string;
}
interface Delivery {
  id: string;
  event: string;
  state: string;
  dueAt: string | null;
  attempts: { status: number | null; code: string | null; reply: string }[];
}

describe('a webhook', () => {
  let core: TestCore;
  let receiver: Receiver;
  let url: string;
  let owner: Caller;
  let anna: SavedEmployee;
  let page: Caller;
  let made: Hook;

  const said = ({ status, body }: Answer) => [status, body?.code];
  const make = async (events: readonly string[], at = url): Promise<Hook> =>
    (await owner.post('webhooks', { name: 'Warehouse', url: at, events })).body as unknown as Hook;
  const log = async (): Promise<Delivery[]> =>
    (await owner.get(`webhooks/${made.webhook.id}/deliveries`)).body.items as Delivery[];
  const signed = ({ headers, text }: Received, secret: string) =>
    `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
      .update(`${headers['webhook-id'] as string}.${headers['webhook-timestamp'] as string}.${text}`)
      .digest('base64')}`;
  /** As if its time had come. */
  const comes = () => core.db.query(`update core.webhook_delivery set due_at = now() where state = 'waiting'`);

  beforeAll(async () => {
    core = await aCore({ env: { KEEPLINE_WEBHOOKS_INSIDE: 'yes' } });
    await aCompany().saved(core.db);
    owner = await core.as(await anOwner('Olga').saved(core.db));
    anna = await anEmployee('Anna').saved(core.db);
    page = await core.as(anna);
  });
  beforeEach(async () => {
    receiver = new Receiver();
    url = await receiver.listen();
  });
  afterEach(async () => {
    await core.db.query(`delete from core.webhook`);
    await receiver.close();
  });
  afterAll(() => core.close());

  it('is told by ids alone, signed; its secret is shown once and lies sealed', async () => {
    made = await make(['interaction.captured', 'client.created']);
    const { body: client } = await page.post('clients', { kind: 'person', name: 'Ada Lovelace' });
    await page.post(`clients/${client['id'] as string}/notes`, { text: 'Wants a discount.' });
    await eventually(() => expect(receiver.received).toHaveLength(2));
    const [told] = receiver.of('interaction.captured');
    expect(told!.body).toEqual({
      type: 'interaction.captured',
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      data: {
        ...{ interactionId: expect.any(String), clientId: client['id'], conversationId: null },
        ...{ kind: 'note', medium: null, direction: 'internal' },
      },
    });
    expect(receiver.received.map(({ text }) => text).join()).not.toMatch(/Ada|discount/);
    expect(made.secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(told!.headers['webhook-signature']).toBe(signed(told!, made.secret));
    expect(Math.abs(Number(told!.headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(60);
    expect((await owner.get('webhooks')).text).not.toContain(made.secret);
    const [row] = await core.db.query<{ row: string }>(`select w::text as row from core.webhook w`);
    expect(row!.row).not.toContain(made.secret.slice(6));
    await eventually(async () => expect((await log()).map(({ state }) => state)).toEqual(['delivered', 'delivered']));
  });

  it('hears of everything that it can ask for, and of nothing else', async () => {
    made = await make(webhookEvents);
    const bodies = await core.db.query<{ body: string }>(
      `select pg_get_functiondef(p.oid) as body from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname = 'core' and p.proname like 'tell\\_of\\_%'`,
    );
    const told = bodies.flatMap(({ body }) =>
      [...body.matchAll(/tell_webhooks\('([^']+)'/g)].map(([, event]) => event),
    );
    expect(told.sort()).toEqual([...webhookEvents].sort());
    const client = await aClient('Cora').assignedTo(anna).saved(core.db);
    const { body } = await owner.get(`clients/${client.id}`);
    await owner.patch(`clients/${client.id}`, { name: 'Cora Smith', version: body['version'] });
    await eventually(() =>
      expect(receiver.of('client.changed').map((one) => one.body.data['clientId'])).toEqual([client.id]),
    );
    expect(receiver.of('client.assigned')).toEqual([]);
  });

  it('is tried again under the same id when it fails; the log says what was answered, and one can be sent again', async () => {
    made = await make(['client.created']);
    [receiver.status, receiver.reply] = [500, `no\0pe ${'x'.repeat(5_000)}`];
    await page.post('clients', { kind: 'person', name: 'Eve' });
    await eventually(async () =>
      expect(await log()).toMatchObject([{ state: 'waiting', attempts: [{ status: 500, code: null }] }]),
    );
    const [delivery] = await log();
    expect(delivery!.attempts[0]!.reply).toMatch(/^nope x+$/);
    expect(delivery!.attempts[0]!.reply.length).toBeLessThanOrEqual(1_024);
    expect((await owner.get('webhooks')).body.items).toMatchObject([{ failingSince: expect.any(String), waiting: 1 }]);
    [receiver.status, receiver.reply] = [200, 'ok'];
    await comes();
    await eventually(async () =>
      expect(await log()).toMatchObject([{ state: 'delivered', attempts: [{ status: 200 }, { status: 500 }] }]),
    );
    expect((await owner.get('webhooks')).body.items).toMatchObject([{ failingSince: null, waiting: 0 }]);
    const again = await owner.post(`webhooks/${made.webhook.id}/redeliver`, { deliveryId: delivery!.id });
    expect(again.body).toEqual({ queued: 1 });
    await eventually(() => expect(receiver.received).toHaveLength(3));
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([delivery!.id]));
  });

  it('does not wait for an hour that a clock which was set back is still to reach', async () => {
    made = await make(['client.created']);
    receiver.status = 500;
    await page.post('clients', { kind: 'person', name: 'Eve' });
    await eventually(async () => expect((await log())[0]?.attempts).toHaveLength(1));
    const waits = async (attempts: number, within: string) => {
      await core.db.query(`update core.webhook_delivery set attempts = $1, due_at = now() + $2::interval`, [
        ...[attempts, within],
      ]);
      await core.app.get(WebhookSender, { strict: false }).followClock();
      const [row] = await core.db.query<{ waits: boolean }>(
        `select due_at > now() as waits from core.webhook_delivery`,
      );
      return row!.waits;
    };
    // After three failures half an hour is right, and after eight twenty hours.
    expect([await waits(3, '29 minutes'), await waits(8, '21 hours')]).toEqual([true, true]);
    receiver.status = 200;
    expect(await waits(2, '1 hour')).toBe(false);
    await eventually(async () => expect((await log())[0]?.state).toBe('delivered'));
  });

  it('is switched off with an alert when nothing came through for three days, and goes on where it stopped', async () => {
    made = await make(['client.created']);
    receiver.status = 503;
    await page.post('clients', { kind: 'person', name: 'Eve' });
    await eventually(async () => expect((await log())[0]?.attempts).toHaveLength(1));
    await core.db.query(`update core.webhook set failing_since = now() - interval '72 hours'`);
    await comes();
    await eventually(async () =>
      expect((await owner.get('webhooks')).body.items).toMatchObject([{ enabled: false, offCode: 'webhook.given-up' }]),
    );
    const alerts = (await owner.get('alerts')).body.items as { code: string; details: object }[];
    expect(alerts.filter(({ code }) => code === 'webhook.off')).toMatchObject([
      { details: { name: 'Warehouse', reason: 'webhook.given-up' } },
    ]);
    receiver.status = 204;
    const on = await owner.patch(`webhooks/${made.webhook.id}`, { enabled: true });
    expect(on.body).toMatchObject({ enabled: true, offCode: null, failingSince: null });
    const since = new Date(Date.now() - 3_600_000).toISOString();
    expect((await owner.post(`webhooks/${made.webhook.id}/redeliver`, { since })).body).toEqual({ queued: 1 });
    await eventually(async () => expect((await log())[0]?.state).toBe('delivered'));
  });

  it('is switched off at once by a receiver that is gone', async () => {
    made = await make(['client.created']);
    receiver.status = 410;
    await page.post('clients', { kind: 'person', name: 'Eve' });
    await eventually(async () =>
      expect((await owner.get('webhooks')).body.items).toMatchObject([{ enabled: false, offCode: 'webhook.gone' }]),
    );
  });

  it('is signed with both secrets for a day after it got another', async () => {
    made = await make(['client.created']);
    const renewed = (await owner.post(`webhooks/${made.webhook.id}/secret`)).body as unknown as Hook;
    expect(renewed.secret).not.toBe(made.secret);
    expect((await owner.post(`webhooks/${made.webhook.id}/test`)).body).toMatchObject({ status: 204, code: null });
    const [trial] = receiver.of('test');
    expect(trial!.headers['webhook-signature']).toBe(
      `${signed(trial!, renewed.secret)} ${signed(trial!, made.secret)}`,
    );
    await core.db.query(`update core.webhook set old_until = now()`);
    await owner.post(`webhooks/${made.webhook.id}/test`);
    expect(receiver.of('test')[1]!.headers['webhook-signature']).toBe(signed(receiver.of('test')[1]!, renewed.secret));
  });

  it('follows nobody elsewhere, and says so when nobody is there', async () => {
    made = await make(['client.created']);
    [receiver.status, receiver.headers] = [302, { location: url }];
    expect((await owner.post(`webhooks/${made.webhook.id}/test`)).body).toMatchObject({ status: 302 });
    expect(receiver.received).toHaveLength(1);
    await owner.patch(`webhooks/${made.webhook.id}`, { url: 'http://127.0.0.1:9/' });
    expect((await owner.post(`webhooks/${made.webhook.id}/test`)).body).toMatchObject({
      ...{ status: null, code: 'webhook.unreachable' },
    });
  });

  it('tells nothing while it is off', async () => {
    made = await make(['client.created']);
    await owner.patch(`webhooks/${made.webhook.id}`, { enabled: false });
    await page.post('clients', { kind: 'person', name: 'Eve' });
    expect(await log()).toEqual([]);
  });

  it('is the owner’s, on record', async () => {
    made = await make(['client.created']);
    expect(said(await page.get('webhooks'))).toEqual([403, 'access.forbidden']);
    expect((await owner.delete(`webhooks/${made.webhook.id}`)).status).toBe(204);
    expect(said(await owner.delete(`webhooks/${made.webhook.id}`))).toEqual([404, 'webhook.not-found']);
    const entries = await core.db.query<{ action: string }>(
      `select action from core.journal where subject_id = $1 order by at, seq`,
      [made.webhook.id],
    );
    expect(entries.map(({ action }) => action)).toEqual(['webhook.created', 'webhook.removed']);
  });
});

describe('a webhook of an office that has not said otherwise', () => {
  it('goes to no address inside, and only by https', async () => {
    const core = await aCore();
    try {
      await aCompany().saved(core.db);
      const owner = await core.as(await anOwner().saved(core.db));
      const refusal = async (url: string) =>
        (await owner.post('webhooks', { name: 'X', url, events: ['client.created'] })).body.code;
      expect(await refusal('https://127.0.0.1/hook')).toBe('webhook.address-not-allowed');
      expect(await refusal('http://hooks.example.com/')).toBe('webhook.https-missing');
      expect(await refusal('https://10.0.0.1/')).toBe('webhook.address-not-allowed');
    } finally {
      await core.close();
    }
  });
});
