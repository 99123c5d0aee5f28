import { longestAddress } from '../conversations/interaction-content.js';
import type { SearchWords } from './search-words.js';

/** Shown before the first word that was found, and in all. */
const lead = 60;
const shown = 220;
/** A word that stands beyond is shown by the beginning of its text. */
const lookedThrough = 200_000;

/**
 * The piece of a text around the first word that was looked for, as the viewer may see it. What is masked is more than what is shown by the
 * length of the longest address on both sides: an address that is cut in two would not be known as one.
 * @param mask what a viewer sees of a text
 */
export function pieceOf(text: string, words: SearchWords, mask: (text: string) => string): string {
  const at = words.firstIn(text, lookedThrough) ?? 0;
  const from = Math.max(0, at - lead - longestAddress);
  const masked = mask(text.slice(from, at + shown + longestAddress).toWellFormed());
  const skipped = Math.min(at - from, longestAddress);
  const there = from === 0 ? (words.firstIn(masked, masked.length) ?? 0) : firstBehind(masked, words, skipped - lead);
  const start = there <= lead ? 0 : wordStart(masked, there - lead);
  const cut = start === 0 && from === 0 ? '' : '… ';
  const goesOn = start + shown < masked.length;
  const piece = goesOn ? wordEnd(masked.slice(start, start + shown)) : masked.slice(start);
  return `${cut}${piece.toWellFormed().replace(/\s+/g, ' ').trim()}${goesOn ? ' …' : ''}`;
}

function firstBehind(text: string, words: SearchWords, from: number): number {
  const [first] = words.marksIn(text).filter(([at]) => at >= from);
  return first?.[0] ?? Math.max(0, from) + lead;
}

/** So that no word is cut. */
function wordStart(text: string, at: number): number {
  const space = text.slice(at).search(/\s/);
  return space === -1 || space > lead ? at : at + space + 1;
}

function wordEnd(text: string): string {
  const space = text.search(/\s\S*$/);
  return space < text.length - lead ? text : text.slice(0, space);
}
