import { markupTokens, type MarkupToken } from './markup-tokens.js';
import { isAttribution, isSeparator } from './quoted-lines.js';
import { shortcutOf, squeezed, type OwnWordsChange, type PlacedSignature } from './own-words.js';

/** Where a line begins and ends, in markup. */
const blocks = new Set([
  ...[
    'address',
    'article',
    'blockquote',
    'body',
    'center',
    'dd',
    'div',
    'dl',
    'dt',
    'footer',
    'form',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
  ],
  ...[
    'header',
    'html',
    'li',
    'ol',
    'p',
    'pre',
    'section',
    'table',
    'tbody',
    'td',
    'th',
    'thead',
    'tr',
    'ul',
    'br',
    'hr',
  ],
]);

/** One line as people see it. */
interface Line {
  /** Of its words. */
  readonly texts: readonly number[];
  /** The first token that belongs to it alone: the tag that begins it, or its first words. */
  readonly begin: number;
  readonly text: string;
  readonly quoted: boolean;
}

interface Markup {
  readonly html: string;
  readonly tokens: readonly MarkupToken[];
  readonly quoted: readonly boolean[];
  readonly lines: readonly Line[];
  /** The tokens of the signature that the program put there itself, its `-- ` first; null: there is none. */
  readonly signature: { readonly from: number; readonly to: number } | null;
}

/** Quoted to their own end: as programs of our days mark it. */
const isQuote = (name: string, tag: string): boolean =>
  name === 'blockquote' ||
  (name === 'div' &&
    /\bclass\s*=\s*["']?[^"'>]*\b(?:gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|protonmail_quote)\b/i.test(
      tag,
    ));
/** Everything from here on is quoted: Outlook's ways. */
const isEndOfOwn = (tag: string): boolean =>
  /\bid\s*=\s*["']?(?:[\w-]*divRplyFwdMsg|[\w-]*appendonsend|[\w-]*stopSpelling|mail-editor-reference-message-container|OLK_SRC_BODY_SECTION)\b/i.test(
    tag,
  ) || /border-top\s*:\s*solid\s+#(?:e1e1e1|b5c4df)/i.test(tag);

function quotedTokens(html: string, tokens: readonly MarkupToken[]): boolean[] {
  let within = '';
  let depth = 0;
  let rest = false;
  return tokens.map(({ is, name, from, to }) => {
    if (rest) return true;
    if (within !== '') {
      if (name === within) depth += is === 'open' ? 1 : is === 'close' ? -1 : 0;
      if (depth === 0) within = '';
      return true;
    }
    if (is !== 'open' && is !== 'void') return false;
    const tag = html.slice(from, Math.min(to, from + 2_000));
    if (isEndOfOwn(tag)) rest = true;
    else if (is === 'open' && isQuote(name, tag)) [within, depth] = [name, 1];
    return rest || within !== '';
  });
}

function linesOf(html: string, tokens: readonly MarkupToken[], quoted: readonly boolean[]): Line[] {
  const lines: Line[] = [];
  let texts: number[] = [];
  let begin = 0;
  const end = (next: number) => {
    if (texts.length > 0) {
      const text = texts.map((at) => html.slice(tokens[at]!.from, tokens[at]!.to)).join('');
      lines.push({ texts, begin, text: saidBy(text), quoted: quoted[texts[0]!]! });
    }
    [texts, begin] = [[], next];
  };
  tokens.forEach(({ is, name, from, to }, at) => {
    if (is === 'text') {
      texts.push(at);
      // A line of a pre.
      if (html[to - 1] === '\n' && html.slice(from, to).trim() !== '' && tokens[at + 1]?.is === 'text') end(at + 1);
    } else if (blocks.has(name)) end(is === 'open' ? at : at + 1);
  });
  end(tokens.length);
  return lines;
}

const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#160': ' ',
  '#39': "'",
  '#47': '/',
};
/** What a line says, as far as it takes to tell one from another. */
const saidBy = (markup: string): string =>
  squeezed(markup.replace(/&(#?\w{2,6});/g, (whole, name: string) => entities[name.toLowerCase()] ?? whole));

function read(html: string): Markup {
  const tokens = markupTokens(html);
  let quoted = quotedTokens(html, tokens);
  let lines = linesOf(html, tokens, quoted);
  const own = (line: Line) => !line.quoted && line.text !== '';
  // What no tag marks as quoted and only words tell.
  const parting = lines.find(
    (line, at) =>
      own(line) &&
      (isSeparator(line.text) ||
        (isAttribution(line.text) && lines[at + 1]?.quoted !== true && lines[at + 1] !== undefined)),
  );
  const above = lines.filter((line, at) => own(line) && isAttribution(line.text) && lines[at + 1]?.quoted === true);
  if (parting !== undefined || above.length > 0) {
    const marked = new Set(above.flatMap(({ begin, texts }) => spanOf(begin, texts)));
    quoted = quoted.map((is, at) => is || marked.has(at) || (parting !== undefined && at >= parting.begin));
    lines = linesOf(html, tokens, quoted);
  }
  const from = lines.findLast((line) => !line.quoted && line.text === '--')?.texts[0];
  const next = from === undefined ? -1 : quoted.indexOf(true, from);
  const signature = from === undefined ? null : { from, to: next === -1 ? endOfBody(tokens) : next };
  return { html, tokens, quoted, lines, signature };
}

const spanOf = (from: number, texts: readonly number[]): number[] =>
  Array.from({ length: texts.at(-1)! - from + 1 }, (_, at) => from + at);

const isOwn = ({ signature }: Markup, { quoted, texts: [at = 0] }: Line): boolean =>
  !quoted && (signature === null || at < signature.from || at >= signature.to);

function endOfBody(tokens: readonly MarkupToken[]): number {
  const end = tokens.findLastIndex(({ is, name }) => is === 'close' && (name === 'body' || name === 'html'));
  if (end === -1) return tokens.length;
  const body = tokens.findLastIndex(({ is, name }) => is === 'close' && name === 'body');
  return body === -1 ? end : body;
}

/** Words that begin with a slash: markup without them is not looked through. */
const begun = /(?:^|[>;])(?:\s|&nbsp;)*(?:\/|&#47;)[\p{L}\p{N}]/u;

/** Shortcuts in one's own words, each once: not in what is quoted and not in the signature. */
export function shortcutsInMarkup(html: string): string[] {
  if (!begun.test(html)) return [];
  const markup = read(html);
  const own = markup.lines.filter((line) => isOwn(markup, line));
  return [...new Set(own.flatMap(({ text }) => shortcutOf(text) ?? []))];
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly put: string;
}

export function changedMarkup(html: string, { signature, responses }: OwnWordsChange): string {
  const markup = read(html);
  const ready = new Map(responses.map((one) => [one.shortcut, one.html]));
  const edits = markup.lines.flatMap((line): Edit[] => {
    const typed = isOwn(markup, line) ? shortcutOf(line.text) : null;
    const words = typed === null ? undefined : ready.get(typed);
    if (words === undefined) return [];
    const said = line.texts.filter((at) => textAt(markup, at).trim() !== '');
    return said.map((at, n) => ({ ...spanAt(markup, at), put: n === 0 ? words : '' }));
  });
  if (signature !== null) edits.push(...signed(markup, signature));
  return applied(html, edits);
}

const textAt = ({ html, tokens }: Markup, at: number): string => html.slice(tokens[at]!.from, tokens[at]!.to);
const spanAt = ({ tokens }: Markup, at: number) => ({ from: tokens[at]!.from, to: tokens[at]!.to });

function signed(markup: Markup, wanted: PlacedSignature): Edit[] {
  const { html, tokens, quoted, lines, signature } = markup;
  const own = lines.filter((line) => !line.quoted).map(({ text }) => text);
  if (squeezed(own.join(' ')).includes(squeezed(wanted.text))) return [];
  const put = `<div>-- <br>\n${wanted.html}</div>`;
  if (signature !== null) {
    if (!wanted.replaceOwn) return [];
    const gone = withoutOpenEnds(tokens, signature.from, signature.to);
    const at = tokens[signature.from]!.from;
    return [{ from: at, to: at, put }, ...gone.map((one) => ({ ...spanAt(markup, one), put: '' }))];
  }
  const last = lines.findLast((line) => !line.quoted && line.text !== '');
  const next = quoted.indexOf(true, last === undefined ? 0 : last.texts.at(-1)!);
  const before = next === -1 ? endOfBody(tokens) : next;
  const at = tokens[before]?.from ?? html.length;
  return [{ from: at, to: at, put: `${put}\n${next === -1 ? '' : '<br>\n'}` }];
}

/** What goes of a stretch so that the rest stays in order: words, pictures, and tags whose other half goes too. */
function withoutOpenEnds(tokens: readonly MarkupToken[], from: number, to: number): number[] {
  const gone: number[] = [];
  const open: number[] = [];
  for (let at = from; at < to; at++) {
    const { is, name } = tokens[at]!;
    if (is === 'text' || is === 'void') gone.push(at);
    else if (is === 'open') open.push(at);
    else if (is === 'close' && open.length > 0 && tokens[open.at(-1)!]!.name === name) gone.push(open.pop()!, at);
  }
  return gone;
}

function applied(html: string, edits: readonly Edit[]): string {
  let shown = '';
  let at = 0;
  for (const { from, to, put } of edits.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    shown += html.slice(at, from) + put;
    at = to;
  }
  return shown + html.slice(at);
}
