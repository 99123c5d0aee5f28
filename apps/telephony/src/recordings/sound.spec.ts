import { createHash } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { RecordingPeaks, type EvidenceRef, type Sha256 } from '#libs/contracts';
import { EngineTools } from '../engine/engine-tools.js';
import { findEncoders, type Encoder } from './encoders.js';
import { withFlacLength } from './flac-length.js';
import { LaneMeter, peaksPerSecond, without } from './lane-meter.js';
import type { LaneSource } from './lanes.js';
import { keepSound, withLanes } from './sound.js';
import { readWaveShape, waveHead } from './wave-file.js';

const rate = 8_000;

/** A tone in the telephone's own form. */
function tone(hertz: number, seconds: number, amplitude = 8_000): Int16Array {
  const samples = new Int16Array(Math.round(seconds * rate));
  for (let i = 0; i < samples.length; i++)
    samples[i] = Math.round(amplitude * Math.sin((2 * Math.PI * hertz * i) / rate));
  return samples;
}

const bytesOf = (samples: Int16Array) => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);

/** Amplitude of one frequency (Goertzel 1958), so that a tone of amplitude 8,000 gives about 8,000. */
function amplitude(samples: Int16Array, hertz: number): number {
  const c = 2 * Math.cos((2 * Math.PI * hertz) / rate);
  let [a, b] = [0, 0];
  for (const sample of samples) [a, b] = [sample + c * a - b, a];
  return (2 * Math.sqrt(Math.max(0, a * a + b * b - c * a * b))) / samples.length;
}

/** Keeps in memory what a recording would put. */
class Shelf {
  readonly objects: Buffer[] = [];
  put = async (content: Buffer | Readable): Promise<EvidenceRef> => {
    const parts: Buffer[] = [];
    if (Buffer.isBuffer(content)) parts.push(content);
    else for await (const part of content) parts.push(part as Buffer);
    const whole = Buffer.concat(parts);
    this.objects.push(whole);
    return { sha256: createHash('sha256').update(whole).digest('hex') as Sha256, size: whole.length };
  };
}

/** Left and right of a stereo WAV. */
function channelsOf(wave: Buffer): [Int16Array, Int16Array] {
  const { dataAt, channels } = readWaveShape(wave);
  expect(channels).toBe(2);
  const all = new Int16Array(wave.buffer.slice(wave.byteOffset + dataAt, wave.byteOffset + wave.length));
  const side = (n: number) => all.filter((_, i) => i % 2 === n);
  return [side(0), side(1)];
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keepline-sound-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function aFile(name: string, samples: Int16Array, { promises = samples.byteLength } = {}): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, Buffer.concat([waveHead(rate, 1, promises), bytesOf(samples)]));
  return path;
}

const kept = async (paths: string[], encoder: Encoder | null = null) => {
  const shelf = new Shelf();
  const sound = await withLanes(paths, (lanes) => keepSound(shelf, { lanes, encoder, nobodySpeaks: [] }));
  const [made, peaks] = shelf.objects;
  return { sound, made: made!, peaks: RecordingPeaks.parse(JSON.parse(peaks!.toString())) };
};

describe('two lanes become one recording', () => {
  it('has the client on the left and the company on the right, and nothing of one in the other', async () => {
    const client = await aFile('a-in.wav', tone(1_000, 2));
    const company = await aFile('a-out.wav', tone(440, 2));
    const { sound, made } = await kept([client, company]);
    expect(sound).toMatchObject({ durationMs: 2_000, type: 'audio/wav', lanes: 2, speechMs: [2_000, 2_000] });
    const [left, right] = channelsOf(made);
    expect(amplitude(left, 1_000)).toBeGreaterThan(7_900);
    expect(amplitude(left, 440)).toBeLessThan(5);
    expect(amplitude(right, 440)).toBeGreaterThan(7_900);
    expect(amplitude(right, 1_000)).toBeLessThan(5);
  });

  it('goes on in silence on the side that ends first', async () => {
    const client = await aFile('b-in.wav', tone(1_000, 1));
    const company = await aFile('b-out.wav', tone(440, 3));
    const { sound, made } = await kept([client, company]);
    expect(sound.durationMs).toBe(3_000);
    const [left, right] = channelsOf(made);
    expect(left).toHaveLength(24_000);
    expect(Math.max(...left.subarray(8_000))).toBe(0);
    expect(amplitude(right.subarray(16_000), 440)).toBeGreaterThan(7_900);
  });

  it('reads a file whose writer was killed: length 0 in its head, half a sample at its end', async () => {
    const client = await aFile('c-in.wav', tone(1_000, 2), { promises: 0 });
    const company = await aFile('c-out.wav', tone(440, 2), { promises: 0 });
    await truncate(client, 44 + 2 * rate + 1);
    const { sound, made } = await kept([client, company]);
    expect(sound.durationMs).toBe(2_000);
    expect(amplitude(channelsOf(made)[0].subarray(0, rate), 1_000)).toBeGreaterThan(7_900);
  });

  it('takes a missing or unwritten file for silence', async () => {
    const unwritten = join(folder, 'd-in.wav');
    await writeFile(unwritten, '');
    const company = await aFile('d-out.wav', tone(440, 1));
    expect((await kept([unwritten, company])).sound).toMatchObject({ durationMs: 1_000, lanes: 2 });
    expect((await kept([join(folder, 'never.wav'), company])).sound).toMatchObject({ durationMs: 1_000, lanes: 2 });
  });

  it.each([
    ['recording.no-file', async () => [join(folder, 'x-in.wav'), join(folder, 'x-out.wav')]],
    ['recording.empty', async () => [await aFile('e-in.wav', tone(1, 0)), await aFile('e-out.wav', tone(1, 0))]],
    [
      'recording.unreadable',
      async () => {
        const path = join(folder, 'f-in.wav');
        await writeFile(path, 'not at all a wave file, whatever its name says');
        return [path];
      },
    ],
  ])('says %s where there is no sound', async (code, paths) => {
    await expect(kept(await paths())).rejects.toMatchObject({ code });
  });

  it('does not take longer sound into memory', async () => {
    // Eight hours of two lanes, a gigabyte, made up while it is read.
    const samples = 8 * 3_600 * rate;
    const block = bytesOf(tone(1_000, 2));
    const endless = (): LaneSource => {
      let left = samples * 2;
      return {
        sampleRate: rate,
        samples,
        read: async (into) => {
          const bytes = Math.min(left, block.copy(into));
          left -= bytes;
          return bytes;
        },
      };
    };
    let [size, most] = [0, 0];
    const before = process.memoryUsage.rss();
    const put = async (content: Buffer | Readable): Promise<EvidenceRef> => {
      if (!Buffer.isBuffer(content)) {
        for await (const part of content) {
          size += (part as Buffer).length;
          most = Math.max(most, process.memoryUsage.rss() - before);
        }
      }
      return { sha256: '' as Sha256, size };
    };
    const sound = await keepSound({ put }, { lanes: [endless(), endless()], encoder: null, nobodySpeaks: [] });
    expect(sound.durationMs).toBe(8 * 3_600_000);
    expect(size).toBe(44 + samples * 4);
    expect(most).toBeLessThan(150 * 1024 * 1024);
  });
});

describe('an encoder', () => {
  const tools = new EngineTools({ searchPath: process.env['PATH'] ?? '', dataDir: '/nowhere' });
  const installed = (wanted: 'flac' | 'opus') => findEncoders(wanted, (name) => tools.find(name));

  it.each(['flac', 'opus'] as const)('makes %s that begins as it should and is the same each time', async (format) => {
    const paths = [await aFile(`${format}-in.wav`, tone(1_000, 2)), await aFile(`${format}-out.wav`, tone(440, 2))];
    const [encoder] = await installed(format);
    expect(encoder).toMatchObject({ format });
    const { sound, made } = await kept(paths, encoder);
    expect(made.toString('latin1', 0, 4)).toBe({ flac: 'fLaC', opus: 'OggS' }[format]);
    expect(sound.type).toBe({ flac: 'audio/flac', opus: 'audio/ogg; codecs=opus' }[format]);
    expect(made.length).toBeLessThan(32_000);
    expect((await kept(paths, encoder)).sound.evidence).toEqual(sound.evidence);
  });

  it('leaves the length in the head of FLAC, though it wrote into a pipe', async () => {
    const [encoder] = await installed('flac');
    const { made } = await kept([await aFile('g-in.wav', tone(1_000, 2))], encoder);
    expect(made.readUIntBE(22, 4) + (made[21]! & 0x0f) * 2 ** 32).toBe(16_000);
    expect(made.readUIntBE(18, 3) >> 4).toBe(8_000);
  });

  it('that fails or is not there fails the recording, not the process', async () => {
    const path = await aFile('h-in.wav', tone(1_000, 2));
    const broken = (file: string): Encoder => ({
      program: 'flac',
      format: 'flac',
      type: 'audio/flac',
      tool: { file, prefix: [] },
    });
    for (const file of ['false', join(folder, 'nowhere')])
      await expect(kept([path], broken(file))).rejects.toMatchObject({ code: 'recording.encoder-failed' });
  });

  it('of the other format is better than none', async () => {
    const found = await findEncoders('opus', (name) =>
      Promise.resolve(name === 'flac' ? { file: '/usr/bin/flac', prefix: [] } : null),
    );
    expect(found.map(({ program, format }) => [program, format])).toEqual([['flac', 'flac']]);
  });
});

describe('withFlacLength', () => {
  const through = async (pieces: Buffer[]) => {
    const out: Buffer[] = [];
    for await (const piece of withFlacLength(source(pieces), 2 ** 33 + 5)) out.push(piece);
    return Buffer.concat(out);
  };
  async function* source(pieces: Buffer[]) {
    yield* pieces;
  }
  const head = Buffer.concat([Buffer.from('fLaC'), Buffer.from([0x80, 0, 0, 34]), Buffer.alloc(34, 0xa0)]);

  it('writes all 36 bits and nothing else, however the head is cut', async () => {
    const expected = Buffer.from(head);
    expected[21] = 0xa2;
    expected.writeUInt32BE(5, 22);
    expect(await through([head])).toEqual(expected);
    expect(await through([...head].map((byte) => Buffer.from([byte])))).toEqual(expected);
  });

  it('leaves everything else alone', async () => {
    const ogg = Buffer.alloc(60, 'OggS');
    expect(await through([ogg])).toEqual(ogg);
    expect(await through([Buffer.from('fLaC')])).toEqual(Buffer.from('fLaC'));
    expect(await through([])).toEqual(Buffer.alloc(0));
  });
});

describe('what is measured', () => {
  const measure = (parts: Int16Array[], perSecond = 20) => {
    const meter = new LaneMeter(rate, perSecond);
    for (const part of parts) meter.push(part);
    return meter.finish();
  };
  const silence = (seconds: number) => new Int16Array(seconds * rate);

  it('peaks are in per cent of the loudest that can be', () => {
    const { peaks } = measure([tone(1_000, 0.1, 32_767), silence(0.1), tone(1_000, 0.1, 16_384)]);
    expect(peaks).toEqual([100, 100, 0, 0, 50, 50]);
  });

  it('speech begins and ends where it does; a breath does not end it, a click is none', () => {
    const { speech } = measure([
      ...[silence(1), tone(300, 1), silence(0.2), tone(300, 1), silence(2)],
      ...[tone(300, 0.04), silence(1), tone(300, 1)],
    ]);
    expect(speech).toEqual([
      [1_000, 3_200],
      [6_240, 7_240],
    ]);
  });

  it('the noise of a line is nobody, a quiet voice in a quiet line is', () => {
    const noise = (seconds: number, loudest: number) => {
      let state = 1;
      return new Int16Array(seconds * rate).map(() => {
        state = (state * 48_271) % 2_147_483_647;
        return Math.round((state / 2_147_483_647 - 0.5) * 2 * loudest);
      });
    };
    expect(measure([noise(20, 150)]).speech).toEqual([]);
    expect(measure([silence(1), tone(300, 2, 400)]).speech).toEqual([[1_000, 3_000]]);
  });

  it('how the samples are cut into pieces changes nothing', () => {
    const whole = tone(300, 3.33);
    const pieces = Array.from({ length: 34 }, (_, i) => whole.subarray(i * 800, (i + 1) * 800));
    expect(measure(pieces)).toEqual(measure([whole]));
  });

  it('is less fine the longer it is', () => {
    expect([60, 300, 600, 1_200, 3_000, 6_000, 6_001, 28_800, 86_400].map(peaksPerSecond)).toEqual([
      ...[20, 20, 10, 5, 2, 1, 0.5, 0.2, 0.05],
    ]);
  });

  it('music and announcements are taken out of what the company said', () => {
    const speech: [number, number][] = [
      [0, 1_000],
      [2_000, 5_000],
      [6_000, 6_150],
    ];
    const music: [number, number][] = [
      [500, 2_500],
      [3_000, 3_500],
      [6_000, 6_100],
    ];
    expect(without(speech, music)).toEqual([
      [0, 500],
      [2_500, 3_000],
      [3_500, 5_000],
    ]);
  });
});
