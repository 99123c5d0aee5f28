import type { MasterKey } from '#libs/evidence';
import { searchWords } from '../../search/lexemes.js';
import { saysAbsent } from '../capture/machine-words.js';
import { findTokensIn } from '../conversation-token.js';
import { sealContent } from '../interaction-content.js';
import type { LetterContent } from './letter-content.js';
import type { ReadContent, ReadingTask } from './reading-task.js';
import { writtenNumbers } from './written-numbers.js';

/** The row that is kept of a letter. */
export function contentOf(
  letter: LetterContent,
  { alsoFound, country }: Pick<ReadingTask, 'alsoFound' | 'country'>,
  masterKey: MasterKey,
): ReadContent {
  const { text, html, attachments, problem, report, receipt } = letter;
  return {
    attachments: JSON.stringify(attachments),
    ...sealContent(masterKey, { text, html }, 'email'),
    lexemes: searchWords({ texts: [alsoFound, text], files: attachments.map(({ name }) => name) }),
    numbers: country === null ? [] : writtenNumbers(text, country),
    tokens: findTokensIn(text),
    problem,
    report,
    receipt,
    saysAbsent: saysAbsent(text),
  };
}

/** What stands for an original that could not be read at all: it is found by its header, and shown by nothing else. */
export function unreadableContent(alsoFound: string, problem: string): ReadContent {
  const lexemes = searchWords({ texts: [alsoFound] });
  const nothing = { sealedText: null, sealedStart: null, sealedHtml: null, snippet: null };
  return {
    ...nothing,
    attachments: '[]',
    numbers: [],
    tokens: [],
    report: null,
    receipt: null,
    saysAbsent: false,
    lexemes,
    problem,
  };
}
