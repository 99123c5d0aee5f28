import { eventually } from '#libs/testing';
import type { ClientView } from '../../apps/core/src/clients/client.view.js';
import type { InteractionView, UnplacedView } from '../../apps/core/src/conversations/interaction.view.js';
import type { WhatsappPhone } from '../peers/whatsapp/page/phone.js';
import { WhatsappWorld } from '../peers/whatsapp/page/whatsapp-world.js';
import type { ApiUser } from '../product/api.js';
import { inBothWays } from '../product/both-ways.js';
import type { Product } from '../product/product.js';
import { jpeg, pdf, sticker, video, voiceNote } from './sample-media.js';
import {
  bytesOf,
  entryOf,
  soon,
  standInFor,
  timelineOf,
  upload,
  whatsappClient,
  WhatsappOffice,
} from './whatsapp-office.js';

const ada = '+380501112233';
const adaChat = '380501112233@c.us';
const project = '120363000000000001@g.us';

inBothWays(['chromium'], 'messages by WhatsApp, over a linked device', (setting) => {
  let world: WhatsappWorld;
  let product: Product;
  let close: (() => Promise<void>) | undefined;
  let owner: ApiUser;
  let anna: ApiUser;
  let phone: WhatsappPhone;
  let card: ClientView;

  beforeAll(async () => {
    world = await WhatsappWorld.open();
    ({ product, close } = await setting.open({ env: standInFor(world) }));
    owner = await product.owner();
    const employee = await owner.newEmployee('Anna Kovalenko', 'anna@company.test', { seesContacts: true });
    anna = await product.as('anna@company.test');
    card = await whatsappClient(owner, 'Ada Lovelace', ada, { responsibleId: employee.id });
    const office = await WhatsappOffice.connect(owner, world);
    world.phone('+380441234567').contact({ phone: ada, pushname: 'Ada' });
    phone = await office.link();
  }, 180_000);

  afterAll(async () => {
    await close?.();
    await world?.close();
  });

  const arrives = (fits: (entry: InteractionView) => boolean) => entryOf(anna, card.id, fits);
  const withId = (id: string) => async () => {
    const found = (await timelineOf(anna, card.id)).find((entry) => entry.id === id);
    if (!found) throw new Error(`no ${id}`);
    return found;
  };
  const becomes = (id: string, holds: (entry: InteractionView) => void) =>
    eventually(async () => {
      const entry = await withId(id)();
      holds(entry);
      return entry;
    }, soon);
  const write = (body: object) =>
    anna.post<InteractionView>(`/clients/${card.id}/messages`, { medium: 'whatsapp', text: '', ...body });

  it('stand on the client’s card: words, with what they answer', async () => {
    const first = phone.say({ chat: ada, text: 'Скільки коштує? https://shop.test/7' });
    const question = await arrives(({ text }) => text === 'Скільки коштує? https://shop.test/7');
    expect(question).toMatchObject({
      kind: 'message',
      medium: 'whatsapp',
      direction: 'inbound',
      clientId: card.id,
      message: { kind: 'text', sentBy: 'client', origin: 'live', media: null },
    });
    phone.say({ chat: ada, text: 'І чи є в наявності?', quotes: first, forwarded: true });
    const second = await arrives(({ text }) => text === 'І чи є в наявності?');
    expect(second.message).toMatchObject({
      forwarded: true,
      quotes: { interactionId: question.id, text: 'Скільки коштує? https://shop.test/7', direction: 'inbound' },
    });
    expect(second.conversationId).toBe(question.conversationId);
  }, 90_000);

  it.each([
    ['image', { bytes: jpeg, type: 'image/jpeg' }, 'image/jpeg'],
    ['video', { bytes: video, type: 'video/mp4', seconds: 2 }, 'video/mp4'],
    ['document', { bytes: pdf, type: 'application/pdf', name: 'План.pdf' }, 'application/pdf'],
    ['sticker', { bytes: sticker, type: 'image/webp' }, 'image/webp'],
  ] as const)(
    'bring a %s with its bytes',
    async (kind, media, type) => {
      phone.say({ chat: ada, kind, text: kind === 'sticker' ? '' : `a ${kind}`, media });
      const entry = await arrives(
        ({ message }) => message?.kind === kind && message.media?.state === 'kept' && message.sentBy === 'client',
      );
      expect(entry.attachments).toMatchObject([{ n: 0, type, size: media.bytes.length }]);
      expect((await bytesOf(anna, entry)).equals(media.bytes)).toBe(true);
    },
    60_000,
  );

  it('bring a voice note with its length and its waveform, in parts where a player asks for parts', async () => {
    phone.say({ chat: ada, kind: 'voice', media: { bytes: voiceNote, type: 'audio/ogg; codecs=opus', seconds: 2 } });
    const note = await arrives(({ message }) => message?.kind === 'voice' && message.media?.state === 'kept');
    expect(note.message!.media!.durationMs).toBeGreaterThan(1_500);
    expect(note.message!.media!.durationMs).toBeLessThan(2_500);
    const part = await anna.fetch('GET', `/interactions/${note.id}/attachments/0`, undefined, { range: 'bytes=0-3' });
    expect([part.status, await part.text()]).toEqual([206, 'OggS']);
  }, 60_000);

  it('bring places, visiting cards, polls; and what no release knows is kept, and said so', async () => {
    const location = { latitude: 50.45, longitude: 30.52, name: 'Теплиця', address: 'Київ' };
    phone.say({ chat: ada, kind: 'location', location });
    expect((await arrives(({ message }) => message?.kind === 'location')).message!.location).toEqual(location);
    phone.say({
      chat: ada,
      kind: 'contacts',
      contacts: [{ name: 'Bob', vcard: 'BEGIN:VCARD\nVERSION:3.0\nFN:Bob\nTEL:+380670000001\nEND:VCARD' }],
    });
    expect((await arrives(({ message }) => message?.kind === 'contacts')).message!.contacts).toEqual([{ name: 'Bob' }]);
    phone.say({ chat: ada, kind: 'poll', text: 'Коли?', poll: { options: ['Понеділок', 'П’ятниця'] } });
    const poll = await arrives(({ message }) => message?.kind === 'poll');
    expect([poll.text, poll.message!.poll]).toEqual(['Коли?', { options: ['Понеділок', 'П’ятниця'], multiple: false }]);
    phone.say({ chat: ada, kind: 'unsupported', providerType: 'hologram' });
    expect((await arrives(({ message }) => message?.kind === 'unsupported')).message!.providerType).toBe('hologram');
  }, 90_000);

  it('are changed by the client: what stood there before stays', async () => {
    const id = phone.say({ chat: ada, text: 'Десять штук' });
    const said = await arrives(({ text }) => text === 'Десять штук');
    phone.edit(id, 'Дванадцять штук');
    const edited = await becomes(said.id, ({ text }) => expect(text).toBe('Дванадцять штук'));
    expect(edited.message!.edited!.before).toEqual(['Десять штук']);
    phone.react(id, '👍');
    await becomes(said.id, ({ message }) => expect(message!.reactions).toMatchObject([{ emoji: '👍', by: 'client' }]));
    phone.react(id, '');
    await becomes(said.id, ({ message }) => expect(message!.reactions).toEqual([]));
    phone.revoke(id);
    const revoked = await becomes(said.id, ({ message }) => expect(message!.revoked).toMatchObject({ by: 'client' }));
    expect(revoked.text).toBe('Дванадцять штук');
  }, 90_000);

  it('whose words come late are shown when they come', async () => {
    const id = phone.say({ chat: ada, kind: 'ciphertext' });
    const sealed = await arrives(({ message }) => message?.kind === 'ciphertext');
    phone.decrypt(id, { text: 'Тепер видно' });
    const opened = await becomes(sealed.id, ({ text }) => expect(text).toBe('Тепер видно'));
    expect(opened.message!.kind).toBe('text');
  }, 60_000);

  it('whose medium the server no longer has are kept without it', async () => {
    const id = phone.say({ chat: ada, kind: 'image', text: 'too late', media: { bytes: jpeg, type: 'image/jpeg' } });
    phone.loseMedia(id);
    const entry = await arrives(({ text, message }) => text === 'too late' && message?.media?.state === 'failed');
    expect(entry.message!.media!.code).toBe('whatsapp.media-expired');
  }, 90_000);

  it('are answered: words, files and voice notes go out in their order, and their way is seen', async () => {
    const before = phone.sent().length;
    const sentAfter = () => phone.sent().slice(before);
    const first = await write({ text: 'Двадцять гривень' });
    const file = await upload(anna, 'offer.pdf', 'application/pdf', pdf);
    await write({ text: 'Наша пропозиція', attachmentIds: [file] });
    const voice = await upload(anna, 'voice.ogg', 'audio/ogg', voiceNote);
    await write({ attachmentIds: [voice], voice: true });
    await eventually(
      () =>
        expect(sentAfter().map(({ chat, type, text, media }) => [chat, type, text, media?.bytes.length ?? 0])).toEqual([
          [adaChat, 'chat', 'Двадцять гривень', 0],
          [adaChat, 'document', 'Наша пропозиція', pdf.length],
          [adaChat, 'ptt', '', voiceNote.length],
        ]),
      soon,
    );
    expect(sentAfter()[1]!.media!.bytes.equals(pdf)).toBe(true);
    await becomes(first.id, ({ status }) => expect(status).toBe('sent'));
    const { id } = sentAfter()[0]!;
    phone.ack(id, 2);
    await becomes(first.id, ({ status }) => expect(status).toBe('delivered'));
    phone.ack(id, 3);
    await becomes(first.id, ({ status }) => expect(status).toBe('read'));
    const played = sentAfter()[2]!;
    phone.ack(played.id, 4);
    await arrives(({ status, message }) => status === 'played' && message?.kind === 'voice');
  }, 90_000);

  it('quote, react, are changed and taken back by us', async () => {
    const asked = phone.say({ chat: ada, text: 'До якої години ви працюєте?' });
    const question = await arrives(({ text }) => text === 'До якої години ви працюєте?');
    const answer = await write({ text: 'До шостої', quotes: question.id });
    const ours = await eventually(() => {
      const found = phone.sent().find(({ text }) => text === 'До шостої');
      expect(found?.quotes).toBe(asked.split('_')[2]);
      return found!;
    }, soon);
    await becomes(answer.id, ({ status }) => expect(status).toBe('sent'));
    expect((await anna.ask('POST', `/interactions/${question.id}/reactions`, { emoji: '🙏' })).status).toBeLessThan(
      300,
    );
    await eventually(() => expect(phone.ourReactions.at(-1)).toEqual({ id: asked, emoji: '🙏' }), soon);
    await becomes(question.id, ({ message }) =>
      expect(message!.reactions).toMatchObject([{ emoji: '🙏', by: 'us', state: 'done' }]),
    );
    const edit = await anna.ask('POST', `/interactions/${answer.id}/edit`, { text: 'До сьомої' });
    expect(edit.status).toBeLessThan(300);
    const now = () => phone.sent().find(({ id }) => id === ours.id)!;
    await eventually(() => expect(now()).toMatchObject({ text: 'До сьомої', edited: true }), soon);
    await becomes(answer.id, ({ text, message }) => {
      expect(text).toBe('До сьомої');
      expect(message!.edited!.before).toEqual(['До шостої']);
    });
    expect((await anna.ask('POST', `/interactions/${answer.id}/revoke`, {})).status).toBeLessThan(300);
    await eventually(() => expect(now().revoked).toBe(true), soon);
    await becomes(answer.id, ({ message }) => expect(message!.revoked).toMatchObject({ by: 'us' }));
  }, 120_000);

  it('that WhatsApp refused are failed, and said so', async () => {
    phone.failNextSend();
    const refused = await write({ text: 'Не дійде' });
    const { deliveries } = await becomes(refused.id, ({ status }) => expect(status).toBe('failed'));
    expect(deliveries).toMatchObject([{ code: 'whatsapp.refused' }]);
    await write({ text: 'А це дійде' });
    await eventually(() => expect(phone.sent().at(-1)!.text).toBe('А це дійде'), soon);
    expect(phone.sent().map(({ text }) => text)).not.toContain('Не дійде');
  }, 90_000);

  it('typed on the phone are ours, by the number’s holder', async () => {
    phone.typeOnPhone({ chat: ada, text: 'Це з телефону' });
    const typed = await arrives(({ text }) => text === 'Це з телефону');
    expect(typed).toMatchObject({ direction: 'outbound', employee: null, message: { sentBy: 'holder' } });
    expect(typed.flags).toContain('outside-gateway');
  }, 60_000);

  it('show each other that somebody is typing, and that something was read', async () => {
    const { conversationId } = (await timelineOf(anna, card.id))[0]!;
    expect((await anna.ask('POST', `/conversations/${conversationId}/typing`, { is: 'typing' })).status).toBe(204);
    await eventually(() => expect(phone.shown).toContainEqual({ chat: adaChat, type: 'composing' }), soon);
    expect((await anna.ask('POST', `/conversations/${conversationId}/seen`, {})).status).toBe(204);
    await eventually(() => expect(phone.seen).toContainEqual({ chat: adaChat }), soon);
  }, 60_000);

  it('from a group stand on the card of whoever wrote', async () => {
    phone.group(project, 'Проєкт', [ada, '+380502223344']);
    phone.say({ chat: project, author: ada, text: 'Усім вітання' });
    const entry = await arrives(({ text }) => text === 'Усім вітання');
    expect(entry.message!.group).toEqual({ name: 'Проєкт' });
  }, 60_000);

  it('from somebody without a number are on the card once their number is known, and before that wait to be placed', async () => {
    const lid = '123456789012345@lid';
    phone.contact({ lid, pushname: 'Grace' });
    phone.say({ chat: lid, text: 'Хто я?' });
    await eventually(async () => {
      const { items } = await owner.get<{ items: UnplacedView[] }>('/unplaced');
      expect(items.filter(({ text }) => text === 'Хто я?')).toHaveLength(1);
    }, soon);
    const grace = await whatsappClient(owner, 'Grace Hopper', '+380503334455');
    phone.contact({ lid, phone: '+380503334455', pushname: 'Grace' });
    phone.say({ chat: lid, text: 'Тепер знаєте' });
    await entryOf(owner, grace.id, ({ text }) => text === 'Тепер знаєте');
    await entryOf(owner, grace.id, ({ text }) => text === 'Хто я?');
  }, 90_000);

  it('begin from the card too, and the number is not among what the page asks for', async () => {
    const hedy = await whatsappClient(owner, 'Hedy Lamarr', '+380509998877');
    await owner.post(`/clients/${hedy.id}/messages`, {
      medium: 'whatsapp',
      contactPointId: hedy.contactPoints[0]!.id,
      text: 'Доброго дня',
    });
    await eventually(
      () => expect(phone.sent().at(-1)).toMatchObject({ chat: '380509998877@c.us', text: 'Доброго дня' }),
      soon,
    );
    phone.say({ chat: '+380509998877', text: 'І вам' });
    const reply = await entryOf(owner, hedy.id, ({ text }) => text === 'І вам');
    const entries = await timelineOf(owner, hedy.id);
    expect(new Set(entries.map(({ conversationId }) => conversationId))).toEqual(new Set([reply.conversationId]));
  }, 90_000);

  it('told twice are there once', async () => {
    const id = phone.say({ chat: ada, text: 'Лише раз' });
    await arrives(({ text }) => text === 'Лише раз');
    phone.tellAgain(id);
    phone.say({ chat: ada, text: 'Після повтору' });
    await arrives(({ text }) => text === 'Після повтору');
    await arrives(({ text }) => text === 'Лише раз');
  }, 60_000);

  it('of one second, a hundred of them, are all there', async () => {
    const at = new Date();
    for (let n = 0; n < 100; n++) phone.say({ chat: ada, text: `burst ${n}`, at });
    await eventually(async () => {
      // More than one page holds: what else came within that second may stand between them.
      const page = async (cursor: string) =>
        anna.get<{ items: InteractionView[]; nextCursor: string | null }>(
          `/clients/${card.id}/timeline?limit=100${cursor}`,
        );
      const newest = await page('');
      const older = newest.nextCursor === null ? [] : (await page(`&cursor=${newest.nextCursor}`)).items;
      const burst = [...newest.items, ...older].filter(({ text }) => text?.startsWith('burst '));
      expect(new Set(burst.map(({ text }) => text)).size).toBe(burst.length);
      expect(burst.length).toBe(100);
    }, soon);
  }, 90_000);
});
