import { waveOfAlaw } from './alaw.js';

it('is what G.711 says, from silence to the loudest', () => {
  const wave = waveOfAlaw(Buffer.from([0xd5, 0x55, 0xaa, 0x2a, 0x80, 0xd4]));
  expect([...new Int16Array(wave.buffer.slice(wave.byteOffset + 44, wave.byteOffset + wave.length))]).toEqual([
    8, -8, 32_256, -32_256, 5_504, 24,
  ]);
  expect(wave.readUInt32LE(40)).toBe(12);
});
