import { randomUUID } from 'node:crypto';
import { letterReceived, whatsappMessageReceived } from '#libs/contracts';
import {
  aClient,
  aCompany,
  aLetter,
  aMailbox,
  anEmployee,
  aNumber,
  anOwner,
  aTeam,
  aWhatsappNumber,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { AfterHoursAnswers } from '../src/hours/after-hours/after-hours.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aKeptLetter } from './a-kept-letter.js';
import { aMessage, party } from './a-whatsapp-message.js';

const dayMs = 86_400_000;
/** By UTC: open only three days from now, all day. */
const opensIn3Days = new Date(Math.floor(Date.now() / dayMs) * dayMs + 3 * dayMs);
const closed = {
  timeZone: 'UTC',
  hours: [{ days: [opensIn3Days.getUTCDay() || 7], from: '00:00', to: '24:00' }],
  holidays: [],
};
const open = { timeZone: 'UTC', hours: [], holidays: [] };
const told = { enabled: true, language: 'en', text: 'Thank you. We are back on {opens}.' };
const opensText = `${opensIn3Days.toLocaleDateString('en', { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long' })}, 00:00`;

describe('the hours of a channel', () => {
  let core: TestCore;
  let [annas, owner, admin] = [] as Caller[] as [Caller, Caller, Caller];
  let [office, device, line] = [] as SavedChannel[] as [SavedChannel, SavedChannel, SavedChannel];
  let anna: SavedEmployee;
  let ada: SavedClient;
  let [address, number] = ['', ''];
  let clients = 0;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    const sales = await aTeam('Sales').saved(core.db);
    office = await aMailbox().saved(core.db);
    device = await aWhatsappNumber('+380440000012').byDevice().saved(core.db);
    line = await aNumber().saved(core.db);
    anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
    annas = await core.as(anna);
    owner = await core.as(await anOwner().saved(core.db));
    admin = await core.as(await anEmployee('Admin').as('administrator').saved(core.db));
  });
  beforeEach(async () => {
    address = `ada${++clients}@example.test`;
    number = `38067${String(2_000_000 + clients)}`;
    ada = await aClient('Ada').withEmail(address).withPhone(`+${number}`).assignedTo(anna).saved(core.db);
  });
  afterAll(() => core.close());

  const put = (channel: SavedChannel, opening: object, afterHours: object = told, who = owner) =>
    who.put(`channel-hours/${channel.id}`, { opening, afterHours });
  const answered = () => core.app.get(AfterHoursAnswers, { strict: false }).answerSoon();
  /** A letter that came just now. */
  const write = async (change: (letter: ReturnType<typeof aLetter>) => object = (one) => one, from = address) => {
    const letter = aLetter(from, 'Offer')
      .id(`<${randomUUID()}@example.test>`)
      .date(new Date().toUTCString(), new Date().toISOString());
    change(letter);
    await core.tell(letterReceived, letter.into(office.id));
    await answered();
  };
  const chat = async (change: object = {}) => {
    const sentAt = new Date().toISOString();
    await core.tell(
      whatsappMessageReceived,
      aMessage(device.id, number, { text: 'Hi' }, { sentAt, receivedAt: sentAt, ...change }),
    );
    await answered();
  };
  const answers = async () => {
    const { items } = (await owner.get(`clients/${ada.id}/timeline`)).body as {
      items: { direction: string; text: string; flags: string[]; medium: string }[];
    };
    return items
      .filter(({ direction }) => direction === 'outbound')
      .map(({ medium, text, flags }) => ({ medium, text, flags }));
  };
  const auditOf = () =>
    core.db.query<{ action: string }>(
      `select action, body ->> 'code' as code from core.journal where kind = 'audit' and client_id = $1 and action like 'after-hours.%' order by at, seq`,
      [ada.id],
    );

  it('are changed by whoever keeps channels, on record, and read by everybody who sees them', async () => {
    expect((await put(office, closed, told, annas)).status).toBe(403);
    const { status, body } = await put(office, closed, told, admin);
    expect([status, body]).toMatchObject([
      200,
      {
        channel: { id: office.id },
        ...{ medium: 'email', decided: true, isOpen: false, opensAt: opensIn3Days.toISOString() },
        ...{ opening: closed, afterHours: told },
      },
    ]);
    const { items } = (await annas.get('channel-hours')).body as { items: { channel: { id: string } }[] };
    expect(items.find(({ channel }) => channel.id === office.id)).toEqual(body);
    expect(items.find(({ channel }) => channel.id === device.id)).toMatchObject({ decided: false, isOpen: true });
    // A telephone number has the same idea of hours among its settings.
    expect(items.find(({ channel }) => channel.id === line.id)).toMatchObject({ medium: 'phone', afterHours: null });
    const [entry] = await core.db.query(
      `select body from core.journal where action = 'hours.changed' and subject_id = $1`,
      [office.id],
    );
    expect(entry).toEqual({ body: { opening: closed, afterHours: told } });
  });

  it('refuse what is no time, no zone, no words, and what is not there', async () => {
    expect((await put(office, { ...closed, timeZone: 'Mars/Base' })).body.code).toBe('request.invalid');
    expect((await put(office, { ...closed, hours: [{ days: [8], from: '09:00', to: '18:00' }] })).status).toBe(400);
    expect((await put(office, closed, { ...told, text: '  ' })).status).toBe(400);
    expect((await put(line, closed)).body.code).toBe('hours.of-telephone');
    expect((await put({ ...line, id: randomUUID() as never }, closed)).body.code).toBe('channel.not-found');
  });

  it('show what would be told before it is kept', async () => {
    const { status, body } = await annas.post('channel-hours/preview', { opening: closed, afterHours: told });
    expect([status, body]).toEqual([
      200,
      { isOpen: false, opensAt: opensIn3Days.toISOString(), text: `Thank you. We are back on ${opensText}.` },
    ]);
  });

  it('answer a letter once a day, as a machine does, and whoever wrote goes on waiting', async () => {
    await put(office, closed);
    await write();
    await write();
    expect(await answers()).toEqual([
      { medium: 'email', text: expect.stringContaining(`back on ${opensText}`) as string, flags: ['automatic'] },
    ]);
    const [conversation] = (await annas.get('conversations?view=unanswered')).body.items as {
      client: { id: string };
      waitingSince: string | null;
      lastDirection: string;
    }[];
    expect(conversation).toMatchObject({ client: { id: ada.id }, lastDirection: 'inbound' });
    expect(conversation!.waitingSince).not.toBeNull();
    expect(await auditOf()).toEqual([{ action: 'after-hours.answered', code: null }]);
    const [order] = await core.db.query<{ n: number }>(
      `select count(*)::int as n from core.outbox where topic = 'mail.letter.send.v1' and body::text like '%' || $1 || '%'`,
      [address],
    );
    expect(order).toEqual({ n: 1 });
  });

  it.each([
    ['says so itself', (letter: ReturnType<typeof aLetter>) => letter.with('Auto-Submitted: auto-replied')],
    ['comes by a list', (letter: ReturnType<typeof aLetter>) => letter.with('List-Id: <news.example.test>')],
    ['is sent in bulk', (letter: ReturnType<typeof aLetter>) => letter.with('Precedence: bulk')],
    [
      'is a bounce',
      (letter: ReturnType<typeof aLetter>) =>
        letter.with('Content-Type: multipart/report; report-type=delivery-status; boundary=x'),
    ],
    [
      'is old',
      (letter: ReturnType<typeof aLetter>) => letter.date('Sun, 1 Jun 2025 12:00:00 +0000', '2025-06-01T12:00:05Z'),
    ],
  ])('answer no letter that %s', async (_, change) => {
    await put(office, closed);
    await write(change);
    expect(await answers()).toEqual([]);
  });

  it('answer no machine, and nobody in hours', async () => {
    await put(office, closed);
    await core.db.query(`update core.contact_point set value = $2 where client_id = $1 and kind = 'email'`, [
      ada.id,
      `no-reply@example${clients}.test`,
    ]);
    await write(undefined, `no-reply@example${clients}.test`);
    expect(await answers()).toEqual([]);
    await put(device, open);
    await chat();
    expect(await answers()).toEqual([]);
  });

  it('answer no address of our own, however it is written', async () => {
    await put(office, closed);
    await core.db.query(`update core.channel set aliases = '{Sales@Company.test}' where id = $1`, [office.id]);
    const asked = await aKeptLetter(address).on(ada).through(office).daysAgo(1).saved(core.db);
    await write((letter) => letter.answering(asked.messageId), 'sales@company.test');
    const letters = await core.db.query(`select from core.interaction where conversation_id = $1`, [
      asked.conversationId,
    ]);
    expect([letters.length, await answers()]).toEqual([2, []]);
    await core.db.query(`update core.channel set aliases = '{}' where id = $1`, [office.id]);
  });

  it('answer in a chat, in the words of that channel, and never in a group', async () => {
    await put(device, closed, { enabled: true, language: 'uk', text: 'Дякуємо. Відповімо: {opens}.' });
    const group = `1203630412${String(clients).padStart(8, '0')}@g.us`;
    await chat({ chat: { ...party(group, { phone: null, name: 'Builders' }), is: 'group' }, author: party(number) });
    expect(await answers()).toEqual([]);
    await chat({ origin: 'history' });
    await chat();
    await chat();
    const day = opensIn3Days.toLocaleDateString('uk', {
      timeZone: 'UTC',
      weekday: 'long',
      day: 'numeric',
      month: 'long',
    });
    expect(await answers()).toEqual([
      { medium: 'whatsapp', text: `Дякуємо. Відповімо: ${day}, 00:00.`, flags: ['automatic'] },
    ]);
  });

  it('are not told twice by two that look at one moment', async () => {
    await put(office, closed);
    await core.tell(
      letterReceived,
      aLetter(address, 'Offer')
        .id(`<${randomUUID()}@example.test>`)
        .date(new Date().toUTCString(), new Date().toISOString())
        .into(office.id),
    );
    const service = core.app.get(AfterHoursAnswers, { strict: false });
    const again = Object.assign(Object.create(Object.getPrototypeOf(service) as object), service) as AfterHoursAnswers;
    await Promise.all([service.answerSoon(), again.answerSoon()]);
    expect(await answers()).toHaveLength(1);
  });
});
