import { compile } from 'html-to-text';

/** Characters. The library's time grows with the square of the nesting: 200,000 open tags take it more than ten seconds, this many half a one. */
const longestHtml = 200_000;

/** Stands behind each cell of a table until it is known whether anything follows in its row. */
const cellEnd = '\x1f';

/** For search, preview and people who read plain text; links and pictures are in the HTML. */
const convert = compile({
  wordwrap: false,
  limits: { maxInputLength: longestHtml, maxDepth: 100, maxChildNodes: 20_000, ellipsis: '' },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    ...['td', 'th'].map((selector) => ({ selector, format: 'cell' as const })),
  ],
  formatters: {
    cell: (cell, walk, builder) => {
      walk(cell.children, builder);
      builder.addInline(cellEnd);
    },
  },
});

/** A tab between cells, and nothing where a table only holds a place: 1 200 beside 14 is not 1 20014. */
const withCellsApart = (text: string): string =>
  text
    .replace(/\x1f[ \u00a0\x1f]*/g, cellEnd)
    .replace(/^\x1f\n/gm, '')
    .replace(/^\x1f|\x1f$/gm, '')
    .replaceAll(cellEnd, '\t');

/** @returns nothing for HTML that cannot be made sense of */
export function textOfHtml(html: string): string {
  try {
    return withCellsApart(convert(html.slice(0, longestHtml)));
  } catch {
    return '';
  }
}
