import { createHmac, randomBytes } from 'node:crypto';

/** A secret as Standard Webhooks writes it (https://github.com/standard-webhooks/standard-webhooks, "Symmetric"): 256 bits. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/**
 * The header `webhook-signature`: one signature for each secret that is good now, so that a receiver may change over in its own time.
 * @param seconds since the epoch, as in `webhook-timestamp`
 */
export function signatures(secrets: readonly string[], id: string, seconds: number, body: string): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
    })
    .join(' ');
}
