import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precompress } from './precompress.js';

export default defineConfig({
  plugins: [react(), precompress()],
  build: {
    target: 'es2022',
    // The server's policy allows no data: script and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What every page needs, in one file: fewer requests, and small chunks compress badly.
        codeSplitting: {
          groups: [
            {
              name: 'base',
              test: /node_modules\/(react|react-dom|scheduler|@tanstack|i18next|react-i18next|openapi-fetch|clsx)\//,
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
