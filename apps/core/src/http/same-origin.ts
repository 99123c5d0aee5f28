import type { IncomingHttpHeaders } from 'node:http';

/**
 * Where the browser says that a request comes from. It sets these two by itself; no page can.
 * @returns null when it says nothing: an old browser, or a program
 */
export function isSameOrigin(headers: IncomingHttpHeaders, publicUrl: string | null): boolean | null {
  const site = headers['sec-fetch-site'];
  if (typeof site === 'string') return site === 'same-origin' || site === 'none';
  const { origin } = headers;
  if (origin === undefined) return null;
  if (publicUrl !== null && origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.host;
}
