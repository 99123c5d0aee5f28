/** Hosts at which Meta keeps media; those of the first list are given the token (the API's own documentation asks for it there). */
const withToken = ['facebook.com', 'fbsbx.com'];
const without = ['fbcdn.net', 'whatsapp.net'];

export interface MediaPlace {
  readonly url: URL;
  readonly mayHaveToken: boolean;
}

/**
 * Where bytes may be fetched from. The address comes from outside: it must not lead us into our own network, nor the token anywhere else.
 * @param base the Graph API; where that is a stand-in, its own origin is the only place
 * @param from what a redirection is relative to
 * @returns null: nowhere that we go
 */
export function placeOfMedia(address: string, base: string, from?: URL): MediaPlace | null {
  const url = URL.canParse(address, from?.href) ? new URL(address, from?.href) : null;
  if (!url || url.username !== '' || url.password !== '') return null;
  const api = new URL(base);
  if (api.hostname !== 'graph.facebook.com') return url.origin === api.origin ? { url, mayHaveToken: true } : null;
  if (url.protocol !== 'https:' || url.port !== '') return null;
  const under = (hosts: readonly string[]) =>
    hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  if (under(withToken)) return { url, mayHaveToken: true };
  return under(without) ? { url, mayHaveToken: false } : null;
}
