import { gzipSync } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';
import { findProgram } from '../peers/real/peer.js';
import { owner, Product } from '../product/product.js';
import { median, printRows } from './measure.js';

/** A middling telephone beside this machine. */
const slowdown = 4;
const rounds = 7;

interface FirstPage {
  /** JavaScript and sheets, gzip, until the list stands. */
  kilobytes: number;
  /** The same of what is fetched afterwards, while nobody waits: the telephone, words of other pages. */
  laterKilobytes: number;
  largestPaintMs: number;
  blockedMs: number;
  fonts: number;
}

/** In the page: the largest paint (https://w3c.github.io/largest-contentful-paint/), and what long tasks took beyond 50 ms each. */
const watch = `
  window.largest = 0; window.blocked = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((each) => { window.largest = each.startTime; })).observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((each) => { window.blocked += each.duration - 50; })).observe({ type: 'longtask', buffered: true });`;

/** Opens the inbox of somebody signed in, with nothing kept by the browser. */
async function open(browser: Browser, product: Product, cookie: string): Promise<FirstPage> {
  const context = await browser.newContext({ locale: 'ru-RU', viewport: { width: 1280, height: 800 } });
  const [name, value] = cookie.split('=') as [string, string];
  await context.addCookies([{ name, value, url: product.url }]);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.addInitScript(watch);
  let fonts = 0;
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'font') fonts += 1;
    // What the service worker fetches for later is not what somebody waits for.
    if (!/\/assets\/.*\.(js|css)$/.test(response.url()) || response.request().serviceWorker() !== null) return;
    sizes.push(response.body().then((body) => gzipSync(body, { level: 9 }).length / 1_000));
  });
  await page.goto(`${product.url}/inbox`);
  await page.getByRole('region', { name: 'Входящие' }).waitFor();
  const awaited = sizes.length;
  await page.waitForLoadState('networkidle');
  page.removeAllListeners('response');
  const kilobytes = await Promise.all(sizes);
  const sum = (some: readonly number[]) => some.reduce((all, each) => all + each, 0);
  const [largestPaintMs, blockedMs] = await page.evaluate<[number, number]>('[window.largest, window.blocked]');
  await context.close();
  return {
    ...{ kilobytes: sum(kilobytes.slice(0, awaited)), laterKilobytes: sum(kilobytes.slice(awaited)) },
    ...{ largestPaintMs, blockedMs, fonts },
  };
}

/** What the first page costs whoever opens it: its size on the wire, and how long a slow machine takes to show it. */
export async function benchPage(): Promise<void> {
  const executablePath = findProgram('chromium');
  if (executablePath === null) return console.log('\nThe first page: skipped, there is no Chromium.');
  const product = await (await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn' })).start();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
  try {
    const api = await product.as(owner.email, owner.password);
    // As on every day but the first ones: the list of first steps has been put away.
    await api.post('/first-steps/end', {});
    const seen: FirstPage[] = [];
    for (let n = 0; n < rounds; n++) seen.push(await open(browser, product, api.sessionCookie));
    const of = (part: keyof FirstPage) => median(seen.map((each) => each[part]));
    const [kilobytes, paint, blocked, fonts] = [of('kilobytes'), of('largestPaintMs'), of('blockedMs'), of('fonts')];
    printRows(`The first page, in Russian, nothing kept, ${slowdown}× slower processor (medians of ${rounds})`, [
      {
        what: 'JavaScript and CSS, gzip',
        reached: `${kilobytes.toFixed(0)} kB`,
        goal: '≤ 170 kB',
        met: kilobytes <= 170,
      },
      {
        what: 'and afterwards, while nobody waits',
        reached: `${of('laterKilobytes').toFixed(0)} kB`,
        goal: '',
        met: null,
      },
      { what: 'web fonts', reached: String(fonts), goal: '0', met: fonts === 0 },
      { what: 'largest contentful paint', reached: `${paint.toFixed(0)} ms`, goal: '≤ 1,200 ms', met: paint <= 1_200 },
      { what: 'blocking time', reached: `${blocked.toFixed(0)} ms`, goal: '≤ 150 ms', met: blocked <= 150 },
    ]);
  } finally {
    await browser.close();
    await product.remove();
  }
}
