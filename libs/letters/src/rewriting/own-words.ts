import { quotedLines } from './quoted-lines.js';

/** Words kept ready, by what is typed for them. */
export interface ReadyWords {
  /** Without its slash, lower case. */
  readonly shortcut: string;
  readonly text: string;
  /** The same as markup. */
  readonly html: string;
}

export interface PlacedSignature {
  readonly text: string;
  readonly html: string;
  /** What the program itself put below `-- ` gives way; otherwise it stays, and nothing is added. */
  readonly replaceOwn: boolean;
}

export interface OwnWordsChange {
  readonly signature: PlacedSignature | null;
  readonly responses: readonly ReadyWords[];
}

/** A text without it has none, and is not looked through further. */
const begun = /^\s{0,3}\/[\p{L}\p{N}]/mu;
const shortcut = /^\s{0,3}\/([\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,39})\s*$/u;
/** RFC 3676, 4.3; some programs lose the blank. */
const isDelimiter = (line: string): boolean => line === '-- ' || line === '--';

/** What is typed as a shortcut on a line of its own; null: the line is none. */
export const shortcutOf = (line: string): string | null => shortcut.exec(line)?.[1]!.toLowerCase() ?? null;

/** As words are compared: by what is said. */
export const squeezed = (text: string): string => text.replace(/\s+/gu, ' ').trim();

interface Lines {
  readonly lines: readonly string[];
  readonly quoted: readonly boolean[];
  /** Of the signature that stands there already; null: none. */
  readonly signature: { readonly from: number; readonly to: number } | null;
}

function read(text: string): Lines {
  const lines = text.split('\n');
  const quoted = quotedLines(lines);
  const from = lines.findLastIndex((line, at) => !quoted[at] && isDelimiter(line));
  if (from === -1) return { lines, quoted, signature: null };
  const next = quoted.indexOf(true, from);
  return { lines, quoted, signature: { from, to: next === -1 ? lines.length : next } };
}

const isOwn = ({ quoted, signature }: Lines, at: number): boolean =>
  !quoted[at] && (signature === null || at < signature.from || at >= signature.to);

/** Shortcuts in one's own words, each once: not in what is quoted and not in the signature. */
export function shortcutsIn(text: string): string[] {
  if (!begun.test(text)) return [];
  const found = read(text);
  return [...new Set(found.lines.flatMap((line, at) => (isOwn(found, at) ? (shortcutOf(line) ?? []) : [])))];
}

/**
 * @param text lines end with `\n`
 * @param flowed RFC 3676: a blank at the end of a line joins it to the next
 */
export function changedWords(text: string, flowed: boolean, { signature, responses }: OwnWordsChange): string {
  const before = read(text);
  const ready = new Map(responses.map((one) => [one.shortcut, one.text]));
  const ours = (words: string): string[] => words.split('\n').map((line) => (flowed ? fixedLine(line) : line));
  const said = before.lines.map((line, at): readonly string[] => {
    const typed = isOwn(before, at) ? shortcutOf(line) : null;
    const words = typed === null ? undefined : ready.get(typed);
    return words === undefined ? [line] : ours(words);
  });
  if (signature === null) return said.flat().join('\n');
  const own = before.lines.filter((_, at) => !before.quoted[at]).join('\n');
  if (squeezed(own).includes(squeezed(signature.text))) return said.flat().join('\n');
  const under = ['-- ', ...ours(signature.text)];
  if (before.signature !== null) {
    if (!signature.replaceOwn) return said.flat().join('\n');
    const { from, to } = before.signature;
    return [...said.slice(0, from).flat(), ...under, ...spaced(said.slice(to).flat())].join('\n');
  }
  // Below the last of one's own words; above everything where only others' stand there.
  const last = before.lines.findLastIndex((line, at) => !before.quoted[at] && line.trim() !== '');
  const above = said.slice(0, last + 1).flat();
  if (flowed && above.length > 0) above.push(above.pop()!.trimEnd());
  return [...above, ...(above.length > 0 ? [''] : []), ...under, ...spaced(said.slice(last + 1).flat())].join('\n');
}

/** What comes below, with one blank line before it. */
function spaced(below: readonly string[]): string[] {
  const from = below.findIndex((line) => line.trim() !== '');
  return from === -1 ? [''] : ['', ...below.slice(from)];
}

/** A line that nothing is joined to, and that is not taken for a quote (RFC 3676, 4.4). */
const fixedLine = (line: string): string => {
  const fixed = line.trimEnd();
  return /^(?: |>|From )/.test(fixed) ? ` ${fixed}` : fixed;
};
