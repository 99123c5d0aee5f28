import { Readable } from 'node:stream';
import { EvidenceRef, type WhatsappOutgoing } from '#libs/contracts';
import { eventually } from '#libs/testing';
import { describeWith } from '../../../test/peers/real/peer.js';
import type { SentMessage, WhatsappPhone } from '../../../test/peers/whatsapp/page/phone.js';
import type { Sending } from '../src/driver/driver.port.js';
import { ada, adaId, WebHouse } from './web-house.js';

const evidence: EvidenceRef = EvidenceRef.parse({ sha256: 'a'.repeat(64), size: 3 });
const bytes = Buffer.from('OggS, as far as anybody looks');

describeWith(['chromium'], 'what goes out by a linked number', () => {
  let house: WebHouse;
  let phone: WhatsappPhone;

  beforeAll(async () => {
    house = await WebHouse.open();
    phone = await house.linkedForGood();
  }, 90_000);
  afterAll(async () => {
    await house.close();
  });

  const send = (content: WhatsappOutgoing, more: Parameters<WebHouse['order']>[1] = {}, file?: Buffer) =>
    house.driver.send(
      house.channelId,
      house.order(content, more),
      file === undefined ? null : () => Promise.resolve(Readable.from([file])),
    );
  const sent = async (sending: Promise<Sending>): Promise<string> => {
    const came = await sending;
    if (came.is !== 'sent') throw new Error(JSON.stringify(came));
    return came.messageId;
  };
  const got = (messageId: string): SentMessage => phone.sent().find(({ id }) => id.includes(messageId))!;
  const media = (as: 'image' | 'voice' | 'document', type: string, name: string, caption = ''): WhatsappOutgoing => ({
    is: 'media',
    as,
    evidence,
    type,
    name,
    caption,
  });

  it('is a text, of which the house knows the id, and how far it comes', async () => {
    const messageId = await sent(send({ is: 'text', text: 'Good afternoon https://example.test' }));
    expect(got(messageId)).toMatchObject({ chat: '380501112233@c.us', text: 'Good afternoon https://example.test' });
    expect(messageId).not.toContain(adaId);
    phone.ack(got(messageId).id, 2);
    phone.ack(got(messageId).id, 3);
    await eventually(() =>
      expect(house.sink.progressed.filter((one) => one.messageId === messageId).map(({ state }) => state)).toEqual([
        'sent',
        'delivered',
        'read',
      ]),
    );
    // Its own echo is no message that somebody typed on the phone.
    expect(house.sink.texts()).not.toContain('Good afternoon https://example.test');
  });

  it('is a picture with words, a voice note and a file', async () => {
    const picture = await sent(send(media('image', 'image/png', 'a.png', 'Look'), {}, bytes));
    expect(got(picture)).toMatchObject({ type: 'image', text: 'Look', media: { bytes, type: 'image/png' } });
    const voice = await sent(send(media('voice', 'audio/ogg; codecs=opus', 'note.ogg'), {}, bytes));
    expect(got(voice)).toMatchObject({ type: 'ptt', media: { bytes } });
    const large = Buffer.alloc(3_000_000, 'keepline');
    const file = got(await sent(send(media('document', 'application/pdf', 'Договір.pdf', 'For you'), {}, large)));
    expect(file).toMatchObject({ type: 'document', text: 'For you', media: { name: 'Договір.pdf' } });
    expect(file.media!.bytes.equals(large)).toBe(true);
  });

  it('answers, edits, deletes, reacts', async () => {
    const theirs = phone.say({ chat: ada, text: 'What does it cost?' });
    const quotes = `${theirs.split('_')[2]!}.in`;
    await eventually(() => expect(house.sink.found.has(quotes)).toBe(true));
    const messageId = await sent(send({ is: 'text', text: 'Five hundred' }, { quotes }));
    expect(got(messageId).quotes).toBe(theirs.split('_')[2]);

    expect(await sent(send({ is: 'edit', messageId, text: 'Six hundred' }))).toBe(messageId);
    expect(got(messageId)).toMatchObject({ text: 'Six hundred', edited: true });
    expect(await sent(send({ is: 'revoke', messageId }))).toBe(messageId);
    expect(got(messageId).revoked).toBe(true);
    expect(await sent(send({ is: 'reaction', messageId: quotes, emoji: '👍' }))).toBe(quotes);
    expect(phone.ourReactions).toEqual([{ id: theirs, emoji: '👍' }]);
    await eventually(() =>
      expect(house.sink.changed.map(({ by, change }) => [by, change.is])).toEqual([
        ['us', 'edited'],
        ['us', 'revoked'],
        ['us', 'reaction'],
      ]),
    );
    expect(await send({ is: 'edit', messageId: '3EB0NOTHING', text: 'x' })).toEqual({
      is: 'failed',
      code: 'whatsapp.message-gone',
      reply: null,
    });
  });

  it('is refused: by the server, and for somebody who is not there', async () => {
    phone.failNextSend();
    const refused = await send({ is: 'text', text: 'Not today' });
    expect(refused).toEqual({ is: 'failed', code: 'whatsapp.refused', reply: null });
    phone.notOnWhatsapp.add('380999999999@c.us');
    const nobody = await send({ is: 'text', text: 'Anybody?' }, { chatId: '380999999999' });
    expect(nobody).toEqual({ is: 'failed', code: 'whatsapp.not-on-whatsapp', reply: null });
  });

  it('is unknown where the session falls in the middle, and is found afterwards, once', async () => {
    phone.holdSends();
    const order = house.order({ is: 'text', text: 'Did it go?' });
    const since = new Date();
    const sending = house.driver.send(house.channelId, order, null);
    await eventually(() => expect(phone.sent().some(({ text }) => text === 'Did it go?')).toBe(true));
    await house.killBrowser();
    expect(await sending).toMatchObject({ is: 'unknown' });
    phone.answerSends();
    await eventually(() => expect(house.sink.stood).toContainEqual(expect.objectContaining({ state: 'restarting' })));
    await house.ready();
    const found = await house.driver.findSent(house.channelId, order, since);
    expect(found).toEqual({ messageId: phone.sent().at(-1)!.id.split('_')[2] });
    const taken = await house.driver.findSent(house.channelId, order, since, () => Promise.resolve(true));
    expect(taken).toBe('absent');
    expect(await house.driver.findSent(house.channelId, house.order({ is: 'text', text: 'Never' }), since)).toBe(
      'absent',
    );
  });

  it('shows that we type, and that we have read', async () => {
    expect(await house.driver.showTyping(house.channelId, adaId, 'typing')).toBe(true);
    expect(await house.driver.showTyping(house.channelId, adaId, 'paused')).toBe(true);
    await eventually(() => expect(phone.shown.map(({ type }) => type)).toEqual(['composing', 'paused']));
    await house.driver.markRead(house.channelId, adaId);
    expect(phone.seen).toEqual([{ chat: '380501112233@c.us' }]);
  });
});
