import { randomUUID } from 'node:crypto';
import { whatsappMessageChanged, whatsappMessageReceived } from '#libs/contracts';
import {
  aClient,
  aCompany,
  aMailbox,
  aManager,
  anEmployee,
  anOwner,
  aTeam,
  aWhatsappNumber,
  eventually,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { BypassRepository } from '../src/protection/bypass/bypass.repository.js';
import { CapturedWatch } from '../src/protection/bypass/captured-watch.js';
import { aChange, aMessage, content } from './a-whatsapp-message.js';
import { aKeptLetter } from './a-kept-letter.js';
import { Chats, shown } from './a-chat.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { auditOf } from './a-workplace.js';

let core: TestCore;
let chats: Chats;
let device: SavedChannel;
let office: SavedChannel;
let anna: SavedEmployee;
let annasPage: Caller;
let headsPage: Caller;
let ownersPage: Caller;
let ada: SavedClient;
let number: string;
let numbers = 0;

beforeAll(async () => {
  core = await aCore();
  chats = new Chats(core);
  await aCompany('Company').saved(core.db);
  const sales = await aTeam('Sales').saved(core.db);
  device = await aWhatsappNumber('+380440000021').byDevice().saved(core.db);
  office = await aMailbox('office@company.test').saved(core.db);
  anna = await anEmployee('Anna Kovalenko').inTeam(sales).saved(core.db);
  annasPage = await core.as(anna);
  headsPage = await core.as(await aManager().inTeam(sales).saved(core.db));
  ownersPage = await core.as(await anOwner().saved(core.db));
});
beforeEach(async () => {
  number = `38068${String(1_000_000 + ++numbers)}`;
  ada = await aClient('Ada')
    .withPhone(`+${number}`)
    .withEmail(`ada${String(numbers)}@example.test`)
    .assignedTo(anna)
    .saved(core.db);
  await policy({});
  await core.db.query(`delete from core.employee_private_contact`);
});
afterAll(() => core.close());

const policy = (change: object) =>
  ownersPage.put('protection/policy', { outgoing: 'warn', captured: true, strangers: true, allowed: [], ...change });
const send = (text: string, rest: object = {}, page = annasPage) =>
  page.post(`clients/${ada.id}/messages`, { medium: 'whatsapp', channelId: device.id, text, ...rest });
const alerts = async () =>
  (
    await core.db.query<{ code: string }>(`select code from core.alert where client_id = $1 order by at, id`, [ada.id])
  ).map(({ code }) => code);
const addPrivate = (kind: string, value: string) =>
  ownersPage.post(`employees/${anna.employeeId}/private-contacts`, { kind, value });
const ordered = async () => (await chats.orders(number)).length;

describe('what leads away', () => {
  it('is asked about before anything is written, and told when it is meant', async () => {
    const idempotencyKey = randomUUID();
    const answer = await send('Мой номер 093 111 22 33', { idempotencyKey });
    expect(answer).toMatchObject({
      status: 409,
      body: {
        code: 'protection.warned',
        details: { findings: [{ kind: 'other-number', text: 'Мой номер 093 111 22 33' }] },
      },
    });
    expect(await ordered()).toBe(0);
    expect((await annasPage.get(`clients/${ada.id}/timeline`)).body.items).toEqual([]);
    expect((await send('Мой номер 093 111 22 33', { idempotencyKey, confirmed: true })).status).toBe(202);
    expect(await ordered()).toBe(1);
    expect(await alerts()).toEqual(['protection.bypass-sent']);
  });

  it('in a rewording is asked about too, and each one that is meant is told', async () => {
    const message = shown(await send('Good day'));
    await chats.told(message.deliveries[0]!.id, 1, { messageId: `true_${randomUUID()}` });
    const edit = (rest: object) =>
      annasPage.post(`interactions/${message.id}/edit`, { text: 't.me/somebody', ...rest });
    expect(await edit({})).toMatchObject({ status: 409, body: { code: 'protection.warned' } });
    expect(await alerts()).toEqual([]);
    for (const text of ['t.me/somebody', 't.me/somebody_else'])
      expect((await edit({ text, confirmed: true })).status).toBe(202);
    expect((await edit({ text: 'Good evening', confirmed: true })).status).toBe(202);
    const told = await core.db.query(
      `select code, employee_id as who, details ->> 'interactionId' as what from core.alert where client_id = $1`,
      [ada.id],
    );
    const one = { code: 'protection.bypass-sent', who: anna.employeeId, what: message.id };
    expect(told).toEqual([one, one]);
  });

  it('of a letter stands in its words, its markup, its files and their names', async () => {
    const letter = (rest: object) =>
      annasPage.post(`clients/${ada.id}/messages`, { medium: 'email', subject: 'Offer', text: 'Good day', ...rest });
    const card = 'BEGIN:VCARD\r\nFN:Anna\r\nTEL;TYPE=cell:+380931112233\r\nEND:VCARD';
    const vcard = await chats.upload(annasPage, 'anna.vcf', 'text/vcard', card);
    const named = await chats.upload(annasPage, 'telegram @somebody.pdf', 'application/pdf');
    const kinds = async (rest: object) => {
      const { body } = await letter(rest);
      const { findings } = (body['details'] ?? { findings: [] }) as { findings: { kind: string }[] };
      return findings.map(({ kind }) => kind);
    };
    expect(await kinds({ text: 'Пишите мне на личную почту anna.home@ukr.net' })).toEqual([
      'invitation',
      'other-address',
    ]);
    expect(await kinds({ html: '<p>Good <a href="https://wa.me/380931112233">day</a></p>' })).toEqual([
      'messenger-link',
    ]);
    expect(await kinds({ attachmentIds: [vcard] })).toEqual(['other-number']);
    expect(await kinds({ attachmentIds: [named] })).toEqual(['messenger-link']);
    expect((await letter({ text: `Мы позвоним на +${number}, наш номер +380440000021` })).status).toBe(202);
  });

  it('is nobody’s business where the company does not look, and what it allows is its own', async () => {
    await policy({ allowed: ['t.me/company_news'] });
    expect((await send('Новости: https://t.me/company_news')).status).toBe(202);
    await policy({ strangers: false });
    expect((await send('Водитель 093 111 22 33')).status).toBe(202);
    await addPrivate('phone', '093 111 22 33');
    expect((await send('Водитель 093 111 22 33')).body.code).toBe('protection.warned');
    await policy({ outgoing: 'off' });
    expect((await send('Мой номер 093 111 22 33')).status).toBe(202);
  });
});

describe('what is held', () => {
  beforeEach(() => policy({ outgoing: 'hold' }));

  it('waits for a head, who lets it go', async () => {
    const message = shown(await send('t.me/somebody'));
    expect(message.status).toBe('held');
    expect(await ordered()).toBe(0);
    expect(await alerts()).toEqual(['protection.held']);
    const { items } = (await headsPage.get('protection/held')).body as unknown as { items: { id: string }[] };
    expect(items[0]).toMatchObject({
      ...{
        medium: 'whatsapp',
        employee: { name: 'Anna Kovalenko' },
        client: { id: ada.id },
        interactionId: message.id,
      },
      ...{ text: 't.me/somebody', findings: [{ kind: 'messenger-link' }] },
    });
    const [row] = await core.db.query<{ orders: Buffer }>(
      `select sealed_orders as orders from core.outgoing_check where interaction_id = $1`,
      [message.id],
    );
    expect(row!.orders.includes(Buffer.from(number))).toBe(false);
    const path = `protection/held/${items[0]!.id}/release`;
    expect(await annasPage.post(path)).toMatchObject({ status: 403 });
    const answers = await Promise.all([1, 2].map(() => headsPage.post(path)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(await ordered()).toBe(1);
    expect((await chats.orders(number))[0]).toMatchObject({ deliveryId: message.deliveries[0]!.id });
    expect(shown(await annasPage.get(`interactions/${message.id}`)).status).toBe('queued');
    expect(await auditOf(core.db, ada.id)).toContain('protection.released');
  });

  it('or refuses it, and it never goes', async () => {
    const files = [
      await chats.upload(annasPage, 'a.pdf', 'application/pdf'),
      await chats.upload(annasPage, 'b.pdf', 'application/pdf'),
    ];
    const message = shown(await send('t.me/somebody', { attachmentIds: files }));
    const { items } = (await headsPage.get('protection/held')).body as unknown as { items: { id: string }[] };
    expect((await headsPage.post(`protection/held/${items[0]!.id}/refuse`)).status).toBe(204);
    expect(await ordered()).toBe(0);
    const states = await core.db.query(
      `select d.state from core.delivery d join core.interaction i on i.id = d.interaction_id where i.client_id = $1`,
      [ada.id],
    );
    expect(states).toEqual([{ state: 'refused' }, { state: 'refused' }]);
    expect(await headsPage.post(`protection/held/${items[0]!.id}/release`)).toMatchObject({ status: 409 });
    await chats.told(message.deliveries[0]!.id, 9, { state: 'sent' });
    expect(shown(await annasPage.get(`interactions/${message.id}`)).status).toBe('refused');
  });

  it('is on cards that the head sees, and does not answer a client who waits', async () => {
    const other = await core.as(
      await aManager('Other Head')
        .inTeam(await aTeam('Other').saved(core.db))
        .saved(core.db),
    );
    const message = shown(await send('Good day'));
    await core.db.query(`update core.conversation set waiting_since = now() - interval '1 hour' where id = $1`, [
      message.conversationId,
    ]);
    await send('t.me/somebody');
    const [row] = await core.db.query<{ waits: boolean }>(
      `select waiting_since is not null as waits from core.conversation where id = $1`,
      [message.conversationId],
    );
    expect(row).toEqual({ waits: true });
    expect((await other.get('protection/held')).body.items).toEqual([]);
    const { items } = (await headsPage.get('protection/held')).body as unknown as { items: { id: string }[] };
    expect(await other.post(`protection/held/${items[0]!.id}/release`)).toMatchObject({
      ...{ status: 404, body: { code: 'held.not-found' } },
    });
  });

  it('a head’s own words are asked about, and a rewording is not made', async () => {
    expect((await send('t.me/somebody', {}, headsPage)).body.code).toBe('protection.warned');
    const message = shown(await send('Good day'));
    await chats.told(message.deliveries[0]!.id, 1, { messageId: `true_${randomUUID()}` });
    expect((await annasPage.post(`interactions/${message.id}/edit`, { text: 't.me/somebody' })).body.code).toBe(
      'protection.edit-not-allowed',
    );
    expect((await annasPage.post(`interactions/${message.id}/edit`, { text: 'Good evening' })).status).toBe(202);
  });
});

describe('private contacts of an employee', () => {
  it('are known to whoever manages people, and lie sealed', async () => {
    const answer = await addPrivate('handle', 'https://t.me/Anna_K');
    expect(answer).toMatchObject({ status: 201, body: { kind: 'handle', value: 'anna_k' } });
    expect(await addPrivate('handle', '@anna_k')).toMatchObject({ body: { code: 'private-contact.already-added' } });
    expect(await addPrivate('handle', 'no spaces here')).toMatchObject({ status: 400 });
    const path = `employees/${anna.employeeId}/private-contacts`;
    expect((await ownersPage.get(path)).body.items).toMatchObject([{ kind: 'handle', value: 'anna_k' }]);
    for (const page of [annasPage, headsPage]) expect((await page.get(path)).status).toBe(403);
    const rows = await core.db.query<{ row: string }>(`select p::text as row from core.employee_private_contact p`);
    expect(rows[0]!.row).not.toContain('anna_k');
    expect((await send('мой ник @anna_k')).body).toMatchObject({ details: { findings: [{ kind: 'private-handle' }] } });
    expect((await ownersPage.delete(`${path}/${String(answer.body['id'])}`)).status).toBe(204);
    expect((await send('мой ник @anna_k')).status).toBe(202);
  });
});

describe('what was captured', () => {
  const look = async (letter: { id: string }) => {
    await core.db.uow('core').run((tx) => new BypassRepository().queue(tx, [letter.id as never]));
    core.app.get(CapturedWatch, { strict: false }).lookSoon();
    await eventually(async () =>
      expect(await core.db.query(`select from core.bypass_queue where interaction_id = $1`, [letter.id])).toEqual([]),
    );
  };
  const letter = () =>
    aKeptLetter(`ada${String(numbers)}@example.test`)
      .on(ada)
      .through(office);

  const watched = async () => {
    core.app.get(CapturedWatch, { strict: false }).lookSoon();
    await eventually(async () => expect(await core.db.query(`select from core.bypass_queue`)).toEqual([]));
    return alerts();
  };

  it('with a private address of an employee among its people or in its words is an alert', async () => {
    await addPrivate('email', 'anna.home@ukr.net');
    await look(await letter().to('Anna.Home@ukr.net').saved(core.db));
    expect(await alerts()).toEqual(['protection.private-address']);
    await look(await letter().saying('Я писал на anna.home@ukr.net').saved(core.db));
    expect(await alerts()).toEqual(['protection.private-address']);
    const [alert] = await core.db.query(`select severity, employee_id as who from core.alert where client_id = $1`, [
      ada.id,
    ]);
    expect(alert).toEqual({ severity: 'alarm', who: anna.employeeId });
  });

  it('leads away: told once a day; a client’s own numbers and links are theirs', async () => {
    await look(await letter().saying('Мой телеграм t.me/ada, телефон 093 555 44 33').saved(core.db));
    expect(await alerts()).toEqual([]);
    await look(await letter().saying('Давайте перейдём в телеграм').saved(core.db));
    await look(await letter().saying('Давайте продолжим в вайбере').saved(core.db));
    expect(await alerts()).toEqual(['protection.bypass-received']);
  });

  it('was sent past the page: looked through as what goes out', async () => {
    await look(await letter().sentByUs().saying('Пишите t.me/somebody').saved(core.db));
    expect(await alerts()).toEqual(['protection.bypass-sent']);
    await look(await letter().saying('> Пишите мне в личку').saved(core.db));
    expect(await alerts()).toEqual(['protection.bypass-sent']);
  });

  it('is also a visiting card by WhatsApp, and what was typed on the phone', async () => {
    await addPrivate('phone', '+380931112233');
    const vcard = 'BEGIN:VCARD\nFN:Anna\nTEL;waid=380931112233:+380 93 111-22-33\nEND:VCARD';
    await core.tell(
      whatsappMessageReceived,
      aMessage(device.id, number, { kind: 'contacts', contacts: [{ name: 'Anna', vcard }] }),
    );
    expect(await watched()).toEqual(['protection.private-address']);
    const typed = { direction: 'outbound' as const };
    await core.tell(
      whatsappMessageReceived,
      aMessage(device.id, number, { text: 'Пишите мне на личный номер' }, typed),
    );
    expect(await watched()).toEqual(['protection.private-address', 'protection.bypass-sent']);
  });

  it('is reworded on the phone: each wording is looked through for itself, also one that came before its message', async () => {
    const message = aMessage(device.id, number, { text: 'Добрый день' }, { direction: 'outbound' });
    const edit = (text: string, seconds: number) =>
      core.tell(
        whatsappMessageChanged,
        aChange(
          message,
          { is: 'edited', text },
          { by: 'us', at: new Date(Date.parse(message.sentAt) + seconds * 1_000).toISOString() },
        ),
      );
    await edit('t.me/before_it', 1);
    await core.tell(whatsappMessageReceived, message);
    await edit('t.me/somebody', 2);
    await edit('Добрый вечер', 3);
    expect(await watched()).toEqual(['protection.bypass-sent', 'protection.bypass-sent']);
  });

  it('cannot be hidden by a harmless rewording', async () => {
    const message = aMessage(device.id, number, { text: 't.me/somebody' }, { direction: 'outbound' });
    await core.tell(whatsappMessageReceived, message);
    await core.tell(whatsappMessageChanged, aChange(message, { is: 'edited', text: 'Добрый день' }, { by: 'us' }));
    expect(await watched()).toEqual(['protection.bypass-sent']);
  });

  it('could not be read at first: looked through when it can', async () => {
    const message = aMessage(device.id, number, { kind: 'ciphertext' }, { direction: 'outbound' });
    await core.tell(whatsappMessageReceived, message);
    expect(await watched()).toEqual([]);
    const said = content({ text: 'Пишите мне на личный номер' });
    await core.tell(whatsappMessageChanged, aChange(message, { is: 'decrypted', content: said }, { by: 'us' }));
    expect(await watched()).toEqual(['protection.bypass-sent']);
  });
});
