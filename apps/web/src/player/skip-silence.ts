/** From, to: milliseconds from the beginning of the sound. */
export type Span = readonly [fromMs: number, toMs: number];

/** Shorter pauses belong to speaking: leaving them out would sound like a stutter. */
const worthSkippingMs = 1_500;
/** What is left of a silence on both sides, so that no first or last sound is clipped. */
const marginMs = 300;

/** Where nobody speaks, on no lane, for long enough to be skipped. @param speech of each lane, as the server measured it */
export function silencesOf(speech: readonly (readonly Span[])[], durationMs: number): Span[] {
  const spoken = speech.flat().sort((a, b) => a[0] - b[0]);
  const silences: Span[] = [];
  let heardUntil = 0;
  const close = (nextFrom: number) => {
    const from = heardUntil === 0 ? 0 : heardUntil + marginMs;
    const to = nextFrom >= durationMs ? durationMs : nextFrom - marginMs;
    if (to - from >= worthSkippingMs) silences.push([from, to]);
  };
  for (const [from, to] of spoken) {
    if (from > heardUntil) close(from);
    heardUntil = Math.max(heardUntil, to);
  }
  // Where nothing is spoken at all there is nothing to skip to.
  if (heardUntil > 0) close(durationMs);
  return silences;
}

/** Where to go on when the playing has come to `atMs`; null while there is something to hear. */
export function soundAfter(silences: readonly Span[], atMs: number): number | null {
  return silences.find(([from, to]) => atMs >= from && atMs < to - 50)?.[1] ?? null;
}

export const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, [from, to]) => sum + to - from, 0);
