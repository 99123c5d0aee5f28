import { inside, spoken } from './head-start.js';
import './shell/mantine-css.js';
import './shell/theme.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { meQuery } from './api/queries.js';
import { queryClient } from './api/query-client.js';
import { registerServiceWorker, reloadWhenStale } from './offline/register.js';
import { router } from './router.js';
import { giveFocusBack } from './shell/give-focus-back.js';
import { clickOnce } from './shell/meant-once.js';
import { Themed } from './shell/themed.js';

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no #root');
const tree = createRoot(place);

/** A function, so that this file has ended by then: what a route fetches imports from it, and would wait for it for ever. */
async function draw(): Promise<void> {
  // What everything is made of, for whoever works on it: the build leaves the whole branch out.
  const Design =
    import.meta.env.DEV && window.location.pathname === '/design'
      ? (await import('./design/design-page.js')).DesignPage
      : null;
  // Before anything is drawn: a page that a route brings afterwards is drawn in one piece, however long that takes.
  if (Design === null) await router.load();
  // In pieces of five milliseconds, between which the browser may do something else.
  startTransition(() =>
    tree.render(
      <StrictMode>
        <Themed>
          <QueryClientProvider client={queryClient}>
            {Design === null ? <RouterProvider router={router} /> : <Design />}
          </QueryClientProvider>
        </Themed>
      </StrictMode>,
    ),
  );
}

reloadWhenStale();
clickOnce();
giveFocusBack();
registerServiceWorker();
if (inside) void queryClient.prefetchQuery(meQuery);
await spoken;
void draw();
