import { changedMarkup, shortcutsInMarkup } from './own-markup.js';
import { markupTokens } from './markup-tokens.js';

const signature = { text: 'Anna Kovalenko\nCompany', html: '<b>Anna Kovalenko</b><br>Company', replaceOwn: true };
const ours = '<div>-- <br>\n<b>Anna Kovalenko</b><br>Company</div>';
const signed = (html: string, replaceOwn = true) =>
  changedMarkup(html, { signature: { ...signature, replaceOwn }, responses: [] });

describe('a signature of the company in markup', () => {
  it.each([
    [
      'Gmail',
      '<div dir="ltr">Yes.</div><br>',
      '<div class="gmail_quote"><div class="gmail_attr">On Fri Ada wrote:<br></div><blockquote>Is it so?</blockquote></div>',
    ],
    [
      'Thunderbird',
      '<html><body><p>Yes.</p>',
      '<div class="moz-cite-prefix">On 27.11.26 Ada wrote:<br></div><blockquote type="cite">Is it so?</blockquote></body></html>',
    ],
    [
      'Outlook',
      '<html><body><div><p class="MsoNormal">Yes.<o:p></o:p></p><div>',
      '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> Ada</p></div></div><p>Is it so?</p></div></body></html>',
    ],
    [
      'new Outlook',
      '<div>Yes.</div>',
      '<div id="appendonsend"></div><hr tabindex="-1"><div id="divRplyFwdMsg">From: Ada</div><div>Is it so?</div>',
    ],
    [
      'one that marks only the quote',
      '<p>Yes.</p>',
      '<p id="reply-intro">On 2026-11-27 09:12, Ada wrote:</p><blockquote>Is it so?</blockquote>',
    ],
  ])('stands above what %s quotes', (_name, own, quoted) => {
    expect(signed(own + quoted)).toBe(`${own}${ours}\n<br>\n${quoted}`);
  });

  it('stands at the end where nothing is quoted, or the quote stands above', () => {
    expect(signed('<html><body><p>Yes.</p></body></html>')).toBe(`<html><body><p>Yes.</p>${ours}\n</body></html>`);
    expect(signed('<blockquote>Is it so?</blockquote><p>Yes.</p>')).toBe(
      `<blockquote>Is it so?</blockquote><p>Yes.</p>${ours}\n`,
    );
  });

  it('takes the place of what the program put there, pictures and all; tags stay in order', () => {
    const html =
      '<div>Yes.<div class="moz-signature">-- <br><b>Anna</b> <img src="cid:x"><p>private</p></div></div><blockquote>-- <br>Ada</blockquote>';
    expect(signed(html)).toBe(
      `<div>Yes.<div class="moz-signature">${ours}</div></div><blockquote>-- <br>Ada</blockquote>`,
    );
    expect(signed(html, false)).toBe(html);
  });

  it('is found in a pre', () => {
    expect(signed('<p>Yes.</p><pre class="moz-signature">-- \nAnna\nprivate</pre>')).toBe(
      `<p>Yes.</p><pre class="moz-signature">${ours}</pre>`,
    );
  });

  it('stands there once', () => {
    const html = '<p>Yes.</p><p>Anna&nbsp;Kovalenko</p><p>Company</p>';
    expect(signed(html)).toBe(html);
  });
});

describe('a shortcut in markup', () => {
  const responses = [{ shortcut: 'price', text: 'The price is 5.', html: 'The price is 5.' }];
  it.each([
    ['<p class="MsoNormal">/price<o:p></o:p></p>', '<p class="MsoNormal">The price is 5.<o:p></o:p></p>'],
    ['<div>Hello<br>/price<br>Bye</div>', '<div>Hello<br>The price is 5.<br>Bye</div>'],
    ['<p><span>/pri</span><b>ce&nbsp;</b></p>', '<p><span>The price is 5.</span><b></b></p>'],
    ['/price', 'The price is 5.'],
    ['<p>see /price</p>', '<p>see /price</p>'],
    ['<blockquote><p>/price</p></blockquote>', '<blockquote><p>/price</p></blockquote>'],
    ['<p>x</p><p>-- </p><p>/price</p>', '<p>x</p><p>-- </p><p>/price</p>'],
    ['<style>\n/price\n</style><p>x</p>', '<style>\n/price\n</style><p>x</p>'],
  ])('%s', (html, shown) => {
    expect(shortcutsInMarkup(html)).toEqual(html === shown ? [] : ['price']);
    expect(changedMarkup(html, { signature: null, responses })).toBe(shown);
  });
});

it.each([
  '<a title="a > b">x</a>',
  '<!-- <p> --><p>1 < 2</p><!',
  '<div "',
  '<p>open <b',
  '<![if !supportLists]>x<![endif]>',
  '<script>"</p>"</script>y',
])('markup is cut without losing a sign: %s', (html) => {
  const tokens = markupTokens(html);
  expect(tokens.map(({ from, to }) => html.slice(from, to)).join('')).toBe(html);
});

it.each(['<'.repeat(300_000), '<a "'.repeat(100_000), '<p>On 09:12 @ x:'.repeat(20_000)])(
  'hostile markup costs no more than its length (%#)',
  (html) => {
    const begun = performance.now();
    signed(html);
    expect(performance.now() - begun).toBeLessThan(2_000);
  },
);
