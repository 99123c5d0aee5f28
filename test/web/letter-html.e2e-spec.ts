import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transform } from '@swc/core';
import type { Browser, Page } from 'playwright-core';
import { hostileBrowser, stillActive } from './hostile-browser.js';
import { allHostileLetters } from './payloads.js';

/** The page's own modules, as the browser gets them, under an origin that exists only in this test. */
const origin = 'http://page.test';
const sources = join(import.meta.dirname, '../../apps/web/src/timeline');
const purifier = createRequire(import.meta.url)
  .resolve('dompurify')
  .replace(/purify\.cjs\.js$/, 'purify.es.mjs');
const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; frame-src 'self' data: blob: about:";

/** What runs in the page, as text: the tests are compiled without the browser's types. */
const inPage = `
window.ran = [];
addEventListener('message', (event) => ran.push(String(event.data)));
const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
window.frameWith = async (html, sandbox) => {
  const frame = document.createElement('iframe');
  if (sandbox !== null) frame.setAttribute('sandbox', sandbox);
  document.body.replaceChildren(frame);
  await new Promise((loaded) => {
    frame.addEventListener('load', loaded, { once: true });
    frame.srcdoc = html;
  });
  await painted();
};
window.showAsThePageDoes = async ({ html, remoteImages, inlined }) => {
  const { showLetter } = await import('/letter-html.js');
  const { frameSandbox } = await import('/frame-document.js');
  const shown = showLetter(html, { remoteImages, inlined: new Map(inlined), quotedWord: 'earlier' });
  await frameWith(shown.document, frameSandbox);
  return shown.remoteImages;
};`;
const pageHtml = `<!doctype html><script type="importmap">{"imports":{"dompurify":"/purify.mjs"}}</script><script>${inPage}</script>`;

async function moduleAt(path: string): Promise<string | null> {
  if (path === '/purify.mjs') return readFile(purifier, 'utf8');
  const name = /^\/([a-z-]+)\.js$/.exec(path)?.[1];
  if (name === undefined) return null;
  const { code } = await transform(await readFile(join(sources, `${name}.ts`), 'utf8'), {
    swcrc: false,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
  });
  return code;
}

const letters = await allHostileLetters();

describe('a client’s HTML in the browser', () => {
  let browser: Browser;
  let page: Page;
  let leaks: string[] = [];
  let dialogs = 0;

  beforeAll(async () => {
    browser = await hostileBrowser();
    page = await browser.newPage();
    page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    await page.route('**/*', async (route) => {
      const url = new URL(route.request().url());
      if (url.origin !== origin) {
        leaks.push(url.href);
        return route.abort();
      }
      if (url.pathname === '/') {
        return route.fulfill({
          contentType: 'text/html',
          headers: { 'Content-Security-Policy': policy },
          body: pageHtml,
        });
      }
      const code = await moduleAt(url.pathname);
      if (code !== null) return route.fulfill({ contentType: 'text/javascript', body: code });
      leaks.push(url.href);
      return route.fulfill({ status: 404 });
    });
    await page.goto(`${origin}/`);
  }, 60_000);

  beforeEach(() => {
    leaks = [];
    dialogs = 0;
  });

  afterAll(() => browser.close());

  /** Shows the letter as the page does; resolves with the remote pictures it counted, when the frame has loaded and was painted. */
  const show = (
    html: string,
    options: { remoteImages?: boolean; inlined?: [string, string][] } = {},
  ): Promise<number> =>
    page.evaluate(`showAsThePageDoes(${JSON.stringify({ html, remoteImages: false, inlined: [], ...options })})`);

  const inFrame = <T>(expression: string): Promise<T> =>
    page
      .frames()
      .find((each) => each.parentFrame() !== null)!
      .evaluate<T>(expression);

  const ran = () => page.evaluate<string[]>('ran');

  it.each(letters)('runs nothing, fetches nothing, keeps nothing active: $name', async ({ html, words }) => {
    await show(html);
    expect(await inFrame(stillActive)).toEqual([]);
    expect(await ran()).toEqual([]);
    expect(leaks).toEqual([]);
    expect(dialogs).toBe(0);
    if (words !== null) expect(await inFrame('document.body.innerText')).toContain(words);
  });

  it('fetches pictures from the network only when asked, and then by https only', async () => {
    const html = '<img src="https://cdn.test/a.png"><img src="http://cdn.test/b.png"><img src="//cdn.test/c.png">';
    expect(await show(html)).toBe(3);
    expect(leaks).toEqual([]);
    await show(html, { remoteImages: true });
    expect([...leaks].sort()).toEqual(['https://cdn.test/a.png', 'https://cdn.test/b.png', 'https://cdn.test/c.png']);
  });

  it('shows pictures that came inside the letter', async () => {
    const pixel = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
    await show('<img src="cid:logo%40x">', { inlined: [['logo@x', pixel]] });
    expect(await inFrame('document.images[0].naturalWidth')).toBe(1);
  });

  it('lets words run the way that the letter says, wherever it says so', async () => {
    const ways = async (html: string) => {
      await show(html);
      return inFrame<string>("getComputedStyle(document.querySelector('p')).direction");
    };
    expect(await ways('<html dir="rtl"><body><p>שלום</p></body></html>')).toBe('rtl');
    expect(await ways('<html dir="rtl"><body dir="ltr"><p>Hello</p></body></html>')).toBe('ltr');
    expect(await ways('<html><body><p>Hello</p></body></html>')).toBe('ltr');
  });

  it('opens links outside and tells them nothing, folds quotes, keeps the sender’s style sheet', async () => {
    await show(
      '<head><style>p{color:rgb(1,2,3)}</style></head><p><a href="https://x.test/" onclick="parent.postMessage(1,\'*\')">x</a></p><blockquote type="cite">old</blockquote>',
    );
    const seen = await inFrame(`({
      rel: document.querySelector('a').rel,
      target: document.querySelector('a').target,
      colour: getComputedStyle(document.querySelector('p')).color,
      fold: !document.querySelector('details').open && document.querySelector('details blockquote') !== null,
    })`);
    expect(seen).toEqual({ rel: 'noopener noreferrer', target: '_blank', colour: 'rgb(1, 2, 3)', fold: true });
  });

  it('would have noticed: without sanitiser, sandbox and policy the same letter runs and fetches', async () => {
    const html = '<script>parent.postMessage("ran","*")</script><img src="https://cdn.test/seen.png">';
    await page.evaluate(`frameWith(${JSON.stringify(html)}, null)`);
    expect(await ran()).toEqual(['ran']);
    expect(leaks).toEqual(['https://cdn.test/seen.png']);
  });
});
