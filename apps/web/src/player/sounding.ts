type Sound = Pick<HTMLMediaElement, 'pause' | 'addEventListener' | 'removeEventListener'>;

let sounding: Sound | null = null;

/**
 * One sound at a time: whoever begins silences the one before. Fit to be the `ref` of a media element.
 * @returns stops watching
 */
export function takeTurns(sound: Sound | null): () => void {
  if (sound === null) return () => undefined;
  const begins = () => {
    if (sounding !== sound) sounding?.pause();
    sounding = sound;
  };
  sound.addEventListener('play', begins);
  return () => {
    sound.removeEventListener('play', begins);
    if (sounding === sound) sounding = null;
  };
}

/** Somebody is going to speak: what is heard from the loudspeaker would be in the recording. */
export function hush(): void {
  sounding?.pause();
}
