import type { ClientId } from '#libs/contracts';
import { maySeeContacts, type ContactSight } from '../access/masking.js';
import { seesCard, type CardSight, type Viewer } from '../access/viewer.js';

/** The card that a call belongs to, as far as a call needs it. */
export interface CalledCard extends CardSight {
  readonly id: ClientId;
  readonly name: string;
  readonly shortCode: number;
}

/** Who is at the other end. */
export interface OtherEnd {
  readonly card: CalledCard | null;
  /** E.164, or as it was said; null: hidden. */
  readonly number: string | null;
  /** Which of our numbers it came to. */
  readonly channelName: string;
}

const longestName = 200;
const longestNumber = 40;

/**
 * What one employee's telephone shows: a name and a number, on the page as on a desk phone. Whoever may not see the number gets the short
 * code that calls the client back, or a masked number where there is no card.
 */
export function shownTo(
  viewer: Viewer,
  sight: ContactSight,
  { card, number, channelName }: OtherEnd,
): { shownName: string; shownNumber: string } {
  if (card === null) {
    return {
      shownName: cut(channelName, longestName),
      shownNumber: number === null ? '' : cut(sight.caller(number, true), longestNumber),
    };
  }
  const whole = maySeeContacts(viewer) && seesCard(viewer, card);
  return {
    shownName: cut(whole ? card.name : sight.strangersName(card.name), longestName),
    shownNumber: whole && number !== null ? cut(number, longestNumber) : `*${card.shortCode}`,
  };
}

/** No control characters: the words go into SIP header fields. */
const cut = (words: string, most: number): string =>
  words
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .slice(0, most)
    .toWellFormed();
