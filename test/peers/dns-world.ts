import type { AddressInfo } from 'node:net';
import dns2 from 'dns2';

interface Zone {
  A?: string[];
  AAAA?: string[];
  TXT?: (string | string[])[];
  MX?: [priority: number, exchange: string][];
  SRV?: [priority: number, weight: number, port: number, target: string][];
}
type Kind = keyof Zone;

/** RFC 1035 4.1.1. */
const nameError = 3;

/** The domain name system, in this process: it knows what it is told, and says NXDOMAIN to the rest. */
export class DnsWorld {
  /** By name, in small letters. */
  readonly zones = new Map<string, Zone>();
  /** Every question, as `TXT company.test`. */
  readonly asked: string[] = [];
  /** Says nothing at all: whoever asks waits. */
  silent = false;
  private server: ReturnType<typeof dns2.createServer> | null = null;

  /** @returns where it is asked: `127.0.0.1:<port>` */
  async listen(): Promise<string> {
    this.server = dns2.createServer({
      udp: true,
      handle: (request, send) => this.answer(request, (response) => void send(response)),
    });
    const at = await this.server.listen({ udp: { port: 0, address: '127.0.0.1' } });
    return `127.0.0.1:${(at.udp as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await this.server?.close();
    this.server = null;
  }

  say(name: string, zone: Zone): void {
    this.zones.set(name, { ...this.zones.get(name), ...zone });
  }

  private answer(request: dns2.Packet, send: (response: dns2.Packet) => void): void {
    const { Packet } = dns2;
    const response = Packet.createResponseFromRequest(request);
    const [question] = request.questions;
    if (question === undefined || this.silent) return;
    const kind = Object.entries(Packet.TYPE).find(([, type]) => type === question.type)?.[0] as Kind;
    const name = question.name.toLowerCase();
    this.asked.push(`${kind} ${name}`);
    const zone = this.zones.get(name);
    if (zone === undefined) response.header.rcode = nameError;
    const common = { ttl: 60 };
    const records = {
      A: () => (zone?.A ?? []).map((address) => ({ ...common, address })),
      AAAA: () => (zone?.AAAA ?? []).map((address) => ({ ...common, address })),
      TXT: () => (zone?.TXT ?? []).map((data) => ({ ...common, data })),
      MX: () => (zone?.MX ?? []).map(([priority, exchange]) => ({ ...common, priority, exchange })),
      SRV: () =>
        (zone?.SRV ?? []).map(([priority, weight, port, target]) => ({ ...common, priority, weight, port, target })),
    };
    const answers = records[kind]?.() ?? [];
    response.answers.push(...answers.map((record) => Packet.createResourceFromQuestion(question, record)));
    send(response);
  }
}
