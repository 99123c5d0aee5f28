import { BlockList, isIPv6 } from 'node:net';
import { UserError } from '#libs/errors';
import type { FoundToken } from '../sign-in/sessions.repository.js';

const reading = new Set(['GET', 'HEAD']);

/**
 * What a token is refused before its rights are looked at.
 * @param toTokens the route says that it is open to tokens
 * @throws UserError `token.address-forbidden`, `token.not-allowed`, `token.read-only`
 */
export function judgeToken(token: FoundToken, asked: { method: string; ip: string; toTokens: boolean }): void {
  if (!mayComeFrom(token, asked.ip)) throw new UserError('token.address-forbidden');
  if (!asked.toTokens) throw new UserError('token.not-allowed');
  if (token.readOnly && !reading.has(asked.method)) throw new UserError('token.read-only');
}

/** @param ip as the socket tells it, also an IPv4 address in IPv6 clothes (RFC 4291, 2.5.5.2) */
export function mayComeFrom({ addresses }: Pick<FoundToken, 'addresses'>, ip: string): boolean {
  if (addresses.length === 0) return true;
  const plain = ip.replace(/^::ffff:(?=\d+\.)/i, '');
  const allowed = new BlockList();
  for (const address of addresses) {
    const [network = '', bits] = address.split('/');
    const six = isIPv6(network);
    allowed.addSubnet(network, bits === undefined ? (six ? 128 : 32) : Number(bits), six ? 'ipv6' : 'ipv4');
  }
  return allowed.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}
