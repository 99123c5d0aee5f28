import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { InteractionView } from '../../apps/core/src/conversations/interaction.view.js';
import { WhatsappWorld } from '../peers/whatsapp/page/whatsapp-world.js';
import { describeWith } from '../peers/real/peer.js';
import type { ApiUser } from '../product/api.js';
import { Product } from '../product/product.js';
import {
  companyNumber,
  entryOf,
  numberSettings,
  quietPolicy,
  soon,
  standInFor,
  timelineOf,
  whatsappClient,
  WhatsappOffice,
} from './whatsapp-office.js';

describeWith(['chromium'], 'a number on WhatsApp, as a linked device', () => {
  let world: WhatsappWorld;
  let product: Product;
  let owner: ApiUser;
  let office: WhatsappOffice;
  let ada: ClientView;

  beforeAll(async () => {
    world = await WhatsappWorld.open();
    product = await (await Product.gateway(standInFor(world))).start(120_000);
    owner = await product.owner();
    ada = await whatsappClient(owner, 'Ada Lovelace', '+380501112233');
  }, 120_000);

  afterAll(async () => {
    await product?.remove();
    await world?.close();
  });

  afterEach(() => {
    world.ways.bootMs = 0;
    world.phone(companyNumber).ways.syncDelayMs = 1_500;
  });

  it('is not connected until somebody has read what a linked device risks', async () => {
    const body = { name: 'WhatsApp', teamId: null, settings: numberSettings(), policy: quietPolicy };
    expect(await owner.ask('POST', '/whatsapp/numbers', body)).toMatchObject({
      status: 422,
      body: { code: 'whatsapp.risk-not-accepted' },
    });
  });

  it('shows a QR, which nobody keeps a copy of', async () => {
    office = await WhatsappOffice.connect(owner, world);
    const qr = await office.qr();
    expect(qr).toMatch(/^2@/);
    const answer = await owner.fetch('GET', `/whatsapp/numbers/${office.numberId}/linking`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }, 90_000);

  it('is not linked to a phone with another number', async () => {
    const stranger = await world.scan('+380449999999', await office.qr());
    await office.until(({ state, code }) => state === 'unlinked' && code === 'whatsapp.other-number');
    expect(stranger.device).toBeNull();
  }, 90_000);

  it('is linked by QR, and takes over what was said before', async () => {
    const phone = world.phone(companyNumber);
    phone.name = 'The Company';
    phone.say({ chat: '+380501112233', text: 'Written before you were linked', at: new Date(Date.now() - 3_600_000) });
    phone.charge(80, true);
    await office.link();
    expect(await office.number()).toMatchObject({
      state: 'ready',
      linked: { number: companyNumber, name: 'The Company' },
    });
    const old = await entryOf(owner, ada.id, ({ text }) => text === 'Written before you were linked');
    expect(old.message).toMatchObject({ origin: 'history', sentBy: 'client' });
    expect(old.direction).toBe('inbound');
  }, 120_000);

  it('is linked still after a restart of the gateway, without a QR, and finds what came meanwhile, once', async () => {
    const phone = world.phone(companyNumber);
    phone.say({ chat: '+380501112233', text: 'Before the restart' });
    await entryOf(owner, ada.id, ({ text }) => text === 'Before the restart');
    // The browser writes its storage down by itself only after some seconds (notes: a kill within two lost the session).
    await product.stop();
    phone.say({ chat: '+380501112233', text: 'While it was away' });
    phone.typeOnPhone({ chat: '+380501112233', text: 'Answered on the phone meanwhile' });
    await product.start();
    await office.untilReady();
    const missed = await entryOf(owner, ada.id, ({ text }) => text === 'While it was away');
    expect(missed.message).toMatchObject({ origin: 'backfill' });
    const typed = await entryOf(owner, ada.id, ({ text }) => text === 'Answered on the phone meanwhile');
    expect(typed).toMatchObject({ direction: 'outbound', message: { sentBy: 'holder' } });
    expect((await timelineOf(owner, ada.id)).filter(({ text }) => text === 'Before the restart')).toHaveLength(1);
  }, 120_000);

  it('is ready also where the page had synced before anybody listened', async () => {
    const phone = world.phone(companyNumber);
    phone.ways.syncDelayMs = 0;
    world.ways.bootMs = 1_000;
    await product.stop();
    await product.start();
    await office.untilReady();
    phone.say({ chat: '+380501112233', text: 'Can you hear me?' });
    await entryOf(owner, ada.id, ({ text }) => text === 'Can you hear me?');
  }, 120_000);

  it('is unlinked on the phone: somebody must know, and it is linked again by a new QR', async () => {
    world.logout(companyNumber);
    await office.until(({ state, code }) => state === 'unlinked' && code === 'whatsapp.logged-out');
    await eventually(async () => {
      const { items } = await owner.get<{ items: { code: string }[] }>('/alerts');
      expect(items.map(({ code }) => code)).toContain('whatsapp.logged-out');
    }, soon);
    const phone = world.phone(companyNumber);
    phone.say({ chat: '+380501112233', text: 'Nobody is linked' });
    await office.link();
    await entryOf(owner, ada.id, ({ text }) => text === 'Nobody is linked');
    // Linked anew, and not only until the next start.
    await product.stop();
    await product.start();
    await office.untilReady();
  }, 180_000);

  it('is unlinked in the page: at WhatsApp too; what was captured stays', async () => {
    const before = await timelineOf(owner, ada.id);
    expect((await owner.ask('POST', `/whatsapp/numbers/${office.numberId}/unlink`)).status).toBe(204);
    await office.until(({ state }) => state === 'unlinked');
    expect(world.phone(companyNumber).device).toBeNull();
    expect((await timelineOf(owner, ada.id)).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  }, 90_000);

  it('is linked by a pairing code as well', async () => {
    await office.linking('code');
    const code = await eventually(async () => {
      const { pairing } = await office.linking();
      expect(pairing).not.toBeNull();
      return pairing!.text;
    }, soon);
    await world.enterPairingCode(companyNumber, code);
    await office.untilReady();
    const answer: InteractionView = await owner.post(`/clients/${ada.id}/messages`, {
      medium: 'whatsapp',
      text: 'Linked by a code',
    });
    await eventually(
      () => expect(world.phone(companyNumber).sent()).toMatchObject([{ text: 'Linked by a code' }]),
      soon,
    );
    await eventually(async () => {
      const entries = await timelineOf(owner, ada.id);
      expect(entries.find(({ id }) => id === answer.id)?.status).toBe('sent');
    }, soon);
  }, 120_000);

  it('leaves the session to another browser until a person says that it goes on', async () => {
    world.conflict(companyNumber);
    await office.until(({ state, code }) => state === 'waiting' && code === 'whatsapp.conflict');
    await office.linking('qr');
    await office.untilReady();
  }, 150_000);

  it('waits for a person where WhatsApp has banned the number', async () => {
    world.ban(companyNumber);
    await office.until(({ state, code }) => state === 'waiting' && code === 'whatsapp.banned');
  }, 90_000);
});
