import { Injectable } from '@nestjs/common';
import { discoverServers } from '#libs/contracts';
import { Bus } from '#libs/messaging';
import type { DiscoveredView } from './discovery.view.js';

@Injectable()
export class DiscoveryService {
  constructor(private readonly bus: Bus) {}

  /** @throws OperationalError `dns.away`, `bus.no-answer` */
  discover(address: string): Promise<DiscoveredView> {
    return this.bus.ask(discoverServers, { address });
  }
}
