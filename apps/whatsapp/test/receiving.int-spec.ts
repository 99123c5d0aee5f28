import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  retellWhatsapp,
  whatsappAlarmRaised,
  whatsappIdentityLearned,
  whatsappMediaSettled,
  whatsappMessageChanged,
  whatsappMessageReceived,
  whatsappTallied,
  type ChannelId,
  type WhatsappContent,
} from '#libs/contracts';
import { eventually } from '#libs/testing';
import type { FoundChange, FoundMessage } from '../src/driver/driver.port.js';
import { MediaGone, MediaLater } from '../src/driver/media.errors.js';
import { mediaOf } from './fake-driver.js';
import { voiceNote } from './voice-note.js';
import { found, WhatsappHouse } from './whatsapp-house.js';

let house: WhatsappHouse;
let channelId: ChannelId;

beforeAll(async () => {
  house = await WhatsappHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => {
  channelId = await house.aNumber();
});

const received = () => house.told(whatsappMessageReceived, channelId);
const plain = found().content;

describe('a message', () => {
  it('is evidence, and told once however often and in whatever way it is found', async () => {
    const one = found({ messageId: '3EB0ONE', sentAt: new Date('2026-03-01T10:00:00Z') });
    await house.sink.messages(channelId, [one, one]);
    await Promise.all([
      house.sink.messages(channelId, [{ ...one, origin: 'backfill' }]),
      house.sink.messages(channelId, [{ ...one, origin: 'history' }]),
    ]);
    const [told, ...more] = await received();
    expect(more).toEqual([]);
    expect(told).toMatchObject({
      messageId: '3EB0ONE',
      driver: 'web',
      origin: 'live',
      sentAt: '2026-03-01T10:00:00.000Z',
      chat: { id: '380501112233', phone: '+380501112233', name: 'Ada', is: 'person' },
      content: { kind: 'text', text: 'Good day' },
    });
    const { sha256, size } = told!.evidence;
    expect(sha256).toBe(createHash('sha256').update(one.original).digest('hex'));
    expect((await house.evidence.read(sha256, size)).equals(one.original)).toBe(true);
  });

  it('of two numbers with one id are two', async () => {
    const other = await house.aNumber();
    await house.sink.messages(channelId, [found({ messageId: '3EB0SAME' })]);
    await house.sink.messages(other, [found({ messageId: '3EB0SAME' })]);
    expect(await house.told(whatsappMessageReceived, other)).toHaveLength(1);
    expect(await received()).toHaveLength(1);
  });

  it('leaves nothing here in the clear', async () => {
    await house.sink.messages(channelId, [found({ text: 'confidential' })]);
    const rows = await house.db.query<{ all: string }>('select s::text as all from whatsapp.seen_message s');
    expect(rows.length).toBeGreaterThan(0);
    for (const { all } of rows) expect(all).not.toContain(Buffer.from('confidential').toString('hex'));
  });

  it('that does not fit the contract is told as unsupported, with its evidence', async () => {
    const broken: WhatsappContent = { ...plain, location: { latitude: NaN, longitude: 1, name: null, address: null } };
    await house.sink.messages(channelId, [found({ messageId: '3EB0ODD', content: broken })]);
    expect(await received()).toMatchObject([
      { messageId: '3EB0ODD', content: { kind: 'unsupported', providerType: 'text' } },
    ]);
  });

  it('of which not even the chat can be told is evidence and an alarm; those beside it are told', async () => {
    const nobody = { ...found().chat, id: 'status@broadcast' };
    await house.sink.messages(channelId, [
      found({ chat: nobody, messageId: '3EB0NOBODY' }),
      found({ messageId: '3EB0GOOD' }),
    ]);
    expect((await received()).map(({ messageId }) => messageId)).toEqual(['3EB0GOOD']);
    const alarms = await house.told(whatsappAlarmRaised, channelId);
    expect(alarms.map(({ code }) => code)).toEqual(['whatsapp.message-unreadable']);
  });

  it('with a NUL and half a character in it can be stored by everybody', async () => {
    await house.sink.messages(channelId, [found({ text: 'a\u0000b\ud83dc' })]);
    expect((await received())[0]!.content.text).toBe('a\ufffdb\ufffdc');
  });

  it('of a group is taken by policy', async () => {
    const chat: FoundMessage['chat'] = {
      id: '12036304@g.us',
      phone: null,
      aliases: [],
      name: 'Suppliers',
      is: 'group',
    };
    const author = { id: '380501112233', phone: '+380501112233', aliases: [], name: 'Ada' };
    const silent = await house.aNumber({ groups: 'ignore' });
    await house.sink.messages(silent, [found({ chat, author })]);
    await house.sink.messages(channelId, [found({ chat, author })]);
    expect(await house.told(whatsappMessageReceived, silent)).toEqual([]);
    expect(await received()).toMatchObject([{ chat: { is: 'group' }, author: { name: 'Ada' } }]);
  });

  it('moves the cursor of its chat, never back', async () => {
    const at = (iso: string) => found({ sentAt: new Date(iso) });
    await house.sink.messages(channelId, [at('2026-03-01T10:00:00Z'), at('2026-03-01T09:00:00Z')]);
    await house.sink.messages(channelId, [at('2026-02-01T10:00:00Z')]);
    expect([...(await house.sink.cursors(channelId))]).toEqual([['380501112233', new Date('2026-03-01T10:00:00Z')]]);
  });

  it('typed on the phone is told as outbound', async () => {
    await house.sink.messages(channelId, [found({ direction: 'outbound' })]);
    expect(await received()).toMatchObject([{ direction: 'outbound' }]);
  });

  it('is one of a thousand that come at once, each told once, in few transactions', async () => {
    const burst = Array.from({ length: 1_000 }, (_, i) => found({ messageId: `3EB0B${i}` }));
    const transactions = async () =>
      Number(
        (
          await house.db.query<{ n: string }>(
            'select count(distinct seen_at) as n from whatsapp.seen_message where channel_id = $1',
            [channelId],
          )
        )[0]!.n,
      );
    await house.sink.messages(channelId, burst);
    expect((await received()).map(({ messageId }) => messageId)).toEqual(burst.map(({ messageId }) => messageId));
    expect(await transactions()).toBe(2);
  });
});

describe('a change', () => {
  const change = (facts: Partial<FoundChange> = {}): FoundChange => ({
    messageId: '3EB0CHANGED',
    chatId: '380501112233',
    change: { is: 'reaction', emoji: '👍' },
    by: 'client',
    author: null,
    at: new Date('2026-03-01T10:00:00Z'),
    original: Buffer.from('{"reaction":1}'),
    ...facts,
  });
  const changes = async () => (await house.told(whatsappMessageChanged, channelId)).map((one) => one.change);

  it('is told once, also before its message', async () => {
    await house.sink.changes(channelId, [change(), change()]);
    await house.sink.changes(channelId, [change()]);
    await house.sink.changes(channelId, [
      change({ change: { is: 'reaction', emoji: '' }, at: new Date('2026-03-01T10:00:05Z') }),
    ]);
    expect(await changes()).toEqual([
      { is: 'reaction', emoji: '👍' },
      { is: 'reaction', emoji: '' },
    ]);
  });

  it('is taken back once only, whenever it is said to have been', async () => {
    const revoked = { change: { is: 'revoked' } } as const;
    await house.sink.changes(channelId, [change(revoked)]);
    await house.sink.changes(channelId, [change({ ...revoked, at: new Date() })]);
    expect(await changes()).toEqual([{ is: 'revoked' }]);
  });

  it('that we ordered ourselves is told to nobody', async () => {
    const order = house.order(channelId, { content: { is: 'edit', messageId: '3EB0CHANGED', text: 'Better' } });
    await house.send(order);
    await house.reached(order, 'sent');
    const edited = { by: 'us', change: { is: 'edited', text: 'Better' }, at: new Date() } as const;
    const typed = { is: 'edited', text: 'On the phone' } as const;
    await house.sink.changes(channelId, [change(edited)]);
    await house.sink.changes(channelId, [change({ ...edited, at: new Date(Date.now() + 1_000), change: typed })]);
    expect(await changes()).toEqual([{ is: 'edited', text: 'On the phone' }]);
  });

  it('that brings words which were not readable brings their media too', async () => {
    const content: WhatsappContent = {
      ...plain,
      kind: 'image',
      media: { type: 'image/png', name: null, size: null, durationMs: null },
    };
    house.driver.fetch = () => Promise.resolve(mediaOf(png));
    await house.sink.changes(channelId, [change({ change: { is: 'decrypted', content, mediaRef: 'ref' } })]);
    await eventually(async () => expect(await house.told(whatsappMediaSettled, channelId)).toHaveLength(1));
  });
});

/** 3 × 2, grey. */
const png = Buffer.from(
  '89504e470d0a1a0a0000000d49484452000000030000000208000000003ff1f3ba0000000c49444154789c6368608002000485010165f4a3a90000000049454e44ae426082',
  'hex',
);

describe('media', () => {
  const withMedia = (messageId: string, kind: 'image' | 'voice' | 'document', facts: object = {}) => {
    const media = { type: 'image/jpeg', name: null, size: null, durationMs: null, ...facts };
    return found({ messageId, mediaRef: `ref-${messageId}`, content: { ...plain, kind, media } });
  };
  const settled = (messageId: string) =>
    eventually(
      async () => {
        const told = (await house.told(whatsappMediaSettled, channelId)).filter((one) => one.messageId === messageId);
        expect(told).toHaveLength(1);
        return told[0]!;
      },
      { withinMs: 20_000 },
    );

  it('are kept whole, and described by their bytes', async () => {
    house.driver.fetch = () => Promise.resolve(mediaOf(png, 'text/html'));
    await house.sink.messages(channelId, [withMedia('3EB0PNG', 'image')]);
    const { media, code } = await settled('3EB0PNG');
    expect(code).toBeNull();
    expect(media).toMatchObject({ type: 'image/png', width: 3, height: 2, waveform: null });
    expect((await house.evidence.read(media!.evidence.sha256, 10_000)).equals(png)).toBe(true);
  });

  it('that are markup are bytes, whatever they are called', async () => {
    house.driver.fetch = () => Promise.resolve(mediaOf(Buffer.from('<svg onload="alert(1)"/>'), 'image/svg+xml'));
    await house.sink.messages(channelId, [withMedia('3EB0SVG', 'image')]);
    expect((await settled('3EB0SVG')).media?.type).toBe('application/octet-stream');
  });

  it('of a voice note have its length and its picture', async () => {
    house.driver.fetch = () => Promise.resolve(mediaOf(voiceNote, 'audio/ogg; codecs=opus'));
    await house.sink.messages(channelId, [withMedia('3EB0VOICE', 'voice', { type: 'audio/ogg; codecs=opus' })]);
    const { media } = await settled('3EB0VOICE');
    expect(media?.type).toBe('audio/ogg');
    expect(media!.durationMs!).toBeGreaterThan(1_950);
    expect(media!.durationMs!).toBeLessThan(2_050);
    const { waveform } = media!;
    expect(waveform).toHaveLength(64);
    expect(Math.min(...waveform!.slice(0, 31))).toBeGreaterThan(50);
    expect(Math.max(...waveform!.slice(34))).toBeLessThan(10);
  });

  it('that may still come are asked for again', async () => {
    const answers = [
      () => Promise.reject(new MediaLater('whatsapp.server-away')),
      () => Promise.reject(new Error('a fault of ours')),
      () => Promise.resolve(mediaOf(png)),
    ];
    house.driver.fetch = () => answers.shift()!();
    await house.sink.messages(channelId, [withMedia('3EB0AGAIN', 'image')]);
    expect((await settled('3EB0AGAIN')).media?.type).toBe('image/png');
  });

  it('that broke in the middle are not kept by halves', async () => {
    let tries = 0;
    house.driver.fetch = () => {
      if (++tries > 1) return Promise.resolve(mediaOf(png));
      const half = Readable.from(
        (function* () {
          yield png.subarray(0, 20);
          throw new Error('the line broke');
        })(),
        { objectMode: false },
      );
      return Promise.resolve({ ...mediaOf(png), stream: half });
    };
    await house.sink.messages(channelId, [withMedia('3EB0HALF', 'image')]);
    expect((await settled('3EB0HALF')).media?.evidence.size).toBe(png.length);
  });

  it('that are gone are told so, and not asked for again', async () => {
    let tries = 0;
    house.driver.fetch = () => {
      tries++;
      return Promise.reject(new MediaGone('whatsapp.media-expired'));
    };
    await house.sink.messages(channelId, [withMedia('3EB0GONE', 'image')]);
    expect(await settled('3EB0GONE')).toMatchObject({ media: null, code: 'whatsapp.media-expired' });
    expect(tries).toBe(1);
  });

  it('that nobody could fetch are told so with the message', async () => {
    const message = { ...withMedia('3EB0NOREF', 'image'), mediaRef: null };
    await house.sink.messages(channelId, [message]);
    expect(await settled('3EB0NOREF')).toMatchObject({ media: null, code: 'whatsapp.media-expired' });
  });

  it('that are said to be too large are not fetched', async () => {
    house.driver.fetch = () => Promise.reject(new Error('not asked'));
    await house.sink.messages(channelId, [withMedia('3EB0LARGE', 'document', { size: 100 * 1024 * 1024 })]);
    expect(await settled('3EB0LARGE')).toMatchObject({ media: null, code: 'whatsapp.media-too-large' });
  });

  it('that turn out to be too large are let go at the limit', async () => {
    let given = 0;
    house.driver.fetch = () => {
      const piece = Buffer.alloc(64 * 1024);
      const endless = Readable.from(
        (function* () {
          for (; given < 100 * 1024 * 1024; given += piece.length) yield piece;
        })(),
        { objectMode: false },
      );
      return Promise.resolve({ stream: endless, type: 'application/pdf', name: null, size: null });
    };
    await house.sink.messages(channelId, [withMedia('3EB0LIAR', 'document', { size: 1_000 })]);
    expect(await settled('3EB0LIAR')).toMatchObject({ media: null, code: 'whatsapp.media-too-large' });
    expect(given).toBeLessThan(8 * 1024 * 1024);
  });

  it('are fetched one at a time', async () => {
    let now = 0;
    let most = 0;
    house.driver.fetch = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      return mediaOf(png);
    };
    await house.sink.messages(
      channelId,
      [1, 2, 3, 4].map((n) => withMedia(`3EB0M${n}`, 'image')),
    );
    await settled('3EB0M4');
    expect(most).toBe(1);
  });
});

describe('what core has not got', () => {
  it('is told again: message, changes, media', async () => {
    house.driver.fetch = () => Promise.resolve(mediaOf(png));
    const media = { type: 'image/png', name: null, size: null, durationMs: null };
    const image = { ...plain, kind: 'image', media } as const;
    await house.sink.messages(channelId, [
      found({ messageId: '3EB0LOST', mediaRef: 'ref', content: image, text: 'x' }),
    ]);
    await house.sink.changes(channelId, [
      {
        messageId: '3EB0LOST',
        chatId: '380501112233',
        change: { is: 'revoked' },
        by: 'client',
        author: null,
        at: new Date(),
        original: Buffer.from('{}'),
      },
    ]);
    await eventually(async () => expect(await house.told(whatsappMediaSettled, channelId)).toHaveLength(1));
    await house.publish(retellWhatsapp, { channelId, messageIds: ['3EB0LOST', '3EB0NEVER'] });
    for (const contract of [whatsappMessageReceived, whatsappMessageChanged, whatsappMediaSettled]) {
      const [first, second, ...more] = await house.told(contract, channelId);
      expect(first).toMatchObject({ messageId: '3EB0LOST' });
      expect(second).toEqual(first);
      expect(more).toEqual([]);
    }
    // Nobody asks a second time for what we have never seen.
    await eventually(async () =>
      expect(await house.told(whatsappAlarmRaised, channelId)).toMatchObject([
        { code: 'whatsapp.gap', severity: 'alarm', details: { missing: 1 } },
      ]),
    );
  });

  it('is seen by a tally, in which our own sendings do not stand', async () => {
    const order = house.order(channelId);
    await house.send(order);
    const { messageId } = await house.reached(order, 'sent');
    const [from, to] = [new Date('2026-03-01T00:00:00Z'), new Date('2026-03-02T00:00:00Z')];
    await house.sink.tallied(channelId, from, to, ['3EB0THEIRS', messageId!]);
    expect(await house.told(whatsappTallied, channelId)).toMatchObject([
      { from: '2026-03-01T00:00:00.000Z', to: '2026-03-02T00:00:00.000Z', messageIds: ['3EB0THEIRS'] },
    ]);
  });

  it('are ids that are one person', async () => {
    const party = { id: '7771234567@lid', phone: '+380501112233', aliases: ['380501112233'], name: 'Ada' };
    await house.sink.identity(channelId, party);
    expect(await house.told(whatsappIdentityLearned, channelId)).toMatchObject([{ party }]);
  });
});
