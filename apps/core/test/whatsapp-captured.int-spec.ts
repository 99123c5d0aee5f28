import { randomUUID } from 'node:crypto';
import {
  whatsappIdentityLearned,
  whatsappMessageReceived,
  whatsappPresenceSeen,
  type WhatsappMessageReceived,
} from '#libs/contracts';
import { LiveEvents, type LiveEvent } from '../src/realtime/live-events.js';
import { aClient, aCompany, anEmployee, anOwner, aWhatsappNumber, type SavedChannel } from '#libs/testing';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aMessage, content, party } from './a-whatsapp-message.js';

type Line = Record<string, unknown> & {
  id: string;
  text: string;
  conversationId: string;
  message: Record<string, unknown>;
  flags: string[];
};

describe('messages by WhatsApp', () => {
  let core: TestCore;
  let owner: Caller;
  let office: SavedChannel;
  const events: LiveEvent[] = [];
  let next = 1;
  /** Digits of a number that nobody has yet. */
  const digits = () => `38050${String(1_000_000 + next++)}`;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    office = await aWhatsappNumber('+380440000001').byDevice().saved(core.db);
    core.app.get(LiveEvents, { strict: false }).listen((event) => void events.push(event));
  });
  afterAll(() => core.close());

  const tell = (message: WhatsappMessageReceived) => core.tell(whatsappMessageReceived, message);
  const timeline = async (clientId: string): Promise<Line[]> => {
    const { status, body } = await owner.get(`clients/${clientId}/timeline`);
    expect(status).toBe(200);
    return body.items as Line[];
  };
  const line = async (clientId: string): Promise<Line> => (await timeline(clientId))[0]!;
  const tray = async (of = 'tray'): Promise<Line[]> =>
    (await owner.get(`unplaced?of=${of}&limit=100`)).body.items as Line[];
  const anAda = async () => {
    const number = digits();
    const ada = await aClient('Ada').withPhone(`+${number}`).saved(core.db);
    return { ada, number };
  };
  const pointsOf = async (clientId: string) =>
    (
      await core.db.query<{ value: string }>(
        `select value from core.contact_point where client_id = $1 and kind = 'whatsapp' order by value`,
        [clientId],
      )
    ).map(({ value }) => value);

  describe('as they come', () => {
    it('lie on the card that has the number, in one conversation, which waits for an answer', async () => {
      const { ada, number } = await anAda();
      const first = aMessage(office.id, number, { text: 'Good day' });
      await tell(first);
      await tell(aMessage(office.id, number, { text: 'Are you there?' }));
      const lines = await timeline(ada.id);
      expect(lines.map(({ text }) => text)).toEqual(['Are you there?', 'Good day']);
      expect(new Set(lines.map(({ conversationId }) => conversationId)).size).toBe(1);
      expect(lines[1]).toMatchObject({
        ...{ medium: 'whatsapp', kind: 'message', direction: 'inbound', status: 'received', reading: 'done' },
        participants: {
          from: [{ address: `+${number}`, is: 'client' }],
          to: [{ address: '+380440000001', is: 'company' }],
        },
        message: {
          kind: 'text',
          sentBy: 'client',
          origin: 'live',
          edited: null,
          revoked: null,
          reactions: [],
          media: null,
        },
      });
      const inbox = (await owner.get('conversations')).body.items as Record<string, unknown>[];
      expect(inbox.find(({ id }) => id === lines[0]!.conversationId)).toMatchObject({
        ...{ medium: 'whatsapp', snippet: 'Are you there?', waitingSince: first.sentAt, lastKind: 'message' },
        lastMessage: { kind: 'text', sentBy: 'client', revoked: false, durationMs: null },
      });
      expect(await pointsOf(ada.id)).toEqual([number]);
    });

    it('are one, however often they are told', async () => {
      const { ada, number } = await anAda();
      const message = aMessage(office.id, number, { text: 'once' });
      for (let n = 0; n < 3; n++) await tell(message);
      await tell({ ...message, origin: 'backfill', content: content({ text: 'another wording' }) });
      expect((await timeline(ada.id)).map(({ text }) => text)).toEqual(['once']);
    });

    it('are told live, and what is from before the linking is not, and does not wait', async () => {
      const { ada, number } = await anAda();
      const before = events.length;
      await tell(aMessage(office.id, number, { text: 'years ago' }, { origin: 'history' }));
      expect(events.slice(before)).toEqual([]);
      const [old] = await timeline(ada.id);
      expect(old).toMatchObject({ flags: ['history'], message: { origin: 'history' } });
      const waiting = async () =>
        ((await owner.get('conversations?view=unanswered')).body.items as { id: string }[]).some(
          ({ id }) => id === old!.conversationId,
        );
      expect(await waiting()).toBe(false);
      await tell(aMessage(office.id, number, { text: 'missed' }, { origin: 'backfill' }));
      expect(events.slice(before).map(({ event }) => event)).toEqual(['interaction']);
      expect(await waiting()).toBe(true);
    });

    it('typed on the phone are the holder’s, outside the gateway, and answer', async () => {
      const { ada, number } = await anAda();
      await tell(aMessage(office.id, number, { text: 'hello?' }));
      await tell(aMessage(office.id, number, { text: 'on my way' }, { direction: 'outbound' }));
      expect(await line(ada.id)).toMatchObject({
        ...{ direction: 'outbound', status: 'sent', flags: ['outside-gateway'], text: 'on my way' },
        message: { sentBy: 'holder' },
      });
      const { body } = await owner.get('conversations?view=unanswered');
      expect((body.items as { client: { id: string } }[]).some(({ client }) => client.id === ada.id)).toBe(false);
    });

    it('say what they carry: place, poll, names on cards, what no release knows', async () => {
      const { ada, number } = await anAda();
      const location = { latitude: 50.45, longitude: 30.52, name: 'Office', address: 'Khreshchatyk 1' };
      await tell(aMessage(office.id, number, { kind: 'location', location }));
      expect((await line(ada.id)).message).toMatchObject({ kind: 'location', location });
      const poll = { options: ['Monday', 'Tuesday'], multiple: true };
      await tell(aMessage(office.id, number, { kind: 'poll', text: 'When?', poll }));
      expect(await line(ada.id)).toMatchObject({ text: 'When?', message: { kind: 'poll', poll } });
      await tell(aMessage(office.id, number, { kind: 'unsupported', providerType: 'hologram' }));
      expect((await line(ada.id)).message).toMatchObject({ kind: 'unsupported', providerType: 'hologram' });
      const vcard = 'BEGIN:VCARD\nFN:Eve\nTEL:+380441112233\nEND:VCARD';
      await tell(aMessage(office.id, number, { kind: 'contacts', contacts: [{ name: 'Eve', vcard }] }));
      const cards = await line(ada.id);
      expect(cards.message).toMatchObject({ contacts: [{ name: 'Eve' }] });
      expect(cards['attachments']).toEqual([
        {
          ...{ n: 1, name: 'Eve.vcf', type: 'text/vcard', size: vcard.length, inline: false, contentId: null },
          ...{ scan: null, threat: null, held: false },
        },
      ]);
      expect((await owner.get(`interactions/${cards.id}/attachments/1`)).text).toBe(vcard);
    });

    it('answer another one of the same card, whose words are shown', async () => {
      const { ada, number } = await anAda();
      const first = aMessage(office.id, number, { text: 'What does it cost?' });
      await tell(first);
      const asked = await line(ada.id);
      await tell(aMessage(office.id, number, { text: 'this one' }, { quotes: first.messageId, forwarded: true }));
      expect((await line(ada.id)).message).toMatchObject({
        ...{ forwarded: true },
        quotes: { interactionId: asked.id, text: 'What does it cost?', kind: 'text', direction: 'inbound' },
      });
      await tell(aMessage(office.id, number, { text: 'what?' }, { quotes: 'gone' }));
      expect((await line(ada.id)).message).toMatchObject({
        quotes: { interactionId: null, text: '', kind: null, direction: null },
      });
    });

    it('are found by their words, a poll’s options and the names of files', async () => {
      const { ada, number } = await anAda();
      const media = { type: 'application/pdf', name: 'накладная.pdf', size: 5, durationMs: null };
      await tell(aMessage(office.id, number, { kind: 'document', text: 'вот договоры', media }));
      const found = async (q: string) => {
        const { body } = await owner.get(`search?q=${encodeURIComponent(q)}`);
        return JSON.stringify(body).includes(ada.id);
      };
      expect([await found('договор'), await found('накладная'), await found('счёт')]).toEqual([true, true, false]);
    });

    it('open the window of the Cloud API in their chat', async () => {
      const { number } = await anAda();
      const message = aMessage(office.id, number, { text: 'hi' });
      await tell(message);
      await tell(aMessage(office.id, number, { text: 'older' }, { sentAt: '2025-11-24T00:00:00.000Z' }));
      const [row] = await core.db.query<{ at: Date }>(
        `select last_inbound_at as at from core.whatsapp_window where chat_id = $1`,
        [number],
      );
      expect(row!.at.toISOString()).toBe(message.sentAt);
    });

    it('with a clock that was never set are when they came', async () => {
      const { ada, number } = await anAda();
      const receivedAt = '2025-11-25T08:00:00.000Z';
      await tell(aMessage(office.id, number, { text: 'tomorrow' }, { sentAt: '2031-01-01T00:00:00.000Z', receivedAt }));
      expect(await line(ada.id)).toMatchObject({ occurredAt: receivedAt, flags: ['date-absurd'] });
    });
  });

  describe('that nobody’s card has', () => {
    it('lie in the tray with what else they wrote, and are placed together, under all their ids', async () => {
      const number = digits();
      const lid = `${number}99@lid`;
      await tell(aMessage(office.id, number, { text: 'first' }));
      await tell(aMessage(office.id, number, { text: 'second' }));
      await tell(aMessage(office.id, party(lid, { name: 'Eve' }), { text: 'from another id' }));
      const [, second] = (await tray()).filter(({ text }) => ['first', 'second'].includes(text)).reverse();
      expect(second).toMatchObject({ sameSender: 1 });
      await core.db.query(
        `insert into core.whatsapp_identity (id, same_as, phone) values ($1, $2, null), ($2, $2, $3)`,
        [lid, number, `+${number}`],
      );
      const placed = await owner.post(`unplaced/${second!.id}/place`, { newClient: { kind: 'person', name: 'Eve' } });
      expect(placed.body).toMatchObject({ placed: 3 });
      const clientId = placed.body['clientId'] as string;
      const lines = await timeline(clientId);
      expect(lines.map(({ text }) => text).sort()).toEqual(['first', 'from another id', 'second']);
      expect(new Set(lines.map(({ conversationId }) => conversationId)).size).toBe(1);
      expect(await pointsOf(clientId)).toEqual([number]);
      await tell(aMessage(office.id, lid, { text: 'fourth' }));
      expect((await line(clientId)).conversationId).toBe(lines[0]!.conversationId);
    });

    it('are suggested to whoever has that number by another way, or that name', async () => {
      const number = digits();
      await tell(aMessage(office.id, party(number, { name: 'Grace Hopper' }), { text: 'who am I' }));
      const grace = await aClient('Grace Hopper').saved(core.db);
      const [stray] = (await tray()).filter(({ text }) => text === 'who am I');
      expect(stray!['suggestions']).toEqual([{ client: { id: grace.id, name: 'Grace Hopper' }, because: 'same-name' }]);
    });

    it('stay unplaced where two cards have the number', async () => {
      const { number } = await anAda();
      await aClient('Twin').withPhone(`+${number}`).saved(core.db);
      await tell(aMessage(office.id, number, { text: 'whose am I' }));
      expect((await tray()).filter(({ text }) => text === 'whose am I')).toHaveLength(1);
    });
  });

  describe('of somebody with two ids', () => {
    it('come together when it is learned, on the phone’s card, in one conversation', async () => {
      const { ada, number } = await anAda();
      const lid = `${number}11@lid`;
      await tell(aMessage(office.id, number, { text: 'by number' }));
      await tell(aMessage(office.id, lid, { text: 'by id' }));
      expect((await timeline(ada.id)).map(({ text }) => text)).toEqual(['by number']);
      const learned = {
        channelId: office.id,
        party: party(lid, { phone: `+${number}` }),
        at: new Date().toISOString(),
      };
      await core.tell(whatsappIdentityLearned, learned);
      const lines = await timeline(ada.id);
      expect(lines.map(({ text }) => text)).toEqual(['by id', 'by number']);
      expect(new Set(lines.map(({ conversationId }) => conversationId)).size).toBe(1);
      await core.tell(whatsappIdentityLearned, learned);
      await tell(aMessage(office.id, lid, { text: 'again' }));
      const inbox = (await owner.get('conversations?limit=100')).body.items as {
        client: { id: string };
        snippet: string;
      }[];
      expect(inbox.filter(({ client }) => client.id === ada.id).map(({ snippet }) => snippet)).toEqual(['again']);
    });

    it('of which each began on the card lose nothing when they become one', async () => {
      const { ada, number } = await anAda();
      const lid = `${number}22@lid`;
      await aClient('Other').withPhone(`+${digits()}`).saved(core.db);
      await core.db.query(
        `insert into core.contact_point (id, client_id, kind, value) values ($1, $2, 'whatsapp', $3)`,
        [randomUUID(), ada.id, lid],
      );
      const waited = aMessage(office.id, lid, { text: 'I wait' });
      await tell(waited);
      await tell(aMessage(office.id, number, { text: 'me too' }));
      expect(new Set((await timeline(ada.id)).map(({ conversationId }) => conversationId)).size).toBe(2);
      await tell(aMessage(office.id, party(lid, { phone: `+${number}` }), { text: 'both' }));
      const lines = await timeline(ada.id);
      expect(lines.map(({ text }) => text)).toEqual(['both', 'me too', 'I wait']);
      expect(new Set(lines.map(({ conversationId }) => conversationId)).size).toBe(1);
      const inbox = (await owner.get('conversations?limit=100')).body.items as Record<string, unknown>[];
      const ofAda = inbox.filter((one) => (one['client'] as { id: string }).id === ada.id);
      expect(ofAda).toMatchObject([{ snippet: 'both', waitingSince: waited.sentAt }]);
    });
  });

  describe('in groups', () => {
    const group = () => ({ ...party(`1203${digits()}@g.us`, { phone: null, name: 'Builders' }), is: 'group' as const });

    it('lie on the card of whoever wrote, with the group’s name', async () => {
      const { ada, number } = await anAda();
      const chat = group();
      const author = party(number, { name: 'Ada L.' });
      await tell(aMessage(office.id, number, { text: 'in the group' }, { chat, author }));
      await tell(aMessage(office.id, number, { text: 'in private' }));
      const [inPrivate, inGroup] = await timeline(ada.id);
      expect(inGroup).toMatchObject({
        text: 'in the group',
        message: { group: { name: 'Builders' }, author: { name: 'Ada L.', address: `+${number}`, masked: false } },
      });
      expect(inPrivate!.conversationId).not.toBe(inGroup!.conversationId);
    });

    it('keep strangers apart in the tray, and what we type there on no card', async () => {
      const [eve, mallory] = [digits(), digits()];
      const chat = group();
      const inGroup = (who: string, text: string) =>
        tell(aMessage(office.id, who, { text }, { chat, author: party(who) }));
      await inGroup(eve, 'eve one');
      await inGroup(mallory, 'mallory');
      await inGroup(eve, 'eve two');
      await tell(aMessage(office.id, eve, { text: 'from us' }, { chat, direction: 'outbound' }));
      const [stray] = (await tray()).filter(({ text }) => text === 'eve one');
      const { body } = await owner.post(`unplaced/${stray!.id}/place`, { newClient: { kind: 'person', name: 'Eve' } });
      expect(body).toMatchObject({ placed: 2 });
      await inGroup(eve, 'eve three');
      const lines = await timeline(body['clientId'] as string);
      expect(lines.map(({ text }) => text)).toEqual(['eve three', 'eve two', 'eve one']);
      expect(new Set(lines.map(({ conversationId }) => conversationId)).size).toBe(1);
      expect((await tray()).map(({ text }) => text)).toContain('mallory');
      expect((await tray()).map(({ text }) => text)).not.toContain('from us');
      expect((await tray('groups')).map(({ text }) => text)).toContain('from us');
    });

    it('are kept on no card where the number’s policy says so, for managers, and not taken where it says that', async () => {
      const [{ ada, number }, chat] = [await anAda(), group()];
      const keeping = await aWhatsappNumber('+380440000002').byDevice().with({ groups: 'capture' }).saved(core.db);
      const deaf = await aWhatsappNumber('+380440000003').byDevice().with({ groups: 'ignore' }).saved(core.db);
      for (const channel of [keeping, deaf])
        await tell(aMessage(channel.id, number, { text: `at ${channel.address}` }, { chat, author: party(number) }));
      expect(await timeline(ada.id)).toEqual([]);
      const manager = await core.as(await anEmployee().as('manager').saved(core.db));
      const kept = (await manager.get('unplaced?of=groups')).body.items as Line[];
      const texts = kept.map(({ text }) => text);
      expect([texts.includes('at +380440000002'), texts.includes('at +380440000003')]).toEqual([true, false]);
      const refused = await manager.post(`unplaced/${kept.find(({ text }) => text === 'at +380440000002')!.id}/place`, {
        clientId: ada.id,
      });
      expect([refused.status, refused.body.code]).toEqual([422, 'unplaced.group-kept']);
    });
  });

  it('are typed before they come: told to whoever sees the card, and kept nowhere', async () => {
    const { ada, number } = await anAda();
    await tell(aMessage(office.id, number, { text: 'x' }));
    const { conversationId } = await line(ada.id);
    const before = events.length;
    await core.tell(whatsappPresenceSeen, {
      ...{ channelId: office.id, chatId: number, is: 'typing', at: new Date().toISOString() },
    });
    expect(events.slice(before)).toEqual([
      { event: 'typing', data: { conversationId, clientId: ada.id, is: 'typing' } },
    ]);
  });
});
