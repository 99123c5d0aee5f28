import { gzipSync } from 'node:zlib';
import { findProgram } from '../peers/real/peer.js';
import { owner, Product } from '../product/product.js';
import { BareBrowser, pause, type BarePage } from './bare-browser.js';
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

const listStands = `document.querySelector('section[aria-label="Входящие"]') !== null`;

interface Fetched {
  path: string;
  endedAtMs: number;
}

/** What the page itself fetched; what its service worker fetches for later is not what somebody waits for. */
const fetched = `performance.getEntriesByType('resource').map((each) => ({
  path: new URL(each.name).pathname, endedAtMs: each.responseEnd }))`;

/** Until the list stands and nothing more has been fetched for a second. */
async function untilQuiet(page: BarePage): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (let [count, since] = [-1, Date.now()]; ; await pause(200)) {
    if (Date.now() > deadline) throw new Error('the list of the inbox does not come, or never rests');
    const now = await page.valueOf<number>(`${listStands} ? performance.getEntriesByType('resource').length : -1`);
    if (now !== count) [count, since] = [now, Date.now()];
    else if (count > 0 && Date.now() - since >= 1_000) return;
  }
}

async function kilobytesOf(product: Product, { path }: Fetched): Promise<number> {
  const file = await fetch(product.url + path);
  return gzipSync(Buffer.from(await file.arrayBuffer()), { level: 9 }).length / 1_000;
}

/** Opens the inbox of somebody signed in, with nothing kept by the browser. */
async function open(browser: BareBrowser, product: Product, cookie: string): Promise<FirstPage> {
  const page = await browser.newPage();
  // Before the page is slowed down: what slows it down works without a pause.
  await browser.rests();
  await page.setCookie(cookie, product.url);
  const screen = { width: 1280, height: 800, deviceScaleFactor: 1, mobile: false };
  await page.send('Emulation.setDeviceMetricsOverride', screen);
  await page.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.send('Page.enable');
  await page.send('Page.addScriptToEvaluateOnNewDocument', { source: watch });
  await page.send('Page.navigate', { url: `${product.url}/inbox` });
  await untilQuiet(page);
  const [largestPaintMs, blockedMs] = await page.valueOf<[number, number]>('[window.largest, window.blocked]');
  const all = await page.valueOf<Fetched[]>(fetched);
  await page.close();
  const code = all.filter(({ path }) => /^\/assets\/.*\.(js|css)$/.test(path));
  const sum = async (some: readonly Fetched[]) =>
    (await Promise.all(some.map((each) => kilobytesOf(product, each)))).reduce((whole, each) => whole + each, 0);
  return {
    kilobytes: await sum(code.filter(({ endedAtMs }) => endedAtMs <= largestPaintMs)),
    laterKilobytes: await sum(code.filter(({ endedAtMs }) => endedAtMs > largestPaintMs)),
    ...{ largestPaintMs, blockedMs },
    fonts: all.filter(({ path }) => /\.(woff2?|ttf|otf)$/.test(path)).length,
  };
}

/** What the first page costs whoever opens it: its size on the wire, and how long a slow machine takes to show it. */
export async function benchPage(): Promise<void> {
  const executablePath = findProgram('chromium');
  if (executablePath === null) return console.log('\nThe first page: skipped, there is no Chromium.');
  const product = await (await Product.gateway({ KEEPLINE_LOG_LEVEL: 'warn' })).start();
  const browser = await BareBrowser.launch(executablePath, 'ru-RU');
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
