import { contentOf } from './content.js';
import { readPageMessage } from './page-message.js';

const id = { fromMe: false, remote: '380501112233@c.us', id: '3EB0AA', _serialized: 'false_380501112233@c.us_3EB0AA' };
const content = (model: Record<string, unknown>) => contentOf(readPageMessage({ id, t: 1_764_000_000, ...model })!);
const media = { directPath: '/v/t62', mimetype: 'image/jpeg', size: 1_234, body: '/9j/4AAQSkZJRg==' };

describe('what a message says', () => {
  it('is its body, without what no database keeps', () => {
    expect(content({ type: 'chat', body: 'a\0b' })).toEqual({
      kind: 'text',
      text: 'ab',
      media: null,
      location: null,
      contacts: [],
      poll: null,
      providerType: null,
    });
    expect(content({ type: 'chat', body: 'x'.repeat(80_000) })?.text).toHaveLength(70_000);
  });

  it('is a caption where there is a picture: the body is its preview', () => {
    expect(content({ type: 'image', caption: 'Look', ...media })).toMatchObject({
      kind: 'image',
      text: 'Look',
      media: { type: 'image/jpeg', name: null, size: 1_234, durationMs: null },
    });
    expect(content({ type: 'image', ...media })?.text).toBe('');
  });

  it.each([
    ['ptt', 'voice'],
    ['audio', 'audio'],
    ['ptv', 'video'],
    ['sticker', 'sticker'],
    ['document', 'document'],
  ])('%s is %s', (type, kind) => {
    const of = content({ type, ...media, mimetype: 'x/y', filename: 'a.b', duration: '2.5' });
    expect(of).toMatchObject({ kind, media: { type: 'x/y', name: 'a.b', durationMs: 2_500 } });
  });

  it('has no size and no length that nothing has', () => {
    const absurd = content({ type: 'video', ...media, size: 1e300, duration: '-7' });
    expect(absurd?.media).toMatchObject({ size: null, durationMs: null });
  });

  it('is no medium where WhatsApp gives linked devices none', () => {
    const once = content({ type: 'image', isViewOnce: true, mimetype: 'image/jpeg' });
    expect(once).toMatchObject({ kind: 'image', media: null, providerType: 'view-once' });
    expect(content({ type: 'ciphertext', subtype: 'view_once_unavailable_fanout' })).toMatchObject({
      kind: 'unsupported',
      providerType: 'view_once_unavailable_fanout',
    });
  });

  it('is a place, or unsupported where it is nowhere', () => {
    expect(content({ type: 'location', lat: '50.45', lng: 30.52, loc: 'Office\nKhreshchatyk 1' })).toMatchObject({
      kind: 'location',
      text: 'Office\nKhreshchatyk 1',
      location: { latitude: 50.45, longitude: 30.52, name: 'Office', address: 'Khreshchatyk 1' },
    });
    expect(content({ type: 'location', lat: null })).toMatchObject({ kind: 'unsupported', providerType: 'location' });
  });

  it('is people, with their cards', () => {
    const vcard = 'BEGIN:VCARD\nVERSION:3.0\nFN:Ada Lovelace\nEND:VCARD';
    expect(content({ type: 'vcard', body: vcard })?.contacts).toEqual([{ name: 'Ada Lovelace', vcard }]);
    const list = [{ displayName: 'Ada', vcard }, { displayName: 'Nobody' }, 'rubbish'];
    expect(content({ type: 'multi_vcard', vcardList: list.slice(0, 2) })?.contacts).toEqual([{ name: 'Ada', vcard }]);
    expect(content({ type: 'multi_vcard', vcardList: list })?.contacts).toEqual([]);
  });

  it('is a question with answers', () => {
    const poll = { type: 'poll_creation', pollName: 'When?', pollOptions: [{ name: 'Mon' }, { name: 'Tue' }] };
    expect(content({ ...poll, pollSelectableOptionsCount: 1 })).toMatchObject({
      kind: 'poll',
      text: 'When?',
      poll: { options: ['Mon', 'Tue'], multiple: false },
    });
    expect(content({ ...poll, pollSelectableOptionsCount: 0 })?.poll?.multiple).toBe(true);
  });

  it.each(['e2e_notification', 'gp2', 'protocol', 'album', 'reaction'])('of type %s is nothing', (type) => {
    expect(content({ type, body: 'x' })).toBeNull();
  });

  it('is the words of a list or a button', () => {
    expect(content({ type: 'buttons_response', body: 'Yes, please' })).toMatchObject({
      kind: 'text',
      text: 'Yes, please',
    });
  });

  it('of a type that does not exist yet is kept, with whatever words it has', () => {
    expect(content({ type: 'hologram', subtype: '3d', body: 'Hi' })).toMatchObject({
      kind: 'unsupported',
      text: 'Hi',
      providerType: 'hologram/3d',
    });
    expect(content({ type: 7 })).toMatchObject({ kind: 'unsupported', providerType: 'unknown' });
  });
});
