import { lookup, resolveSrv } from 'node:dns/promises';
import { isIP } from 'node:net';
import { OperationalError } from '#libs/errors';
import type { TrunkSettings } from '#libs/contracts';
import { portOf } from './trunk-objects.js';

export interface ProviderPlace {
  readonly address: string;
  readonly port: number;
}

const service: Readonly<Record<TrunkSettings['transport'], string>> = {
  udp: '_sip._udp',
  tcp: '_sip._tcp',
  tls: '_sips._tcp',
};

/**
 * Where a provider is: by SRV records when no port is named (RFC 3263), otherwise by address records.
 * @throws OperationalError `telephony.name-unknown`
 */
export async function providerPlaces(
  settings: Pick<TrunkSettings, 'host' | 'port' | 'transport'>,
): Promise<ProviderPlace[]> {
  const { host, port, transport } = settings;
  if (isIP(host)) return [{ address: host, port: portOf(settings) }];
  const records = port === null ? await resolveSrv(`${service[transport]}.${host}`).catch(() => []) : [];
  const targets =
    records.length > 0
      ? records.sort((a, b) => a.priority - b.priority || b.weight - a.weight)
      : [{ name: host, port: portOf(settings) }];
  const places: ProviderPlace[] = [];
  for (const target of targets) {
    const found = await lookup(target.name, { all: true }).catch(() => []);
    places.push(...found.map(({ address }) => ({ address, port: target.port })));
  }
  if (places.length === 0) throw new OperationalError('telephony.name-unknown', { host });
  return places;
}

/** From an address of loopback nothing leads beyond this machine. */
export const isLoopback = (address: string): boolean => /^127\.|^::1$|^::ffff:127\./.test(address);

/** Devices and the page's door are here too: they must not pass for the provider, so that its port counts. */
const isShared = (address: string): boolean => /^(127\.0\.0\.1|::1)$/.test(address);

/** What calls of the provider are known by: addresses, and networks that it told. */
export function knownBy(places: readonly ProviderPlace[], allowedFrom: readonly string[]): string[] {
  const own = places.map(({ address, port }) =>
    isShared(address) ? (isIP(address) === 6 ? `[${address}]:${port}` : `${address}:${port}`) : address,
  );
  return [...new Set([...own, ...allowedFrom])];
}
