import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import type Provider from 'oidc-provider';

export interface Account {
  readonly email: string;
  readonly verified: boolean;
}

/** A provider of identities (OpenID Connect) on loopback, at which somebody has signed in already and agrees to everything. */
export class AProvider {
  static readonly client = { id: 'keepline', secret: 'the provider knows it as well' } as const;
  /** Who sits at the browser. */
  somebody: Account = { email: 'nobody@company.test', verified: true };
  /** Access tokens that it gave and has not taken back. */
  readonly good = new Set<string>();
  /** Whoever is asked says no. */
  declines = false;
  /** How long an access token is good. */
  accessTokenS = 3_600;
  private readonly grants: string[] = [];
  private server: Server | undefined;
  private provider: Provider | undefined;
  issuer = '';

  /**
   * @param redirectUri where it may send browsers back to
   * @param lasting it gives refresh tokens, each good once (RFC 9700 4.14.2), to whoever asks for them
   */
  async listen(redirectUri: string, { lasting = false } = {}): Promise<this> {
    // It says at length, from the moment it is read, that it is meant for more than this.
    for (const say of ['warn', 'info'] as const) jest.spyOn(console, say).mockImplementation(() => undefined);
    const { default: TheProvider } = await import('oidc-provider');
    const server = createServer((request, response) => void this.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.server = server;
    this.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.provider = new TheProvider(this.issuer, {
      clients: [
        {
          ...{ client_id: AProvider.client.id, client_secret: AProvider.client.secret, redirect_uris: [redirectUri] },
          ...{ response_types: ['code'], grant_types: ['authorization_code', ...(lasting ? ['refresh_token'] : [])] },
        },
      ],
      scopes: ['openid', 'email', ...(lasting ? ['offline_access'] : [])],
      rotateRefreshToken: true,
      ttl: { AccessToken: () => this.accessTokenS },
      claims: { openid: ['sub'], email: ['email', 'email_verified'] },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      cookies: { keys: ['a key of this test'] },
      findAccount: (_, sub) => ({
        accountId: sub,
        claims: () => ({ sub, email: this.somebody.email, email_verified: this.somebody.verified }),
      }),
    });
    this.provider.on('access_token.saved', ({ jti }: { jti: string }) => this.good.add(jti));
    return this;
  }

  /** Somebody takes their consent back, or changes their password: nothing that was given is good any more. */
  async takeBack(): Promise<void> {
    this.good.clear();
    for (const grantId of this.grants.splice(0)) {
      await this.provider!.RefreshToken.revokeByGrantId(grantId);
      await this.provider!.AccessToken.revokeByGrantId(grantId);
    }
  }

  async close(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /**
   * What the browser does there: follows it until it is sent away.
   * @returns the address to which it is sent back
   */
  async visit(url: string): Promise<URL> {
    const cookies = new Map<string, string>();
    let at = new URL(url);
    for (let n = 0; n < 10; n += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
      for (const line of response.headers.getSetCookie()) {
        const [name, value] = line.split(';')[0]!.split('=') as [string, string];
        cookies.set(name, value);
      }
      const location = response.headers.get('location');
      if (location === null) throw new Error(`the provider says ${response.status}: ${await response.text()}`);
      at = new URL(location, at);
      if (at.origin !== this.issuer) return at;
    }
    throw new Error('the provider sends its visitor round in circles');
  }

  /** Where a mail server asks whose an access token is; the token goes behind it. */
  get tokenInfo(): string {
    return `${this.issuer}/tokeninfo?access_token=`;
  }

  private async whose(token: string, response: ServerResponse): Promise<void> {
    const found = this.good.has(token) ? await this.provider!.AccessToken.find(token) : undefined;
    response.writeHead(found ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ? { username: found.accountId } : { error: 'invalid_token' }));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const provider = this.provider!;
    if (request.url?.startsWith('/tokeninfo?'))
      return this.whose(new URL(request.url, this.issuer).searchParams.get('access_token') ?? '', response);
    if (!request.url?.startsWith('/interaction/')) {
      await provider.callback()(request, response);
      return;
    }
    const { params } = await provider.interactionDetails(request, response);
    if (this.declines) {
      await provider.interactionFinished(request, response, { error: 'access_denied' });
      return;
    }
    const accountId = this.somebody.email;
    const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) });
    grant.addOIDCScope(typeof params['scope'] === 'string' ? params['scope'] : 'openid email');
    const grantId = await grant.save();
    this.grants.push(grantId);
    await provider.interactionFinished(request, response, { login: { accountId }, consent: { grantId } });
  }
}
