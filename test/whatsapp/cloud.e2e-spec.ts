import { randomUUID } from 'node:crypto';
import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { InteractionView, UnplacedView } from '../../apps/core/src/conversations/interaction.view.js';
import type { WhatsappNumberView } from '../../apps/core/src/whatsapp/numbers/number.view.js';
import { GraphWorld, type GraphNumber } from '../peers/whatsapp/graph.js';
import type { ApiUser } from '../product/api.js';
import { Product } from '../product/product.js';
import { connectNumber, deliverOverHttp } from './cloud-office.js';

interface List<T> {
  items: T[];
}

const soon = { withinMs: 20_000 };
const digits = '380501112233';

describe('WhatsApp by the Cloud API, from outside', () => {
  let product: Product;
  let world: GraphWorld;
  let graph: GraphNumber;
  let number: WhatsappNumberView;
  let owner: ApiUser;
  let anna: ApiUser;
  let ada: ClientView;
  /** Everything that Anna's page has been given. */
  const heardByAnna: string[] = [];

  beforeAll(async () => {
    world = await GraphWorld.open();
    graph = world.aNumber();
    product = await (await Product.gateway({ KEEPLINE_WHATSAPP_GRAPH_URL: world.url })).start();
    deliverOverHttp(world, product.url);
    owner = await product.owner();
    const employee = await owner.newEmployee('Anna Kovalenko', 'anna@company.test');
    anna = await product.as('anna@company.test');
    ada = await owner.post('/clients', {
      kind: 'person',
      name: 'Ada Lovelace',
      contactPoints: [{ kind: 'phone', value: `+${digits}` }],
      responsibleId: employee.id,
    });
    number = await connectNumber(owner, graph);
    await eventually(async () => expect(await standing()).toMatchObject({ state: 'ready', code: null }), soon);
  }, 120_000);

  afterAll(async () => {
    await product?.remove();
    await world?.close();
  });

  const standing = () => owner.get<WhatsappNumberView>(`/whatsapp/numbers/${number.id}`);
  const timeline = async (): Promise<InteractionView[]> => {
    const response = await anna.fetch('GET', `/clients/${ada.id}/timeline`);
    const text = await response.text();
    heardByAnna.push(text);
    return (JSON.parse(text) as List<InteractionView>).items;
  };
  const onCard = (text: string) =>
    eventually(async () => {
      const found = (await timeline()).find((one) => one.text === text);
      expect(found).toBeDefined();
      return found!;
    }, soon);
  const write = async (body: object) => {
    const { status, body: told } = await anna.ask<InteractionView & { code: string }>(
      'POST',
      `/clients/${ada.id}/messages`,
      {
        medium: 'whatsapp',
        idempotencyKey: randomUUID(),
        ...body,
      },
    );
    heardByAnna.push(JSON.stringify(told));
    return { status, told };
  };
  const stateOf = (id: string, state: string) =>
    eventually(async () => {
      const one = (await timeline()).find((each) => each.id === id);
      expect(one?.status).toBe(state);
      return one!;
    }, soon);

  it('shows Meta that the callback is ours, to whoever knows the token', async () => {
    const ask = (token: string) =>
      fetch(
        `${product.url}/api/v1/whatsapp/webhook?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`,
      );
    const right = await ask(`verify-${graph.phoneNumberId}`);
    expect([right.status, await right.text()]).toEqual([200, '1158201444']);
    expect((await ask('guess')).status).toBe(403);
  });

  it('takes a message and lays it on the card', async () => {
    await world.say(graph, { from: digits, name: 'Ada 💡', text: 'Добрий день! Чи є рахунок?' });
    expect(await onCard('Добрий день! Чи є рахунок?')).toMatchObject({
      medium: 'whatsapp',
      direction: 'inbound',
      kind: 'message',
      clientId: ada.id,
    });
  });

  it('refuses a wrong signature, or none, and keeps nothing of it', async () => {
    const body = world.webhook(graph, [
      world.messages(graph, [
        { from: digits, id: 'wamid.F', timestamp: '1770000000', type: 'text', text: { body: 'forged' } },
      ]),
    ]);
    const send = (signature: Record<string, string>) =>
      fetch(`${product.url}/api/v1/whatsapp/webhook`, { method: 'POST', headers: signature, body });
    expect((await send({ 'x-hub-signature-256': world.sign(body, 'wrong') })).status).toBe(401);
    expect((await send({})).status).toBe(401);
    await world.say(graph, { from: digits, text: 'after the forgery' });
    await onCard('after the forgery');
    expect((await timeline()).map(({ text }) => text)).not.toContain('forged');
  });

  it('takes what is repeated once', async () => {
    const id = 'wamid.REPEATED';
    for (let n = 0; n < 3; n++) await world.say(graph, { from: digits, id, text: 'only once' });
    await world.say(graph, { from: digits, text: 'and then' });
    await onCard('and then');
    expect((await timeline()).filter(({ text }) => text === 'only once')).toHaveLength(1);
  });

  it('keeps what the client deletes, and marks it', async () => {
    const id = await world.say(graph, { from: digits, text: 'our price is 100' });
    await onCard('our price is 100');
    await world.say(graph, { from: digits, content: { type: 'revoke', revoke: { original_message_id: id } } });
    await eventually(async () => {
      const one = (await timeline()).find(({ text }) => text === 'our price is 100');
      expect(one?.message?.revoked).toMatchObject({ by: 'client' });
    }, soon);
  });

  it('fetches a file, and serves it by its bytes', async () => {
    const bytes = Buffer.from('%PDF-1.7\n% the contract of Ada');
    const media = world.addMedia(bytes, 'application/pdf');
    await world.say(graph, {
      from: digits,
      content: {
        type: 'document',
        document: { id: media, mime_type: 'application/pdf', filename: 'contract.pdf', caption: 'signed' },
      },
    });
    const { id } = await onCard('signed');
    await eventually(async () => {
      const one = (await timeline()).find((each) => each.id === id);
      expect(one?.message?.media).toMatchObject({ state: 'kept', type: 'application/pdf' });
    }, soon);
    const file = await anna.fetch('GET', `/interactions/${id}/attachments/0`);
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it('shows what does not exist yet as such', async () => {
    await world.say(graph, { from: digits, content: { type: 'hologram', hologram: { depth: 3 } } });
    await eventually(async () => {
      const kinds = (await timeline()).map(({ message }) => message && [message.kind, message.providerType]);
      expect(kinds).toContainEqual(['unsupported', 'hologram']);
    }, soon);
  });

  it('lays a stranger into the tray', async () => {
    await world.say(graph, { from: '380939999999', name: 'Stranger', text: 'who are you?' });
    await eventually(async () => {
      const { items } = await owner.get<List<UnplacedView>>('/unplaced');
      expect(items.map(({ medium }) => medium)).toContain('whatsapp');
    }, soon);
  });

  it('carries an answer to the client, and its ticks back', async () => {
    const { status, told } = await write({ text: 'Here is your invoice' });
    expect([status, told.code]).toEqual([202, undefined]);
    await stateOf(told.id, 'sent');
    const sent = world.sent.at(-1)!;
    expect(sent.body).toMatchObject({ to: digits, type: 'text', text: { body: 'Here is your invoice' } });
    await world.deliver(graph, [
      world.statuses(graph, [
        world.statusOf(sent.id, 'read'),
        world.statusOf(sent.id, 'delivered'),
        world.statusOf(sent.id, 'sent'),
      ]),
    ]);
    await stateOf(told.id, 'read');
  });

  it('says when the server closes the window, and when the token is over; what waits goes out after it was renewed', async () => {
    world.closedWindows.add(digits);
    const refused = await write({ text: 'too late' });
    await stateOf(refused.told.id, 'failed');
    world.closedWindows.delete(digits);

    world.expiredTokens.add(graph.token);
    const waits = await write({ text: 'patience' });
    await eventually(
      async () => expect(await standing()).toMatchObject({ state: 'waiting', code: 'whatsapp.token-expired' }),
      soon,
    );
    await eventually(async () => {
      const { items } = await owner.get<List<{ code: string }>>('/alerts');
      expect(items.map(({ code }) => code)).toContain('whatsapp.token-expired');
    }, soon);
    world.aNumber({ ...graph, token: 'renewed' });
    const renewed = await owner.ask('PATCH', `/whatsapp/numbers/${number.id}`, { secrets: { accessToken: 'renewed' } });
    expect(renewed.status).toBeLessThan(300);
    await stateOf(waits.told.id, 'sent');
  });

  it('takes a burst of a thousand', async () => {
    const before = (await standing()).lastInboundAt;
    await Promise.all(
      Array.from({ length: 20 }, async (_, lane) => {
        for (let n = 0; n < 50; n++) await world.say(graph, { from: digits, text: `burst ${lane * 50 + n}` });
      }),
    );
    const seen = new Set<string>();
    await eventually(
      async () => {
        let cursor: string | null = null;
        do {
          const page: List<InteractionView> & { nextCursor: string | null } = await anna.get(
            `/clients/${ada.id}/timeline?limit=100${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
          );
          for (const { text, id } of page.items) if (text?.startsWith('burst ')) seen.add(`${id} ${text}`);
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(seen.size).toBe(1_000);
      },
      { withinMs: 60_000 },
    );
    expect(new Set([...seen].map((one) => one.split(' ').at(-1))).size).toBe(1_000);
    expect(before).not.toBeNull();
  }, 120_000);

  it('goes on after kill -9 with what it had taken', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, n) => world.say(graph, { from: digits, text: `before the end ${n}` })),
    );
    expect(ids).toHaveLength(20);
    await product.kill();
    await product.start();
    anna = await product.as('anna@company.test');
    owner = await product.owner();
    for (let n = 0; n < 20; n++) await onCard(`before the end ${n}`);
  }, 120_000);

  it("gave Anna's page no number of the client", () => {
    const all = heardByAnna.join('\n');
    expect(all.length).toBeGreaterThan(1_000);
    expect(all).not.toContain(digits);
    expect(all).not.toContain(digits.slice(3));
    expect(all).not.toContain('wamid.');
  });
});
