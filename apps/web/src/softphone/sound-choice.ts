import { useSyncExternalStore } from 'react';

/** Which devices this machine speaks, listens and rings with; empty: the system's own. Kept on this machine, for whoever sits here. */
export interface SoundChoice {
  readonly microphone: string;
  readonly loudspeaker: string;
  readonly ringing: string;
  /** Echo and noise are taken out of what the microphone hears. */
  readonly cleaned: boolean;
}

const storedAt = 'keepline.sound';
const unchosen: SoundChoice = { microphone: '', loudspeaker: '', ringing: '', cleaned: true };

function read(): SoundChoice {
  try {
    const stored = JSON.parse(window.localStorage.getItem(storedAt) ?? '{}') as Partial<SoundChoice>;
    return { ...unchosen, ...stored };
  } catch {
    return unchosen;
  }
}

let choice: SoundChoice | null = null;
const listeners = new Set<() => void>();

export const soundChoice = (): SoundChoice => (choice ??= read());

export function chooseSound(change: Partial<SoundChoice>): void {
  choice = { ...soundChoice(), ...change };
  try {
    window.localStorage.setItem(storedAt, JSON.stringify(choice));
  } catch {
    // A full or forbidden storage: it is good until the page is left.
  }
  for (const listener of listeners) listener();
}

export function onSoundChoice(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useSoundChoice = (): SoundChoice => useSyncExternalStore(onSoundChoice, soundChoice);
