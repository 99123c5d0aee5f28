import { wavOf } from './wav.js';

it('a WAV file of the telephone: PCM, one channel, 16 bit', () => {
  const wav = Buffer.from(wavOf(new Float32Array([0, 1, -1, 2]), 8_000));
  expect(wav.length).toBe(52);
  expect(wav.toString('latin1', 0, 4) + wav.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
  expect([wav.readUInt16LE(20), wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)]).toEqual([
    1, 1, 8_000, 16,
  ]);
  expect([0, 2, 4, 6].map((at) => wav.readInt16LE(44 + at))).toEqual([0, 32_767, -32_767, 32_767]);
});
