import { resolve } from 'node:path';
import { z } from 'zod';

/** How devices and providers reach the telephone engine that we start. */
export interface SipSettings {
  host: string;
  /** UDP and TCP. */
  port: number;
  /** 0: no TLS. */
  tlsPort: number;
  /** null: a certificate of our own. */
  tls: { certFile: string; keyFile: string } | null;
  /** Our address as the outside sees it, where that is another one (NAT); null: as it is. */
  externalAddress: string | null;
  /** The UDP ports of sound, both included. */
  rtpPorts: { from: number; to: number };
}

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);

/** A call takes two ports on each of its two or more legs. */
const fewestRtpPorts = 20;

export const sipEnvironment = {
  KEEPLINE_SIP_HOST: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1'),
  KEEPLINE_SIP_PORT: port(5070),
  KEEPLINE_SIP_TLS_PORT: port(5071),
  KEEPLINE_SIP_TLS_CERT_FILE: z.string().min(1).optional(),
  KEEPLINE_SIP_TLS_KEY_FILE: z.string().min(1).optional(),
  KEEPLINE_SIP_EXTERNAL_ADDRESS: z
    .string()
    .regex(/^[A-Za-z0-9.:-]{1,253}$/, 'must be an address or a host name')
    .optional(),
  KEEPLINE_RTP_PORTS: z
    .string()
    .regex(/^\d{4,5}-\d{4,5}$/, { error: 'must be two ports, like 36000-36499', abort: true })
    .refine((text) => {
      const { from, to } = portsOf(text);
      return from >= 1_024 && to <= 65_535 && to - from + 1 >= fewestRtpPorts;
    }, `must be at least ${fewestRtpPorts} ports between 1024 and 65535`)
    .default('36000-36499'),
};

export function sipSettings(env: z.infer<z.ZodObject<typeof sipEnvironment>>): SipSettings {
  const { KEEPLINE_SIP_TLS_CERT_FILE: certFile, KEEPLINE_SIP_TLS_KEY_FILE: keyFile } = env;
  return {
    host: env.KEEPLINE_SIP_HOST,
    port: env.KEEPLINE_SIP_PORT,
    tlsPort: env.KEEPLINE_SIP_TLS_PORT,
    tls: certFile && keyFile ? { certFile: resolve(certFile), keyFile: resolve(keyFile) } : null,
    externalAddress: env.KEEPLINE_SIP_EXTERNAL_ADDRESS ?? null,
    rtpPorts: portsOf(env.KEEPLINE_RTP_PORTS),
  };
}

function portsOf(text: string): { from: number; to: number } {
  const [from = 0, to = 0] = text.split('-').map(Number);
  return { from, to };
}
