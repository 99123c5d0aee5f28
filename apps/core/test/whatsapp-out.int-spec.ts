import { randomUUID } from 'node:crypto';
import {
  aClient,
  aCompany,
  anEmployee,
  aTeam,
  aWhatsappNumber,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { aCore, type Answer, type Caller, type TestCore } from './a-core.js';
import { Chats, shown, type Shown } from './a-chat.js';

let core: TestCore;
let office: SavedChannel;
let device: SavedChannel;
let anna: SavedEmployee;
let annasPage: Caller;
let ada: SavedClient;
let number: string;
let numbers = 0;
let chats: Chats;

beforeAll(async () => {
  core = await aCore();
  chats = new Chats(core);
  await aCompany('Company').saved(core.db);
  const sales = await aTeam('Sales').saved(core.db);
  office = await aWhatsappNumber('+380440000001').ofTeam(sales).saved(core.db);
  device = await aWhatsappNumber('+380440000002').byDevice().allowing({ signNames: true }).saved(core.db);
  anna = await anEmployee('Anna Kovalenko').inTeam(sales).saved(core.db);
  annasPage = await core.as(anna);
});
beforeEach(async () => {
  number = `38050${String(1_000_000 + ++numbers)}`;
  ada = await aClient('Ada').withPhone(`+${number}`).assignedTo(anna).saved(core.db);
});
afterAll(() => core.close());

const send = (message: object, page = annasPage, card = ada): Promise<Answer> =>
  page.post(`clients/${card.id}/messages`, { medium: 'whatsapp', text: 'Good day', ...message });
const wrote = (hoursAgo: number, channel = office, chatId = number) => chats.wrote(hoursAgo, channel, chatId);
const orders = (chatId = number) => chats.orders(chatId);
const told: Chats['told'] = (...args) => chats.told(...args);
const upload = (name: string, type: string, bytes = 'bytes') => chats.upload(annasPage, name, type, bytes);

describe('a new dialogue from the card', () => {
  it('goes to the number on the card, and no answer to the page has the number', async () => {
    const answer = await send({ channelId: device.id });
    expect(answer.status).toBe(202);
    const message = shown(answer);
    expect(message).toMatchObject({
      ...{ kind: 'message', medium: 'whatsapp', direction: 'outbound', status: 'queued', reading: 'done' },
      ...{ text: '*Anna Kovalenko*\nGood day', employee: { name: 'Anna Kovalenko' }, channelId: device.id },
      deliveries: [{ purpose: 'answer', act: 'message', state: 'queued', recipient: '•••' }],
    });
    expect(await orders()).toEqual([
      {
        ...{ deliveryId: message.deliveries[0]!.id, channelId: device.id, chatId: number, quotes: null, newChat: true },
        ...{ content: { is: 'text', text: '*Anna Kovalenko*\nGood day' }, at: expect.any(String) as string },
      },
    ]);
    const pages = await Promise.all(
      [
        `clients/${ada.id}/timeline`,
        `interactions/${message.id}`,
        `interactions/${message.id}/body`,
        'conversations',
      ].map((path) => annasPage.get(path)),
    );
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    for (const { text } of [answer, ...pages]) expect(text).not.toContain(number.slice(3));
  });

  it('is one conversation for each client and number, also when two begin it at once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => send({ channelId: device.id })));
    const again = shown(await send({ channelId: device.id }));
    expect(new Set([...answers.map((one) => shown(one).conversationId), again.conversationId]).size).toBe(1);
    await wrote(1);
    const elsewhere = shown(await send({ channelId: office.id }));
    expect(elsewhere.conversationId).not.toBe(again.conversationId);
    expect((await orders()).map(({ newChat }) => newChat)).toContain(false);
  });

  it('is refused for a card that is another’s, without a word about it', async () => {
    const boris = await anEmployee('Boris').saved(core.db);
    const answer = await send({ channelId: device.id }, await core.as(boris));
    expect(answer).toMatchObject({ status: 404, body: { code: 'client.not-found' } });
    expect(await orders()).toEqual([]);
  });

  it('needs a number or an id on the card', async () => {
    const bare = await aClient('Bare').withEmail('bare@example.test').assignedTo(anna).saved(core.db);
    expect(await send({ channelId: device.id }, annasPage, bare)).toMatchObject({
      ...{ status: 422, body: { code: 'whatsapp.no-contact' } },
    });
    const email = { channelId: device.id, contactPointId: bare.contactPoints[0]!.id };
    expect(await send(email, annasPage, bare)).toMatchObject({ body: { code: 'contact-point.not-found' } });
  });
});

describe('the number that is taken', () => {
  it('is that of the last contact, else the team’s, else the first that can send', async () => {
    await wrote(1);
    expect(shown(await send({}))).toMatchObject({ channelId: office.id });
    await send({ channelId: device.id });
    expect(shown(await send({}))).toMatchObject({ channelId: device.id });
    const boris = await anEmployee('Boris').saved(core.db);
    const other = await aClient('Other').withPhone(`+${number}9`).assignedTo(boris).saved(core.db);
    await wrote(1, office, `${number}9`);
    expect(shown(await send({}, await core.as(boris), other))).toMatchObject({ channelId: office.id });
  });

  it('must be linked and switched on', async () => {
    const unlinked = await aWhatsappNumber('+380440000003').byDevice().inState('unlinked').saved(core.db);
    const closed = await aWhatsappNumber('+380440000004').byDevice().disabled().saved(core.db);
    expect(await send({ channelId: unlinked.id })).toMatchObject({ body: { code: 'whatsapp.not-linked' } });
    expect(await send({ channelId: closed.id })).toMatchObject({ body: { code: 'channel.cannot-send' } });
    expect(await send({ channelId: randomUUID() })).toMatchObject({ body: { code: 'channel.cannot-send' } });
  });
});

describe('a person with several ids', () => {
  it('has one conversation, whichever of them is on the card', async () => {
    const lid = `${number}77@lid`;
    await core.db.query(`insert into core.whatsapp_identity (id, same_as, phone) values ($1, $2, $3), ($2, $2, $3)`, [
      ...[lid, number, `+${number}`],
    ]);
    const first = shown(await send({ channelId: device.id }));
    await core.db.query(`update core.conversation set counterpart = $2 where id = $1`, [first.conversationId, lid]);
    await core.db.query(`insert into core.contact_point (id, client_id, kind, value) values ($1, $2, 'whatsapp', $3)`, [
      ...[randomUUID(), ada.id, number],
    ]);
    const next = shown(await send({ channelId: device.id }));
    expect(next.conversationId).toBe(first.conversationId);
    expect(await orders(lid)).toHaveLength(1);
  });
});

describe('the window of 24 hours', () => {
  it('is asked for before anything is written', async () => {
    expect(await send({ channelId: office.id })).toMatchObject({
      ...{ status: 409, body: { code: 'whatsapp.window-closed', details: { closedAt: null } } },
    });
    await wrote(24.01);
    const answer = await send({ channelId: office.id });
    expect(answer.body).toMatchObject({
      code: 'whatsapp.window-closed',
      details: { closedAt: expect.any(String) as string },
    });
    await wrote(23.9);
    expect((await send({ channelId: office.id })).status).toBe(202);
    expect(await orders()).toHaveLength(1);
  });

  it('is told by the server too, and shown', async () => {
    await wrote(1);
    const message = shown(await send({ channelId: office.id }));
    await told(message.deliveries[0]!.id, 1, { state: 'failed', code: 'whatsapp.window-closed', reply: '131047' });
    expect(shown(await annasPage.get(`interactions/${message.id}`))).toMatchObject({
      ...{ status: 'failed', deliveries: [{ state: 'failed', code: 'whatsapp.window-closed' }] },
    });
  });

  it('does not hold for templates, whose words are kept as the client reads them', async () => {
    const known = {
      ...{ name: 'offer', language: 'uk', category: 'UTILITY', status: 'APPROVED', buttons: [], examples: [] },
      ...{ header: null, body: 'Вітаємо, {{1}}!', footer: null, headerVariables: 0, bodyVariables: 1 },
    };
    core.whatsapp.templates = [known];
    const template = { name: 'offer', language: 'uk', body: ['Адо'] };
    const message = shown(await send({ channelId: office.id, text: '', template }));
    expect(message.text).toBe('Вітаємо, Адо!');
    expect((await orders())[0]!.content).toEqual({
      is: 'template',
      name: 'offer',
      language: 'uk',
      header: [],
      body: ['Адо'],
    });
    const refused = async (wish: object) => (await send({ channelId: office.id, text: '', ...wish })).body.code;
    expect(await refused({ template: { ...template, body: [] } })).toBe('whatsapp.template-variables');
    expect(await refused({ template: { ...template, language: 'en' } })).toBe('whatsapp.template-unknown');
    expect(await refused({ template, channelId: device.id })).toBe('whatsapp.template-unknown');
    expect(await refused({ template, text: 'and more' })).toBe('whatsapp.template-not-alone');
    expect(core.whatsapp.templatesAsked).toBe(1);
    expect(await orders()).toHaveLength(1);
  });
});

describe('files', () => {
  it('are a message each, with the words under the first', async () => {
    const attachmentIds = [
      await upload('offer.pdf', 'application/pdf'),
      await upload('photo.jpg', 'image/jpeg', 'photo'),
    ];
    const message = shown(await send({ channelId: device.id, attachmentIds }));
    expect(message).toMatchObject({
      text: '*Anna Kovalenko*\nGood day',
      attachments: [{ n: 0, name: 'offer.pdf', type: 'application/pdf', size: 5 }],
    });
    const contents = (await orders()).map(({ content }) => content);
    expect(contents).toMatchObject([
      { is: 'media', as: 'document', name: 'offer.pdf', caption: '*Anna Kovalenko*\nGood day' },
      { is: 'media', as: 'image', name: 'photo.jpg', caption: '' },
    ]);
    const { items } = (await annasPage.get(`clients/${ada.id}/timeline`)).body as unknown as { items: Shown[] };
    expect(items.map(({ attachments }) => attachments[0]!.name)).toEqual(['photo.jpg', 'offer.pdf']);
    const media = await core.db.query(
      `select state, type, evidence_size::int as size from core.message_media where interaction_id = any ($1) order by type`,
      [items.map(({ id }) => id)],
    );
    expect(media).toEqual([
      { state: 'kept', type: 'application/pdf', size: 5 },
      { state: 'kept', type: 'image/jpeg', size: 5 },
    ]);
    expect(await send({ channelId: device.id, attachmentIds })).toMatchObject({
      body: { code: 'upload.already-used' },
    });
  });

  it('are voice notes where the company allows them', async () => {
    const voice = async (channelId: string, type = 'audio/ogg') => {
      return send({ channelId, text: '', voice: true, attachmentIds: [await upload('voice.ogg', type)] });
    };
    expect((await voice(device.id)).status).toBe(202);
    expect((await orders())[0]!.content).toMatchObject({ is: 'media', as: 'voice', caption: '' });
    expect(await voice(device.id, 'audio/webm')).toMatchObject({ body: { code: 'whatsapp.voice-type-invalid' } });
    const silent = await aWhatsappNumber(`+3804400${String(numbers)}`)
      .byDevice()
      .allowing({ voiceNotes: false })
      .saved(core.db);
    expect(await voice(silent.id)).toMatchObject({ status: 403, body: { code: 'whatsapp.voice-not-allowed' } });
  });

  it('or words there must be', async () => {
    expect(await send({ channelId: device.id, text: ' ' })).toMatchObject({
      status: 400,
      body: { code: 'message.text-missing' },
    });
  });
});

describe('a message', () => {
  it('is sent once, however often it is asked for', async () => {
    const once = { channelId: device.id, idempotencyKey: randomUUID() };
    const answers = await Promise.all([1, 2, 3].map(() => send(once)));
    expect(new Set(answers.map((one) => shown(one).id)).size).toBe(1);
    expect(await orders()).toHaveLength(1);
    const other = await aClient('Other').withPhone('+380509999999').assignedTo(anna).saved(core.db);
    expect(await send(once, annasPage, other)).toMatchObject({
      status: 409,
      body: { code: 'idempotency-key.conflict' },
    });
  });

  it('keeps what was ordered as its original, and nobody waits for an answer any longer', async () => {
    const message = shown(await send({ channelId: device.id }));
    const owner = await anEmployee('Owner').as('owner').saved(core.db);
    const original = await (await core.as(owner)).get(`interactions/${message.id}/evidence`);
    expect(JSON.parse(original.text)).toMatchObject({
      ...{ kind: 'whatsapp', id: message.id, clientId: ada.id, employeeId: anna.employeeId, from: '+380440000002' },
      order: { chatId: number, content: { is: 'text', text: '*Anna Kovalenko*\nGood day' } },
    });
    await core.db.query(`update core.conversation set waiting_since = now() - interval '1 hour' where id = $1`, [
      message.conversationId,
    ]);
    await send({ channelId: device.id });
    const [row] = await core.db.query(`select waiting_since, last_direction from core.conversation where id = $1`, [
      message.conversationId,
    ]);
    expect(row).toEqual({ waiting_since: null, last_direction: 'outbound' });
  });

  it('answers another of the same chat', async () => {
    const first = shown(await send({ channelId: device.id }));
    expect(await send({ channelId: device.id, quotes: first.id })).toMatchObject({
      ...{ status: 404, body: { code: 'whatsapp.message-not-found' } },
    });
    await told(first.deliveries[0]!.id, 1, { messageId: 'true_1@c.us_3EB0' });
    expect((await send({ channelId: device.id, quotes: first.id })).status).toBe(202);
    expect((await orders()).at(-1)!.quotes).toBe('true_1@c.us_3EB0');
    await wrote(1);
    expect(await send({ channelId: office.id, quotes: first.id })).toMatchObject({ status: 404 });
  });
});
