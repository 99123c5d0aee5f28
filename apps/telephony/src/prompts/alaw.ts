import { waveHead } from '../recordings/wave-file.js';
import { telephoneRate } from './telephone-sound.js';

/** ITU-T G.711, table 1a: sign, three bits of exponent, four of mantissa, every second bit inverted. */
function linear(byte: number): number {
  const bits = byte ^ 0x55;
  const exponent = (bits >> 4) & 0x07;
  const mantissa = (bits & 0x0f) << 4;
  const size = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return (bits & 0x80) !== 0 ? size : -size;
}

const table = Int16Array.from({ length: 256 }, (_, byte) => linear(byte));

/** A-law as WAV, twice as long. */
export function waveOfAlaw(alaw: Buffer): Buffer {
  const bytes = Buffer.alloc(alaw.length * 2);
  for (const [i, byte] of alaw.entries()) bytes.writeInt16LE(table[byte]!, i * 2);
  return Buffer.concat([waveHead(telephoneRate, 1, bytes.length), bytes]);
}
