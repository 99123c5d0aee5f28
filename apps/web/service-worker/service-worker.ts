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
