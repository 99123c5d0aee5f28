import { chromium, type Browser } from 'playwright-core';
import { findProgram } from '../peers/real/peer.js';

/**
 * Chromium that asks for nothing by itself.
 * @param proxy what leaves the machine goes there: also what no page's request is, a name that is looked up, a connection made ahead
 */
export const hostileBrowser = (proxy?: string): Promise<Browser> =>
  chromium.launch({
    executablePath: findProgram('chromium')!,
    ...(proxy !== undefined && { proxy: { server: proxy, bypass: '127.0.0.1' } }),
    // A sandboxed frame would get a process of its own, whose requests an interception does not see. The tests that fetch on purpose
    // fail if this ever stops helping: then all others would be blind.
    args: '--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run --disable-features=IsolateSandboxedIframes,AutofillServerCommunication'.split(
      ' ',
    ),
  });

/** What is left in the framed letter that could act or lead astray; an expression for the frame. */
export const stillActive = `[...document.querySelectorAll('*')].filter((element) =>
  /^(script|iframe|object|embed|form|input|base|link|svg|math)$/i.test(element.tagName) ||
  (element.tagName === 'META' && /refresh/i.test(element.getAttribute('http-equiv') ?? '')) ||
  element.getAttributeNames().some((name) => name.startsWith('on')) ||
  /^\\s*(javascript|data|vbscript):/i.test(element.getAttribute('href') ?? '')).map((element) => element.outerHTML)`;
