import './shell/mantine-css.js';
import './shell/theme.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { meQuery } from './api/queries.js';
import { queryClient } from './api/query-client.js';
import { startI18n } from './i18n/i18n.js';
import { registerServiceWorker, reloadWhenStale } from './offline/register.js';
import { router } from './router.js';
import { Themed } from './shell/themed.js';

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no #root');

reloadWhenStale();
registerServiceWorker();
// Who it is and the words of their language come side by side. Whoever is not inside is asked for nothing.
if (!/^\/(?:sign-in|join|setup|enrol)\b/.test(window.location.pathname)) void queryClient.prefetchQuery(meQuery);
await startI18n();
// What everything is made of, for whoever works on it: the build leaves the whole branch out.
const Design =
  import.meta.env.DEV && window.location.pathname === '/design'
    ? (await import('./design/design-page.js')).DesignPage
    : null;
createRoot(place).render(
  <StrictMode>
    <Themed>
      <QueryClientProvider client={queryClient}>
        {Design === null ? <RouterProvider router={router} /> : <Design />}
      </QueryClientProvider>
    </Themed>
  </StrictMode>,
);
