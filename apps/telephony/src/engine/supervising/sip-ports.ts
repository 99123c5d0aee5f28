import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv6 } from 'node:net';
import type { SipSettings } from '#libs/config';
import { OperationalError } from '#libs/errors';
import { freePort } from '#libs/supervision';

/** How often a free port is looked for that is free in UDP too. */
const tries = 20;

/**
 * The ports that SIP gets now. The engine itself would only write a line into its log, and go on without SIP.
 * @throws OperationalError `telephony.sip-port-taken` with the port
 */
export async function sipPorts(sip: SipSettings): Promise<Pick<SipSettings, 'port' | 'tlsPort'>> {
  const port = sip.port === 0 ? await freeForBoth(sip.host) : sip.port;
  await check(sip.host, port, isFreeTcp, isFreeUdp);
  // 0 stands for "none" in the settings of TLS.
  if (sip.tlsPort !== 0) await check(sip.host, sip.tlsPort, isFreeTcp);
  return { port, tlsPort: sip.tlsPort };
}

async function freeForBoth(host: string): Promise<number> {
  for (let n = 0; n < tries; n++) {
    const port = await freePort(host);
    if (await isFreeUdp(host, port)) return port;
  }
  throw new OperationalError('telephony.sip-port-taken', { port: 0 });
}

type Probe = (host: string, port: number) => Promise<boolean>;

async function check(host: string, port: number, ...probes: Probe[]): Promise<void> {
  for (const probe of probes) {
    if (!(await probe(host, port))) throw new OperationalError('telephony.sip-port-taken', { port });
  }
}

async function isFreeTcp(host: string, port: number): Promise<boolean> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

async function isFreeUdp(host: string, port: number): Promise<boolean> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    socket.bind(port, host);
    await once(socket, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    socket.close();
  }
}
