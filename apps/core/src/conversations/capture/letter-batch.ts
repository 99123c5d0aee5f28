import type { InteractionId, LetterReceived } from '#libs/contracts';
import { letterNaturalKey } from '#libs/letters';
import { findEmail } from '../../clients/contact-point.js';
import type { MailChannel } from './capture.repository.js';
import { natureOf, type LetterNature } from './letter-nature.js';
import { partiesOf, type LetterParties } from './letter-parties.js';

/** One letter of a batch with what was found out about it so far. */
export interface BatchLetter {
  letter: LetterReceived;
  naturalKey: string;
  parties: LetterParties;
  nature: LetterNature;
}

export function examine(letter: LetterReceived, own: ReadonlySet<string>): BatchLetter {
  const { messageId } = letter.header;
  return {
    letter,
    naturalKey: letterNaturalKey(messageId, letter.contentDigest),
    parties: partiesOf(letter, own),
    nature: natureOf(letter),
  };
}

/** Those that are new, each once; where one letter stands twice in a batch the later is only another sighting of it. */
export function newOnes(letters: readonly BatchLetter[], known: ReadonlyMap<string, InteractionId>): BatchLetter[] {
  const seen = new Set(known.keys());
  return letters.filter(({ naturalKey }) => !seen.has(naturalKey) && seen.add(naturalKey));
}

/** Every address of our channels, in the form in which addresses of letters are compared. */
export function ownAddresses(channels: readonly MailChannel[]): Set<string> {
  return new Set(
    channels.flatMap(({ address, aliases }) =>
      [address, ...aliases].map((one) => findEmail(one) ?? one.trim().toLowerCase()),
    ),
  );
}
