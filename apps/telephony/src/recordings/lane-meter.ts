/** From and to, in milliseconds. */
export type Span = [number, number];

/** A frame in which one hears or does not hear somebody. */
const framesPerSecond = 50;
/** Speech stands out of the noise of the line by this much. */
const aboveNoiseDb = 9;
/** Quieter than this is nobody, however silent the line; louder than the second is somebody, however noisy. G.711 speech is around -20. */
const quietestSpeechDb = -48;
const loudestNoiseDb = -46;
/** How fast the noise of a line may rise: a voice that goes on and on must not pass for it soon. */
const noiseRisesDbPerSecond = 1;
/** Between two words. */
const joinGapMs = 300;
/** A click is no word. */
const shortestMs = 100;

/** At most about so many peaks of a lane are kept, whatever its length. */
const peaksAtMost = 6_000;

/** How fine the peaks of a recording are drawn: 20 a second, fewer the longer it is; one in 20 seconds of a line that was forgotten for a day. */
export function peaksPerSecond(seconds: number): number {
  return [20, 10, 5, 4, 2, 1, 0.5, 0.2, 0.1].find((each) => each * seconds <= peaksAtMost) ?? 0.05;
}

/** Measures one lane while it streams by: loudness for drawing, and when somebody speaks (by energy above the line's own noise). */
export class LaneMeter {
  private readonly peaks: number[] = [];
  private readonly spans: Span[] = [];
  private readonly perPeak: number;
  private readonly perFrame: number;
  private peak = 0;
  private inPeak = 0;
  private energy = 0;
  private inFrame = 0;
  private frames = 0;
  private noiseDb = -60;
  private current: Span | null = null;

  constructor(
    sampleRate: number,
    readonly perSecond: number,
  ) {
    this.perPeak = Math.max(1, Math.round(sampleRate / perSecond));
    this.perFrame = Math.max(1, Math.round(sampleRate / framesPerSecond));
  }

  push(samples: Int16Array): void {
    // The hot loop of every recording: plain numbers, no allocation.
    let { peak, inPeak, energy, inFrame } = this;
    const { perPeak, perFrame } = this;
    for (const sample of samples) {
      const size = sample < 0 ? -sample : sample;
      if (size > peak) peak = size;
      energy += sample * sample;
      if (++inPeak === perPeak) {
        this.peaks.push(percentOf(peak));
        peak = 0;
        inPeak = 0;
      }
      if (++inFrame === perFrame) {
        this.judge(energy / perFrame);
        energy = 0;
        inFrame = 0;
      }
    }
    Object.assign(this, { peak, inPeak, energy, inFrame });
  }

  /** @returns peaks from 0 to 100, and when somebody spoke: in order, not overlapping */
  finish(): { peaks: number[]; speech: Span[] } {
    if (this.inPeak > 0) this.peaks.push(percentOf(this.peak));
    if (this.inFrame > 0) this.judge(this.energy / this.inFrame);
    this.inPeak = this.inFrame = 0;
    this.endSpan();
    return { peaks: this.peaks, speech: this.spans };
  }

  /** @param power mean square of a frame's samples */
  private judge(power: number): void {
    const from = (this.frames++ * 1_000) / framesPerSecond;
    const to = from + 1_000 / framesPerSecond;
    const levelDb = power > 0 ? 10 * Math.log10(power / 32_768 ** 2) : -96;
    const risen = Math.min(this.noiseDb + noiseRisesDbPerSecond / framesPerSecond, loudestNoiseDb);
    this.noiseDb = Math.min(risen, levelDb);
    if (levelDb < Math.max(quietestSpeechDb, this.noiseDb + aboveNoiseDb)) return;
    if (this.current && from - this.current[1] <= joinGapMs) {
      this.current[1] = to;
    } else {
      this.endSpan();
      this.current = [from, to];
    }
  }

  private endSpan(): void {
    if (this.current && this.current[1] - this.current[0] >= shortestMs) this.spans.push(this.current);
    this.current = null;
  }
}

const percentOf = (peak: number): number => Math.min(100, Math.round((peak * 100) / 32_767));

/** Speech without what fell into the given spans: music and announcements are nobody's words. Both in order. */
export function without(speech: readonly Span[], spans: readonly Span[]): Span[] {
  const left: Span[] = [];
  for (const [from, to] of speech) {
    let at = from;
    for (const [cutFrom, cutTo] of spans) {
      if (cutTo <= at || cutFrom >= to) continue;
      if (cutFrom - at >= shortestMs) left.push([at, cutFrom]);
      at = Math.max(at, cutTo);
    }
    if (to - at >= shortestMs) left.push([at, to]);
  }
  return left;
}
