import { Agent, get } from 'node:http';
import type { ApiUser } from '../product/api.js';

/** Connections stay open, as a browser's do. */
const agent = new Agent({ keepAlive: true });

export interface Answered {
  /** From asking to the last byte, in milliseconds. */
  readonly ms: number;
  readonly bytes: Buffer;
}

/**
 * Asks as somebody who is signed in, and stops the clock at the last byte. The plain client of Node: it shares two cores with what is measured,
 * and whatever it would do with each answer (streams, decoding, JSON) would be measured too.
 * @param path below /api/v1
 * @throws Error where the answer is not a 200
 */
export function askAs(reader: ApiUser, path: string): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const request = get(
      `${reader.api}${path}`,
      { agent, headers: { cookie: reader.sessionCookie, 'x-keepline': '1' } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const ms = performance.now() - begun;
          const bytes = Buffer.concat(chunks);
          if (response.statusCode === 200) resolve({ ms, bytes });
          else reject(new Error(`GET ${path}: ${response.statusCode} ${bytes.toString('utf8').slice(0, 500)}`));
        });
      },
    );
    request.on('error', reject);
  });
}
