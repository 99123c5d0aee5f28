import { whatsappMediaSettled, whatsappMessageChanged, whatsappIdentityLearned } from '#libs/contracts';
import { eventually } from '#libs/testing';
import { world, house, number, channelId, received, texts, useCloudHouse } from './cloud-house.js';

useCloudHouse();

describe('kinds of messages', () => {
  const tell = async (content: Record<string, unknown> & { type: string }, more: object = {}) => {
    const id = await world.say(number, { from: '380501112233', content, ...more });
    return eventually(async () => {
      const one = (await received()).find(({ messageId }) => messageId === id);
      expect(one).toBeDefined();
      return one!;
    });
  };

  it('are a place, buttons, lists, quotes, forwards', async () => {
    const place = { latitude: 50.45, longitude: 30.52, name: 'Office', address: 'Khreshchatyk 1' };
    expect((await tell({ type: 'location', location: place })).content).toMatchObject({
      kind: 'location',
      text: 'Office',
      location: place,
    });
    expect((await tell({ type: 'button', button: { text: 'Yes', payload: 'y' } })).content).toMatchObject({
      kind: 'text',
      text: 'Yes',
    });
    const list = { type: 'list_reply', list_reply: { id: '1', title: 'Tomorrow', description: 'at ten' } };
    expect((await tell({ type: 'interactive', interactive: list })).content.text).toBe('Tomorrow');
    const answer = await tell({ type: 'text', text: { body: 're' } }, { quotes: 'wamid.Q', forwarded: true });
    expect(answer).toMatchObject({ quotes: 'wamid.Q', forwarded: true });
  });

  it('are contacts, put together again as vCards', async () => {
    const contact = {
      name: { formatted_name: 'Bob; the Builder', first_name: 'Bob' },
      phones: [{ phone: '+380 50 222 33 44', type: 'WORK' }],
      emails: [{ email: 'bob@client.test' }],
    };
    const { content } = await tell({ type: 'contacts', contacts: [contact] });
    expect(content.kind).toBe('contacts');
    expect(content.contacts).toEqual([
      {
        name: 'Bob; the Builder',
        vcard:
          'BEGIN:VCARD\r\nVERSION:3.0\r\nN:;Bob;;;\r\nFN:Bob\\; the Builder\r\nTEL;TYPE=WORK:+380 50 222 33 44\r\n' +
          'EMAIL:bob@client.test\r\nEND:VCARD\r\n',
      },
    ]);
  });

  it('that do not exist yet are kept raw', async () => {
    const told = await tell({ type: 'hologram', hologram: { depth: 3 } });
    expect(told.content).toMatchObject({ kind: 'unsupported', providerType: 'hologram' });
    const original = await house.evidence.read(told.evidence.sha256, 10_000);
    const delivery = { entry: [{ changes: [{ value: { messages: [{ hologram: { depth: 3 } }] } }] }] };
    expect(JSON.parse(original.toString('utf8'))).toMatchObject(delivery);
  });

  it('whose content has another shape than we know are kept raw too', async () => {
    expect((await tell({ type: 'text', text: 'flat' })).content).toMatchObject({
      kind: 'unsupported',
      providerType: 'text',
    });
  });

  it('are of somebody without a number', async () => {
    await world.say(number, { userId: 'US.1349120865', name: 'Nameless', text: 'hi' });
    await eventually(async () =>
      expect((await received()).at(-1)?.chat).toEqual({
        id: 'US.1349120865@bsuid',
        phone: null,
        aliases: [],
        name: 'Nameless',
        is: 'person',
      }),
    );
    await world.say(number, { userId: 'US.1349120865', from: '380501112233', text: 'and my number' });
    await eventually(async () =>
      expect((await received()).at(-1)?.chat).toMatchObject({ id: '380501112233', aliases: ['US.1349120865@bsuid'] }),
    );
  });

  it('are changes: reactions, edits, deletions; and a new number', async () => {
    const changes = async () =>
      (await house.told(whatsappMessageChanged, channelId)).map(({ messageId, change, by }) => ({
        messageId,
        change,
        by,
      }));
    const say = (content: Record<string, unknown> & { type: string }) =>
      world.say(number, { from: '380501112233', content });
    await say({ type: 'reaction', reaction: { message_id: 'wamid.A', emoji: '👍' } });
    await say({
      type: 'edit',
      edit: { original_message_id: 'wamid.A', message: { type: 'text', text: { body: 'better' } } },
    });
    await say({ type: 'revoke', revoke: { original_message_id: 'wamid.A' } });
    await say({ type: 'system', system: { body: 'changed', type: 'user_changed_number', wa_id: '380509998877' } });
    await eventually(async () =>
      expect(await changes()).toEqual([
        { messageId: 'wamid.A', change: { is: 'reaction', emoji: '👍' }, by: 'client' },
        { messageId: 'wamid.A', change: { is: 'edited', text: 'better' }, by: 'client' },
        { messageId: 'wamid.A', change: { is: 'revoked' }, by: 'client' },
      ]),
    );
    await eventually(async () =>
      expect(await house.told(whatsappIdentityLearned, channelId)).toMatchObject([
        { party: { id: '380509998877', aliases: ['380501112233'] } },
      ]),
    );
  });

  it('are what was typed on the phone, and what was before', async () => {
    const own = number.number.slice(1);
    const typed = {
      from: own,
      to: '380501112233',
      id: 'wamid.TYPED',
      timestamp: '1770000100',
      type: 'text',
      text: { body: 'from the phone' },
    };
    const old = {
      from: '380501112233',
      id: 'wamid.OLD',
      timestamp: '1760000000',
      type: 'text',
      text: { body: 'long ago' },
    };
    const oldOurs = {
      from: own,
      to: '380501112233',
      id: 'wamid.OLD2',
      timestamp: '1760000001',
      type: 'text',
      text: { body: 'answered' },
    };
    await world.deliver(number, [
      world.change(number, 'smb_message_echoes', { message_echoes: [typed] }),
      world.change(number, 'history', {
        history: [{ metadata: { phase: 0 }, threads: [{ id: '380501112233', messages: [old, oldOurs] }] }],
      }),
    ]);
    await eventually(async () =>
      expect(
        (await received()).map(({ content, direction, origin, chat }) => [content.text, direction, origin, chat.id]),
      ).toEqual([
        ['from the phone', 'outbound', 'live', '380501112233'],
        ['long ago', 'inbound', 'history', '380501112233'],
        ['answered', 'outbound', 'history', '380501112233'],
      ]),
    );
  });
});

describe('media', () => {
  const settled = (id: string) =>
    eventually(async () => {
      const one = (await house.told(whatsappMediaSettled, channelId)).find(({ messageId }) => messageId === id);
      expect(one).toBeDefined();
      return one!;
    });
  const document = (media: string) => ({
    type: 'document',
    document: { id: media, mime_type: 'application/pdf', filename: 'offer.pdf', caption: 'see' },
  });

  it('are fetched by their id', async () => {
    const bytes = Buffer.from('%PDF-1.7\nthe offer');
    const id = await world.say(number, {
      from: '380501112233',
      content: document(world.addMedia(bytes, 'application/pdf')),
    });
    const { media } = await settled(id);
    expect(media).toMatchObject({ type: 'application/pdf', name: 'offer.pdf' });
    expect((await house.evidence.read(media!.evidence.sha256, 1_000)).equals(bytes)).toBe(true);
    expect(await texts()).toEqual(['see']);
  });

  it('that have expired are told so', async () => {
    const media = world.addMedia(Buffer.from('%PDF-'), 'application/pdf');
    world.expireMedia(media);
    const id = await world.say(number, { from: '380501112233', content: document(media) });
    expect(await settled(id)).toMatchObject({ media: null, code: 'whatsapp.media-expired' });
  });

  it('of a hundred megabytes are refused before one byte of them was asked for', async () => {
    const asked = world.mediaRequests;
    const id = await world.say(number, {
      from: '380501112233',
      content: document(world.addMedia(Buffer.alloc(100 * 1024 * 1024), 'application/pdf')),
    });
    expect(await settled(id)).toMatchObject({ media: null, code: 'whatsapp.media-too-large' });
    expect(world.mediaRequests).toBe(asked);
  });
});
