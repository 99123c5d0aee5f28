// Built by ../service-worker-build.ts into /sw.js, a script of its own; the page registers it (src/offline/register.ts).
export {};
declare const self: ServiceWorkerGlobalScope;
/** Put in by the build: what the page needs to start, and a digest over all of it. */
declare const SHELL_FILES: readonly string[];
declare const SHELL_DIGEST: string;

const prefix = 'keepline-shell-';
const cacheName = prefix + SHELL_DIGEST;
const index = '/index.html';

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll([index, ...SHELL_FILES])));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith(prefix) && name !== cacheName))
      .then((old) => Promise.all(old.map((name) => caches.delete(name)))),
  );
});

/** The newest page where there is a network, the kept one where there is none. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(index);
    if (kept === undefined) throw error;
    return kept;
  }
}

/** A file with a digest in its name never changes. */
const asset = async (request: Request): Promise<Response> => (await caches.match(request)) ?? fetch(request);

// What the API says is never kept: it belongs to one person and one moment.
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate' && !pathname.startsWith('/api/')) event.respondWith(page(request));
  else if (pathname.startsWith('/assets/')) event.respondWith(asset(request));
});

/** What core pushes (apps/core/src/notifications/push/push-message.ts). */
interface Pushed {
  readonly title: string;
  readonly body: string;
  readonly lang: string;
  readonly tag: string;
  readonly url: string;
}

/** Whoever looks at the page sees it there; a browser allows that nothing is shown then, and only then. */
async function show({ title, body, lang, tag, url }: Pushed): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window' });
  if (tag !== 'trial' && pages.some((each) => each.focused)) return;
  await self.registration.showNotification(title, { body, lang, tag, icon: '/icons/icon-192.png', data: { url } });
}

self.addEventListener('push', (event) => {
  const pushed = event.data?.json() as Pushed | undefined;
  if (pushed !== undefined) event.waitUntil(show(pushed));
});

/** Only within this page, whatever was pushed. */
async function open(url: string): Promise<void> {
  const target = new URL(url, self.location.origin);
  if (target.origin !== self.location.origin) return;
  const [page] = await self.clients.matchAll({ type: 'window' });
  if (page === undefined) return void (await self.clients.openWindow(target.href));
  await page.focus();
  page.postMessage({ open: target.pathname + target.search });
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open((event.notification.data as { url: string }).url));
});
