import { eventually } from '#libs/testing';
import { describeWith } from '../../../test/peers/real/peer.js';
import type { WhatsappPhone } from '../../../test/peers/whatsapp/page/phone.js';
import type { FoundChange, FoundMessage } from '../src/driver/driver.port.js';
import { MediaGone } from '../src/driver/media.errors.js';
import { ada, adaId, WebHouse } from './web-house.js';

const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const sound = Buffer.from('OggS, as far as anybody looks');
const group = '120363000000000001@g.us';
const yarema = '+380671112233';

describeWith(['chromium'], 'what comes in by a linked number', () => {
  let house: WebHouse;
  let phone: WhatsappPhone;

  beforeAll(async () => {
    house = await WebHouse.open();
    phone = house.phone;
    phone.lid = '77000000000001@lid';
    await house.linked();
  }, 90_000);
  afterAll(async () => {
    await house.close();
  });

  /** The message with that id of the page's. */
  const found = (key: string): Promise<FoundMessage> =>
    eventually(
      () => {
        const one = house.sink.found.get(idOf(key));
        if (!one) throw new Error('not yet');
        return one;
      },
      { withinMs: 10_000 },
    );
  const changed = (key: string, is: string): Promise<FoundChange> =>
    eventually(
      () => {
        const one = house.sink.changed.find(({ messageId, change }) => messageId === idOf(key) && change.is === is);
        if (!one) throw new Error('not yet');
        return one;
      },
      { withinMs: 10_000 },
    );

  it('is a text with its sender, its moment and the page’s own words as evidence, and an id without a number', async () => {
    const key = phone.say({ chat: ada, text: 'Good morning 🌞', at: new Date('2026-11-25T10:00:00Z') });
    const message = await found(key);
    expect(message).toMatchObject({
      direction: 'inbound',
      origin: 'live',
      chat: { id: adaId, phone: ada, aliases: [], is: 'person' },
      author: null,
      sentAt: new Date('2026-11-25T10:00:00Z'),
      content: { kind: 'text', text: 'Good morning 🌞', media: null },
      quotes: null,
      forwarded: false,
      mediaRef: null,
    });
    expect(message.messageId).not.toContain(adaId);
    expect(JSON.parse(message.original.toString())).toMatchObject({ type: 'chat', body: 'Good morning 🌞' });
  });

  it('is every kind of message', async () => {
    const keys = {
      image: phone.say({ chat: ada, kind: 'image', text: 'Look', media: { bytes: picture, type: 'image/png' } }),
      voice: phone.say({
        chat: ada,
        kind: 'voice',
        media: { bytes: sound, type: 'audio/ogg; codecs=opus', seconds: 7 },
      }),
      document: phone.say({
        chat: ada,
        kind: 'document',
        media: { bytes: sound, type: 'application/pdf', name: 'Договір.pdf' },
      }),
      sticker: phone.say({ chat: ada, kind: 'sticker', media: { bytes: picture, type: 'image/webp' } }),
      location: phone.say({
        chat: ada,
        kind: 'location',
        location: { latitude: 50.45, longitude: 30.52, name: 'Office', address: 'Khreshchatyk 1' },
      }),
      contacts: phone.say({
        chat: ada,
        kind: 'contacts',
        contacts: [{ name: 'Grace', vcard: 'BEGIN:VCARD\nFN:Grace\nEND:VCARD' }],
      }),
      poll: phone.say({ chat: ada, kind: 'poll', text: 'When?', poll: { options: ['Mon', 'Tue'] } }),
      call: phone.say({ chat: ada, kind: 'call' }),
      unsupported: phone.say({ chat: ada, kind: 'unsupported', providerType: 'hologram' }),
    };
    const content = async (kind: keyof typeof keys) => (await found(keys[kind])).content;
    expect(await content('image')).toMatchObject({
      kind: 'image',
      text: 'Look',
      media: { type: 'image/png', size: 16 },
    });
    expect(await content('voice')).toMatchObject({ kind: 'voice', media: { durationMs: 7_000 } });
    expect(await content('document')).toMatchObject({ kind: 'document', media: { name: 'Договір.pdf' } });
    expect(await content('sticker')).toMatchObject({ kind: 'sticker', media: { type: 'image/webp' } });
    expect(await content('location')).toMatchObject({
      kind: 'location',
      location: { latitude: 50.45, longitude: 30.52, name: 'Office', address: 'Khreshchatyk 1' },
    });
    expect(await content('contacts')).toMatchObject({
      kind: 'contacts',
      contacts: [{ name: 'Grace', vcard: 'BEGIN:VCARD\nFN:Grace\nEND:VCARD' }],
    });
    expect(await content('poll')).toMatchObject({
      kind: 'poll',
      text: 'When?',
      poll: { options: ['Mon', 'Tue'], multiple: false },
    });
    expect(await content('call')).toMatchObject({ kind: 'call', providerType: 'call_log' });
    expect(await content('unsupported')).toMatchObject({ kind: 'unsupported', providerType: 'hologram' });
  });

  it('is typed on the phone by whoever holds it', async () => {
    const key = phone.typeOnPhone({ chat: ada, text: 'I answer from here' });
    expect(await found(key)).toMatchObject({
      direction: 'outbound',
      chat: { id: adaId },
      content: { text: 'I answer from here' },
    });
    expect(idOf(key)).not.toContain('.in');
  });

  it('answers a message of either side', async () => {
    const theirs = phone.say({ chat: ada, text: 'Question' });
    const own = phone.typeOnPhone({ chat: ada, text: 'Offer' });
    expect(await found(phone.typeOnPhone({ chat: ada, text: 'To yours', quotes: theirs }))).toMatchObject({
      quotes: idOf(theirs),
    });
    expect(await found(phone.say({ chat: ada, text: 'To ours', quotes: own }))).toMatchObject({ quotes: idOf(own) });
  });

  it('comes in a group with its author, and from somebody without a number, who is merged when it is learned', async () => {
    phone.group(group, 'Site in Bucha', [ada, yarema]);
    const inGroup = phone.say({ chat: group, author: yarema, text: 'Concrete at nine' });
    expect(await found(inGroup)).toMatchObject({
      chat: { id: group, name: 'Site in Bucha', is: 'group' },
      author: { id: '380671112233', phone: yarema },
    });

    const stranger = '99000000000001@lid';
    phone.contact({ phone: '+380931112233', lid: stranger });
    expect(await found(phone.say({ chat: stranger, text: 'Who am I?' }))).toMatchObject({
      chat: { id: stranger, phone: '+380931112233', aliases: ['380931112233'] },
    });
  });

  it('is edited, deleted, reacted to: told beside the message, which stays', async () => {
    const key = phone.say({ chat: ada, text: 'Five hundred' });
    await found(key);
    phone.edit(key, 'Six hundred');
    expect(await changed(key, 'edited')).toMatchObject({
      change: { is: 'edited', text: 'Six hundred' },
      by: 'client',
      chatId: adaId,
      author: null,
    });
    phone.react(key, '👍');
    expect(await changed(key, 'reaction')).toMatchObject({ change: { is: 'reaction', emoji: '👍' }, by: 'client' });
    phone.revoke(key);
    expect(await changed(key, 'revoked')).toMatchObject({ by: 'client', chatId: adaId });
    expect(house.sink.found.get(idOf(key))?.content.text).toBe('Five hundred');
  });

  it('waits for words that have not come, and takes them for no edit', async () => {
    const key = phone.say({ chat: ada, kind: 'ciphertext' });
    expect(await found(key)).toMatchObject({ content: { kind: 'ciphertext', text: '' } });
    phone.decrypt(key, { text: 'Now you can read me' });
    expect(await changed(key, 'decrypted')).toMatchObject({
      change: { content: { kind: 'text', text: 'Now you can read me' } },
    });
    expect(house.sink.changed.filter(({ messageId }) => messageId === idOf(key))).toHaveLength(1);
  });

  it('brings its media when they are asked for, whole or not at all', async () => {
    const bytes = Buffer.alloc(2_000_000, 'keepline');
    const { channelId } = house;
    const key = phone.say({ chat: ada, kind: 'document', media: { bytes, type: 'application/pdf', name: 'a.pdf' } });
    const { mediaRef } = await found(key);
    const fetched = await house.driver.fetchMedia(channelId, mediaRef!, 16_000_000);
    expect(fetched).toMatchObject({ type: 'application/pdf', name: 'a.pdf', size: 2_000_000 });
    expect(Buffer.concat((await fetched.stream.toArray()) as Buffer[]).equals(bytes)).toBe(true);

    const tooLarge = house.driver.fetchMedia(channelId, mediaRef!, 1_999_999);
    await expect(tooLarge).rejects.toEqual(new MediaGone('whatsapp.media-too-large'));
    phone.loseMedia(key);
    const lost = house.driver.fetchMedia(channelId, mediaRef!, 16_000_000);
    await expect(lost).rejects.toEqual(new MediaGone('whatsapp.media-expired'));
  });

  it('is typing, as long as it goes on', async () => {
    phone.typing(ada);
    phone.typing(ada, 'recording');
    await eventually(() =>
      expect(house.sink.seen).toEqual([
        { chatId: adaId, is: 'typing' },
        { chatId: adaId, is: 'recording' },
      ]),
    );
  });

  it('is nothing of status, newsletters and the page’s own notices', async () => {
    phone.say({ chat: 'status@broadcast', author: ada, text: 'My holiday' });
    phone.say({ chat: ada, kind: 'unsupported', providerType: 'e2e_notification' });
    await found(phone.say({ chat: ada, text: 'After all that' }));
    expect(house.sink.texts()).not.toContain('My holiday');
    const types = [...house.sink.found.values()].map(({ content }) => content.providerType);
    expect(types).not.toContain('e2e_notification');
  });
});

/** `false_380…@c.us_3EB0…`, as the house knows it. */
function idOf(key: string): string {
  const [fromMe, , id] = key.split('_');
  return fromMe === 'true' ? id! : `${id!}.in`;
}
