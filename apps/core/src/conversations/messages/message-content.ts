import type { MasterKey } from '#libs/evidence';
import { searchWords } from '../../search/lexemes.js';
import { sealContent } from '../interaction-content.js';

/** A message's words as they are stored: there is nothing to read in an original that its facts have not said. */
export interface MessageContent {
  readonly sealedText: Buffer;
  readonly snippet: Buffer;
  readonly lexemes: string;
}

/**
 * @param text words or caption
 * @param alsoFound what else finds it: names of people, a poll's options; never an address
 * @param files their names
 */
export function messageContent(
  masterKey: MasterKey,
  text: string,
  alsoFound: readonly string[] = [],
  files: readonly string[] = [],
): MessageContent {
  const { sealedText, snippet } = sealContent(masterKey, { text, html: null }, 'message');
  const texts = [text, ...alsoFound.filter((one) => !one.includes('@'))];
  return { sealedText, snippet, lexemes: searchWords({ texts, files }) };
}
