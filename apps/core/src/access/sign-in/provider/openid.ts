import * as openid from 'openid-client';
import { OperationalError, UserError } from '#libs/errors';

/** The door to the OpenID Connect library: what it throws is told apart here, once. */

const timeoutS = 8;

export interface Registration {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What the browser takes there, and what its coming back is held against. */
export interface Asking {
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
}

export interface Identity {
  readonly email: string | null;
  readonly emailVerified: boolean;
}

const isLoopback = (host: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(host);

/**
 * What the provider says of itself.
 * @throws UserError `provider.not-secure`: only https, except on this machine; `provider.issuer-wrong`: it names itself otherwise, or is none
 * @throws OperationalError `provider.unreachable`
 */
export async function discover({ issuer, clientId, clientSecret }: Registration): Promise<openid.Configuration> {
  const url = new URL(issuer);
  const secure = url.protocol === 'https:';
  if (!secure && !isLoopback(url.hostname)) throw new UserError('provider.not-secure');
  try {
    return await openid.discovery(url, clientId, clientSecret, undefined, {
      timeout: timeoutS,
      execute: secure ? [] : [openid.allowInsecureRequests],
    });
  } catch (error) {
    if (isAway(error)) throw new OperationalError('provider.unreachable', {}, { cause: error });
    throw new UserError('provider.issuer-wrong', {}, { cause: error });
  }
}

/** The library wraps what the network said; a socket's code, or a time limit, is somewhere beneath. */
function isAway(error: unknown): boolean {
  if (!(typeof error === 'object' && error !== null)) return false;
  const { name, code, cause } = error as { name?: unknown; code?: unknown; cause?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return true;
  return (typeof code === 'string' && /^(E[A-Z]|UND_ERR)/.test(code)) || isAway(cause);
}

export const newAsking = (): Asking => ({ nonce: openid.randomNonce(), verifier: openid.randomPKCECodeVerifier() });

/** Where the browser is sent: authorisation code with PKCE, state and nonce. */
export async function addressOf(
  provider: openid.Configuration,
  redirectUri: string,
  state: string,
  { nonce, verifier }: Asking,
): Promise<string> {
  const url = openid.buildAuthorizationUrl(provider, {
    redirect_uri: redirectUri,
    ...{ scope: 'openid email', state, nonce },
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return url.href;
}

/**
 * Exchanges the code. The library holds issuer, audience, signature, time, state and nonce against what was asked.
 * @param came the whole address to which the browser was sent back
 * @throws UserError `provider.refused`
 */
export async function identityFrom(
  provider: openid.Configuration,
  came: URL,
  state: string,
  { nonce, verifier }: Asking,
): Promise<Identity> {
  try {
    const tokens = await openid.authorizationCodeGrant(provider, came, {
      ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new UserError('provider.refused');
    // A provider may keep the address out of the token and tell it only when asked (OpenID Connect Core, 5.4).
    const told =
      claims['email'] === undefined && provider.serverMetadata().userinfo_endpoint !== undefined
        ? await openid.fetchUserInfo(provider, tokens.access_token, claims.sub)
        : claims;
    const email = told['email'];
    return {
      email: typeof email === 'string' ? email.toLowerCase() : null,
      emailVerified: told['email_verified'] === true,
    };
  } catch (error) {
    throw new UserError('provider.refused', {}, { cause: error });
  }
}
