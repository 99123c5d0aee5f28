import type { LaneMeter } from './lane-meter.js';

/** One side of a conversation, as 16-bit samples, little-endian, read once from beginning to end. */
export interface LaneSource {
  readonly sampleRate: number;
  /** How many there are. */
  readonly samples: number;
  /** @returns how many bytes were put into the buffer; 0 at the end */
  read(into: Buffer): Promise<number>;
}

/** Two seconds of a telephone call: little memory, few reads, and no long grip on the event loop. */
const blockSamples = 16_384;

/**
 * All lanes side by side, one channel each, in blocks. A lane that ends before the others goes on in silence, so that all are as long as
 * the longest. Each lane is measured on the way.
 * @param meters one for each lane
 */
export async function* sideBySide(
  lanes: readonly LaneSource[],
  meters: readonly LaneMeter[],
): AsyncGenerator<Buffer, void> {
  const total = longestOf(lanes);
  const blocks = lanes.map(() => Buffer.alloc(blockSamples * 2));
  for (let done = 0; done < total; done += blockSamples) {
    const samples = Math.min(blockSamples, total - done);
    await Promise.all(lanes.map((lane, i) => fill(lane, blocks[i]!.subarray(0, samples * 2))));
    const views = blocks.map((block) => new Int16Array(block.buffer, block.byteOffset, samples));
    for (const [i, view] of views.entries()) meters[i]?.push(view);
    yield interleaved(views, samples);
  }
}

export const longestOf = (lanes: readonly LaneSource[]): number =>
  lanes.reduce((longest, { samples }) => Math.max(longest, samples), 0);

async function fill(lane: LaneSource, block: Buffer): Promise<void> {
  let filled = 0;
  while (filled < block.length) {
    const bytes = await lane.read(block.subarray(filled));
    if (bytes === 0) break;
    filled += bytes;
  }
  block.fill(0, filled);
}

/** A buffer of its own each time: whoever takes it may keep it. */
function interleaved(lanes: readonly Int16Array[], samples: number): Buffer {
  const mixed = new Int16Array(samples * lanes.length);
  const step = lanes.length;
  for (const [lane, view] of lanes.entries()) {
    for (let i = 0, to = lane; i < samples; i++, to += step) mixed[to] = view[i]!;
  }
  return Buffer.from(mixed.buffer);
}
