import * as openid from 'openid-client';
import type { OauthTokens } from '#libs/contracts';
import { isLoopback } from '../../mailboxes/server-address.js';
import { cutReply, MailServerTrouble } from '../../mailboxes/server-trouble.js';

/** The door to the OAuth library: what it throws is told apart here, once. */

const timeoutS = 8;
/** What a provider says of itself is asked anew after so long. */
const knownForMs = 60 * 60_000;
/** RFC 6749 5.1 only recommends to say how long a token is good. */
const usualLifeS = 3_600;

export interface Registration {
  issuer: string;
  clientId: string;
  clientSecret: string;
}

/** Renews tokens with their providers; knows for a while what each says of itself. */
export class TokenRenewal {
  private readonly known = new Map<string, { until: number; provider: Promise<openid.Configuration> }>();

  /**
   * @returns the new tokens; the refresh token is the provider's new one where it rotates them (RFC 6749 6, RFC 9700 4.14.2)
   * @throws MailServerTrouble `mail.sign-in-again`: taken back, or over; `mail.sign-in-unset`: the registration is not accepted;
   *   `mail.sign-in-away`: the provider cannot be asked now
   */
  async renew(registration: Registration, refreshToken: string): Promise<OauthTokens> {
    try {
      const provider = await this.provider(registration);
      const answer = await openid.refreshTokenGrant(provider, refreshToken);
      return {
        accessToken: answer.access_token,
        expiresAt: new Date(Date.now() + (answer.expires_in ?? usualLifeS) * 1_000).toISOString(),
        refreshToken: answer.refresh_token ?? refreshToken,
      };
    } catch (error) {
      throw troubleOfRenewal(error);
    }
  }

  private provider({ issuer, clientId, clientSecret }: Registration): Promise<openid.Configuration> {
    const key = JSON.stringify([issuer, clientId, clientSecret]);
    const known = this.known.get(key);
    if (known && known.until > performance.now()) return known.provider;
    const url = new URL(issuer);
    // Only https, except on this machine: the library refuses the rest.
    const plain = url.protocol === 'http:' && isLoopback(url.hostname);
    const provider = openid.discovery(url, clientId, clientSecret, undefined, {
      timeout: timeoutS,
      execute: plain ? [openid.allowInsecureRequests] : [],
    });
    this.known.set(key, { until: performance.now() + knownForMs, provider });
    // One that could not be asked is asked again next time.
    provider.catch(() => this.known.delete(key));
    return provider;
  }
}

function troubleOfRenewal(error: unknown): MailServerTrouble {
  if (!(error instanceof openid.ResponseBodyError)) return new MailServerTrouble('mail.sign-in-away', null, error);
  const reply = cutReply(error.error_description ?? error.error);
  switch (error.error) {
    case 'invalid_grant':
    case 'interaction_required':
      return new MailServerTrouble('mail.sign-in-again', reply, error);
    case 'invalid_client':
    case 'unauthorized_client':
      return new MailServerTrouble('mail.sign-in-unset', reply, error);
    default:
      return new MailServerTrouble('mail.sign-in-away', reply, error);
  }
}
