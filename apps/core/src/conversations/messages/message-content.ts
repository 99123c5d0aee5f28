import type { MasterKey } from '#libs/evidence';
import { lexemesOf, tsvectorOf } from '../../search/lexemes.js';
import { sealContent } from '../interaction-content.js';

/** A message's words as they are stored: there is nothing to read in an original that its facts have not said. */
export interface MessageContent {
  readonly sealedText: Buffer;
  readonly snippet: Buffer;
  readonly lexemes: string;
}

/**
 * @param text words or caption
 * @param alsoFound what else finds it: names of people and files, a poll's options; never an address
 */
export function messageContent(masterKey: MasterKey, text: string, alsoFound: readonly string[] = []): MessageContent {
  const { sealedText, snippet } = sealContent(masterKey, { text, html: null }, 'message');
  const words = [text, ...alsoFound.filter((one) => !one.includes('@'))].join('\n');
  return { sealedText, snippet, lexemes: tsvectorOf(lexemesOf(words)) };
}
