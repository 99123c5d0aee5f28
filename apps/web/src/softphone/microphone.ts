import { soundChoice } from './sound-choice.js';

/** Why there is no microphone: each has its own advice. */
export type MicrophoneTrouble = 'refused' | 'none' | 'busy' | 'insecure' | 'unknown';

export class MicrophoneAway extends Error {
  constructor(
    readonly trouble: MicrophoneTrouble,
    cause: unknown,
  ) {
    super(`microphone ${trouble}`, { cause });
  }
}

/** By the names of https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia. */
export function troubleOf(name: string): MicrophoneTrouble {
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'unknown';
  }
}

/**
 * The chosen microphone, or the system's own when that one is gone.
 * @throws MicrophoneAway
 */
export async function openMicrophone(): Promise<MediaStream> {
  // Browsers take `mediaDevices` away from pages that did not come over HTTPS.
  if (!('mediaDevices' in navigator)) throw new MicrophoneAway('insecure', null);
  const { microphone, cleaned } = soundChoice();
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: {
        echoCancellation: cleaned,
        noiseSuppression: cleaned,
        autoGainControl: cleaned,
        ...(microphone === '' ? {} : { deviceId: { ideal: microphone } }),
      },
    });
  } catch (cause) {
    throw new MicrophoneAway(troubleOf(cause instanceof Error ? cause.name : ''), cause);
  }
}

export function silence(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Microphones and loudspeakers; without names until the microphone was allowed once. */
export async function soundDevices(): Promise<{ microphones: MediaDeviceInfo[]; loudspeakers: MediaDeviceInfo[] }> {
  if (!('mediaDevices' in navigator)) return { microphones: [], loudspeakers: [] };
  const all = await navigator.mediaDevices.enumerateDevices();
  const real = all.filter(
    (each) => each.deviceId !== '' && each.deviceId !== 'default' && each.deviceId !== 'communications',
  );
  return {
    microphones: real.filter((each) => each.kind === 'audioinput'),
    loudspeakers: real.filter((each) => each.kind === 'audiooutput'),
  };
}

/** Loudness of a stream, 0 to 1, about fifteen times a second. @returns ends it */
export function watchLevel(stream: MediaStream, onLevel: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = window.setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    onLevel(levelOf(samples));
  }, 66);
  return () => {
    window.clearInterval(timer);
    void context.close();
  };
}

const quietestDb = -60;

/** Root mean square in decibels below full scale, from −60 (0) to 0 (1): a linear meter would hardly move for speech. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const db = 20 * Math.log10(Math.sqrt(sum / samples.length) || 1e-9);
  return Math.min(1, Math.max(0, 1 - db / quietestDb));
}
