import {
  whatsappMediaSettled,
  whatsappMessageChanged,
  whatsappMessageReceived,
  type WhatsappMessageReceived,
} from '#libs/contracts';
import { aClient, aCompany, anOwner, aWhatsappNumber, type SavedChannel } from '#libs/testing';
import { LiveEvents, type LiveEvent } from '../src/realtime/live-events.js';
import { aCore, type Caller, type TestCore } from './a-core.js';
import { aChange, aMessage, content, keptBytes } from './a-whatsapp-message.js';

type Line = Record<string, unknown> & { id: string; conversationId: string; message: Record<string, unknown> };

describe('messages by WhatsApp', () => {
  let core: TestCore;
  let owner: Caller;
  let office: SavedChannel;
  const events: LiveEvent[] = [];
  let next = 1;

  beforeAll(async () => {
    core = await aCore();
    await aCompany().saved(core.db);
    owner = await core.as(await anOwner().saved(core.db));
    office = await aWhatsappNumber('+380440000001').byDevice().saved(core.db);
    core.app.get(LiveEvents, { strict: false }).listen((event) => void events.push(event));
  });
  afterAll(() => core.close());

  const tell = (message: WhatsappMessageReceived) => core.tell(whatsappMessageReceived, message);
  const line = async (clientId: string): Promise<Line> =>
    ((await owner.get(`clients/${clientId}/timeline`)).body.items as Line[])[0]!;
  const anAda = async () => {
    const number = `38050${String(1_000_000 + next++)}`;
    return { number, ada: await aClient('Ada').withPhone(`+${number}`).saved(core.db) };
  };

  describe('that change', () => {
    it('keep every wording, and the newest is the text', async () => {
      const { ada, number } = await anAda();
      const message = aMessage(office.id, number, { text: 'ten' });
      await tell(message);
      const at = (s: number) => new Date(Date.parse(message.sentAt) + s * 1_000).toISOString();
      const edit = (text: string, s: number) =>
        core.tell(whatsappMessageChanged, aChange(message, { is: 'edited', text }, { at: at(s) }));
      await edit('thirty', 30);
      await edit('twenty', 20);
      expect(await line(ada.id)).toMatchObject({
        text: 'thirty',
        message: { edited: { at: at(30), before: ['ten', 'twenty'] } },
      });
      const found = async (q: string) => JSON.stringify((await owner.get(`search?q=${q}`)).body).includes(ada.id);
      expect([await found('thirty'), await found('twenty'), await found('ten')]).toEqual([true, true, true]);
    });

    it('keep what they said when they are deleted for everyone', async () => {
      const { ada, number } = await anAda();
      const message = aMessage(office.id, number, { text: 'forget it' });
      await tell(message);
      const gone = aChange(message, { is: 'revoked' });
      await core.tell(whatsappMessageChanged, gone);
      await core.tell(whatsappMessageChanged, { ...gone, at: new Date(Date.parse(gone.at) + 5_000).toISOString() });
      expect(await line(ada.id)).toMatchObject({
        text: 'forget it',
        message: { revoked: { at: gone.at, by: 'client' } },
      });
    });

    it('have one reaction of each side, the newest', async () => {
      const { ada, number } = await anAda();
      const message = aMessage(office.id, number, { text: 'done' });
      await tell(message);
      const react = (emoji: string, s: number, by: 'client' | 'us' = 'client') =>
        core.tell(
          whatsappMessageChanged,
          aChange(
            message,
            { is: 'reaction', emoji },
            { by, at: new Date(Date.parse(message.sentAt) + s * 1_000).toISOString() },
          ),
        );
      await react('👍', 1);
      await react('❤️', 3);
      await react('🙏', 2, 'us');
      expect((await line(ada.id)).message['reactions']).toEqual([
        { emoji: '❤️', by: 'client', employee: null, state: 'done' },
        { emoji: '🙏', by: 'us', employee: null, state: 'done' },
      ]);
      await react('', 4);
      expect((await line(ada.id)).message['reactions']).toMatchObject([{ by: 'us' }]);
    });

    it('before they have come themselves are changed when they come', async () => {
      const { ada, number } = await anAda();
      const message = aMessage(office.id, number, { text: 'early' });
      await core.tell(whatsappMessageChanged, aChange(message, { is: 'edited', text: 'earlier' }));
      await core.tell(whatsappMessageChanged, aChange(message, { is: 'revoked' }));
      await core.tell(whatsappMessageChanged, aChange(message, { is: 'reaction', emoji: '😮' }));
      await tell(message);
      expect(await line(ada.id)).toMatchObject({
        text: 'earlier',
        message: { edited: { before: ['early'] }, revoked: { by: 'client' }, reactions: [{ emoji: '😮' }] },
      });
    });

    it('get their words when the phone gives them', async () => {
      const { ada, number } = await anAda();
      const message = aMessage(office.id, number, { kind: 'ciphertext' });
      await tell(message);
      expect(await line(ada.id)).toMatchObject({ text: '', message: { kind: 'ciphertext' } });
      const poll = { options: ['yes', 'no'], multiple: false };
      const decrypted = { is: 'decrypted', content: content({ kind: 'poll', text: 'Ready?', poll }) } as const;
      await core.tell(whatsappMessageChanged, aChange(message, decrypted));
      expect(await line(ada.id)).toMatchObject({ text: 'Ready?', message: { kind: 'poll', poll, edited: null } });
    });

    it('are told live once, however often it is repeated', async () => {
      const { number } = await anAda();
      const message = aMessage(office.id, number, { text: 'x' });
      await tell(message);
      const before = events.length;
      const gone = aChange(message, { is: 'revoked' });
      for (let n = 0; n < 3; n++) await core.tell(whatsappMessageChanged, gone);
      expect(events.slice(before).map(({ event }) => event)).toEqual(['interaction']);
    });
  });

  describe('with media', () => {
    const settled = { durationMs: 2_000, waveform: [0, 50, 100], width: null, height: null };
    const voice = { type: 'audio/ogg; codecs=opus', name: null, size: 9, durationMs: 2_000 };

    it('wait for it, and play it in parts when it is here', async () => {
      const { ada, number } = await anAda();
      const message = aMessage(office.id, number, { kind: 'voice', media: voice });
      await tell(message);
      expect(await line(ada.id)).toMatchObject({
        attachments: [],
        message: { media: { state: 'waiting', n: 0, durationMs: 2_000, code: null } },
      });
      const evidence = await keptBytes(core, '0123456789');
      await core.tell(whatsappMediaSettled, {
        ...{ channelId: office.id, messageId: message.messageId, code: null, at: new Date().toISOString() },
        media: { ...settled, evidence, type: 'audio/ogg; codecs=opus', name: null },
      });
      const one = await line(ada.id);
      expect(one).toMatchObject({
        attachments: [{ n: 0, name: 'voice.ogg', type: 'audio/ogg; codecs=opus', size: 10, inline: true }],
        message: { media: { state: 'kept', size: 10, waveform: [0, 50, 100], durationMs: 2_000 } },
      });
      const path = `interactions/${one.id}/attachments/0`;
      const whole = await owner.get(path);
      expect([whole.status, whole.text]).toEqual([200, '0123456789']);
      const part = await owner.with({ range: 'bytes=2-4' }).get(path);
      expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
      const entries = await core.db.query(
        `select from core.journal where action = 'attachment.downloaded' and subject_id = $1`,
        [one.id],
      );
      expect(entries).toHaveLength(1);
      const inbox = (await owner.get('conversations?limit=100')).body.items as Record<string, unknown>[];
      expect(inbox.find(({ id }) => id === one.conversationId)).toMatchObject({
        ...{ snippet: '', lastMessage: { kind: 'voice', durationMs: 2_000 } },
      });
    });

    it('that is no picture and no sound is saved and never shown', async () => {
      const { ada, number } = await anAda();
      const message = aMessage(office.id, number, { kind: 'document', media: { ...voice, type: 'text/html' } });
      await tell(message);
      const evidence = await keptBytes(core, '<script>1</script>');
      await core.tell(whatsappMediaSettled, {
        ...{ channelId: office.id, messageId: message.messageId, code: null, at: new Date().toISOString() },
        media: { ...settled, waveform: null, evidence, type: 'text/html', name: 'page.html' },
      });
      const { headers } = await owner.get(`interactions/${(await line(ada.id)).id}/attachments/0`);
      expect([headers.get('content-type'), headers.get('content-disposition')]).toEqual([
        ...['application/octet-stream', `attachment; filename="page.html"; filename*=UTF-8''page.html`],
      ]);
    });

    it('that cannot be had is told with its reason, and may still come', async () => {
      const { ada, number } = await anAda();
      const message = aMessage(office.id, number, { kind: 'image', media: { ...voice, type: 'image/jpeg' } });
      const base = { channelId: office.id, messageId: message.messageId, at: new Date().toISOString() };
      await core.tell(whatsappMediaSettled, { ...base, media: null, code: 'whatsapp.media-expired' });
      await tell(message);
      const failed = await line(ada.id);
      expect(failed.message).toMatchObject({ media: { state: 'failed', code: 'whatsapp.media-expired' } });
      expect((await owner.get(`interactions/${failed.id}/attachments/0`)).status).toBe(404);
      const evidence = await keptBytes(core, 'picture');
      const media = {
        ...settled,
        waveform: null,
        durationMs: null,
        evidence,
        type: 'image/jpeg',
        name: null,
        width: 4,
        height: 3,
      };
      await core.tell(whatsappMediaSettled, { ...base, code: null, media });
      await core.tell(whatsappMediaSettled, { ...base, media: null, code: 'whatsapp.media-expired' });
      expect((await line(ada.id)).message).toMatchObject({ media: { state: 'kept', width: 4, height: 3, code: null } });
    });
  });
});
