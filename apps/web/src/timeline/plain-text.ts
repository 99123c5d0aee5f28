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

/** The lines of a header that Outlook writes above what it quotes, in which nothing else is marked; some programs set them in asterisks. */
const field = (...names: string[]) => new RegExp(String.raw`^\*?\s*(${names.join('|')})\s*:\*?\s*\S`, 'i');
const fromField = field('from', 'от', 'от кого', 'від', 'від кого', 'von', 'de');
const otherFields = [
  field('sent', 'date', 'отправлено', 'дата', 'надіслано', 'gesendet', 'datum', 'envoyé'),
  field('to', 'кому', 'an', 'à'),
  field('subject', 'тема', 'betreff', 'objet'),
];
/** Long lists of recipients are broken into several lines. */
const longestHeader = 12;

/** @param lines from the one that may name a sender */
function isOutlookHead(lines: readonly string[]): boolean {
  if (!fromField.test(lines[0]!.trim())) return false;
  const rest = lines.slice(1, longestHeader).map((line) => line.trim());
  const end = rest.indexOf('');
  const header = end === -1 ? rest : rest.slice(0, end);
  return otherFields.filter((one) => header.some((line) => one.test(line))).length >= 2;
}

const isHead = (line: string) => quoteHeads.some((head) => head.test(line.trim()));
const isQuote = (line: string) => /^\s{0,3}>/.test(line);

/** For each line the number of the next one that is not blank; undefined: there is none. */
function nextWithWords(lines: readonly string[]): (number | undefined)[] {
  const following = new Array<number | undefined>(lines.length);
  let next: number | undefined;
  for (let n = lines.length - 1; n >= 0; n--) {
    following[n] = next;
    if (lines[n]!.trim() !== '') next = n;
  }
  return following;
}

/**
 * Splits a letter into its own words and quoted ones, in order. Answers between quotes stay visible: only below an
 * Outlook-like separator, where nothing is marked, is all the rest quoted.
 */
export function stretchesOf(text: string): Stretch[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const following = nextWithWords(lines);
  const marks: boolean[] = [];
  let restQuoted = false;
  let hasWords = false;
  for (const [index, line] of lines.entries()) {
    const next = lines[following[index] ?? -1];
    if (!restQuoted && isHead(line) && next !== undefined && !isQuote(next)) restQuoted = true;
    // A letter that begins so was passed on: there is nothing else to be read.
    if (!restQuoted && hasWords && isOutlookHead(lines.slice(index, index + longestHeader))) restQuoted = true;
    hasWords ||= line.trim() !== '';
    marks.push(restQuoted || isQuote(line) || (isHead(line) && next !== undefined && isQuote(next)));
  }
  const stretches: Stretch[] = [];
  for (const [index, line] of lines.entries()) {
    const last = stretches.at(-1);
    const blankInside = line.trim() === '' && last?.quoted === true && marks[following[index] ?? -1] === true;
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
