/** What the telephone network carries. */
const promptRate = 8_000;

/** A WAV file of one channel, 16 bit. @param samples -1 to 1 */
export function wavOf(samples: Float32Array, rate: number): ArrayBuffer {
  const bytes = new ArrayBuffer(44 + samples.length * 2);
  const view = new DataView(bytes);
  const text = (at: number, word: string) =>
    [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, index) => view.setInt16(44 + index * 2, Math.max(-1, Math.min(1, sample)) * 0x7fff, true));
  return bytes;
}

/** Any sound that the browser knows, as the telephone wants it. @throws DOMException what is no sound */
export async function promptSound(file: Blob): Promise<{ wav: ArrayBuffer; sound: AudioBuffer }> {
  // Decoding resamples to the context's own rate; drawing into one channel mixes the others in.
  const decoder = new OfflineAudioContext(1, 1, promptRate);
  const decoded = await decoder.decodeAudioData(await file.arrayBuffer());
  const mixer = new OfflineAudioContext(1, Math.max(1, Math.ceil(decoded.duration * promptRate)), promptRate);
  const source = mixer.createBufferSource();
  source.buffer = decoded;
  source.connect(mixer.destination);
  source.start();
  const sound = await mixer.startRendering();
  return { wav: wavOf(sound.getChannelData(0), promptRate), sound };
}
