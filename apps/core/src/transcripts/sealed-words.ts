import { CannotUnseal, type MasterKey } from '#libs/evidence';
import type { SpokenWord } from './transcript.view.js';

const purpose = 'recording/transcript';

export function sealWords(masterKey: MasterKey, words: readonly SpokenWord[]): Buffer {
  return masterKey.seal(Buffer.from(JSON.stringify(words), 'utf8'), purpose);
}

/** null where they cannot be opened any more: they can be made anew from the sound. */
export function unsealWords(masterKey: MasterKey, sealed: Buffer): SpokenWord[] | null {
  try {
    return JSON.parse(masterKey.unseal(sealed, purpose).toString('utf8')) as SpokenWord[];
  } catch (error) {
    if (error instanceof CannotUnseal) return null;
    throw error;
  }
}
