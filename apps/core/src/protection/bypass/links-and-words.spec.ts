import { linksAndWords } from './links-and-words.js';

const read = (html: string) => linksAndWords(html).trim();

describe('what somebody reads in markup, and where it leads', () => {
  it.each([
    ['<a href="https://t.me/somebody">day</a>', 'https://t.me/somebody\nday'],
    [`<a href='https://t.me/somebody'>day</a>`, 'https://t.me/somebody\nday'],
    ['<a title=">" HREF = https://t.me/somebody>day</a>', 'https://t.me/somebody\n" HREF = https://t.me/somebody>day'],
    ['<a href="https&colon;&sol;&#x2f;t&period;m&#101;&#47;some&Tab;body">day</a>', 'https://t.me/somebody\nday'],
    ['t<b>.</b>me&#47;some<i></i>body', 't.me/somebody'],
    ['093&nbsp;111&#32;22&#45;33', '093\u00a0111 22-33'],
    ['<!--> t.me/somebody <!-- nothing -->', 't.me/somebody'],
    ['<p>one</p><p>two</p>', 'one\n\ntwo'],
    ['a < b, and t.me/somebody', 'a < b, and t.me/somebody'],
    ['&lt;b&gt;', '&lt;b&gt;'],
  ])('%s', (html, expected) => expect(read(html)).toBe(expected));

  it.each(['<', '<p ', '<a href="', "<a href='", '<!', 'href = ', '&#'])('reads a million of `%s` once', (piece) => {
    const html = piece.repeat(1_000_000 / piece.length);
    const begun = process.cpuUsage();
    expect(read(html).length).toBeLessThanOrEqual(2 * html.length);
    // Read again from each of them it would take minutes.
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(5);
  });
});
