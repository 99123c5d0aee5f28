import { isIPv6 } from 'node:net';
import type { SipSettings } from '#libs/config';
import { sipRealm } from '#libs/contracts';

export interface SipFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** Who vouches for providers. */
  readonly trustedFile: string;
}

/** Networks that see us as we are, without a router's translation. */
const localNetworks = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
];

export const transports = { udp: 'over-udp', tcp: 'over-tcp', tls: 'over-tls' } as const;

/**
 * The SIP stack's own settings. Devices and trunks are not here: they are pushed at run time, and nobody else is let in.
 * An unknown user is challenged like a known one, in the same realm.
 */
export function pjsipConfiguration(sip: SipSettings, httpPort: number, files: SipFiles): string {
  const host = isIPv6(sip.host) ? `[${sip.host}]` : sip.host;
  const outside =
    sip.externalAddress === null
      ? []
      : [
          `external_media_address=${sip.externalAddress}`,
          `external_signaling_address=${sip.externalAddress}`,
          ...localNetworks.map((network) => `local_net=${network}`),
        ];
  const transport = (protocol: keyof typeof transports, port: number, more: readonly string[] = []) =>
    [
      `[${transports[protocol]}]`,
      'type=transport',
      `protocol=${protocol}`,
      `bind=${host}:${port}`,
      ...outside,
      ...more,
    ].join('\n');
  return [
    `[global]
type=global
user_agent=Keepline
default_realm=${sipRealm}
default_from_user=keepline
; A name in From is tried before the address, and a trunk is known by its address alone: a device cannot pass for one.
endpoint_identifier_order=auth_username,username,ip
keep_alive_interval=60
; Whoever is asked for a sign of life is asked at once, not within the first half minute.
max_initial_qualify_time=1
; Five requests in five seconds from somebody unknown are told in the security log.
unidentified_request_count=5
unidentified_request_period=5`,
    `[system]
type=system
; RFC 3261 18.1.1 would switch a long request from UDP to TCP, which many providers do not take.
disable_tcp_switch=yes`,
    transport('udp', sip.port),
    transport('tcp', sip.port),
    ...(sip.tlsPort === 0
      ? []
      : [
          transport('tls', sip.tlsPort, [
            'method=tlsv1_2',
            `cert_file=${files.certFile}`,
            `priv_key_file=${files.keyFile}`,
            `ca_list_file=${files.trustedFile}`,
            'verify_server=yes',
          ]),
        ]),
    `[over-ws]\ntype=transport\nprotocol=ws\nbind=127.0.0.1:${httpPort}`,
    '',
  ].join('\n\n');
}
