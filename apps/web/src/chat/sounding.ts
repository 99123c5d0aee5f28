let sounding: HTMLMediaElement | null = null;

/** One sound at a time: whoever begins silences the one before. @returns stops watching */
export function takeTurns(sound: HTMLMediaElement): () => void {
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
