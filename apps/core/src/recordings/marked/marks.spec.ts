import { markedFlac } from './flac-mark.js';
import { emptyComments, withComments, type ListenerMark, type MarkedHead } from './listener-mark.js';
import { markedOgg, oggChecksum } from './ogg-mark.js';
import { markedWav } from './wav-mark.js';

const mark: ListenerMark = {
  recordingId: '01900000-0000-7000-8000-0000000000a1',
  listenerId: '01900000-0000-7000-8000-0000000000b2',
  listenerName: 'Ганна Коваленко',
  at: new Date('2026-01-05T10:00:00.000Z'),
};
const expected = [
  'KEEPLINE_RECORDING=01900000-0000-7000-8000-0000000000a1',
  'KEEPLINE_LISTENER=01900000-0000-7000-8000-0000000000b2 Ганна Коваленко',
  'KEEPLINE_DOWNLOADED=2026-01-05T10:00:00.000Z',
];
const length = (bytes: number) => {
  const four = Buffer.alloc(4);
  four.writeUInt32LE(bytes);
  return four;
};
const commentList = (vendor: string, ...comments: string[]) =>
  Buffer.concat([
    ...[length(Buffer.byteLength(vendor)), Buffer.from(vendor), length(comments.length)],
    ...comments.flatMap((comment) => [length(Buffer.byteLength(comment)), Buffer.from(comment)]),
  ]);
const applied = (file: Buffer, marked: MarkedHead | null) => {
  expect(marked).not.toBeNull();
  return Buffer.concat([marked!.head, file.subarray(marked!.replaces)]);
};

describe('a list of Vorbis comments', () => {
  it('gets more of them at its end', () => {
    const list = commentList('vendor', 'TITLE=a');
    expect(withComments(list, [['X', 'ї']])).toEqual(commentList('vendor', 'TITLE=a', 'X=ї'));
    expect(withComments(emptyComments('Keepline'), [['X', '1']])).toEqual(commentList('Keepline', 'X=1'));
  });

  it.each([
    ['too short', Buffer.alloc(7)],
    ['with a vendor longer than itself', length(1_000)],
    ['with more comments than it holds', Buffer.concat([length(0), length(3), length(1), Buffer.from('a')])],
    ['with a comment longer than itself', Buffer.concat([length(0), length(1), length(4_294_967_295)])],
  ])('%s is refused', (_, list) => expect(withComments(list, [['X', '1']])).toBeNull());
});

describe('FLAC', () => {
  const block = (type: number, body: Buffer, last = false) =>
    Buffer.concat([Buffer.of(type | (last ? 0x80 : 0), 0, body.length >> 8, body.length & 0xff), body]);
  const info = Buffer.alloc(34, 1);
  const frames = Buffer.from([0xff, 0xf8, 1, 2, 3]);

  it('without comments gets a block of them behind STREAMINFO, and keeps the rest', () => {
    const file = Buffer.concat([Buffer.from('fLaC'), block(0, info, true), frames]);
    expect(applied(file, markedFlac(file, mark))).toEqual(
      Buffer.concat([
        ...[Buffer.from('fLaC'), block(0, info), block(4, commentList('Keepline', ...expected), true), frames],
      ]),
    );
  });

  it('with comments keeps them and has still one block of them (RFC 9639, 8.6)', () => {
    const comments = commentList('Lavf', 'encoder=Lavf');
    const [seek, padding] = [Buffer.alloc(18, 7), Buffer.alloc(40)];
    const file = Buffer.concat([
      ...[Buffer.from('fLaC'), block(0, info), block(3, seek), block(4, comments), block(1, padding, true), frames],
    ]);
    expect(applied(file, markedFlac(file, mark))).toEqual(
      Buffer.concat([
        ...[Buffer.from('fLaC'), block(0, info), block(4, commentList('Lavf', 'encoder=Lavf', ...expected))],
        ...[block(3, seek), block(1, padding, true), frames],
      ]),
    );
  });

  it.each([
    ['that is none', Buffer.from('OggS')],
    ['cut in its metadata', Buffer.concat([Buffer.from('fLaC'), block(0, info).subarray(0, 20)])],
    ['that does not begin with STREAMINFO', Buffer.concat([Buffer.from('fLaC'), block(1, Buffer.alloc(4), true)])],
    ['without an end of its metadata', Buffer.concat([Buffer.from('fLaC'), block(0, info)])],
  ])('%s is refused', (_, file) => expect(markedFlac(file, mark)).toBeNull());
});

describe('Opus in Ogg', () => {
  /** A page as RFC 3533, 6 describes it; one packet. */
  const page = (sequence: number, packet: Buffer, flags = 0) => {
    const segments = [...Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255];
    const header = Buffer.alloc(27);
    header.write('OggS', 'latin1');
    header.writeUInt8(flags, 5);
    header.writeUInt32LE(0xcafe, 14);
    header.writeUInt32LE(sequence, 18);
    header.writeUInt8(segments.length, 26);
    const whole = Buffer.concat([header, Buffer.from(segments), packet]);
    whole.writeUInt32LE(oggChecksum(whole), 22);
    return whole;
  };
  const head = page(0, Buffer.from('OpusHead\x01\x02\x38\x01\x40\x1f\0\0\0\0\0', 'latin1'), 2);
  const tags = (...comments: string[]) => Buffer.concat([Buffer.from('OpusTags'), commentList('Lavf', ...comments)]);
  const sound = page(2, Buffer.alloc(600, 9), 4);

  it('has the checksum that the world computes', () => {
    // The bytes of "123456789": CRC-32 of this polynomial, not reflected, beginning with 0, not inverted.
    expect(oggChecksum(Buffer.from('123456789'))).toBe(0x89a1897f);
  });

  it('gets its mark in the comment header, on a page with the same number; no other page changes', () => {
    const file = Buffer.concat([head, page(1, tags('encoder=Lavf')), sound]);
    expect(applied(file, markedOgg(file, mark))).toEqual(
      Buffer.concat([head, page(1, tags('encoder=Lavf', ...expected)), sound]),
    );
  });

  it.each([
    ['that is none', Buffer.from('fLaC')],
    ['with another codec', Buffer.concat([page(0, Buffer.from('\x01vorbis')), page(1, tags()), sound])],
    ['cut in its comment header', Buffer.concat([head, page(1, tags('a=b')).subarray(0, 40)])],
    ['whose comment header goes on', Buffer.concat([head, page(1, Buffer.alloc(255 * 3)).fill(255, 27, 30)])],
    ['with sound on the page of the comments', Buffer.concat([head, page(1, tags()).fill(1, 27, 28), sound])],
  ])('%s is refused', (_, file) => expect(markedOgg(file, mark)).toBeNull());
});

describe('WAV', () => {
  const chunk = (name: string, body: Buffer) =>
    Buffer.concat([Buffer.from(name), length(body.length), body, Buffer.alloc(body.length % 2)]);
  const riff = (size: number | null, ...chunks: Buffer[]) => {
    const body = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
    return Buffer.concat([Buffer.from('RIFF'), length(size ?? body.length), body]);
  };
  const [fmt, data] = [chunk('fmt ', Buffer.alloc(16, 1)), chunk('data', Buffer.alloc(100, 5))];
  const list = chunk(
    'LIST',
    Buffer.concat([Buffer.from('INFO'), chunk('ICMT', Buffer.from(`${expected.join('\n')}\0`))]),
  );

  it('gets a LIST of the kind INFO in front of its data, and a length that fits', () => {
    const file = riff(null, fmt, chunk('fact', Buffer.alloc(3)), data);
    expect(applied(file, markedWav(file, mark))).toEqual(riff(null, fmt, chunk('fact', Buffer.alloc(3)), list, data));
  });

  it('whose recorder died keeps its unknown length', () => {
    const file = riff(0xffffffff, fmt, data);
    expect(applied(file, markedWav(file, mark))).toEqual(riff(0xffffffff, fmt, list, data));
  });

  it.each([
    ['that is none', Buffer.from('fLaC')],
    ['without data', riff(null, fmt)],
    [
      'whose chunk is longer than itself',
      riff(null, Buffer.concat([Buffer.from('junk'), length(4_000_000_000)]), data),
    ],
  ])('%s is refused', (_, file) => expect(markedWav(file, mark)).toBeNull());
});
