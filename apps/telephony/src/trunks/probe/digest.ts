import { createHash, randomBytes } from 'node:crypto';

/** A server's question for a password: RFC 2617, and RFC 7616 for SHA-256. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly qop: 'auth' | null;
  readonly algorithm: 'MD5' | 'SHA-256';
  readonly stale: boolean;
}

/** @param header the value of WWW-Authenticate or Proxy-Authenticate. @returns null for a scheme or an algorithm that we do not speak */
export function challengeIn(header: string): Challenge | null {
  const rest = /^\s*Digest\s+([^]*)$/i.exec(header)?.[1];
  if (rest === undefined) return null;
  const given = new Map<string, string>();
  for (const [, name = '', quoted, plain] of rest.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)) {
    given.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
  }
  const algorithm = (given.get('algorithm') ?? 'MD5').toUpperCase();
  const [realm, nonce] = [given.get('realm'), given.get('nonce')];
  if (realm === undefined || nonce === undefined || (algorithm !== 'MD5' && algorithm !== 'SHA-256')) return null;
  const qop = (given.get('qop') ?? '').split(',').some((one) => one.trim().toLowerCase() === 'auth');
  return {
    realm,
    nonce,
    opaque: given.get('opaque') ?? null,
    qop: qop ? 'auth' : null,
    algorithm,
    stale: given.get('stale')?.toLowerCase() === 'true',
  };
}

/** The value of Authorization or Proxy-Authorization. */
export function answerTo(
  challenge: Challenge,
  { user, password, method, uri }: { user: string; password: string; method: string; uri: string },
  cnonce = randomBytes(8).toString('hex'),
): string {
  const hash = (text: string) =>
    createHash(challenge.algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const { realm, nonce, opaque, qop, algorithm } = challenge;
  const count = '00000001';
  const ha1 = hash(`${user}:${realm}:${password}`);
  const ha2 = hash(`${method}:${uri}`);
  const response = hash(qop === null ? `${ha1}:${nonce}:${ha2}` : `${ha1}:${nonce}:${count}:${cnonce}:${qop}:${ha2}`);
  const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
  return [
    `Digest username=${quoted(user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(qop === null ? [] : [`qop=${qop}`, `nc=${count}`, `cnonce="${cnonce}"`]),
    ...(opaque === null ? [] : [`opaque=${quoted(opaque)}`]),
  ].join(', ');
}
