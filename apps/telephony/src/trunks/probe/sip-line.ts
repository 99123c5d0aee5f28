import { createSocket } from 'node:dgram';
import { connect as connectTcp, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { SipStream } from './sip-message.js';

export interface SipTarget {
  readonly transport: 'udp' | 'tcp' | 'tls';
  /** An address. */
  readonly address: string;
  readonly port: number;
  /** What a certificate must be made out to. */
  readonly serverName: string;
  /** Ours, to send from. */
  readonly from: string | null;
}

/** One way to a server over which whole SIP messages go; it ends with the trial. */
export interface SipLine {
  readonly local: { readonly address: string; readonly port: number };
  send(message: string): void;
  close(): void;
}

/** @throws what Node's sockets throw: ECONNREFUSED, ETIMEDOUT, ERR_TLS_… */
export function openLine(target: SipTarget, heard: (message: string) => void, withinMs: number): Promise<SipLine> {
  return target.transport === 'udp' ? openUdp(target, heard) : openStream(target, heard, withinMs);
}

function openUdp({ address, port, from }: SipTarget, heard: (message: string) => void): Promise<SipLine> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    socket.once('error', reject);
    socket.on('message', (data) => heard(data.toString('utf8')));
    // Connected, so that the system tells which of our addresses leads there, and that nobody listens (ICMP).
    socket.bind(0, from ?? undefined, () => {
      socket.connect(port, address, () => {
        socket.removeListener('error', reject);
        const { address: own, port: ownPort } = socket.address();
        let refused = false;
        socket.on('error', () => (refused = true));
        resolve({
          local: { address: own, port: ownPort },
          send: (message) => {
            if (!refused) socket.send(message);
          },
          close: () => socket.close(),
        });
      });
    });
  });
}

function openStream(target: SipTarget, heard: (message: string) => void, withinMs: number): Promise<SipLine> {
  const { transport, address, port, serverName, from } = target;
  return new Promise((resolve, reject) => {
    const where = { host: address, port, ...(from === null ? {} : { localAddress: from }) };
    const socket: Socket =
      transport === 'tls'
        ? connectTls({ ...where, servername: /[a-z]/i.test(serverName) ? serverName : '', host: address })
        : connectTcp(where);
    const stream = new SipStream();
    const late = setTimeout(() => socket.destroy(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })), withinMs);
    socket.setEncoding('utf8').on('data', (text: string) => stream.take(text).forEach(heard));
    socket.once('error', reject);
    socket.once('close', () => clearTimeout(late));
    socket.once(transport === 'tls' ? 'secureConnect' : 'connect', () => {
      clearTimeout(late);
      socket.on('error', () => undefined);
      resolve({
        local: { address: socket.localAddress ?? '', port: socket.localPort ?? 0 },
        send: (message) => socket.write(message),
        close: () => socket.destroy(),
      });
    });
  });
}
