import { readWaveShape, waveHead } from '../recordings/wave-file.js';
import { asTelephoneSound } from './telephone-sound.js';

/** A tone as WAV: 16 bit, some channels. */
function tone(hertz: number, rate: number, seconds: number, channels = 1): Buffer {
  const frames = Math.round(rate * seconds);
  const body = Buffer.alloc(frames * channels * 2);
  for (let i = 0; i < frames * channels; i++)
    body.writeInt16LE(Math.round(16_000 * Math.sin((2 * Math.PI * hertz * Math.floor(i / channels)) / rate)), i * 2);
  return Buffer.concat([waveHead(rate, channels, body.length), body]);
}

function amplitude(wave: Buffer, hertz: number): number {
  const samples = new Int16Array(
    wave.buffer.slice(wave.byteOffset + 44 + 1_600, wave.byteOffset + wave.length - 1_600),
  );
  let [re, im] = [0, 0];
  for (const [i, sample] of samples.entries()) {
    re += sample * Math.cos((2 * Math.PI * hertz * i) / 8_000);
    im += sample * Math.sin((2 * Math.PI * hertz * i) / 8_000);
  }
  return (2 * Math.hypot(re, im)) / samples.length;
}

it.each([
  [22_050, 1],
  [44_100, 2],
  [48_000, 2],
  [16_000, 1],
  [8_000, 1],
  [11_025, 1],
])('%i Hz, %i channels: the tone stays, at 8,000 Hz', (rate, channels) => {
  const { wave, durationMs } = asTelephoneSound(tone(1_000, rate, 1, channels));
  expect(readWaveShape(wave)).toMatchObject({ sampleRate: 8_000, channels: 1, bitsPerSample: 16 });
  expect(durationMs).toBe(1_000);
  expect(amplitude(wave, 1_000)).toBeGreaterThan(15_700);
  expect(amplitude(wave, 1_000)).toBeLessThan(16_300);
});

it('what a telephone cannot carry is not mirrored into its band', () => {
  const { wave } = asTelephoneSound(tone(7_000, 44_100, 1));
  expect(amplitude(wave, 1_000)).toBeLessThan(50);
});

it('what a program wrote into a pipe has the length that is there', () => {
  for (const promised of [0, 0x7fff_ffff]) {
    const piped = tone(1_000, 22_050, 1);
    piped.writeUInt32LE(promised, 40);
    expect(asTelephoneSound(piped).durationMs).toBe(1_000);
  }
});

it.each([
  ['no WAV', Buffer.from('MThd and so on')],
  ['MP3 in WAV', Buffer.concat([waveHead(8_000, 1, 0).fill(85, 20, 21), Buffer.alloc(100)])],
])('%s is refused', (_, wave) => {
  expect(() => asTelephoneSound(wave)).toThrow('recording.unreadable');
});
