import { api, take } from '../api/client.js';
import { languageOf } from '../i18n/language.js';

const wantedAt = 'keepline.push';

/** `off`: not asked for; `blocked`: somebody told the browser no; `unable`: a browser, or an address, without it. */
export type PushState = 'on' | 'off' | 'blocked' | 'unable';

export const canPush = (): boolean =>
  import.meta.env.PROD && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

export async function pushState(): Promise<PushState> {
  if (!canPush()) return 'unable';
  if (Notification.permission === 'denied') return 'blocked';
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ? 'on' : 'off';
}

/** base64url, as the server names its key, to bytes. */
export function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** In the browser first, then at the server: only both together are told. */
async function subscribe(key: string, language: string): Promise<void> {
  const registration = await navigator.serviceWorker.ready;
  const { pushManager } = registration;
  const options = { userVisibleOnly: true, applicationServerKey: bytesOf(key) };
  const known = await pushManager.getSubscription();
  // Made for another server's key: it has to be made anew.
  const mine = known?.options.applicationServerKey;
  const same =
    mine != null && btoa(String.fromCharCode(...new Uint8Array(mine))) === btoa(String.fromCharCode(...bytesOf(key)));
  if (known && !same) await known.unsubscribe();
  const subscription = known && same ? known : await pushManager.subscribe(options);
  const { endpoint, keys } = subscription.toJSON();
  await take(
    api.POST('/api/v1/me/push', {
      body: {
        endpoint: endpoint ?? '',
        keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' },
        language: languageOf([language]),
      },
    }),
  );
}

/** @returns what the browser said */
export async function startPush(employeeId: string, key: string, language: string): Promise<PushState> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState();
  await subscribe(key, language);
  window.localStorage.setItem(wantedAt, employeeId);
  return 'on';
}

export async function stopPush(): Promise<void> {
  window.localStorage.removeItem(wantedAt);
  const registration = await navigator.serviceWorker.getRegistration();
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

/** Whoever wanted it in this browser and has signed in anew goes on being told. */
export async function renewPush(employeeId: string, language: string): Promise<void> {
  if (window.localStorage.getItem(wantedAt) !== employeeId || (await pushState()) !== 'on') return;
  const { key } = await take(api.GET('/api/v1/me/push'));
  await subscribe(key, language);
}
