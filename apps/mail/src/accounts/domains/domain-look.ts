import { BlockList, isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { DomainFacts } from '#libs/contracts';
import { AppError } from '#libs/errors';
import { Dns } from './dns.js';
import { SpfReader, type SpfWalk } from './spf-walk.js';

/** Addresses that only we see (RFC 1918, RFC 6598, loopback, link-local, RFC 4193): from them nobody outside gets a letter. */
const inside = new BlockList();
for (const [net, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
] as const)
  inside.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['::1', 128],
  ['fe80::', 10],
  ['fc00::', 7],
] as const)
  inside.addSubnet(net, bits, 'ipv6');

/** What the world is told of a domain's mail. What it means is for others to say. */
@Injectable()
export class DomainLook {
  constructor(private readonly dns: Dns) {}

  /** What could not be asked is null; never throws for it. */
  async look(domain: string, selectors: readonly string[], senders: readonly string[]): Promise<DomainFacts> {
    const [mx, spf, dmarc, dkim] = await Promise.all([
      orNull(this.dns.mx(domain)),
      orNull(new SpfReader(this.dns).walk(domain)),
      orNull(this.dmarc(domain)),
      Promise.all(
        selectors.map(async (selector) => ({
          selector,
          records: await orNull(this.dns.txt(`${selector}._domainkey.${domain}`)),
        })),
      ),
    ]);
    return {
      mx: mx && mx.map(({ exchange, priority }) => ({ exchange: exchange.toLowerCase(), priority })),
      spf: spf && { records: spf.records, lookups: spf.lookups, includes: spf.includes },
      dmarc,
      dkim,
      senders: await Promise.all(senders.map(async (host) => ({ host, allowed: await this.allowed(host, spf) }))),
    };
  }

  /** Its own, or its parent's (RFC 7489 6.6.3, where a list of public suffixes would be exact and two labels are nearly always right). */
  private async dmarc(domain: string): Promise<NonNullable<DomainFacts['dmarc']>> {
    const parent = domain.split('.').slice(-2).join('.');
    for (const at of new Set([domain, parent])) {
      const records = (await this.dns.txt(`_dmarc.${at}`)).filter((text) => /^v=DMARC1\s*(;|$)/i.test(text.trim()));
      if (records.length > 0) return { records, at };
    }
    return { records: [], at: domain };
  }

  private async allowed(host: string, spf: SpfWalk | null): Promise<boolean | null> {
    const addresses = isIP(host) ? [host] : await orNull(this.dns.addresses(host));
    const seen = (addresses ?? []).filter((address) => !inside.check(address, familyOf(address)));
    if (spf === null || seen.length === 0) return null;
    return seen.every((address) => spf.allowed.check(address, familyOf(address)));
  }
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6');

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppError && error.kind === 'operational') return null;
    throw error;
  }
}
