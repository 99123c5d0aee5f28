import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** RFC 4226 recommends 160 bits. */
const secretBytes = 20;
const period = 30;

/** What an authenticator app is given: its picture and its text say the same. */
export interface TotpOffer {
  /** Base32, for typing. */
  readonly secret: string;
  /** `otpauth://totp/…`, for the QR. */
  readonly uri: string;
}

const totpOf = (secret: Buffer, names: { issuer?: string; label?: string } = {}): TOTP =>
  new TOTP({ ...names, algorithm: 'SHA1', digits: 6, period, secret: new Secret({ buffer: bytesOf(secret) }) });

/** Its own bytes and no more: a small Buffer lies in a pool with others. */
const bytesOf = (buffer: Buffer): ArrayBuffer => new Uint8Array(buffer).buffer;

export const newTotpSecret = (): Buffer => randomBytes(secretBytes);

export function totpOffer(secret: Buffer, names: { issuer: string; label: string }): TotpOffer {
  const totp = totpOf(secret, names);
  return { secret: totp.secret.base32, uri: totp.toString() };
}

/**
 * RFC 6238, one step to either side: clocks of telephones differ.
 * @returns the step (30 s since 1970) to which this code belongs; null: to none of the three
 */
export function stepOfCode(secret: Buffer, code: string, at: Date): number | null {
  const timestamp = at.getTime();
  const delta = totpOf(secret).validate({ token: code, timestamp, window: 1 });
  return delta === null ? null : Math.floor(timestamp / 1_000 / period) + delta;
}
