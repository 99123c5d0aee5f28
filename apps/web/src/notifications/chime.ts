const playedAt = 'keepline.chimed';
/** Several tabs hear of one notice: one of them is heard. */
const togetherMs = 1_500;

let context: AudioContext | null = null;

/** Two short notes; silent until somebody has touched the page, as browsers want it. */
export function chime(): void {
  const last = Number(window.localStorage.getItem(playedAt) ?? 0);
  if (Date.now() - last < togetherMs) return;
  window.localStorage.setItem(playedAt, String(Date.now()));
  context ??= new AudioContext();
  if (context.state !== 'running') return void context.resume().catch(() => undefined);
  for (const [at, hz] of [
    [0, 784],
    [0.12, 1_047],
  ] as const) {
    const from = context.currentTime + at;
    const tone = new OscillatorNode(context, { type: 'sine', frequency: hz });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.12, from + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.3);
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(from + 0.32);
  }
}
