import type { Plugin } from 'vite';

/**
 * The head start begins as soon as it has come. A module waits for the whole of the html and for all sheets, unless it is said to be async; and what
 * is async is fetched last, unless it is said to be wanted. https://html.spec.whatwg.org/multipage/scripting.html#attr-script-async
 */
export const headAtOnce = (): Plugin => ({
  name: 'keepline:head-at-once',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const script = /<script type="module"(?= crossorigin src="\/assets\/head-)/;
      if (!script.test(html)) throw new Error('index.html has no script of the head start');
      return html.replace(script, '$& async fetchpriority="high"');
    },
  },
});
