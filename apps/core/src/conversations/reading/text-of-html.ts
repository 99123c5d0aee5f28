import { compile } from 'html-to-text';

/** Characters. The library's time grows with the square of the nesting: 200,000 open tags take it more than ten seconds, this many half a one. */
const longestHtml = 200_000;

/** For search, preview and people who read plain text; links and pictures are in the HTML. */
const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: longestHtml, maxDepth: 100, maxChildNodes: 20_000, ellipsis: '' },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** @returns nothing for HTML that cannot be made sense of */
export function textOfHtml(html: string): string {
  try {
    return convert(html.slice(0, longestHtml));
  } catch {
    return '';
  }
}
