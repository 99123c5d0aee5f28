import { openMicrophone, silence, watchLevel } from '../../softphone/microphone.js';

/** In the order of liking: what WhatsApp plays as it is, then what is only wrapped otherwise. */
const types = ['audio/ogg;codecs=opus', 'audio/webm;codecs=opus', 'audio/mp4'] as const;

/** A voice note must be Ogg with Opus: that is what WhatsApp shows with a waveform and plays. */
export const voiceType = 'audio/ogg';

const typeHere = (): string => types.find((type) => MediaRecorder.isTypeSupported(type)) ?? '';

/** Longest note: what takes longer is a call. */
export const longestMs = 15 * 60_000;

export interface Recording {
  /** Ends it. @returns a file that WhatsApp takes */
  finish: () => Promise<File>;
  /** Ends it, and nothing is left. */
  drop: () => void;
}

/**
 * Begins to record the microphone.
 * @param onLevel loudness, 0 to 1, about fifteen times a second
 * @throws MicrophoneAway
 */
export async function record(onLevel: (level: number) => void): Promise<Recording> {
  const stream = await openMicrophone();
  try {
    return recordFrom(stream, onLevel);
  } catch (error) {
    silence(stream);
    throw error;
  }
}

function recordFrom(stream: MediaStream, onLevel: (level: number) => void): Recording {
  const type = typeHere();
  const recorder = new MediaRecorder(stream, {
    ...(type === '' ? {} : { mimeType: type }),
    audioBitsPerSecond: 32_000,
  });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => data.size > 0 && parts.push(data);
  const ended = new Promise<void>((done) => {
    recorder.onstop = () => done();
  });
  recorder.start(1_000);
  const stopWatching = watchLevel(stream, onLevel);
  const stop = () => {
    if (recorder.state !== 'inactive') recorder.stop();
    stopWatching();
    silence(stream);
  };
  return {
    drop: stop,
    finish: async () => {
      stop();
      await ended;
      const recorded = new Blob(parts, { type: recorder.mimeType });
      const bytes = recorded.type.startsWith(voiceType)
        ? recorded
        : await (await import('./to-ogg.js')).toOgg(recorded);
      return new File([bytes], 'voice.ogg', { type: voiceType });
    },
  };
}
