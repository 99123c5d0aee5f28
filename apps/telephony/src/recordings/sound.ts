import { Readable } from 'node:stream';
import { RecordingPeaks, type EvidenceRef } from '#libs/contracts';
import { UserError } from '#libs/errors';
import type { EvidenceStore } from '#libs/evidence';
import { encoded, type Encoder } from './encoders.js';
import { withFlacLength } from './flac-length.js';
import { LaneMeter, peaksPerSecond, without, type Span } from './lane-meter.js';
import { longestOf, sideBySide, type LaneSource } from './lanes.js';
import { WaveLane, waveHead } from './wave-file.js';

/** Lanes of equal length that become one recording: the client first, the company second; of a voicemail only the client's. */
export interface SoundOrder {
  lanes: readonly LaneSource[];
  /** null: as WAV. */
  encoder: Encoder | null;
  /** When the client heard music or an announcement instead of a person, in order: no speech of the company. */
  nobodySpeaks: readonly Span[];
}

export interface KeptSound {
  durationMs: number;
  type: string;
  lanes: number;
  evidence: EvidenceRef;
  peaks: EvidenceRef;
  /** How long the client was heard to speak, and the company. */
  speechMs: number[];
}

/**
 * Encodes, measures and stores in one pass; however long the sound is, a few blocks of it are in memory.
 * @throws UserError `recording.empty`; OperationalError `recording.encoder-failed`, those of the files and of the store
 */
export async function keepSound(
  evidence: Pick<EvidenceStore, 'put'>,
  { lanes, encoder, nobodySpeaks }: SoundOrder,
): Promise<KeptSound> {
  const samples = longestOf(lanes);
  const sampleRate = lanes[0]?.sampleRate ?? 0;
  if (samples === 0 || sampleRate === 0) throw new UserError('recording.empty');
  const perSecond = peaksPerSecond(samples / sampleRate);
  const meters = lanes.map(() => new LaneMeter(sampleRate, perSecond));
  const sound = sideBySide(lanes, meters);
  const shape = { sampleRate, channels: lanes.length, samples };
  const stream = encoder ? withFlacLength(encoded(sound, shape, encoder), samples) : asWave(sound, shape);
  const ref = await evidence.put(Readable.from(stream, { objectMode: false }));
  const measured = meters.map((meter) => meter.finish());
  const speech = measured.map((lane, i) => (i === 1 ? without(lane.speech, nobodySpeaks) : lane.speech));
  const peaks: RecordingPeaks = { perSecond, lanes: measured.map((lane) => lane.peaks), speech };
  return {
    durationMs: Math.round((samples * 1_000) / sampleRate),
    type: encoder?.type ?? 'audio/wav',
    lanes: lanes.length,
    evidence: ref,
    peaks: await evidence.put(Buffer.from(JSON.stringify(peaks))),
    speechMs: speech.map((spans) => spans.reduce((sum, [from, to]) => sum + to - from, 0)),
  };
}

async function* asWave(
  sound: AsyncIterable<Buffer>,
  { sampleRate, channels, samples }: { sampleRate: number; channels: number; samples: number },
): AsyncGenerator<Buffer, void> {
  yield waveHead(sampleRate, channels, samples * channels * 2);
  yield* sound;
}

/**
 * The files of one recording while they are read.
 * @param paths in the order of the lanes; one that is missing is a lane of silence
 * @throws UserError `recording.no-file` when all are missing, `recording.unreadable`
 */
export async function withLanes<T>(
  paths: readonly string[],
  work: (lanes: readonly LaneSource[]) => Promise<T>,
): Promise<T> {
  const opened: (WaveLane | null)[] = [];
  try {
    for (const path of paths) opened.push(await WaveLane.open(path));
    const known = opened.find((lane) => lane !== null);
    if (!known) throw new UserError('recording.no-file');
    const { sampleRate } = known;
    return await work(opened.map((lane) => lane ?? { sampleRate, samples: 0, read: () => Promise.resolve(0) }));
  } finally {
    for (const lane of opened) await lane?.close();
  }
}
