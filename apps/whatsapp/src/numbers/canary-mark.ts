import type { FoundMessage } from '../driver/driver.port.js';

const words = 'Keepline canary';
const song = new RegExp(`^${words} ([0-9a-f]{12})$`);

/**
 * The mark of a canary, which is a message of a number to itself; null for every other message. By its words and not by what is awaited:
 * one that comes back late, or from another life of ours, is no client's message either.
 */
export function canaryMark(
  ownNumber: string,
  { chat, content }: Pick<FoundMessage, 'chat' | 'content'>,
): string | null {
  const own = ownNumber.replace('+', '');
  const toItself = chat.id === own || chat.phone === ownNumber || chat.aliases.includes(own);
  return toItself ? (song.exec(content.text.trim())?.[1] ?? null) : null;
}

/** What a canary says. @param mark twelve hexadecimal digits */
export const canaryWords = (mark: string): string => `${words} ${mark}`;
