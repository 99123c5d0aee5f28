import { WebSocket } from 'ws';
import {
  whatsappMediaSettled,
  whatsappMessageChanged,
  whatsappMessageReceived,
  whatsappPresenceSeen,
  type WhatsappMessageReceived,
} from '#libs/contracts';
import {
  aClient,
  aCompany,
  anEmployee,
  aTeam,
  aWhatsappNumber,
  eventually,
  type SavedChannel,
  type SavedClient,
  type SavedEmployee,
} from '#libs/testing';
import { RouteRules } from '../src/http/route-rules.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aChange, aMessage, keptBytes, party } from './a-whatsapp-message.js';

let core: TestCore;
let office: SavedChannel;
let [anna, clara] = [] as SavedEmployee[] as [SavedEmployee, SavedEmployee];
let [annas, claras] = [] as Caller[] as [Caller, Caller];
let [mine, hers] = [] as SavedClient[] as [SavedClient, SavedClient];
const open: WebSocket[] = [];

/** The last seven digits: what of a number nobody else has, in any spacing. */
const [mineDigits, hersDigits, otherDigits] = ['1234512', '7654321', '8887766'];
const from = { mine: `38050${mineDigits}`, hers: `38067${hersDigits}`, other: `38063${otherDigits}` };
const inAnySpacing = (digits: string) => new RegExp([...digits].join('[^0-9]{0,3}'));
const group = {
  ...party('120363041234567890@g.us', { phone: null, name: `Team +${from.mine}` }),
  is: 'group' as const,
};

beforeAll(async () => {
  core = await aCore();
  await aCompany().saved(core.db);
  const [sales, accounts] = [await aTeam('Sales').saved(core.db), await aTeam('Accounts').saved(core.db)];
  office = await aWhatsappNumber('+380440000001').byDevice().saved(core.db);
  anna = await anEmployee('Anna').inTeam(sales).saved(core.db);
  clara = await anEmployee('Clara').inTeam(accounts).seeingContacts().saved(core.db);
  mine = await aClient('Mine').withPhone(`+${from.mine}`).assignedTo(anna).saved(core.db);
  hers = await aClient('Hers').withPhone(`+${from.hers}`).assignedTo(clara).saved(core.db);
  [annas, claras] = [await core.as(anna), await core.as(clara)];
});
afterAll(async () => {
  open.forEach((socket) => socket.terminate());
  await core.close();
});

const listen = async (caller: Caller): Promise<string[]> => {
  const headers = { origin: new URL(core.url).origin, cookie: caller.headers['cookie']! };
  const socket = new WebSocket(core.url.replace(/^http/, 'ws').concat('live'), { headers });
  open.push(socket);
  const heard: string[] = [];
  socket.on('message', (text: Buffer) => heard.push(text.toString()));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return heard;
};

/** Everything that WhatsApp carries, with the number wherever somebody or WhatsApp itself writes one. */
async function everythingFrom(number: string): Promise<WhatsappMessageReceived[]> {
  const spaced = `+380 ${number.slice(3, 5)} ${number.slice(5, 8)}-${number.slice(8, 10)}-${number.slice(10)}`;
  const who = party(number, { name: `~ ${spaced}` });
  const id = (n: number) => ({ messageId: `true_${number}@c.us_3EB0${n}` });
  const vcard = `BEGIN:VCARD\nFN:Me\nTEL;waid=${number}:${spaced}\nEND:VCARD`;
  const media = { type: 'application/pdf', name: `invoice ${number}.pdf`, size: 3, durationMs: null };
  const told = [
    aMessage(office.id, who, { text: `I am ${spaced}, https://wa.me/${number} or ${number}@c.us, @${number}` }, id(1)),
    aMessage(office.id, who, { kind: 'contacts', contacts: [{ name: `Me ${spaced}`, vcard }] }, id(2)),
    aMessage(office.id, who, { text: 'as I said' }, { ...id(3), quotes: id(1).messageId, forwarded: true }),
    aMessage(
      office.id,
      who,
      { kind: 'poll', text: 'Which?', poll: { options: [spaced, number], multiple: true } },
      id(4),
    ),
    aMessage(
      office.id,
      who,
      { kind: 'location', location: { latitude: 1, longitude: 2, name: spaced, address: `t. ${number}` } },
      id(5),
    ),
    aMessage(office.id, who, { kind: 'document', text: '', media }, id(6)),
    aMessage(office.id, who, { text: `in the group, ${number}` }, { ...id(7), chat: group, author: who }),
    aMessage(office.id, who, { text: `call me: ${spaced}` }, { ...id(8), direction: 'outbound' }),
  ];
  for (const message of told) await core.tell(whatsappMessageReceived, message);
  const [first] = told as [WhatsappMessageReceived];
  const edited = aChange(first, { is: 'edited', text: `no: ${spaced} it is, ${spaced}` });
  await core.tell(whatsappMessageChanged, edited);
  await core.tell(whatsappMessageChanged, aChange(told[6]!, { is: 'reaction', emoji: '👍' }, { author: number }));
  await core.tell(whatsappMessageChanged, aChange(told[2]!, { is: 'revoked' }));
  await core.tell(whatsappMediaSettled, {
    ...{ channelId: office.id, messageId: told[5]!.messageId, code: null, at: first.sentAt },
    media: {
      ...{ evidence: await keptBytes(core, `the bill of ${number}`), type: 'application/pdf', name: media.name },
      ...{ durationMs: null, waveform: null, width: null, height: null },
    },
  });
  const seen = { channelId: office.id, chatId: number, is: 'typing', at: first.sentAt } as const;
  await core.tell(whatsappPresenceSeen, seen);
  return told;
}

/** Which ids a route is asked with, by how its path begins; of what there is none here, with one that nobody has. */
const idsOf: readonly (readonly [beginning: string, sql: string])[] = [
  ['clients/', 'select id from core.client'],
  ['interactions/', 'select id from core.interaction'],
  ['conversations/', 'select id from core.conversation'],
  ['channels/', 'select id from core.channel'],
  ['whatsapp/numbers/', 'select id from core.channel'],
];

/** Every route that reads, with every id that there is. The bytes of a file are its own: they are evidence, not what we say. */
async function everythingShownTo(caller: Caller): Promise<{ path: string; text: string }[]> {
  const paths: string[] = [];
  for (const { method, path } of core.app.get(RouteRules, { strict: false }).routes()) {
    if (method !== 'GET') continue;
    const sql = idsOf.find(([beginning]) => path.startsWith(beginning))?.[1] ?? 'select gen_random_uuid() as id';
    const rows = path.includes(':') ? await core.db.query<{ id: string }>(sql) : [{ id: '' }];
    for (const { id } of rows) paths.push(path.replaceAll(/:n\b/g, '1').replaceAll(/:\w+/g, id));
  }
  return Promise.all(
    paths.map(async (path) => {
      const { text, headers } = await caller.get(path === 'search' ? 'search?q=group' : path);
      return { path, text: `${text}\n${JSON.stringify([...headers])}` };
    }),
  );
}

it('the number of a client is in nothing that an employee without the right gets, by any route or on the socket', async () => {
  const heard = await listen(annas);
  for (const number of [from.mine, from.hers, from.other]) await everythingFrom(number);
  await eventually(() => expect(heard.join()).toContain('typing'));
  const shown = await everythingShownTo(annas);
  for (const digits of [mineDigits, hersDigits, otherDigits]) {
    const leaks = [...shown, ...heard.map((text) => ({ path: 'live', text }))].filter(({ text }) =>
      inAnySpacing(digits).test(text),
    );
    expect([digits, leaks]).toEqual([digits, []]);
  }
  const lines = shown.find(({ path }) => path === `clients/${mine.id}/timeline`)!.text;
  expect(lines).toContain('+380 •• ••• •• 12');
  expect(JSON.parse(lines.split('\n')[0]!)).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ message: expect.objectContaining({ kind: 'poll' }) }),
      expect.objectContaining({ message: expect.objectContaining({ kind: 'contacts' }) }),
    ]),
  });
  // Where the right is, the walk finds them: it can tell.
  const whole = await everythingShownTo(claras);
  expect(whole.some(({ text }) => inAnySpacing(hersDigits).test(text))).toBe(true);
});

it('a visiting card is refused to whoever may not see numbers, and so is a file by that name', async () => {
  const { body } = await annas.get(`clients/${mine.id}/timeline`);
  const lines = body.items as { id: string; message: { kind: string } }[];
  const cards = lines.find(({ message }) => message.kind === 'contacts')!;
  const refused = await annas.get(`interactions/${cards.id}/attachments/1`);
  expect([refused.status, refused.body.code]).toEqual([403, 'attachment.not-allowed']);
});

it('nobody reaches a message of a card that is not theirs', async () => {
  const rows = await core.db.query<{ id: string }>(`select id from core.interaction where client_id = $1`, [hers.id]);
  expect(rows.length).toBeGreaterThan(5);
  for (const { id } of rows)
    for (const path of [`interactions/${id}`, `interactions/${id}/body`, `interactions/${id}/attachments/0`])
      expect((await annas.get(path)).body.code).toBe('interaction.not-found');
});

it('no line of the log has a number', () => {
  const lines = core.lines.map((one) => JSON.stringify(one));
  for (const digits of [mineDigits, hersDigits, otherDigits])
    expect(lines.filter((line) => inAnySpacing(digits).test(line))).toEqual([]);
});
