import { BlockList, isIP } from 'node:net';
import { Dns } from './dns.js';

/** RFC 7208 4.6.4; a few more are looked at, so that a person sees how many there are. */
const mostLookups = 30;

export interface SpfWalk {
  records: string[];
  lookups: number;
  includes: string[];
  /** Addresses from which the record lets letters come. */
  allowed: BlockList;
}

/** Goes through a domain's SPF record and everything that it names (RFC 7208). Macros are stepped over: they speak of one letter's sender. */
export class SpfReader {
  private lookups = 0;
  private readonly includes: string[] = [];
  private readonly allowed = new BlockList();
  private readonly seen = new Set<string>();

  constructor(private readonly dns: Dns) {}

  /** @throws OperationalError `dns.away` */
  async walk(domain: string): Promise<SpfWalk> {
    const records = await this.recordsOf(domain);
    if (records.length === 1) await this.read(records[0]!, domain);
    return { records, lookups: this.lookups, includes: this.includes, allowed: this.allowed };
  }

  private async recordsOf(domain: string): Promise<string[]> {
    return (await this.dns.txt(domain)).filter((text) => /^v=spf1(\s|$)/i.test(text.trim()));
  }

  private async read(record: string, domain: string): Promise<void> {
    for (const term of record.trim().split(/\s+/).slice(1)) {
      const [, qualifier = '', name = '', value = ''] = /^([+?~-]?)([a-z\d]+)[:=]?(.*)$/i.exec(term) ?? [];
      const passes = qualifier === '' || qualifier === '+';
      switch (name.toLowerCase()) {
        case 'ip4':
        case 'ip6':
          if (passes) this.allow(value);
          break;
        case 'a':
          if (this.asks()) await this.hosts([hostOf(value, domain)], passes, maskOf(value));
          break;
        case 'mx':
          if (this.asks()) {
            const mx = await this.dns.mx(hostOf(value, domain));
            await this.hosts(
              mx.slice(0, 10).map(({ exchange }) => exchange),
              passes,
              maskOf(value),
            );
          }
          break;
        case 'include':
        case 'redirect':
          if (this.asks() && !value.includes('%')) await this.follow(value.toLowerCase());
          break;
        case 'exists':
        case 'ptr':
          this.asks();
          break;
        default:
          break;
      }
    }
  }

  private asks(): boolean {
    return ++this.lookups <= mostLookups;
  }

  private async follow(domain: string): Promise<void> {
    this.includes.push(domain);
    if (this.seen.has(domain)) return;
    this.seen.add(domain);
    const [record, ...more] = await this.recordsOf(domain);
    if (record !== undefined && more.length === 0) await this.read(record, domain);
  }

  private async hosts(names: readonly string[], passes: boolean, mask: string): Promise<void> {
    if (!passes) return;
    for (const name of names) {
      if (name.includes('%')) continue;
      for (const address of await this.dns.addresses(name)) this.allow(address + (isIP(address) === 4 ? mask : ''));
    }
  }

  /** `192.0.2.0/24`, `2001:db8::/32`, or one address. */
  private allow(network: string): void {
    const [address = '', prefix] = network.split('/');
    const kind = isIP(address);
    if (kind === 0) return;
    const [type, whole] = kind === 4 ? (['ipv4', 32] as const) : (['ipv6', 128] as const);
    const bits = prefix === undefined ? whole : Number(prefix);
    if (Number.isInteger(bits) && bits >= 0 && bits <= whole) this.allowed.addSubnet(address, bits, type);
  }
}

const hostOf = (value: string, domain: string): string => value.replace(/\/.*$/, '') || domain;
const maskOf = (value: string): string => /\/\d+/.exec(value)?.[0] ?? '';
