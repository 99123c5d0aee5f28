/** One second of one lane: a tone, or silence where the frequency is 0. */
export const tone = (hertz: number, seconds: number, rate = 8_000): Int16Array =>
  Int16Array.from({ length: seconds * rate }, (_, n) =>
    Math.round(12_000 * Math.sin((2 * Math.PI * hertz * n) / rate)),
  );

const blockSize = 4_096;

/**
 * The lanes as FLAC (RFC 9639) in the plainest way that there is: verbatim subframes of 16 bits, nothing compressed, no MD5.
 * @param comment as a VORBIS_COMMENT block; none where it is null
 */
export function flacOf(lanes: readonly Int16Array[], rate = 8_000, comment: Buffer | null = null): Buffer {
  const samples = lanes[0]!.length;
  const info = Buffer.alloc(34);
  info.writeUInt16BE(blockSize, 0);
  info.writeUInt16BE(blockSize, 2);
  // 20 bits rate, 3 bits lanes - 1, 5 bits width - 1, 36 bits samples
  const packed = (BigInt(rate) << 44n) | (BigInt(lanes.length - 1) << 41n) | (15n << 36n) | BigInt(samples);
  info.writeBigUInt64BE(packed, 10);
  const blocks = [block(0, info, comment === null), ...(comment === null ? [] : [block(4, comment, true)])];
  const frames: Buffer[] = [];
  for (let from = 0, n = 0; from < samples; from += blockSize, n++) {
    frames.push(
      frame(
        n,
        lanes.map((lane) => lane.subarray(from, from + blockSize)),
      ),
    );
  }
  return Buffer.concat([Buffer.from('fLaC'), ...blocks, ...frames]);
}

function block(type: number, body: Buffer, last: boolean): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt8(type | (last ? 0x80 : 0));
  header.writeUIntBE(body.length, 1, 3);
  return Buffer.concat([header, body]);
}

function frame(number: number, lanes: readonly Int16Array[]): Buffer {
  const samples = lanes[0]!.length;
  // Sync code, fixed block size; size in 16 bits behind the header, rate from STREAMINFO; lanes, 16 bits; number as in UTF-8.
  const header = [0xff, 0xf8, 0x70, ((lanes.length - 1) << 4) | 0x08, ...Buffer.from(String.fromCodePoint(number))];
  const size = [(samples - 1) >> 8, (samples - 1) & 0xff];
  const beginning = Buffer.from([...header, ...size]);
  const subframes = lanes.map((lane) => {
    const bytes = Buffer.alloc(1 + 2 * samples);
    bytes.writeUInt8(0x02);
    lane.forEach((sample, n) => bytes.writeInt16BE(sample, 1 + 2 * n));
    return bytes;
  });
  const body = Buffer.concat([beginning, Buffer.of(crc(beginning, 8, 0x07)), ...subframes]);
  const footer = Buffer.alloc(2);
  footer.writeUInt16BE(crc(body, 16, 0x8005));
  return Buffer.concat([body, footer]);
}

function crc(bytes: Buffer, width: 8 | 16, polynomial: number): number {
  const [top, mask] = [1 << (width - 1), 2 ** width - 1];
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << (width - 8);
    for (let bit = 0; bit < 8; bit++) value = (value & top ? (value << 1) ^ polynomial : value << 1) & mask;
  }
  return value;
}

/** The lanes as WAV: RIFF, `fmt `, `data`. */
export function wavOf(lanes: readonly Int16Array[], rate = 8_000): Buffer {
  const samples = lanes[0]!.length;
  const data = Buffer.alloc(samples * lanes.length * 2);
  for (let n = 0; n < samples; n++)
    lanes.forEach((lane, which) => data.writeInt16LE(lane[n]!, 2 * (n * lanes.length + which)));
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(lanes.length, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * lanes.length * 2, 28);
  head.writeUInt16LE(lanes.length * 2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}
