import listen from './voice.worker.js';

/** A page of Ogg (RFC 3533). */
function page(kind: 'first' | 'middle' | 'last', n: number, granule: number, packets: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(27);
  head.write('OggS');
  head[5] = { first: 2, middle: 0, last: 4 }[kind];
  head.writeBigInt64LE(BigInt(granule), 6);
  head.writeUInt32LE(7, 14);
  head.writeUInt32LE(n, 18);
  head[26] = packets.length;
  const whole = Buffer.concat([head, Buffer.from(packets.map(({ length }) => length)), ...packets]);
  whole.writeUInt32LE(checksum(whole), 22);
  return whole;
}

function checksum(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}

/** Opus in Ogg (RFC 7845) of the shortest packets there are: one byte each, 60 ms of nothing. */
function shortest(minutes: number, channels: number): Buffer {
  const family = channels > 2 ? [1, channels, 0, ...Array.from({ length: channels }, (_, n) => n)] : [0];
  const opusHead = Buffer.from([...Buffer.from('OpusHead'), 1, channels, 0, 0, 0x80, 0xbb, 0, 0, 0, 0, ...family]);
  const opusTags = Buffer.concat([Buffer.from('OpusTags'), Buffer.alloc(8)]);
  // SILK, narrow, 60 ms, one frame.
  const packets = Array.from({ length: 250 }, () => Buffer.from([0b00011_0_00]));
  const pages = minutes * 4;
  return Buffer.concat([
    page('first', 0, 0, [opusHead]),
    page('middle', 1, 0, [opusTags]),
    ...Array.from({ length: pages }, (_, n) =>
      page(n + 1 === pages ? 'last' : 'middle', n + 2, (n + 1) * 720_000, packets),
    ),
  ]);
}

describe('a voice note', () => {
  it('is heard piece by piece, to the last', async () => {
    const silence: unknown = Array.from({ length: 64 }, () => 0);
    expect(await listen(shortest(1, 1))).toEqual({ durationMs: 60_000, waveform: silence });
    expect(await listen(shortest(1, 2))).toEqual({ durationMs: 60_000, waveform: silence });
  });

  it('that unfolds to more than we would ever hear has no picture', async () => {
    expect(await listen(shortest(2, 1), 60_000)).toBeNull();
    expect(await listen(shortest(1, 3))).toBeNull();
  });

  it('that is something else has none either', async () => {
    expect(await listen(Buffer.from('OggS, or so it says'))).toBeNull();
  });
});
