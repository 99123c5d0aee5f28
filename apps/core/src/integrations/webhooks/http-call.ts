import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { AppError } from '#libs/errors';
import { publicLookup } from './public-address.js';

export interface Called {
  /** Null: no answer came, and `code` says why. */
  readonly status: number | null;
  /** `webhook.timeout`, `webhook.unreachable`, `webhook.name-unknown`, `webhook.certificate`, `webhook.address-inside`. */
  readonly code: string | null;
  readonly tookMs: number;
  /** The beginning of the answer. */
  readonly reply: string;
}

const longestMs = 15_000;
const replyBytes = 1_024;

/** Posts once: no redirect is followed, no connection kept, no more than the beginning of the answer read. Never throws. */
export async function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
  insideToo: boolean,
): Promise<Called> {
  const from = performance.now();
  const outcome = await new Promise<Omit<Called, 'tookMs'>>((done) => {
    const fail = (error: unknown) => done({ status: null, code: codeOf(error), reply: '' });
    const send = url.protocol === 'https:' ? secure : plain;
    const signal = AbortSignal.timeout(longestMs);
    const options = { method: 'POST', headers, agent: false as const, signal };
    const request = send(url, insideToo ? options : { ...options, lookup: publicLookup }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const answered = () => {
        const reply = Buffer.concat(chunks).subarray(0, replyBytes).toString('utf8').replaceAll('\0', '');
        done({ status: response.statusCode ?? 0, code: null, reply });
        request.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size >= replyBytes) answered();
      });
      response.once('end', answered).once('error', fail);
    });
    request.on('error', fail);
    request.end(body);
  });
  return { ...outcome, tookMs: Math.round(performance.now() - from) };
}

function codeOf(error: unknown): string {
  const { code, name, cause } = error as { code?: string; name?: string; cause?: unknown };
  if (error instanceof AppError) return error.code;
  if (cause instanceof AppError) return cause.code;
  if (name === 'AbortError' || name === 'TimeoutError' || code === 'ETIMEDOUT') return 'webhook.timeout';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'webhook.name-unknown';
  const untrusted = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|EPROTO|HOSTNAME)/.test(code ?? '');
  return untrusted ? 'webhook.certificate' : 'webhook.unreachable';
}
