import { resolve } from 'node:path';
import { z } from 'zod';

/** The scanner that looks through every attachment. */
export interface ClamdSettings {
  /** `host:port`, or the path of a socket. */
  address: string;
  /** What may be done with a file that it has not looked through yet. */
  unchecked: 'allow' | 'deny';
}

export const clamdEnvironment = {
  KEEPLINE_CLAMD: z
    .string()
    .regex(/^(\/.+|\.\.?\/.+|(\[[0-9a-f:.]+\]|[\w.-]+):\d{1,5})$/i, 'must be host:port or the path of a socket')
    .optional(),
  KEEPLINE_CLAMD_UNCHECKED: z.enum(['allow', 'deny']).default('deny'),
};

export function clamdSettings(env: z.infer<z.ZodObject<typeof clamdEnvironment>>): ClamdSettings | null {
  const address = env.KEEPLINE_CLAMD;
  if (address === undefined) return null;
  return { address: /^[./]/.test(address) ? resolve(address) : address, unchecked: env.KEEPLINE_CLAMD_UNCHECKED };
}
