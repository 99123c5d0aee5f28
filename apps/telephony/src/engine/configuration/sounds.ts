/** Telephone sound: 8,000 samples a second, 16 bit, one channel. */
export const sampleRate = 8_000;

/** A WAV file (RIFF, PCM) around samples between -1 and 1. */
export function wav(samples: Float32Array): Buffer {
  const header = Buffer.alloc(44);
  const bytes = samples.length * 2;
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(bytes, 40);
  const body = Buffer.alloc(bytes);
  samples.forEach((sample, index) =>
    body.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), index * 2),
  );
  return Buffer.concat([header, body]);
}

/** Before a message is recorded. */
export function beep(): Buffer {
  const length = sampleRate * 0.25;
  return wav(
    Float32Array.from({ length }, (_, n) => 0.4 * Math.sin((2 * Math.PI * 880 * n) / sampleRate) * edge(n, length)),
  );
}

/** Broken chords that go round: A minor, F, C, G, in MIDI notes. Ours, so that nobody holds rights in it. */
const chords = [
  [57, 64, 69, 72, 76, 72, 69, 64],
  [53, 60, 65, 69, 72, 69, 65, 60],
  [60, 64, 67, 72, 76, 72, 67, 64],
  [55, 62, 67, 71, 74, 71, 67, 62],
];
/** A quarter tone above 440 Hz: the tones by which lines are measured are then never taken for music, nor music for them. */
const concertPitch = 453;
const noteSeconds = 0.36;
const ringSeconds = 1.4;

/** Calm enough to wait with, and soft: the peak is 12 dB below full scale. */
export function waitingMusic(): Buffer {
  const notes = [...chords, ...chords].flat();
  const samples = new Float32Array(Math.round(notes.length * noteSeconds * sampleRate));
  notes.forEach((note, index) => {
    const frequency = concertPitch * 2 ** ((note - 69) / 12);
    const begin = Math.round(index * noteSeconds * sampleRate);
    const length = Math.round(ringSeconds * sampleRate);
    for (let n = 0; n < length; n++) {
      const t = n / sampleRate;
      const tone = Math.sin(2 * Math.PI * frequency * t) + 0.35 * Math.sin(4 * Math.PI * frequency * t);
      // A note that rings on at the end goes on at the beginning: the melody has no seam.
      const at = (begin + n) % samples.length;
      samples[at] = samples[at]! + 0.09 * tone * Math.exp(-3 * t) * edge(n, length);
    }
  });
  return wav(samples);
}

/** Without it each tone would begin and end with a click: 5 ms. */
const edge = (n: number, length: number) => Math.min(1, n / 40, (length - n) / 40);
