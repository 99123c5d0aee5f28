import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { toAlaw } from './alaw.js';

/**
 * Every party of a test call speaks a tone of its own, so that a recording tells who is heard in which lane, and when.
 * All are whole numbers of cycles in a window of measurement, so that none leaks into another's; and none is a note that music has.
 */
export const tones = { employee: 610, client: 1_000, colleague: 760 } as const;
export type Party = keyof typeof tones;

/** Of full scale: loud, with room for three of them at once. */
const amplitude = 0.25;
const sampleRate = 8_000;
export const windowMs = 100;
const windowSamples = (sampleRate * windowMs) / 1_000;
/** A quarter of what the party sends; the notes of measurement show 60 times less where a tone is absent. */
const heard = 0.06;

function samples(hz: number, seconds: number, rate: number): Int16Array {
  return Int16Array.from({ length: seconds * rate }, (_, n) =>
    Math.round(amplitude * 32_767 * Math.sin((2 * Math.PI * hz * n) / rate)),
  );
}

/** One second of raw A-law, 8,000 Hz: played in a loop it has no seam. */
export async function writeAlaw(path: string, party: Party): Promise<string> {
  await writeFile(path, Buffer.from(Array.from(samples(tones[party], 1, sampleRate), toAlaw)));
  return path;
}

/** Mono WAV, 16 bit; 48,000 Hz is what Chromium's stand-in microphone wants. */
export async function writeWav(path: string, party: Party, rate = 48_000): Promise<string> {
  const sound = Buffer.from(samples(tones[party], 10, rate).buffer);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + sound.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(sound.length, 40);
  await writeFile(path, Buffer.concat([head, sound]));
  return path;
}

/** What is heard in one lane, window by window. */
export interface Lane {
  /** Amplitude of each party's tone, 0 to 1, by window of `windowMs`. */
  readonly tones: Record<Party, readonly number[]>;
  /** Root mean square of everything, 0 to 1. */
  readonly loudness: readonly number[];
}

/** Decodes a recording (FLAC, Opus, WAV: whatever ffmpeg reads) and measures every lane of it. */
export async function lanesOf(recording: string | Uint8Array): Promise<Lane[]> {
  const { channels, pcm } = await decode(recording);
  return measureLanes(pcm, channels);
}

/** @param pcm samples at 8,000 Hz, the lanes in turn */
export function measureLanes(pcm: Int16Array, channels: number): Lane[] {
  return Array.from({ length: channels }, (_, channel) => measure(pcm, channel, channels));
}

function measure(pcm: Int16Array, channel: number, channels: number): Lane {
  const windows = Math.floor(pcm.length / channels / windowSamples);
  const heardOf: Record<Party, number[]> = { employee: [], client: [], colleague: [] };
  const loudness: number[] = [];
  const part = new Float64Array(windowSamples);
  for (let w = 0; w < windows; w++) {
    let square = 0;
    for (let n = 0; n < windowSamples; n++) {
      const sample = pcm[(w * windowSamples + n) * channels + channel]! / 32_768;
      part[n] = sample;
      square += sample * sample;
    }
    loudness.push(Math.sqrt(square / windowSamples));
    for (const party of Object.keys(tones) as Party[]) heardOf[party].push(goertzel(part, tones[party]));
  }
  return { tones: heardOf, loudness };
}

/** The amplitude of one frequency in a stretch of sound (G. Goertzel, 1958). */
function goertzel(part: Float64Array, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / sampleRate);
  let [before, last] = [0, 0];
  for (const sample of part) [before, last] = [last, sample + coefficient * last - before];
  return (2 / part.length) * Math.sqrt(last * last + before * before - coefficient * last * before);
}

async function decode(recording: string | Uint8Array): Promise<{ channels: number; pcm: Int16Array }> {
  const input = typeof recording === 'string' ? recording : 'pipe:0';
  // An AU file tells the number of channels in its head, which raw samples would not.
  const child = spawn(
    'ffmpeg',
    ['-v', 'error', '-i', input, '-ar', String(sampleRate), '-c:a', 'pcm_s16be', '-f', 'au', 'pipe:1'],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const [out, said]: [Buffer[], string[]] = [[], []];
  child.stdout.on('data', (data: Buffer) => out.push(data));
  child.stderr.on('data', (data: Buffer) => said.push(data.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(typeof recording === 'string' ? undefined : recording);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`ffmpeg cannot read the recording: ${said.join('')}`);
  const au = Buffer.concat(out);
  const sound = Buffer.from(au.subarray(au.readUInt32BE(4))).swap16();
  return { channels: au.readUInt32BE(20), pcm: new Int16Array(sound.buffer, sound.byteOffset, sound.length >> 1) };
}

/**
 * One letter a window: E the employee's tone alone, C the client's, K the colleague's, + several at once, m another sound (music,
 * words), . silence. Whole sequences can then be asked for by a regular expression.
 */
export function lettersOf(lane: Lane): string {
  const letters: Record<Party, string> = { employee: 'E', client: 'C', colleague: 'K' };
  return lane.loudness
    .map((loudness, w) => {
      const here = (Object.keys(tones) as Party[]).filter((party) => lane.tones[party][w]! >= heard);
      if (here.length > 1) return '+';
      return here.length === 1 ? letters[here[0]!] : loudness < 0.003 ? '.' : 'm';
    })
    .join('');
}

/**
 * Who was heard in turn, by the letters of `lettersOf`, where silence and other sounds are both `-`. What lasts less than half a second is
 * nobody's turn: a lost packet, the end of a ring.
 */
export function turnsOf(lane: Lane): string {
  const letters = lettersOf(lane).replaceAll(/[m.]/g, '-');
  const long = letters.match(/(.)\1{4,}/g) ?? [];
  return long
    .map((run) => run[0]!)
    .filter((letter, n, all) => letter !== all[n - 1])
    .join('');
}

/**
 * Which share of the windows lacks the party's tone, 0 to 1, between its first and its last (or between the given milliseconds):
 * the silence before somebody speaks is nobody's loss. 1 where it is never heard.
 */
export function missingWindows(lane: Lane, party: Party, between?: readonly [fromMs: number, toMs: number]): number {
  const present = lane.tones[party].map((amplitude) => amplitude >= heard);
  const from = between ? Math.ceil(between[0] / windowMs) : present.indexOf(true);
  const to = between ? Math.floor(between[1] / windowMs) : present.lastIndexOf(true) + 1;
  const span = present.slice(Math.max(0, from), to);
  return span.length === 0 ? 1 : span.filter((here) => !here).length / span.length;
}
