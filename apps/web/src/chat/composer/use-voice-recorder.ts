import { useCallback, useEffect, useRef, useState } from 'react';
import { MicrophoneAway, type MicrophoneTrouble } from '../../softphone/microphone.js';
import { loudnessOf } from './loudness.js';
import { longestMs, record, type Recording } from './recording.js';

export interface VoiceFile {
  file: File;
  /** Where the page itself can listen to it. */
  url: string;
  durationMs: number;
  waveform: number[];
}

//  asking ─► recording ─► making ─► ready
//    └─► away                └─► broken
export type VoicePhase =
  | { is: 'asking' | 'recording' | 'making' | 'broken' }
  | { is: 'away'; trouble: MicrophoneTrouble }
  | { is: 'ready'; note: VoiceFile };

/** Records from the moment it is there; nothing is left of it when it goes. */
export function useVoiceRecorder() {
  const [phase, setPhase] = useState<VoicePhase>({ is: 'asking' });
  const [ms, setMs] = useState(0);
  const [level, setLevel] = useState(0);
  const recording = useRef<Recording | null>(null);
  const levels = useRef<number[]>([]);
  const began = useRef(0);
  const url = useRef<string | null>(null);
  const gone = useRef(false);

  const finish = useCallback(() => {
    const ending = recording.current;
    if (ending === null) return;
    recording.current = null;
    const durationMs = Date.now() - began.current;
    setPhase({ is: 'making' });
    ending.finish().then(
      (file) => {
        if (gone.current) return;
        url.current = URL.createObjectURL(file);
        setPhase({ is: 'ready', note: { file, url: url.current, durationMs, waveform: loudnessOf(levels.current) } });
      },
      () => setPhase({ is: 'broken' }),
    );
  }, []);

  useEffect(() => {
    gone.current = false;
    let ours = true;
    let timer: number | undefined;
    levels.current = [];
    const heard = (now: number) => {
      levels.current.push(now);
      setLevel(now);
    };
    record(heard).then(
      (started) => {
        if (!ours) return started.drop();
        recording.current = started;
        began.current = Date.now();
        setPhase({ is: 'recording' });
        timer = window.setInterval(() => {
          if (recording.current === null) return;
          const lasts = Date.now() - began.current;
          setMs(lasts);
          if (lasts >= longestMs) finish();
        }, 200);
      },
      (error: unknown) => {
        if (ours) setPhase({ is: 'away', trouble: error instanceof MicrophoneAway ? error.trouble : 'unknown' });
      },
    );
    return () => {
      gone.current = true;
      ours = false;
      window.clearInterval(timer);
      recording.current?.drop();
      recording.current = null;
      if (url.current !== null) URL.revokeObjectURL(url.current);
    };
  }, [finish]);
  return { phase, ms, level, finish };
}
