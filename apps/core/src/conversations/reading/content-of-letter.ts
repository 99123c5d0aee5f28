import type { MasterKey } from '#libs/evidence';
import { lexemesOf, tsvectorOf } from '../../search/lexemes.js';
import { sealContent } from '../interaction-content.js';
import type { LetterContent } from './letter-content.js';
import type { ReadContent } from './reading-task.js';

/** @param alsoFound what the search finds beside the text: subject and names of the header */
export function contentOf(letter: LetterContent, alsoFound: string, masterKey: MasterKey): ReadContent {
  const { text, html, attachments, problem, report } = letter;
  const names = attachments.map(({ name }) => name).join(' ');
  return {
    ...sealContent(masterKey, { text, html }),
    attachments: JSON.stringify(attachments),
    lexemes: tsvectorOf(lexemesOf(`${alsoFound}\n${names}\n${text}`)),
    problem,
    report,
  };
}

/** What stands for an original that could not be read at all: it is found by its header, and shown by nothing else. */
export function unreadableContent(alsoFound: string, problem: string): ReadContent {
  const lexemes = tsvectorOf(lexemesOf(alsoFound));
  return { sealedText: null, sealedHtml: null, snippet: null, attachments: '[]', lexemes, problem, report: null };
}
