import { createDecipheriv, createECDH, hkdfSync, randomBytes, verify, createPublicKey, type ECDH } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Pushed {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A push service of the internet, and the browsers behind it: takes what is pushed and answers as a test says. */
export class PushService {
  readonly pushed: Pushed[] = [];
  status = 201;
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.pushed.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(this.status).end();
    });
  });

  async listen(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
  }
  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  browser(name: string): PushedBrowser {
    return new PushedBrowser(`${this.origin}/push/${name}`);
  }
  of = (browser: PushedBrowser) => this.pushed.filter(({ path }) => browser.endpoint.endsWith(path));
  close = () => new Promise((done) => this.server.close(done));
}

/** A browser that has subscribed: only it can read what is pushed to it. */
export class PushedBrowser {
  private readonly keys: ECDH = createECDH('prime256v1');
  private readonly auth = randomBytes(16);
  private readonly ownKey: Buffer;

  constructor(readonly endpoint: string) {
    this.ownKey = this.keys.generateKeys();
  }

  get subscription() {
    const keys = { p256dh: this.ownKey.toString('base64url'), auth: this.auth.toString('base64url') };
    return { endpoint: this.endpoint, keys };
  }

  /** RFC 8291, 3.4, over the one record of RFC 8188, 2: what the browser does before its page hears of it. */
  read({ body }: Pushed): unknown {
    const salt = body.subarray(0, 16);
    const theirKey = body.subarray(21, 21 + body[20]!);
    const sealed = body.subarray(21 + body[20]!);
    const secret = this.keys.computeSecret(theirKey);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.ownKey, theirKey]);
    const ikm = Buffer.from(hkdfSync('sha256', secret, this.auth, info, 32));
    const key = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: aes128gcm\0', 16));
    const nonce = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: nonce\0', 12));
    const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16));
    const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    // The last record ends with 2 and any number of zeros.
    return JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString('utf8'));
  }
}

/** What a push service reads out of a VAPID header (RFC 8292, 3); throws where it is not signed by the key that it names. */
export function vapidOf({ headers }: Pushed): { key: string; claims: { aud: string; exp: number; sub: string } } {
  const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers.authorization ?? '') ?? [];
  const [head = '', claims = '', signature = ''] = token?.split('.') ?? [];
  const point = Buffer.from(key ?? '', 'base64url');
  const jwk = {
    ...{ kty: 'EC', crv: 'P-256' },
    ...{ x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') },
  };
  const publicKey = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const;
  if (!verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url')))
    throw new Error('not signed by the key that it names');
  return {
    key: key!,
    claims: JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string; exp: number; sub: string },
  };
}
