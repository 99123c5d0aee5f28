import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OperationalError } from '#libs/errors';
import type { Tool, ToolName } from '../engine/engine-tools.js';

/** Raw 16-bit samples, little-endian, as they go into an encoder. */
export interface SoundShape {
  sampleRate: number;
  channels: number;
  /** Of each channel. */
  samples: number;
}

export interface Encoder {
  readonly program: 'flac' | 'ffmpeg' | 'opusenc';
  readonly format: 'flac' | 'opus';
  readonly type: string;
  readonly tool: Tool;
}

const typeOf = { flac: 'audio/flac', opus: 'audio/ogg; codecs=opus' } as const;

/** Which program makes what, the quicker one first. */
const makers = {
  flac: ['flac', 'ffmpeg'],
  opus: ['opusenc', 'ffmpeg'],
} as const;

/** Below everything that serves a live call. */
const niceness = 10;
/** An encoder makes minutes of telephone sound in a second: one that stands still for so long hangs. */
const silentAtMostMs = 30_000;

/**
 * The encoders that are here, the wanted format first: a recording is rather kept in the other format than not compressed.
 * @param find null where there is no such program
 */
export async function findEncoders(
  wanted: 'flac' | 'opus',
  find: (name: ToolName) => Promise<Tool | null>,
): Promise<Encoder[]> {
  const formats = wanted === 'flac' ? (['flac', 'opus'] as const) : (['opus', 'flac'] as const);
  const found: Encoder[] = [];
  for (const format of formats) {
    for (const program of makers[format]) {
      const tool = await find(program);
      if (tool) found.push({ program, format, type: typeOf[format], tool });
    }
  }
  return found;
}

/**
 * The sound through an encoder, streamed: neither side is ever whole in memory.
 * @throws OperationalError `recording.encoder-failed`; an error of the sound itself as it is
 */
export async function* encoded(
  sound: AsyncIterable<Buffer>,
  shape: SoundShape,
  encoder: Encoder,
): AsyncGenerator<Buffer, void> {
  const { file, prefix } = encoder.tool;
  const child = spawn(file, [...prefix, ...argumentsFor(encoder.program, encoder.format, shape)], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let hangs: NodeJS.Timeout | undefined;
  const watch = () => {
    clearTimeout(hangs);
    hangs = setTimeout(() => child.kill('SIGKILL'), silentAtMostMs);
  };
  const failed = (cause?: unknown) =>
    new OperationalError('recording.encoder-failed', { program: encoder.program }, { cause });
  // Without a listener an ENOENT of spawn would end the process.
  const ended = once(child, 'close').then(
    ([code]) => code as number | null,
    () => null,
  );
  let broken: unknown = null;
  const feeding = pipeline(Readable.from(watched(sound, (error) => (broken = error))), child.stdin).catch(
    () => undefined,
  );
  try {
    if (child.pid !== undefined) lower(child.pid);
    watch();
    for await (const piece of child.stdout as AsyncIterable<Buffer>) {
      watch();
      yield piece;
    }
    await feeding;
    if (broken !== null) throw broken instanceof Error ? broken : failed(broken);
    if ((await ended) !== 0) throw failed();
  } finally {
    clearTimeout(hangs);
    child.kill('SIGKILL');
    await ended;
  }
}

/** An error of the sound is told apart from one of the encoder. */
async function* watched(sound: AsyncIterable<Buffer>, broke: (error: unknown) => void): AsyncGenerator<Buffer, void> {
  try {
    yield* sound;
  } catch (error) {
    broke(error);
    throw error;
  }
}

function lower(pid: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // It has ended already, or the system does not let us: it works all the same.
  }
}

function argumentsFor(program: Encoder['program'], format: Encoder['format'], shape: SoundShape): string[] {
  const { sampleRate, channels, samples } = shape;
  switch (program) {
    case 'flac':
      return [
        ...['--silent', '--force-raw-format', '--endian=little', '--sign=signed', '--bps=16', '-5', '--no-padding'],
        ...[`--channels=${channels}`, `--sample-rate=${sampleRate}`, `--input-size=${samples * channels * 2}`],
        ...['--stdout', '-'],
      ];
    case 'opusenc':
      // A serial of its own choice each time would give the same sound another address.
      return [
        ...['--quiet', '--raw', `--raw-chan=${channels}`, `--raw-rate=${sampleRate}`, '--raw-bits=16'],
        ...['--bitrate', String(bitRate(channels)), '--serial', '1', '-', '-'],
      ];
    case 'ffmpeg':
      return [
        ...['-hide_banner', '-loglevel', 'error', '-nostdin', '-threads', '1'],
        ...['-f', 's16le', '-ar', String(sampleRate), '-ac', String(channels), '-i', 'pipe:0'],
        ...['-fflags', '+bitexact', '-flags:a', '+bitexact', '-map_metadata', '-1'],
        ...(format === 'flac'
          ? ['-c:a', 'flac', '-compression_level', '5', '-f', 'flac']
          : ['-c:a', 'libopus', '-b:a', `${bitRate(channels)}k`, '-application', 'voip', '-f', 'ogg']),
        'pipe:1',
      ];
  }
}

/** kbit/s. High enough that the two sides of a call are not coded as one with a direction. */
const bitRate = (channels: number): number => 24 * channels;
