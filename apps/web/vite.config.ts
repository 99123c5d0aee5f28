import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './precompress.js';
import { serviceWorker } from './service-worker-build.js';

const everyDay =
  /\/(sign-in|shell|inbox-page|conversation-pane|clients?-page|calls-page|unplaced-page|search-page|softphone|call-entry|player-open)-/;

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
    precompress(),
    serviceWorker([
      '/shell/shell.tsx',
      '/shell/sign-in.tsx',
      '/inbox/inbox-page.tsx',
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
      // The first file lists what each lazy page needs, so that it comes at once. Pages of a rare day find their parts themselves,
      // a moment later: their lists would be paid for by everybody who opens the inbox. Sheets are always listed.
      resolveDependencies: (page, parts) =>
        everyDay.test(page) ? parts : parts.filter((part) => part.endsWith('.css')),
    },
    rolldownOptions: {
      output: {
        // What every page needs, in one file: fewer requests, and small chunks compress badly.
        codeSplitting: {
          groups: [
            {
              name: 'base',
              test: /node_modules\/(react|react-dom|scheduler|@tanstack|openapi-fetch|clsx)\//,
            },
            {
              name: 'frame',
              test: /@mantine\/core\/esm\/(core|components\/(UnstyledButton|Loader|Button|ActionIcon|Skeleton|Transition))\/|tabler.*createReactComponent|apps\/web\/src\/(api|i18n\/[a-z0-9-]+\.tsx?|shell\/(pages|session|trouble|empty|person|badge|tip|use-keys|toast|medium-icon|shell|rail|bottom-bar|user-menu|connection-banner|list-end)\.tsx?)/,
            },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true } } },
});
