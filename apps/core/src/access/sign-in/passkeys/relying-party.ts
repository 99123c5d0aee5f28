/** Whose passkeys they are (WebAuthn, 5.1): the host by which the page is reached, and the one origin from which it speaks. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':') || host.startsWith('[');

/**
 * @param publicUrl as the settings have it
 * @param host of the request; only looked at where the settings say nothing, and then only `localhost` is believed
 * @returns null: a browser makes no passkeys for this address. They are for names, over https; `localhost` is the exception
 */
export function relyingPartyOf(publicUrl: string | null, host: string | undefined): RelyingParty | null {
  const text = publicUrl ?? `http://${host ?? ''}`;
  if (!URL.canParse(text)) return null;
  const { hostname, origin, protocol } = new URL(text);
  const local = hostname === 'localhost';
  if (publicUrl === null && !local) return null;
  if (isAddress(hostname) || (protocol !== 'https:' && !local)) return null;
  return { id: hostname, origin };
}
