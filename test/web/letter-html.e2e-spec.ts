import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transform } from '@swc/core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { hostileLetters } from './hostile-letters.js';

/** The page's own modules, as the browser gets them, under an origin that exists only in this test. */
const origin = 'http://page.test';
const sources = join(import.meta.dirname, '../../apps/web/src/timeline');
const purifier = createRequire(import.meta.url)
  .resolve('dompurify')
  .replace(/purify\.cjs\.js$/, 'purify.es.mjs');
const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; frame-src 'self' data: blob: about:";
const pageHtml = `<!doctype html><script type="importmap">{"imports":{"dompurify":"/purify.mjs"}}</script>
<script>window.ran = []; addEventListener('message', (event) => ran.push(String(event.data)));</script>`;

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

interface Shown {
  remoteImages: number;
  scriptsAndHandlers: number;
  text: string;
}

describe('a client’s HTML in the browser', () => {
  let browser: Browser;
  let page: Page;
  let leaks: string[] = [];
  let dialogs = 0;

  beforeAll(async () => {
    // A sandboxed frame would get a process of its own, whose requests the interception below does not see. The test that
    // fetches pictures on purpose fails if this ever stops helping: then all others would be blind.
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: '--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run --disable-features=IsolateSandboxedIframes'.split(
        ' ',
      ),
    });
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

  /** Shows the letter as the page does; resolves when the frame has loaded and two frames were painted. */
  async function show(
    html: string,
    options: { remoteImages?: boolean; inlined?: [string, string][] } = {},
  ): Promise<Shown> {
    const remoteImages = await page.evaluate(
      async ([letter, remote, inlined]) => {
        const modules = ['/letter-html.js', '/frame-document.js'];
        const [{ showLetter }, { frameSandbox }] = await Promise.all(modules.map((name) => import(name)));
        const shown = showLetter(letter, { remoteImages: remote, inlined: new Map(inlined), quotedWord: 'earlier' });
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', frameSandbox);
        document.body.replaceChildren(frame);
        await new Promise((loaded) => {
          frame.addEventListener('load', loaded, { once: true });
          frame.srcdoc = shown.document;
        });
        await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
        return shown.remoteImages as number;
      },
      [html, options.remoteImages ?? false, options.inlined ?? []] as const,
    );
    const frame = page.frames().find((each) => each.parentFrame() !== null);
    const inside = await frame!.evaluate(() => ({
      text: document.body.innerText,
      scriptsAndHandlers: [...document.querySelectorAll('*')].filter(
        (element) =>
          /^(script|iframe|object|embed|form|input|base|link|svg|math)$/i.test(element.tagName) ||
          (element.tagName === 'META' && /refresh/i.test(element.getAttribute('http-equiv') ?? '')) ||
          element.getAttributeNames().some((name) => name.startsWith('on')) ||
          /^\s*(javascript|data|vbscript):/i.test(element.getAttribute('href') ?? ''),
      ).length,
    }));
    return { remoteImages, ...inside };
  }

  const ran = () => page.evaluate(() => (window as unknown as { ran: string[] }).ran);

  it.each(Object.entries(hostileLetters))(
    'runs nothing, fetches nothing, keeps nothing active: %s',
    async (_, html) => {
      const shown = await show(`<p>Hello</p>${html}`);
      expect(shown.scriptsAndHandlers).toBe(0);
      expect(await ran()).toEqual([]);
      expect(leaks).toEqual([]);
      expect(dialogs).toBe(0);
      expect(shown.text).toContain('Hello');
    },
  );

  it('fetches pictures from the network only when asked, and then by https only', async () => {
    const html = '<img src="https://cdn.test/a.png"><img src="http://cdn.test/b.png"><img src="//cdn.test/c.png">';
    expect((await show(html)).remoteImages).toBe(3);
    expect(leaks).toEqual([]);
    await show(html, { remoteImages: true });
    expect([...leaks].sort()).toEqual(['https://cdn.test/a.png', 'https://cdn.test/b.png', 'https://cdn.test/c.png']);
  });

  it('shows pictures that came inside the letter', async () => {
    const pixel = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
    await show('<img src="cid:logo%40x">', { inlined: [['logo@x', pixel]] });
    const frame = page.frames().find((each) => each.parentFrame() !== null);
    expect(await frame!.evaluate(() => document.images[0]?.naturalWidth)).toBe(1);
  });

  it('opens links outside and tells them nothing, folds quotes, keeps the sender’s style sheet', async () => {
    await show(
      '<head><style>p{color:rgb(1,2,3)}</style></head><p><a href="https://x.test/" onclick="parent.postMessage(1,\'*\')">x</a></p><blockquote type="cite">old</blockquote>',
    );
    const frame = page.frames().find((each) => each.parentFrame() !== null);
    const seen = await frame!.evaluate(() => {
      const link = document.querySelector('a');
      const fold = document.querySelector('details');
      return {
        rel: link?.rel,
        target: link?.target,
        colour: getComputedStyle(document.querySelector('p')!).color,
        fold: fold?.open === false && fold.querySelector('blockquote') !== null,
      };
    });
    expect(seen).toEqual({ rel: 'noopener noreferrer', target: '_blank', colour: 'rgb(1, 2, 3)', fold: true });
  });

  it('would have noticed: without sanitiser, sandbox and policy the same letter runs and fetches', async () => {
    await page.evaluate(async () => {
      const frame = document.createElement('iframe');
      document.body.replaceChildren(frame);
      await new Promise((loaded) => {
        frame.addEventListener('load', loaded, { once: true });
        frame.srcdoc = '<script>parent.postMessage("ran","*")</script><img src="https://cdn.test/seen.png">';
      });
      await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    });
    expect(await ran()).toEqual(['ran']);
    expect(leaks).toEqual(['https://cdn.test/seen.png']);
  });
});
