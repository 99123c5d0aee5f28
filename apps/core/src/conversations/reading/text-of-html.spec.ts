import { textOfHtml } from './text-of-html.js';

describe('textOfHtml', () => {
  it('keeps the cells of a table apart, each row on a line of its own', () => {
    const row = (tag: string, ...cells: string[]) =>
      `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
    const prices = `<table>${row('th', 'Item', 'Price', 'Left')}${row('td', 'L-1', '1 200', '14')}</table>`;
    expect(textOfHtml(`<p>Hello</p>${prices}<p>Ada</p>`)).toBe('Hello\n\nItem\tPrice\tLeft\nL-1\t1 200\t14\n\nAda');
  });

  it('leaves nothing of a table that only holds a place', () => {
    const outer = (inside: string) =>
      `<table><tr><td>&nbsp;</td><td></td></tr><tr><td>\n</td><td>${inside}</td><td> </td></tr></table>`;
    expect(textOfHtml(outer(outer('<p>Dear Ada</p><p>Good day.</p>'))).trim()).toBe('Dear Ada\n\nGood day.');
  });
});
