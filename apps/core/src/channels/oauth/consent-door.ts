import * as openid from 'openid-client';
import { OauthTokens } from '#libs/contracts';
import { UserError } from '#libs/errors';
import type { Asking } from '../../access/sign-in/provider/openid.js';

/** The door to the OAuth library for mailboxes: what it throws is told apart here, once. */

/** RFC 6749 5.1 only recommends to say how long a token is good. */
const usualLifeS = 3_600;

export interface Consent {
  tokens: OauthTokens;
  /** Whose account; null: the provider says nothing of it. */
  account: string | null;
}

/** Where the browser is sent: authorisation code with PKCE (RFC 7636), state and nonce. */
export async function consentAddress(
  provider: openid.Configuration,
  about: {
    redirectUri: string;
    state: string;
    scope: string;
    address: string;
    asking: Readonly<Record<string, string>>;
  },
  { nonce, verifier }: Asking,
): Promise<string> {
  const url = openid.buildAuthorizationUrl(provider, {
    ...about.asking,
    ...{ redirect_uri: about.redirectUri, scope: `openid email ${about.scope}`, state: about.state, nonce },
    ...(about.address === '' ? {} : { login_hint: about.address }),
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return url.href;
}

/**
 * Exchanges the code.
 * @param came the whole address to which the browser was sent back
 * @throws UserError `mail-consent.denied`: whoever was asked said no; `mail-consent.not-lasting`: it would be over within the hour;
 *   `mail-consent.refused`
 */
export async function consentFrom(
  provider: openid.Configuration,
  came: URL,
  state: string,
  { nonce, verifier }: Asking,
): Promise<Consent> {
  const answer = await openid
    .authorizationCodeGrant(provider, came, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier })
    .catch((error: unknown) => {
      const denied = error instanceof openid.AuthorizationResponseError && error.error === 'access_denied';
      throw new UserError(denied ? 'mail-consent.denied' : 'mail-consent.refused', {}, { cause: error });
    });
  if (answer.refresh_token === undefined) throw new UserError('mail-consent.not-lasting');
  const account = accountOf(answer.claims()) ?? (await told(provider, answer));
  return {
    tokens: {
      accessToken: answer.access_token,
      expiresAt: new Date(Date.now() + (answer.expires_in ?? usualLifeS) * 1_000).toISOString(),
      refreshToken: answer.refresh_token,
    },
    account,
  };
}

type Answer = Awaited<ReturnType<typeof openid.authorizationCodeGrant>>;

function accountOf(claims: Readonly<Record<string, unknown>> | undefined): string | null {
  const named = [claims?.['email'], claims?.['preferred_username'], claims?.['upn']];
  const account = named.find((name) => typeof name === 'string' && name !== '');
  return typeof account === 'string' ? account.slice(0, 320) : null;
}

/** A provider may keep the address out of the token and tell it only when asked (OpenID Connect Core, 5.4). Nothing depends on it. */
async function told(provider: openid.Configuration, answer: Answer): Promise<string | null> {
  const sub = answer.claims()?.sub;
  if (sub === undefined || provider.serverMetadata().userinfo_endpoint === undefined) return null;
  return openid.fetchUserInfo(provider, answer.access_token, sub).then(accountOf, () => null);
}
