import type { Sha256 } from '#libs/contracts';
import type { UploadRow } from '../answering.repository.js';
import { mediaKindOf, partsOf } from './outgoing-parts.js';

const file = (type: string, size = 1_000): UploadRow => ({
  ...{ id: type, sha256: 'a'.repeat(64) as Sha256, size: String(size), name: 'file', type, used: false },
});
const wish = (rest: Partial<Parameters<typeof partsOf>[0]> = {}) => ({
  ...{ driver: 'cloud' as const, text: 'Good day', uploads: [], voice: false },
  ...rest,
});
const shapes = (parts: ReturnType<typeof partsOf>) =>
  parts.map((part) => [part.is === 'text' ? 'text' : part.as, part.text.length]);

describe('a file', () => {
  it.each([
    ['image/jpeg', 5 * 1024 * 1024, 'image'],
    ['image/jpeg', 5 * 1024 * 1024 + 1, 'document'],
    ['image/gif', 10, 'document'],
    ['video/mp4', 10, 'video'],
    ['video/mp4', 16 * 1024 * 1024 + 1, 'document'],
    ['audio/mpeg', 10, 'audio'],
    ['application/pdf', 10, 'document'],
    ['text/html', 10, 'document'],
  ])('of %s, %d bytes, goes as %s', (type, size, as) => expect(mediaKindOf(file(type, size))).toBe(as));
});

describe('what was written', () => {
  it('is one message without files', () => expect(partsOf(wish())).toEqual([{ is: 'text', text: 'Good day' }]));

  it('is the caption of the first file', () => {
    const parts = partsOf(wish({ uploads: [file('application/pdf'), file('image/png')] }));
    expect(parts).toMatchObject([
      { is: 'media', as: 'document', text: 'Good day' },
      { is: 'media', as: 'image', text: '' },
    ]);
  });

  it('stands before files that can have no caption, or none that long', () => {
    expect(shapes(partsOf(wish({ uploads: [file('audio/ogg')] })))).toEqual([
      ['text', 8],
      ['audio', 0],
    ]);
    const long = 'x'.repeat(1_025);
    expect(shapes(partsOf(wish({ text: long, uploads: [file('image/png')] })))).toEqual([
      ['text', 1_025],
      ['image', 0],
    ]);
    expect(shapes(partsOf(wish({ text: '', uploads: [file('audio/ogg')] })))).toEqual([['audio', 0]]);
  });

  it('is no longer than the way takes', () => {
    const text = 'x'.repeat(4_097);
    expect(() => partsOf(wish({ text }))).toThrow(expect.objectContaining({ code: 'whatsapp.text-too-large' }));
    expect(partsOf(wish({ text, driver: 'web' }))).toHaveLength(1);
  });
});

describe('a voice note', () => {
  const voice = (rest: object) => partsOf(wish({ text: '', voice: true, ...rest }));

  it('is one recording and nothing else', () => {
    expect(voice({ uploads: [file('audio/ogg')] })).toMatchObject([{ is: 'media', as: 'voice', text: '' }]);
    const invalid = expect.objectContaining({ code: 'whatsapp.voice-type-invalid' });
    expect(() => voice({ uploads: [] })).toThrow(invalid);
    expect(() => voice({ uploads: [file('audio/ogg'), file('audio/ogg')] })).toThrow(invalid);
    expect(() => voice({ uploads: [file('audio/webm')] })).toThrow(invalid);
    expect(() => voice({ uploads: [file('audio/ogg')], text: 'Good day' })).toThrow(invalid);
  });

  it('has WhatsApp’s own limit', () =>
    expect(() => voice({ uploads: [file('audio/ogg', 16 * 1024 * 1024 + 1)] })).toThrow(
      expect.objectContaining({ code: 'whatsapp.file-too-large', details: { limitBytes: 16_777_216 } }),
    ));
});
