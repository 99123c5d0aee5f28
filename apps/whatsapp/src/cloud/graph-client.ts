import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { asAppError } from '#libs/errors';
import type { FetchedMedia } from '../driver/driver.port.js';
import { MediaGone, MediaLater } from '../driver/media.errors.js';
import { GraphAway, GraphRefusal, refusalOf } from './graph-trouble.js';
import { placeOfMedia } from './media-host.js';

/** An answer is JSON of a few hundred bytes; a list of templates some hundred kilobytes. */
const answerAtMost = 4 * 1024 * 1024;
const redirectsAtMost = 3;

export interface GraphTiming {
  readonly answerMs: number;
  /** Media on their way, up or down. */
  readonly mediaMs: number;
}

export const usualGraphTiming: GraphTiming = { answerMs: 30_000, mediaMs: 10 * 60_000 };

/** The Graph API for one number. The token goes to the API and to where the API says that media lie, and nowhere else. */
export class GraphClient {
  /** @param base without a slash at the end */
  constructor(
    private readonly base: string,
    private readonly apiVersion: string,
    private readonly token: string,
    private readonly timing: GraphTiming = usualGraphTiming,
  ) {}

  /** @throws GraphRefusal, GraphAway */
  get(path: string, limitMs?: number): Promise<unknown> {
    return this.call(path, { method: 'GET' }, limitMs);
  }

  /** @throws GraphRefusal, GraphAway */
  post(path: string, body: object, limitMs?: number): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    return this.call(path, { method: 'POST', headers, body: JSON.stringify(body) }, limitMs);
  }

  /** Streamed as multipart/form-data (RFC 7578): nothing is whole in memory. @throws GraphRefusal, GraphAway */
  async upload(path: string, file: { stream: Readable; size: number; type: string; name: string }): Promise<unknown> {
    const boundary = `keepline-${randomBytes(18).toString('hex')}`;
    const field = (name: string, value: string) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const name = file.name.replace(/["\r\n\\]/g, '_');
    const head = Buffer.from(
      `${field('messaging_product', 'whatsapp')}${field('type', file.type)}--${boundary}\r\n` +
        `content-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: ${file.type}\r\n\r\n`,
    );
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    const { stream } = file;
    async function* bytes(): AsyncGenerator<Buffer> {
      yield head;
      for await (const chunk of stream) yield chunk as Buffer;
      yield tail;
    }
    try {
      return await this.call(
        path,
        {
          method: 'POST',
          headers: {
            'content-type': `multipart/form-data; boundary=${boundary}`,
            'content-length': String(head.length + file.size + tail.length),
          },
          body: Readable.toWeb(Readable.from(bytes(), { objectMode: false })),
          duplex: 'half',
        },
        this.timing.mediaMs,
      );
    } finally {
      stream.destroy();
    }
  }

  /**
   * The bytes behind a media id. Its address is asked for each time: it holds for some minutes only.
   * @throws MediaGone, MediaLater, GraphRefusal where it is the number that is refused
   */
  async media(mediaId: string, phoneNumberId: string, limitBytes: number): Promise<FetchedMedia> {
    const facts = (await this.get(`${mediaId}?phone_number_id=${phoneNumberId}`).catch((error: unknown) => {
      throw mediaTroubleOf(error);
    })) as { url?: unknown; mime_type?: unknown; file_size?: unknown };
    if (typeof facts.url !== 'string') throw new MediaLater('whatsapp.server-away');
    const size = Number(facts.file_size);
    if (size > limitBytes) throw new MediaGone('whatsapp.media-too-large');
    const answer = await this.follow(facts.url);
    return {
      stream: answer.body ? Readable.fromWeb(answer.body) : Readable.from([]),
      type: typeof facts.mime_type === 'string' ? facts.mime_type : '',
      name: null,
      size: Number.isSafeInteger(size) && size > 0 ? size : null,
    };
  }

  private async follow(address: string): Promise<Response> {
    let place = placeOfMedia(address, this.base);
    for (let hop = 0; ; hop++) {
      if (place === null) throw new MediaGone('whatsapp.media-refused');
      let answer: Response;
      try {
        answer = await fetch(place.url, {
          redirect: 'manual',
          headers: place.mayHaveToken ? { authorization: `Bearer ${this.token}` } : {},
          signal: AbortSignal.timeout(this.timing.mediaMs),
        });
      } catch (error) {
        throw new MediaLater('whatsapp.server-away', null, error);
      }
      if (answer.ok) return answer;
      await answer.body?.cancel();
      if (answer.status < 300 || answer.status > 399) {
        // The address has gone stale, or the token is; the next try asks for both again.
        throw new MediaLater(answer.status === 401 ? 'whatsapp.token-expired' : 'whatsapp.media-not-there');
      }
      if (hop === redirectsAtMost) throw new MediaGone('whatsapp.media-refused');
      const next = answer.headers.get('location');
      const target = next === null ? null : placeOfMedia(next, this.base, place.url);
      // A redirection is the other side's word: the token stays with the host that it was meant for.
      place = target && { ...target, mayHaveToken: target.mayHaveToken && target.url.host === place.url.host };
    }
  }

  private async call(
    path: string,
    request: RequestInit & { duplex?: 'half' },
    limitMs = this.timing.answerMs,
  ): Promise<unknown> {
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(`${this.base}/${this.apiVersion}/${path}`, {
        ...request,
        redirect: 'error',
        headers: { ...request.headers, authorization: `Bearer ${this.token}` },
        signal: AbortSignal.timeout(limitMs),
      });
      text = await textOf(answer);
    } catch (error) {
      throw new GraphAway(!neverConnected(error), error);
    }
    const parsed = parsedOr(text, null);
    if (answer.ok) {
      // A 200 that cannot be read says that it was carried out, and not what came of it.
      if (parsed === null) throw new GraphAway(true, new Error('an answer that is not JSON'));
      return parsed;
    }
    if (answer.status >= 500 && parsed === null) throw new GraphAway(true, new Error(`HTTP ${answer.status}`));
    throw refusalOf(answer.status, parsed, answer.headers.get('retry-after'));
  }
}

async function textOf(answer: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > answerAtMost) throw new Error('an answer that is too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function parsedOr(text: string, fallback: null): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return fallback;
  }
}

const beforeConnection = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Nothing can have left: the connection was never made. */
function neverConnected(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: unknown; errors?: { code?: unknown }[] } };
  const codes = [cause?.code, ...(cause?.errors ?? []).map(({ code }) => code)].filter(
    (code) => typeof code === 'string',
  );
  return codes.length > 0 && codes.every((code) => beforeConnection.has(code));
}

function mediaTroubleOf(error: unknown): Error {
  if (error instanceof GraphRefusal) {
    return error.meaning === 'failed'
      ? new MediaGone('whatsapp.media-expired', error)
      : new MediaLater(error.code, error.notBefore, error);
  }
  return new MediaLater(asAppError(error).code, null, error);
}
