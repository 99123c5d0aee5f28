const reloadedAt = 'keepline.reloaded';
/** A page that comes back as broken as it was is not loaded again and again. */
const patienceMs = 60_000;

/** It starts a thread and fetches all files of the page again: whoever has just opened it needs the processor more. */
const afterMs = 5_000;

/** Lets the page start without a network, and be installed. Where the browser cannot or may not, it is a page as any other. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  window.addEventListener('load', () => {
    window.setTimeout(() => void navigator.serviceWorker.register('/sw.js').catch(() => undefined), afterMs);
  });
}

/**
 * After a deployment the files that an open page has yet to fetch are gone: it loads itself anew. What is half-written is kept on this machine
 * (composer/kept-work.ts). https://vite.dev/guide/build#load-error-handling
 */
export function reloadWhenStale(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(window.sessionStorage.getItem(reloadedAt) ?? 0);
    if (!navigator.onLine || Date.now() - last < patienceMs) return;
    event.preventDefault();
    window.sessionStorage.setItem(reloadedAt, String(Date.now()));
    window.location.reload();
  });
}
