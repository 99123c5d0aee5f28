import { UserError } from '#libs/errors';
import { readWaveShape, waveHead } from '../recordings/wave-file.js';

/** What a telephone carries. */
export const telephoneRate = 8_000;
/** The upper end of its band. */
const cutoffHertz = 3_600;
/** Zero crossings of the filter on each side: enough that nothing above the band is heard mirrored into it. */
const crossings = 16;

/**
 * Any PCM sound as a telephone takes it: one channel, 16 bit, 8,000 samples a second; WAV in, WAV out. Meant for prompts: all in memory.
 * @throws UserError `recording.unreadable` when it is no PCM WAV
 */
export function asTelephoneSound(wave: Buffer): { wave: Buffer; durationMs: number } {
  const { samples, sampleRate } = monoOf(wave);
  const at8k = resampled(samples, sampleRate);
  const bytes = Buffer.alloc(at8k.length * 2);
  for (const [i, sample] of at8k.entries())
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), i * 2);
  return {
    wave: Buffer.concat([waveHead(telephoneRate, 1, bytes.length), bytes]),
    durationMs: Math.round((at8k.length * 1_000) / telephoneRate),
  };
}

/** All channels as one, from -1 to 1. */
function monoOf(wave: Buffer): { samples: Float32Array; sampleRate: number } {
  const { format, channels, bitsPerSample, sampleRate, dataAt, dataBytes } = readWaveShape(wave);
  const read = readerOf(format, bitsPerSample);
  if (!read || channels === 0 || sampleRate < 1_000) throw new UserError('recording.unreadable');
  const width = bitsPerSample / 8;
  // A program that wrote into a pipe did not know how long it would be: its length is 0 or as large as can be.
  const there = wave.length - dataAt;
  const bytes = dataBytes === 0 ? there : Math.min(dataBytes, there);
  const samples = new Float32Array(Math.floor(bytes / (width * channels)));
  for (let i = 0; i < samples.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += read(wave, dataAt + (i * channels + channel) * width);
    samples[i] = sum / channels;
  }
  return { samples, sampleRate };
}

function readerOf(format: number, bits: number): ((from: Buffer, at: number) => number) | null {
  // 0xfffe: the format stands in an extension, and is PCM in everything that one meets.
  const pcm = format === 1 || format === 0xfffe;
  if (pcm && bits === 8) return (from, at) => (from.readUInt8(at) - 128) / 128;
  if (pcm && bits === 16) return (from, at) => from.readInt16LE(at) / 32_768;
  if (pcm && bits === 24) return (from, at) => from.readIntLE(at, 3) / 8_388_608;
  if (pcm && bits === 32) return (from, at) => from.readInt32LE(at) / 2_147_483_648;
  if (format === 3 && bits === 32) return (from, at) => from.readFloatLE(at);
  return null;
}

/** Windowed sinc (Hann): what lies above the new band is taken away before it could be mirrored into it. */
function resampled(samples: Float32Array, from: number): Float32Array {
  if (from === telephoneRate) return samples;
  const step = from / telephoneRate;
  const cutoff = Math.min(cutoffHertz, from / 2) / from;
  const reach = Math.ceil(crossings / (2 * cutoff));
  const result = new Float32Array(Math.floor(samples.length / step));
  for (let i = 0; i < result.length; i++) {
    const centre = i * step;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(samples.length - 1, Math.floor(centre + reach));
    let sum = 0;
    for (let n = first; n <= last; n++) {
      const x = n - centre;
      const sinc = x === 0 ? 2 * cutoff : Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x);
      sum += samples[n]! * sinc * (0.5 + 0.5 * Math.cos((Math.PI * x) / reach));
    }
    result[i] = sum;
  }
  return result;
}
