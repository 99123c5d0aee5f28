import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Sound } from './recogniser-client.js';
import type { SpokenWord } from './transcript.view.js';

/** What recognisers are trained on. */
const rate = 16_000;
const bytesPerSample = 2;
const headerBytes = 44;
const wordsOfTrouble = 2_000;

export interface LaneSound extends Sound {
  readonly lane: SpokenWord['lane'];
}

interface KeptSound {
  readonly type: string;
  readonly size: number;
  readonly lanes: number;
  readonly durationMs: number;
  open(): Promise<Readable>;
}

/** Where ffmpeg lies, or null. @param searchPath as PATH says it */
export function findDecoder(searchPath: string): string | null {
  for (const folder of searchPath.split(delimiter)) {
    if (folder === '') continue;
    const path = join(folder, 'ffmpeg');
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not in this folder
    }
  }
  return null;
}

/**
 * Each lane apart, so that what is said at once is told apart: as WAV of one channel, made while it is sent. Without a decoder the file
 * goes as it is, and nobody knows who speaks.
 */
export function lanesOf(sound: KeptSound, decoder: string | null): LaneSound[] {
  if (decoder === null) {
    const { size } = sound;
    const [type = '', ending] = sound.type.includes('ogg')
      ? ['audio/ogg', 'ogg']
      : [sound.type, sound.type.split('/')[1]];
    return [
      { lane: sound.lanes === 1 ? 0 : null, name: `call.${ending ?? 'bin'}`, type, size, open: () => sound.open() },
    ];
  }
  const samples = Math.ceil((sound.durationMs * rate) / 1_000);
  return Array.from({ length: sound.lanes }, (_, lane) => ({
    lane,
    name: `lane-${lane}.wav`,
    type: 'audio/wav',
    size: headerBytes + samples * bytesPerSample,
    open: () => laneAsWav(decoder, sound, lane, samples),
  }));
}

async function laneAsWav(decoder: string, sound: KeptSound, lane: number, samples: number): Promise<Readable> {
  const source = await sound.open();
  const pieces = samplesOf(decoder, source, lane, samples);
  // The source is let go also when nobody ever began to read: a generator that was not started runs no `finally`.
  return Readable.from(pieces, { objectMode: false }).once('close', () => source.destroy());
}

/**
 * Nothing of it is ever a file: the sound goes through the decoder and comes out as samples. The length in the header is the one that the
 * recording is known by: what is missing at the end is silence, what is more is left out.
 */
async function* samplesOf(decoder: string, source: Readable, lane: number, samples: number): AsyncGenerator<Buffer> {
  const picked = `pan=mono|c0=c${lane}`;
  const child = spawn(
    decoder,
    // prettier-ignore
    ['-nostdin', '-hide_banner', '-v', 'error', '-i', 'pipe:0', '-map', '0:a:0', '-af', picked, '-ar', String(rate), '-f', 's16le', 'pipe:1'],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  ended.catch(() => undefined);
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-wordsOfTrouble)));
  let broken: Error | null = null;
  const fed = pipeline(source, child.stdin).catch((error: Error) => (broken = error));
  try {
    yield wavHeader(samples);
    let missing = samples * bytesPerSample;
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      const part = chunk.subarray(0, missing);
      missing -= part.length;
      if (part.length > 0) yield part;
      if (missing === 0) return;
    }
    const code = await ended;
    await fed;
    // A decoder that ends by itself has seen enough; one that the sound failed has not.
    if (code !== 0 || broken !== null) throw new Error(`ffmpeg ended with ${code}: ${said}`, { cause: broken });
    const silence = Buffer.alloc(65_536);
    for (; missing > 0; missing -= Math.min(missing, silence.length)) yield silence.subarray(0, missing);
  } finally {
    source.destroy();
    child.kill('SIGKILL');
  }
}

function wavHeader(samples: number): Buffer {
  const data = samples * bytesPerSample;
  const header = Buffer.alloc(headerBytes);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(headerBytes - 8 + data, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * bytesPerSample, 28);
  header.writeUInt16LE(bytesPerSample, 32);
  header.writeUInt16LE(8 * bytesPerSample, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(data, 40);
  return header;
}
