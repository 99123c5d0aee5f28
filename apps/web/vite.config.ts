import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compileAtOnce } from './compile-at-once.js';
import { headAtOnce } from './head-at-once.js';
import { precompress } from './precompress.js';
import { serviceWorker } from './service-worker-build.js';
import { themeVariables } from './theme-variables.js';

const everyDay = /\/(sign-in|conversation-pane|client-page)-/;

/** `src/head-start.ts`, with what it imports, and Vite's own that fetches parts. */
const headStart =
  /vite\/preload-helper|node_modules\/(openapi-fetch|@lingui)\/|src\/(head-start|api\/(client|first-asks|problem|soon-wanted)|i18n\/(i18n|catalog|language|speech))\.ts$/;

const own = (module: string) => fileURLToPath(new URL(`src/i18n/${module}`, import.meta.url));

export default defineConfig({
  resolve: {
    // Their types and their calls, without their 16 kB: see src/i18n/speech.ts, and the test that compares.
    alias: [
      { find: /^i18next$/, replacement: own('speech.ts') },
      { find: /^react-i18next$/, replacement: own('use-translation.ts') },
    ],
  },
  plugins: [
    react(),
    themeVariables(),
    compileAtOnce(['head', 'base', 'first']),
    headAtOnce(),
    precompress(),
    serviceWorker([
      '/shell/shell.tsx',
      '/shell/sign-in.tsx',
      '/inbox/inbox-page.tsx',
      '/inbox/handle.ts',
      '/shell/toasts.tsx',
      '/locales/ru/index.ts',
      '/locales/ru/work.ts',
      '/locales/uk/index.ts',
      '/locales/uk/work.ts',
      '/locales/en/index.ts',
      '/locales/en/work.ts',
    ]),
  ],
  build: {
    target: 'es2022',
    // The server's policy allows no data: script and no inline script.
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // The first file lists what these pages need, so that it comes at once. All others find their parts themselves, a moment later, and
      // most of them are fetched by pointing at their link: lists are paid for by everybody who opens the inbox. Sheets are always listed.
      resolveDependencies: (page, parts, { hostType }) =>
        hostType === 'html' || everyDay.test(page) ? parts : parts.filter((part) => part.endsWith('.css')),
    },
    rolldownOptions: {
      output: {
        // The libraries, which stay when we change, and what the inbox needs of ours and of Mantine, and nothing else: fewer requests, and
        // small files compress badly.
        codeSplitting: {
          groups: [
            // What the head start needs (src/head-start.ts), and nothing else: it is read in a moment, and asks.
            { name: 'head', test: headStart, priority: 1 },
            {
              name: 'base',
              test: /node_modules\/(react|react-dom|scheduler|@tanstack|clsx)\//,
            },
            { name: 'first', tags: ['$initial'] },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true } } },
});
