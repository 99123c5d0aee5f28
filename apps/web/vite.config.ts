import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './precompress.js';
import { serviceWorker } from './service-worker-build.js';

const everyDay = /\/(sign-in|conversation-pane|client-page)-/;

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
            {
              name: 'base',
              test: /node_modules\/(react|react-dom|scheduler|@tanstack|openapi-fetch|clsx)\//,
            },
            { name: 'first', tags: ['$initial'] },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:8080', ws: true } } },
});
