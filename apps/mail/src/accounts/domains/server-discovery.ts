import { domainToASCII } from 'node:url';
import { Injectable } from '@nestjs/common';
import type { DiscoveredServers, KnownProvider } from '#libs/contracts';
import { Dns } from './dns.js';

/** Where letters for domains that are hosted there go: each provider's own help pages. */
const hosts: readonly [KnownProvider, RegExp][] = [
  ['gmail', /(^|\.)(aspmx\d?|smtp)\.(l\.)?google\.com$|\.googlemail\.com$|(^|\.)alt\d\.aspmx\.l\.google\.com$/],
  ['microsoft', /\.mail\.protection\.outlook\.com$|\.mx\.microsoft$|\.olc\.protection\.outlook\.com$/],
  ['yandex', /(^|\.)mx\.yandex\.(net|ru|com)$/],
  ['mailru', /(^|\.)(e?mx|mxs)\.mail\.ru$/],
  ['ukrnet', /(^|\.)mxs?\d*\.ukr\.net$|(^|\.)mx\.ukr\.net$/],
];

type FoundServer = NonNullable<DiscoveredServers['imap']>;

/** Finds out where a mailbox is, from its address alone. What a domain says is shown to a person before anything is sent there (RFC 6186 6). */
@Injectable()
export class ServerDiscovery {
  constructor(private readonly dns: Dns) {}

  /** @throws OperationalError `dns.away` */
  async discover(address: string): Promise<DiscoveredServers> {
    const domain = domainToASCII(
      address
        .slice(address.lastIndexOf('@') + 1)
        .trim()
        .toLowerCase(),
    );
    if (domain === '' || !domain.includes('.')) return { provider: null, imap: null, smtp: null };
    const [mx, imaps, imap, submissions, submission] = await Promise.all([
      this.dns.mx(domain),
      this.server(`_imaps._tcp.${domain}`, 'tls'),
      this.server(`_imap._tcp.${domain}`, 'starttls'),
      this.server(`_submissions._tcp.${domain}`, 'tls'),
      this.server(`_submission._tcp.${domain}`, 'starttls'),
    ]);
    const provider = providerOf(mx.toSorted((a, b) => a.priority - b.priority).map(({ exchange }) => exchange));
    return { provider, imap: imaps ?? imap, smtp: submissions ?? submission };
  }

  /** @returns the first choice of those that are offered; null: none is, or the domain says that there is none (`.`) */
  private async server(name: string, security: FoundServer['security']): Promise<FoundServer | null> {
    const offered = (await this.dns.srv(name)).filter((one) => !['', '.'].includes(one.name) && one.port > 0);
    const [first] = offered.sort((a, b) => a.priority - b.priority || b.weight - a.weight);
    return first === undefined
      ? null
      : { host: first.name.replace(/\.$/, '').toLowerCase(), port: first.port, security };
  }
}

function providerOf(exchanges: readonly string[]): KnownProvider | null {
  const first = exchanges[0]?.toLowerCase().replace(/\.$/, '');
  return first === undefined ? null : (hosts.find(([, pattern]) => pattern.test(first))?.[0] ?? null);
}
