/** A piece of markup between two of its tags, or one of them. */
export interface MarkupToken {
  readonly is: 'text' | 'open' | 'close' | 'void' | 'other';
  /** Of a tag, lower case. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

const voids = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);
/** What stands in them is no text of the letter. */
const unread = new Set(['script', 'style', 'title', 'head']);
const tagName = /^<\/?([a-z][a-z0-9:-]{0,30})/i;

/**
 * All of it, in order and without gaps: only as much of HTML as it takes to tell words from tags. Each sign is looked at a few times at most,
 * whatever stands there.
 */
export function markupTokens(html: string): MarkupToken[] {
  const tokens: MarkupToken[] = [];
  const put = (is: MarkupToken['is'], name: string, from: number, to: number) => {
    if (to > from) tokens.push({ is, name, from, to });
  };
  const lower = html.toLowerCase();
  // In a pre each line is one of its own.
  let pre = 0;
  const putText = (from: number, to: number) => {
    if (pre === 0) return put('text', '', from, to);
    for (let start = from; start < to;) {
      const end = html.indexOf('\n', start);
      const stop = end === -1 || end >= to ? to : end + 1;
      put('text', '', start, stop);
      start = stop;
    }
  };
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    if (open === -1) {
      putText(at, html.length);
      break;
    }
    const next = html[open + 1] ?? '';
    if (!/[a-z/!?]/i.test(next)) {
      putText(at, open + 1);
      at = open + 1;
      continue;
    }
    putText(at, open);
    const end = html.startsWith('<!--', open) ? after(html.indexOf('-->', open + 4), 3) : endOfTag(html, open);
    if (end === -1) {
      put('other', '', open, html.length);
      break;
    }
    const name = tagName.exec(html.slice(open, open + 40))?.[1]?.toLowerCase() ?? '';
    const is = name === '' ? 'other' : next === '/' ? 'close' : voids.has(name) ? 'void' : 'open';
    put(is, name, open, end);
    if (name === 'pre') pre = Math.max(0, pre + (is === 'open' ? 1 : -1));
    at = end;
    if (is === 'open' && unread.has(name)) {
      const closed = lower.indexOf(`</${name}`, end);
      const stop = closed === -1 ? html.length : closed;
      put('other', '', end, stop);
      at = stop;
    }
  }
  return tokens;
}

const after = (at: number, length: number): number => (at === -1 ? -1 : at + length);

/** Behind its `>`, which may stand in quotes before; -1: it has no end. */
function endOfTag(html: string, from: number): number {
  let quote = '';
  for (let at = from + 1; at < html.length; at++) {
    const sign = html[at]!;
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '>') return at + 1;
  }
  return -1;
}
