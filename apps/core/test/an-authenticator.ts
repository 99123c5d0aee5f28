import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** What one may get wrong. */
interface Wrongs {
  origin?: string;
  challenge?: string;
  /** Nobody has looked who holds the device. */
  unverified?: boolean;
  /** The counter does not go on: a copy of the device. */
  counter?: number;
}

const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest();
const base64url = (data: Buffer | string): string => Buffer.from(data).toString('base64url');
const text = (word: string): Buffer => Buffer.concat([Buffer.of(0x60 + word.length), Buffer.from(word)]);
/** A CBOR byte string (RFC 8949, 3.1) of up to 65,535 bytes. */
const bytes = (data: Buffer): Buffer =>
  Buffer.concat([
    data.length < 256 ? Buffer.of(0x58, data.length) : Buffer.of(0x59, data.length >> 8, data.length & 255),
    data,
  ]);

/** A device with one passkey: ES256, attestation "none", discoverable (WebAuthn, 6.1 and 8.7). */
export class AnAuthenticator {
  readonly id = randomBytes(32);
  private readonly key: KeyObject;
  private readonly cose: Buffer;
  private counter = 0;
  private user = '';

  constructor(
    private readonly origin: string,
    private readonly rpId = new URL(origin).hostname,
  ) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.key = pair.privateKey;
    const { x, y } = pair.publicKey.export({ format: 'jwk' });
    this.cose = Buffer.concat([
      // kty: EC2, alg: ES256, crv: P-256, x, y (RFC 9053)
      ...[Buffer.of(0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21), bytes(Buffer.from(x!, 'base64url'))],
      ...[Buffer.of(0x22), bytes(Buffer.from(y!, 'base64url'))],
    ]);
  }

  /** @param options what the server said: PublicKeyCredentialCreationOptionsJSON */
  create(options: unknown, wrong: Wrongs = {}) {
    const { challenge, user } = options as { challenge: string; user: { id: string } };
    this.user = user.id;
    const credential = Buffer.concat([
      ...[Buffer.alloc(16), Buffer.of(this.id.length >> 8, this.id.length & 255), this.id, this.cose],
    ]);
    const attestation = Buffer.concat([
      ...[Buffer.of(0xa3), text('fmt'), text('none'), text('attStmt'), Buffer.of(0xa0), text('authData')],
      bytes(this.data(wrong, credential)),
    ]);
    return this.said({
      clientDataJSON: base64url(this.client('webauthn.create', challenge, wrong)),
      attestationObject: base64url(attestation),
      transports: ['internal'],
    });
  }

  /** @param options what the server said: PublicKeyCredentialRequestOptionsJSON */
  get(options: unknown, wrong: Wrongs = {}) {
    const { challenge } = options as { challenge: string };
    this.counter = wrong.counter ?? this.counter + 1;
    const [data, client] = [this.data(wrong), this.client('webauthn.get', challenge, wrong)];
    return this.said({
      clientDataJSON: base64url(client),
      authenticatorData: base64url(data),
      signature: base64url(sign('sha256', Buffer.concat([data, sha256(client)]), this.key)),
      userHandle: this.user,
    });
  }

  private said(response: object) {
    const id = base64url(this.id);
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }

  private client(type: string, challenge: string, wrong: Wrongs): Buffer {
    const said = {
      type,
      challenge: wrong.challenge ?? challenge,
      origin: wrong.origin ?? this.origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(said));
  }

  /** User present, user verified, and with a credential that one attested. */
  private data(wrong: Wrongs, credential?: Buffer): Buffer {
    const flags = 0x01 | (wrong.unverified ? 0 : 0x04) | (credential ? 0x40 : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(this.rpId), Buffer.of(flags), counter, ...(credential ? [credential] : [])]);
  }
}
