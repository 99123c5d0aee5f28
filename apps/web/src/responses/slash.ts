/** What is being typed after a slash before the caret; null when no words are being looked for. A slash within a word is none: and/or. */
export function slashTyped(text: string, caret: number): { from: number; q: string } | null {
  const found = /(?:^|\s)\/([\p{L}\p{M}\p{N}_-]{0,40})$/u.exec(text.slice(0, caret));
  if (found === null) return null;
  const q = found[1] ?? '';
  return { from: caret - q.length - 1, q };
}

/** The words in the place of what was typed of them, and where the caret stands then. */
export function withWords(text: string, from: number, caret: number, words: string): { text: string; caret: number } {
  return { text: text.slice(0, from) + words + text.slice(caret), caret: from + words.length };
}

/** Braces that were to be filled before it goes; the server sends nothing with them. */
export const bracesLeft = (...texts: readonly string[]): string[] => [
  ...new Set(texts.flatMap((text) => text.match(/\{\{\s*(?:client|me|company)\.[^{}]{1,100}?\}\}/giu) ?? [])),
];

/** What may stand in braces, in the order in which it is offered. */
export const variables = [
  ...(['client.first-name', 'client.name', 'me.first-name', 'me.name', 'company.name'] as const),
] as const;
