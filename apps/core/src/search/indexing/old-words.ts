import { searchWords, wordsOfAddresses } from '../lexemes.js';

/**
 * The words of something that was indexed by older rules, by which those of addresses were words as all others. What else it was found by
 * then (earlier wordings of a message, options of a poll) it is found by still.
 * @param old.lexemes as they were
 */
export function oldWords(old: {
  subject: string;
  text: string;
  people: readonly string[];
  files: readonly string[];
  lexemes: readonly string[];
}): string {
  const texts = [old.subject, old.text, ...old.people.filter((name) => !name.includes('@'))];
  const now = searchWords({ texts, files: old.files });
  const hidden = wordsOfAddresses([...texts, ...old.files]);
  const kept = old.lexemes.filter((lexeme) => !hidden.has(lexeme)).map((lexeme) => `'${lexeme}'`);
  return `${now} ${kept.join(' ')}`;
}
