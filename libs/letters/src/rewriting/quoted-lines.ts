/** "On … wrote:", "12.11.2026 … пишет:": what stands above a quoted letter. */
const attributions = [
  /^(?:on|le|am)\b.{5,300}\b(?:wrote|schrieb|écrit)\s*:$/iu,
  /^.{5,300}(?:пишет|написал|написала|написав|писал|писала|писав|пише)(?:\(а\))?\s*:$/iu,
];
/** A line that parts one's own words from a whole letter below. */
const separator =
  /^-{2,}\s*(?:original message|forwarded message|исходное сообщение|пересылаемое сообщение|пересланное сообщение|початкове повідомлення|переслане повідомлення|вихідне повідомлення|ursprüngliche nachricht)\s*-{2,}$/iu;
const from = /^\*?(?:from|от|від|von|de)\s*:\*?\s/iu;
const besideFrom =
  /^\*?(?:sent|date|to|cc|subject|отправлено|дата|кому|копия|тема|надіслано|копія|gesendet|an|betreff)\s*:/iu;
const rule = /^_{10,}$/;

export const isSeparator = (line: string): boolean => separator.test(line.trim());
/** @param line one, or several that were broken for their length and are joined by blanks */
export function isAttribution(line: string): boolean {
  const said = line.trim();
  if (!said.endsWith(':') || said.length > 600) return false;
  return attributions.some((one) => one.test(said)) || (said.includes('@') && /\d{1,2}[:.]\d{2}/.test(said));
}

const isQuote = (line: string): boolean => /^\s{0,3}>/.test(line);

/** Outlook's header of the letter below: From, and beside it at least two more. */
function isLetterHead(lines: readonly string[], at: number): boolean {
  if (!from.test(lines[at]!.trim())) return false;
  return lines.slice(at + 1, at + 7).filter((line) => besideFrom.test(line.trim())).length >= 2;
}

/** Which lines of a plain text are quoted; a blank line between is whose the lines around it are. */
export function quotedLines(lines: readonly string[]): boolean[] {
  const marks = lines.map(isQuote);
  const next = nextSaid(lines);
  for (let at = 0; at < lines.length; at++) {
    if (marks[at]) {
      if (at > 0 && !marks[at - 1]) markAttribution(lines, marks, at);
      continue;
    }
    const line = lines[at]!.trim();
    if (line === '') continue;
    const below = next[at];
    const whole =
      isSeparator(line) ||
      isLetterHead(lines, at) ||
      (rule.test(line) && below != null && isLetterHead(lines, below)) ||
      (isAttribution(line) && below != null && !isQuote(lines[below]!));
    if (whole) return marks.fill(true, at);
  }
  return marks;
}

/** Of each line the next one that says something; null: none does. */
function nextSaid(lines: readonly string[]): (number | null)[] {
  const next: (number | null)[] = new Array<number | null>(lines.length).fill(null);
  for (let at = lines.length - 2; at >= 0; at--) next[at] = lines[at + 1]!.trim() === '' ? next[at + 1]! : at + 1;
  return next;
}

/** Broken for its length it may be of two lines. */
function markAttribution(lines: readonly string[], marks: boolean[], quote: number): void {
  let last = quote - 1;
  if (lines[last]!.trim() === '') last--;
  if (last < 0 || marks[last]) return;
  for (const first of [last, last - 1]) {
    if (first < 0 || lines[first]!.trim() === '') return;
    if (
      !isAttribution(
        lines
          .slice(first, last + 1)
          .map((line) => line.trim())
          .join(' '),
      )
    )
      continue;
    marks.fill(true, first, quote);
    return;
  }
}
