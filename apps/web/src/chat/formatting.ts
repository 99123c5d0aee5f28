import { piecesOf } from '../timeline/plain-text.js';

export type Mark = 'bold' | 'italic' | 'strike' | 'code';

/** Words that look the same all along; an address is one run. */
export interface Run {
  text: string;
  marks: readonly Mark[];
  href: string | null;
}

export interface Block {
  is: 'words' | 'quote' | 'mono';
  runs: readonly Run[];
}

const marks: Readonly<Record<string, Mark>> = { '*': 'bold', _: 'italic', '~': 'strike', '`': 'code' };
const isWord = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
const isBlank = (sign: string | undefined) => sign === undefined || /\s/.test(sign);

const opensAt = (text: string, at: number) =>
  !isWord(text[at - 1]) && !isBlank(text[at + 1]) && text[at + 1] !== text[at];
const closesAt = (text: string, at: number) => !isBlank(text[at - 1]) && !isWord(text[at + 1]);

/** Beginning → end of each web address; what only dresses it is not its part. */
function addressesOf(text: string): Map<number, number> {
  const found = new Map<number, number>();
  let at = 0;
  for (const piece of piecesOf(text)) {
    if ('href' in piece) found.set(at, at + piece.text.replace(/[*_~`]+$/, '').length);
    at += piece.text.length;
  }
  return found;
}

/** The sign that ends what `opener` began, on the same line and not inside an address; -1: it is an ordinary sign. */
function endOf(text: string, from: number, opener: string, addresses: ReadonlyMap<number, number>): number {
  for (let at = from; at < text.length; at += 1) {
    at = addresses.get(at) ?? at;
    if (text[at] === '\n' || at >= text.length) return -1;
    if (text[at] === opener && at > from && closesAt(text, at)) return at;
  }
  return -1;
}

function runsOf(text: string, under: readonly Mark[]): Run[] {
  const addresses = addressesOf(text);
  const runs: Run[] = [];
  // An opener without an end says that none of its kind has one up to the end of the line: each is looked for once.
  const hopeless = new Map<string, number>();
  let from = 0;
  const plain = (to: number) => to > from && runs.push({ text: text.slice(from, to), marks: under, href: null });
  for (let at = 0; at < text.length; at += 1) {
    const addressEnd = addresses.get(at);
    if (addressEnd !== undefined) {
      plain(at);
      const href = text.slice(at, addressEnd);
      runs.push({ text: href, marks: under, href });
      from = addressEnd;
      at = addressEnd - 1;
      continue;
    }
    const sign = text[at] ?? '';
    const mark = marks[sign];
    if (mark === undefined || under.includes(mark) || !opensAt(text, at) || at < (hopeless.get(sign) ?? 0)) continue;
    const end = endOf(text, at + 1, sign, addresses);
    if (end === -1) {
      const lineEnd = text.indexOf('\n', at);
      hopeless.set(sign, lineEnd === -1 ? text.length : lineEnd);
      continue;
    }
    plain(at);
    const inner = text.slice(at + 1, end);
    runs.push(
      ...(mark === 'code' ? [{ text: inner, marks: [...under, mark], href: null }] : runsOf(inner, [...under, mark])),
    );
    from = end + 1;
    at = end;
  }
  plain(text.length);
  return runs;
}

/** Lines that begin with "> " are a quotation. */
function linesOf(text: string): Block[] {
  const groups: { is: 'words' | 'quote'; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const is = /^> ?\S/.test(line) ? 'quote' : 'words';
    const bare = is === 'quote' ? line.replace(/^> ?/, '') : line;
    const last = groups.at(-1);
    if (last?.is === is) last.lines.push(bare);
    else groups.push({ is, lines: [bare] });
  }
  return groups
    .map(({ is, lines }) => ({ is, runs: runsOf(lines.join('\n'), []) }))
    .filter(({ runs }) => runs.some((run) => run.text.trim() !== ''));
}

/**
 * WhatsApp's own formatting (https://faq.whatsapp.com/539178204879377): *bold*, _italic_, ~strike~, `code`, ```mono``` over
 * several lines, "> " quotation. Signs that dress nothing stay what they are.
 */
export function blocksOf(text: string): Block[] {
  const parts = text.replace(/\r\n?/g, '\n').split(/```([^`][\s\S]*?)```/);
  return parts.flatMap((part, index): Block[] => {
    if (index % 2 === 1) return [{ is: 'mono', runs: [{ text: part.replace(/^\n|\n$/g, ''), marks: [], href: null }] }];
    return linesOf(index === 0 ? part : part.replace(/^\n/, ''));
  });
}

/** The same words undressed, on one line: for lists and quotations. */
export const plainOf = (text: string): string =>
  blocksOf(text)
    .flatMap(({ runs }) => [...runs.map((run) => run.text), ' '])
    .join('')
    .replace(/\s+/g, ' ')
    .trim();

/** One to three emoji and nothing else are shown large, as every chat does. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 40 || !/^(?:[\p{Extended_Pictographic}\u{1F3FB}-\u{1F3FF}\u200D\uFE0F])+$/u.test(text))
    return false;
  return [...new Intl.Segmenter('en').segment(text)].length <= 3;
}
