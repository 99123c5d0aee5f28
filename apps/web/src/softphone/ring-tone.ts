import { soundChoice } from './sound-choice.js';

/** Two notes with a pause, twice, then silence, in seconds: softer than a telephone bell, and clearly not the ringing tone of a line. */
const notes = [
  { at: 0, hz: 659.3 },
  { at: 0.18, hz: 880 },
  { at: 0.62, hz: 659.3 },
  { at: 0.8, hz: 880 },
];
const everyMs = 3_200;

let context: AudioContext | null = null;

async function sound(): Promise<AudioContext> {
  context ??= new AudioContext();
  const { ringing } = soundChoice();
  // Not everywhere yet; without it the ringing comes out of the system's own loudspeaker.
  if ('setSinkId' in context) {
    await (context as AudioContext & { setSinkId: (id: string) => Promise<void> })
      .setSinkId(ringing)
      .catch(() => undefined);
  }
  // Until somebody has touched the page a browser keeps it silent: the pop and the title say it then.
  if (context.state === 'suspended') await context.resume().catch(() => undefined);
  return context;
}

function playOnce(on: AudioContext): void {
  if (on.state !== 'running') return;
  for (const { at, hz } of notes) {
    const from = on.currentTime + at;
    const tone = new OscillatorNode(on, { type: 'sine', frequency: hz });
    const volume = new GainNode(on, { gain: 0 });
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.22, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, from + 0.4);
    tone.connect(volume).connect(on.destination);
    tone.start(from);
    tone.stop(from + 0.45);
  }
}

/** Rings until the returned function is called. Made by the page: no file is fetched. */
export function startRinging(): () => void {
  let over = false;
  const once = () => void sound().then((on) => !over && playOnce(on));
  once();
  const timer = window.setInterval(once, everyMs);
  return () => {
    over = true;
    window.clearInterval(timer);
  };
}

/** One ring, to hear the chosen loudspeaker. */
export const ringOnce = (): void => void sound().then(playOnce);
