import { UserError } from '#libs/errors';

const bytesPerSecond = 16_000;

/**
 * How long a WAV file plays (RIFF, after Microsoft's "Multimedia Programming Interface and Data Specifications 1.0").
 * The engine plays one shape without work of its own: PCM, 16 bit, one channel, 8,000 Hz.
 * @returns milliseconds
 * @throws UserError `prompt.invalid`, because `not-wav`, `format` or `empty`
 */
export function waveDurationMs(bytes: Buffer): number {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    throw refusal('not-wav');
  }
  let fits = false;
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const from = at + 8;
    if (name === 'fmt ' && from + 16 <= bytes.length) {
      const [coding, channels, bits] = [
        bytes.readUInt16LE(from),
        bytes.readUInt16LE(from + 2),
        bytes.readUInt16LE(from + 14),
      ];
      fits = coding === 1 && channels === 1 && bits === 16 && bytes.readUInt32LE(from + 4) === 8_000;
    }
    if (name === 'data') {
      if (!fits) throw refusal('format');
      // A program that did not know the length beforehand leaves 0 or all ones here.
      const length = Math.min(size === 0 ? Infinity : size, bytes.length - from);
      if (length < bytesPerSecond / 10) throw refusal('empty');
      return Math.round((length / bytesPerSecond) * 1_000);
    }
    // Chunks begin at even places.
    at = from + size + (size % 2);
  }
  throw refusal('format');
}

const refusal = (because: 'not-wav' | 'format' | 'empty') => new UserError('prompt.invalid', { because });
