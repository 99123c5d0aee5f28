/** A stretch of a plain text letter: its own words, or what it quotes from earlier ones. */
export interface Stretch {
  quoted: boolean;
  text: string;
}

/** "On … wrote:", "12.11.2026 … пишет:", Outlook's line, the usual separators: what stands above a whole quoted letter. */
const quoteHeads = [
  /^-{2,}\s*(original message|forwarded message|исходное сообщение|пересланное сообщение|початкове повідомлення|переслане повідомлення)\s*-{2,}\s*$/i,
  /^_{10,}\s*$/,
  /^(on|le|am)\b.{5,200}\b(wrote|schrieb|écrit)\s*:\s*$/i,
  /^.{5,200}(пишет|написал|написала|написав|писал|писала|пише|писав)(\(а\))?\s*:\s*$/i,
];

const isHead = (line: string) => quoteHeads.some((head) => head.test(line.trim()));
const isQuote = (line: string) => /^\s{0,3}>/.test(line);

/**
 * Splits a letter into its own words and quoted ones, in order. Answers between quotes stay visible: only below an
 * Outlook-like separator, where nothing is marked, is all the rest quoted.
 */
export function stretchesOf(text: string): Stretch[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const marks: boolean[] = [];
  let restQuoted = false;
  for (const [index, line] of lines.entries()) {
    const next = lines.slice(index + 1).find((following) => following.trim() !== '');
    if (!restQuoted && isHead(line) && next !== undefined && !isQuote(next)) restQuoted = true;
    marks.push(restQuoted || isQuote(line) || (isHead(line) && next !== undefined && isQuote(next)));
  }
  const stretches: Stretch[] = [];
  for (const [index, line] of lines.entries()) {
    const last = stretches.at(-1);
    const blankInside =
      line.trim() === '' &&
      last?.quoted === true &&
      marks.slice(index + 1).find((_, ahead) => lines[index + 1 + ahead]?.trim() !== '') === true;
    const quoted = marks[index] === true || blankInside;
    if (last?.quoted === quoted) last.text += `\n${line}`;
    else stretches.push({ quoted, text: line });
  }
  return stretches
    .map((each) => ({ ...each, text: each.text.replace(/^\n+|\s+$/g, '') }))
    .filter((each) => each.text !== '');
}

export type Piece = { text: string } | { text: string; href: string };

/** Finds web addresses in a plain text, without the full stop or bracket that follows them. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'«»]{2,2000}/gi)) {
    let address = match[0].replace(/[.,;:!?…]+$/, '');
    if (address.endsWith(')') && !address.includes('(')) address = address.slice(0, -1);
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: address, href: address });
    from = match.index + address.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}
