import { resolve } from 'node:path';
import { z } from 'zod';

/** Where WhatsApp is, both ways. */
export interface WhatsappSettings {
  /** The browser that linked devices run in; null: looked for where systems keep it. */
  chromium: string | null;
  /** `127.0.0.1:<port>`: a stand-in for web.whatsapp.com; null: the real page. */
  standIn: string | null;
  /** The Graph API, without a slash at the end. */
  graphUrl: string;
}

const metas = 'https://graph.facebook.com';

/** Stand-ins are for tests and for the demo: what we send there is a client's, so it must not leave the machine. */
const onThisMachine = (...schemes: string[]) =>
  z
    .url()
    .refine(
      (text) => {
        const { protocol, hostname } = new URL(text);
        return schemes.includes(protocol.slice(0, -1)) && /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/.test(hostname);
      },
      `must be an address of this machine, and begin with ${schemes.join(':// or ')}://`,
    )
    .optional();

export const whatsappEnvironment = {
  KEEPLINE_CHROMIUM: z.string().min(1).optional(),
  KEEPLINE_WHATSAPP_STAND_IN: z
    .string()
    .regex(/^127\.0\.0\.1:\d{1,5}$/, 'must be a port of this machine, like 127.0.0.1:8443')
    .optional(),
  KEEPLINE_WHATSAPP_GRAPH_URL: onThisMachine('http', 'https'),
};

export function whatsappSettings(env: z.infer<z.ZodObject<typeof whatsappEnvironment>>): WhatsappSettings {
  return {
    chromium: env.KEEPLINE_CHROMIUM === undefined ? null : resolve(env.KEEPLINE_CHROMIUM),
    standIn: env.KEEPLINE_WHATSAPP_STAND_IN ?? null,
    graphUrl: (env.KEEPLINE_WHATSAPP_GRAPH_URL ?? metas).replace(/\/+$/, ''),
  };
}
