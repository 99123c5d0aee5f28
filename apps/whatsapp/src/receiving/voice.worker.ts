import { OggOpusDecoder, type OggOpusDecodedAudio } from 'ogg-opus-decoder';
import { waveformOf } from './waveform.js';

export interface VoiceFacts {
  durationMs: number;
  waveform: number[];
}

/** A page of Ogg with the shortest packets unfolds to some five megabytes in one channel: so much is in memory at once, and not more. */
const pieceBytes = 4 * 1024;
const channelsAtMost = 2;
/** The first page names the channels, long before anything is decoded. */
const head = 'OpusHead';
const sampleRate = 48_000;
const usualLongestMs = 4 * 60 * 60_000;
/** Loudness is kept for each 5 ms. */
const blockSamples = 240;

/**
 * Runs in a thread of its own: an hour of speech takes seconds. What a client made says itself how large it becomes, so it is heard piece by
 * piece and only its loudness is kept.
 * @param longestMs given by tests
 * @returns null: not Opus in Ogg, more than two channels, or longer than four hours
 */
export default async function listen(
  bytes: Uint8Array,
  longestMs: number = usualLongestMs,
): Promise<VoiceFacts | null> {
  const channels = channelsOf(bytes);
  if (channels === null || channels > channelsAtMost) return null;
  const decoder = new OggOpusDecoder();
  try {
    await decoder.ready;
    const loudness = new Loudness();
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      // Typed as if it answered at once.
      loudness.add(await Promise.resolve(decoder.decode(bytes.subarray(at, at + pieceBytes))));
      if (loudness.lastsMs > longestMs) return null;
    }
    loudness.add(await decoder.flush());
    if (loudness.lastsMs > longestMs) return null;
    return loudness.facts();
  } catch {
    return null;
  } finally {
    decoder.free();
  }
}

/** null: it does not begin as Opus in Ogg does. */
function channelsOf(bytes: Uint8Array): number | null {
  const first = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, pieceBytes));
  const at = first.indexOf(head);
  return at < 0 ? null : (first[at + head.length + 1] ?? null);
}

/** Loudness over time, of the first channel. */
class Loudness {
  private samples = 0;
  private readonly blocks: number[] = [];
  private sum = 0;
  private inBlock = 0;

  get lastsMs(): number {
    return Math.round((this.samples / sampleRate) * 1_000);
  }

  add({ channelData }: OggOpusDecodedAudio): void {
    const [lane] = channelData;
    if (!lane || channelData.length > channelsAtMost) return;
    this.samples += lane.length;
    for (const sample of lane) {
      this.sum += sample ** 2;
      if (++this.inBlock === blockSamples) this.close();
    }
  }

  facts(): VoiceFacts | null {
    if (this.samples === 0) return null;
    if (this.inBlock > 0) this.close();
    return { durationMs: this.lastsMs, waveform: waveformOf(Float32Array.from(this.blocks)) };
  }

  private close(): void {
    this.blocks.push(Math.sqrt(this.sum / this.inBlock));
    this.sum = 0;
    this.inBlock = 0;
  }
}
