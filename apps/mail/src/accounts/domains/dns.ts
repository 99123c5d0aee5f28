import { Resolver } from 'node:dns/promises';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '#libs/config';
import { OperationalError } from '#libs/errors';

const timing = { timeout: 2_000, tries: 2 };
/** These say that there is none of what was asked for; everything else, that nobody could say. */
const none = new Set(['ENOTFOUND', 'ENODATA']);

/** The door to the domain name system. An empty answer is an answer; a missing one is an error. */
@Injectable()
export class Dns {
  private readonly servers: readonly string[] | null;

  constructor(@Inject(SETTINGS) settings: Settings) {
    this.servers = settings.dnsServers;
  }

  /** @throws OperationalError `dns.away`, as all of these */
  mx(domain: string): Promise<{ exchange: string; priority: number }[]> {
    return this.ask((resolver) => resolver.resolveMx(domain));
  }

  srv(name: string): Promise<{ name: string; port: number; priority: number; weight: number }[]> {
    return this.ask((resolver) => resolver.resolveSrv(name));
  }

  /** Each record whole, its pieces joined (RFC 7208 3.3). */
  async txt(name: string): Promise<string[]> {
    return (await this.ask((resolver) => resolver.resolveTxt(name))).map((pieces) => pieces.join(''));
  }

  async addresses(host: string): Promise<string[]> {
    const [v4, v6] = await Promise.all([
      this.ask((resolver) => resolver.resolve4(host)),
      this.ask((resolver) => resolver.resolve6(host)),
    ]);
    return [...v4, ...v6];
  }

  private async ask<T>(question: (resolver: Resolver) => Promise<T[]>): Promise<T[]> {
    const resolver = new Resolver(timing);
    if (this.servers !== null) resolver.setServers(this.servers);
    try {
      return await question(resolver);
    } catch (error) {
      if (none.has((error as { code?: string }).code ?? '')) return [];
      throw new OperationalError('dns.away', {}, { cause: error });
    }
  }
}
