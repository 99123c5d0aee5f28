import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import whatsapp from 'whatsapp-web.js';
import { eventually } from '#libs/testing';
import { describeWith } from '../../real/peer.js';
import { LibraryDevice } from './library-device.js';
import { WhatsappWorld } from './whatsapp-world.js';

const { MessageMedia } = whatsapp;
const ours = '+380441234567';
const ada = '+380501112233';
const adaChat = '380501112233@c.us';
const picture = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

const ofType = (type: string) => (message: whatsapp.Message) => String(message.type) === type;

describeWith(['chromium'], 'the stand-in for web.whatsapp.com, driven by the unmodified library', () => {
  let folder: string;
  let world: WhatsappWorld;
  const devices: LibraryDevice[] = [];

  const device = (pairWith?: string) => {
    const made = new LibraryDevice(world, folder, pairWith);
    devices.push(made);
    return made;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keepline-page-'));
    world = await WhatsappWorld.open();
  });
  afterEach(async () => {
    for (const one of devices.splice(0)) await one.stop();
    await world.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('is linked by QR, and is linked still after a restart; what came meanwhile is there without an event', async () => {
    const first = device();
    const phone = await first.linked(world, ours);
    expect(first.library.info.wid._serialized).toBe('380441234567@c.us');
    phone.say({ chat: ada, text: 'Good morning' });
    expect((await first.hears('message')).body).toBe('Good morning');
    // The browser writes its storage down only after a while.
    await first.stop();
    phone.say({ chat: ada, text: 'Are you there?' });

    const second = await device().start();
    await second.ready();
    expect(second.heard.map(({ event }) => event)).not.toContain('qr');
    const chat = await second.library.getChatById(adaChat);
    const bodies = (await chat.fetchMessages({ limit: 100 })).map(({ body }) => body);
    expect(bodies).toEqual(['Good morning', 'Are you there?']);
    expect(second.heard.map(({ event }) => event)).not.toContain('message');
  });

  it('is linked by a pairing code', async () => {
    const one = device('380441234567');
    await one.start();
    await world.enterPairingCode(ours, await one.hears<string>('code'));
    await one.ready();
    expect(one.library.info.wid.user).toBe('380441234567');
  });

  it('brings every kind of message', async () => {
    const one = device();
    const phone = await one.linked(world, ours);
    phone.say({ chat: ada, kind: 'image', text: 'Look', media: { bytes: picture, type: 'image/png' } });
    const image = await one.hears('message', ofType('image'));
    expect(image.body).toBe('Look');
    const media = await image.downloadMedia();
    expect([media.mimetype, Buffer.from(media.data, 'base64')]).toEqual(['image/png', picture]);

    phone.say({ chat: ada, kind: 'voice', media: { bytes: picture, type: 'audio/ogg; codecs=opus', seconds: 3 } });
    expect((await one.hears('message', ofType('ptt'))).duration).toBe('3');
    phone.say({ chat: ada, kind: 'location', location: { latitude: 50.45, longitude: 30.52, name: 'Office' } });
    const place = await one.hears('message', ofType('location'));
    expect([place.location.latitude, place.location.longitude]).toEqual([50.45, 30.52]);
    const vcard = 'BEGIN:VCARD\nFN:Bob\nTEL:+380670000000\nEND:VCARD';
    phone.say({ chat: ada, kind: 'contacts', contacts: [{ name: 'Bob', vcard }] });
    expect((await one.hears('message', ofType('vcard'))).vCards).toEqual([vcard]);
    phone.say({ chat: ada, kind: 'poll', text: 'When?', poll: { options: ['Monday', 'Friday'] } });
    const poll = await one.hears('message', ofType('poll_creation'));
    expect(poll.body).toBe('When?');
    const typed = phone.typeOnPhone({ chat: ada, text: 'On my way', quotes: phone.messageIds[0]! });
    const mine = await one.hears('message_create', (m: whatsapp.Message) => m.fromMe);
    expect([mine.id._serialized, mine.to, mine.hasQuotedMsg]).toEqual([typed, adaChat, true]);
    expect((await mine.getQuotedMessage()).body).toBe('Look');
  });

  it('brings what becomes of messages: edits, deletions, reactions, and words that come late', async () => {
    const one = device();
    const phone = await one.linked(world, ours);
    const id = phone.say({ chat: ada, text: 'Ten pieces' });
    await one.hears('message');
    phone.edit(id, 'Twelve pieces');
    await one.hears(
      'message_edit',
      (_m: never, now: string, before: string) => now === 'Twelve pieces' && before === 'Ten pieces',
    );
    phone.react(id, '👍');
    const reaction = await one.hears<{ reaction: string; senderId: string }>('message_reaction');
    expect([reaction.reaction, reaction.senderId]).toEqual(['👍', adaChat]);
    phone.revoke(id);
    expect((await one.hears('message_revoke_everyone')).id._serialized).toBe(id);

    const sealed = phone.say({ chat: ada, kind: 'ciphertext' });
    await one.hears('message_ciphertext');
    phone.decrypt(sealed, { text: 'Now you can read me' });
    expect((await one.hears('message', (m: whatsapp.Message) => m.id._serialized === sealed)).body).toBe(
      'Now you can read me',
    );
    const asked = phone.say({ chat: ada, kind: 'ciphertext' });
    phone.decryptWhenAsked(asked, { text: 'You asked' });
    expect((await one.hears('message', (m: whatsapp.Message) => m.id._serialized === asked)).body).toBe('You asked');
  });

  it('sends text, media, voice notes, replies, reactions, edits and deletions, and tells how far they have come', async () => {
    const one = device();
    const phone = await one.linked(world, ours);
    const said = phone.say({ chat: ada, text: 'How much?' });
    const question = await one.hears('message');
    const answer = await one.library.sendMessage(adaChat, 'Twenty', {
      sendSeen: false,
      quotedMessageId: question.id._serialized,
    });
    await eventually(() =>
      expect(phone.sent()).toMatchObject([{ text: 'Twenty', chat: adaChat, quotes: said.split('_')[2] }]),
    );
    phone.ack(answer.id._serialized, 3);
    await one.hears(
      'message_ack',
      (m: whatsapp.Message, ack: number) => m.id._serialized === answer.id._serialized && ack === 3,
    );

    const file = new MessageMedia('application/pdf', Buffer.from('%PDF-1.4 small').toString('base64'), 'offer.pdf');
    await one.library.sendMessage(adaChat, file, { sendMediaAsDocument: true, caption: 'Our offer', sendSeen: false });
    await eventually(() =>
      expect(phone.sent()[1]).toMatchObject({
        type: 'document',
        text: 'Our offer',
        media: { bytes: Buffer.from('%PDF-1.4 small'), type: 'application/pdf', name: 'offer.pdf' },
      }),
    );
    const voice = new MessageMedia('audio/ogg; codecs=opus', picture.toString('base64'), 'voice.ogg');
    await one.library.sendMessage(adaChat, voice, { sendAudioAsVoice: true, sendSeen: false });
    await eventually(() => expect(phone.sent()[2]).toMatchObject({ type: 'ptt', media: { bytes: picture } }));

    await question.react('🙏');
    await eventually(() => expect(phone.ourReactions).toEqual([{ id: said, emoji: '🙏' }]));
    await answer.edit('Twenty-two');
    expect(phone.sent()[0]).toMatchObject({ text: 'Twenty-two', edited: true });
    await answer.delete(true);
    expect(phone.sent()[0]).toMatchObject({ revoked: true });
    await (await one.library.getChatById(adaChat)).sendStateTyping();
    await eventually(() => expect(phone.shown).toEqual([{ chat: adaChat, type: 'composing' }]));
    await one.library.sendSeen(adaChat);
    expect(phone.seen).toEqual([{ chat: adaChat }]);
    phone.notOnWhatsapp.add('380679999999@c.us');
    expect(await one.library.getNumberId('380679999999')).toBeNull();
    phone.failNextSend();
    await expect(one.library.sendMessage(adaChat, 'lost', { sendSeen: false, waitUntilMsgSent: true })).rejects.toThrow(
      'refused',
    );
    expect(phone.sent()).toHaveLength(3);
  });

  it('knows groups, people without a number, a battery, media that is gone, and a chat with a long past', async () => {
    const phone = world.phone(ours);
    phone.group('120363000000000001@g.us', 'Project', [ada, '+380502223344']);
    phone.lid = '900000000000001@lid';
    for (let n = 0; n < 60; n++)
      phone.say({ chat: ada, text: `before ${n}`, at: new Date(Date.UTC(2026, 0, 1, 0, n)) });
    const one = device();
    await one.linked(world, ours);
    const old = await (await one.library.getChatById(adaChat)).fetchMessages({ limit: 1_000 });
    expect([old.length, old[0]!.body, old.at(-1)!.body]).toEqual([60, 'before 0', 'before 59']);

    phone.say({ chat: '120363000000000001@g.us', author: ada, text: 'Hello all' });
    const inGroup = await one.hears('message', (m: whatsapp.Message) => m.body === 'Hello all');
    expect([inGroup.from, inGroup.author]).toEqual(['120363000000000001@g.us', adaChat]);
    expect((await one.library.getChats()).map(({ name, isGroup }) => [name, isGroup])).toContainEqual([
      'Project',
      true,
    ]);

    const lid = '123456789012345@lid';
    phone.contact({ lid, pushname: 'Grace' });
    phone.say({ chat: lid, text: 'No number here' });
    const grace = await one.hears('message', (m: whatsapp.Message) => m.body === 'No number here');
    expect([grace.from, (await grace.getContact()).pushname]).toEqual([lid, 'Grace']);
    expect((await one.library.getContactLidAndPhone([lid]))[0]!.pn).toBeUndefined();
    phone.contact({ lid, phone: '+380503334455', pushname: 'Grace' });
    await eventually(async () =>
      expect((await one.library.getContactLidAndPhone([lid]))[0]!.pn).toBe('380503334455@c.us'),
    );

    phone.charge(42, true);
    expect(await one.hears<{ battery: number }>('change_battery')).toMatchObject({ battery: 42, plugged: true });
    const gone = phone.say({ chat: ada, kind: 'image', media: { bytes: picture, type: 'image/png' } });
    phone.loseMedia(gone);
    const image = await one.hears('message', (m: whatsapp.Message) => m.id._serialized === gone);
    expect(await image.downloadMedia()).toBeUndefined();
  });

  it('loses its line and finds it again; stands still; is taken over by another browser', async () => {
    const one = device();
    const phone = await one.linked(world, ours);
    world.drop();
    await one.hears<string>('change_state', (state: string) => state === 'TIMEOUT');
    // Given out without a line, it goes with the next one, once.
    const waiting = one.library.sendMessage(adaChat, 'Later', { sendSeen: false });
    phone.say({ chat: ada, text: 'While you were away' });
    world.restore();
    await one.hears<string>('change_state', (state: string) => state === 'CONNECTED');
    await waiting;
    await eventually(() => expect(phone.sent().map(({ text }) => text)).toEqual(['Later']), { withinMs: 10_000 });
    const chat = await one.library.getChatById(adaChat);
    expect((await chat.fetchMessages({ limit: 10 })).map(({ body }) => body)).toContain('While you were away');

    const frozen = performance.now();
    world.freeze(ours, 2_000);
    phone.say({ chat: ada, text: 'After the pause' });
    await one.hears('message', (m: whatsapp.Message) => m.body === 'After the pause');
    expect(performance.now() - frozen).toBeGreaterThan(1_900);

    world.conflict(ours);
    expect(await one.hears<string>('disconnected')).toBe('CONFLICT');
  });

  it('forgets a device that the phone removed, and shows a QR again', async () => {
    const one = device();
    const phone = await one.linked(world, ours);
    world.logout(ours);
    expect(await one.hears<string>('disconnected')).toBe('LOGOUT');
    expect(phone.device).toBeNull();
    await eventually(() => expect(one.heard.filter(({ event }) => event === 'qr')).toHaveLength(2), {
      withinMs: 20_000,
    });
  });

  it('stops showing a QR after a while, and shows one again when asked', async () => {
    Object.assign(world.ways, { qrMs: 300, qrCount: 2 });
    const one = await device().start();
    await eventually(() => expect(new Set(one.heard.map(({ words }) => words[0])).size).toBe(2));
    await eventually(async () => expect(await one.library.getState()).toBe('UNPAIRED_IDLE'));
    Object.assign(world.ways, { qrMs: 60_000 });
    // The library would ask for it in the wrong place (Client.js:290): a gateway does it in the page.
    await one.library.pupPage!.evaluate("window.require('WAWebCmd').Cmd.refreshQR()");
    await eventually(() => expect(new Set(one.heard.map(({ words }) => words[0])).size).toBe(3));
  });

  it('is never ready for the library where it has synced before the library listens', async () => {
    const first = device();
    const phone = await first.linked(world, ours);
    await first.stop();
    phone.ways.syncDelayMs = 0;
    world.ways.bootMs = 1_200;
    const late = await device().start();
    expect(await late.library.getState()).toBe('CONNECTED');
    expect(late.heard.map(({ event }) => event)).not.toContain('ready');
    await late.library.pupPage!.evaluate('window.onAppStateHasSyncedEvent()');
    await late.ready();
  });

  it('throws with the name of a module that it does not have', async () => {
    const one = await device().start();
    await expect(one.library.pupPage!.evaluate("window.require('WAWebNobodyHasThis')")).rejects.toThrow(
      'the stand-in has no module WAWebNobodyHasThis',
    );
  });
});
