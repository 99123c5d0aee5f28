import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { OperationalError, UserError } from '#libs/errors';

/** What is nobody's address on the internet (RFC 6890 and the IANA registries of special-purpose addresses). */
const inside = new BlockList();
for (const [network, bits] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ] as const),
])
  inside.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  inside.addSubnet(network, bits, 'ipv6');
/** Everything that the internet routes today; an IPv4 address in IPv6 clothes, link-local and unique local ones lie outside of it. */
const routed = new BlockList();
routed.addSubnet('2000::', 3, 'ipv6');

export function isPublicAddress(address: string): boolean {
  if (isIPv6(address)) return routed.check(address, 'ipv6') && !inside.check(address, 'ipv6');
  return isIP(address) === 4 && !inside.check(address, 'ipv4');
}

/**
 * Resolves a name once and gives only what may be connected to: the connection goes to this very address, so that a name cannot mean
 * another one between the look and the call.
 */
export const publicLookup: LookupFunction = (host, options, done) => {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 0);
    const known = addresses.filter(({ address }) => isPublicAddress(address));
    const [first] = known;
    if (first === undefined) return done(new OperationalError('webhook.address-inside'), '', 0);
    if (options.all) done(null, known);
    else done(null, first.address, first.family);
  });
};

/**
 * @param insideToo receivers behind the same wall are allowed, by plain http too
 * @throws UserError `webhook.url-invalid`, `webhook.https-missing`, `webhook.address-not-allowed`
 */
export function judgeUrl(text: string, insideToo: boolean): URL {
  const url = new URL(text);
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '' || url.hash !== '')
    throw new UserError('webhook.url-invalid');
  if (insideToo) return url;
  if (url.protocol !== 'https:') throw new UserError('webhook.https-missing');
  // A name is judged when it is resolved; an address is never resolved.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const named = isIP(host) === 0 && !/(^|\.)localhost\.?$/.test(host);
  if (!named && !isPublicAddress(host)) throw new UserError('webhook.address-not-allowed');
  return url;
}
