import { OggOpusDecoder } from 'ogg-opus-decoder';
import { waveformOf } from './waveform.js';

export interface VoiceFacts {
  durationMs: number;
  waveform: number[];
}

/** Runs in a thread of its own: an hour of speech takes seconds. null: not Opus in Ogg. */
export default async function listen(bytes: Uint8Array): Promise<VoiceFacts | null> {
  const decoder = new OggOpusDecoder();
  try {
    await decoder.ready;
    const { channelData, samplesDecoded, sampleRate } = await decoder.decodeFile(bytes);
    const lane = channelData[0];
    if (!lane || samplesDecoded === 0) return null;
    return { durationMs: Math.round((samplesDecoded / sampleRate) * 1_000), waveform: waveformOf(lane) };
  } catch {
    return null;
  } finally {
    decoder.free();
  }
}
