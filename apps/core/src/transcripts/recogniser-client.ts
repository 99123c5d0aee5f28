import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request as overHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as overHttps } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Settings } from '#libs/config';
import { AppError, asAppError } from '#libs/errors';
import { RecogniserTrouble, SoundRefused, SoundUnreadable } from './recogniser.errors.js';

/** Words of an hour are a few megabytes at most. */
const longestAnswer = 16 * 1024 * 1024;
/** It may ask to be left alone for so long. */
export const longestRestMs = 6 * 60 * 60_000;

export interface Sound {
  /** `lane.wav`: recognisers go by the ending. */
  readonly name: string;
  readonly type: string;
  /** Bytes; exactly so many must come. */
  readonly size: number;
  open(): Promise<Readable>;
}

/**
 * OpenAI's `POST /v1/audio/transcriptions`, as whisper.cpp's server and others speak it too. Goes to the configured address and nowhere
 * else: a redirection is not followed, no proxy is asked.
 */
export class RecogniserClient {
  private readonly address: URL;

  constructor(private readonly settings: NonNullable<Settings['recogniser']>) {
    this.address = new URL(settings.url);
    this.address.pathname = `${this.address.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1/audio/transcriptions`;
  }

  /** @returns the answer's JSON, unread. @throws RecogniserTrouble, SoundRefused, SoundUnreadable; what the evidence store throws while it is away */
  async transcribe(sound: Sound, limitMs: number, stop: AbortSignal): Promise<string> {
    const boundary = `keepline-${randomUUID()}`;
    const [before, after] = formAround(boundary, sound, this.settings.model);
    const limit = AbortSignal.timeout(limitMs);
    const key = await this.key();
    try {
      const response = await this.send(sound, before, after, {
        method: 'POST',
        headers: {
          'Content-Type': `multipart/form-data; boundary=${boundary}`,
          'Content-Length': before.length + sound.size + after.length,
          Accept: 'application/json',
          ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
        },
        signal: AbortSignal.any([limit, stop]),
      });
      const status = response.statusCode ?? 0;
      if (status !== 200) {
        response.destroy();
        throw refusalOf(status, response.headers['retry-after']);
      }
      return await textOf(response);
    } catch (thrown) {
      if (thrown instanceof AppError) throw thrown;
      throw new RecogniserTrouble(limit.aborted ? 'recogniser.slow' : 'recogniser.away', {}, null, thrown);
    }
  }

  /** Resolves with the first line of the answer, which may come before the last byte of the sound has left: then the rest stays here. */
  private async send(sound: Sound, before: Buffer, after: Buffer, options: RequestOptions): Promise<IncomingMessage> {
    const request = (this.address.protocol === 'https:' ? overHttps : overHttp)(this.address, options);
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve).once('error', reject);
    });
    answered.catch(() => undefined);
    // A broken connection is told by the request itself, which may have been answered before; our own sound's trouble only here.
    const unsendable = new Promise<never>((_, reject) => {
      pipeline(Readable.from(formOf(before, sound, after), { objectMode: false }), request).catch((error: Error) => {
        if (error instanceof AppError) reject(error);
        request.destroy(error);
      });
    });
    unsendable.catch(() => undefined);
    return Promise.race([answered, unsendable]);
  }

  /** Read each time: a key that was exchanged is used from the next sound on. */
  private async key(): Promise<string | null> {
    if (this.settings.keyFile === null) return null;
    try {
      return (await readFile(this.settings.keyFile, 'utf8')).trim();
    } catch (error) {
      throw new RecogniserTrouble('recogniser.key-unreadable', {}, null, error);
    }
  }
}

/** RFC 7578. The words of the form come first, so that a server knows what is wanted before the sound arrives. */
function formAround(boundary: string, { name, type }: Sound, model: string): [Buffer, Buffer] {
  const field = (field: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`;
  const before =
    field('model', model.replaceAll(/[\r\n]/g, ' ')) +
    field('response_format', 'verbose_json') +
    field('timestamp_granularities[]', 'word') +
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`;
  return [Buffer.from(before, 'utf8'), Buffer.from(`\r\n--${boundary}--\r\n`)];
}

async function* formOf(before: Buffer, sound: Sound, after: Buffer): AsyncGenerator<Buffer> {
  yield before;
  yield* readable(sound);
  yield after;
}

/** Trouble with our own sound must not pass for trouble with the other side. */
async function* readable(sound: Sound): AsyncGenerator<Buffer> {
  try {
    yield* (await sound.open()) as AsyncIterable<Buffer>;
  } catch (thrown) {
    throw asAppError(thrown).kind === 'operational' ? thrown : new SoundUnreadable(thrown);
  }
}

function refusalOf(status: number, retryAfter: string | undefined): RecogniserTrouble | SoundRefused {
  if (status === 401 || status === 403) return new RecogniserTrouble('recogniser.key-refused', { status });
  if (status === 404 || status === 405 || (status >= 300 && status < 400))
    return new RecogniserTrouble('recogniser.address-wrong', { status });
  if (status === 429) return new RecogniserTrouble('recogniser.busy', { status }, restOf(retryAfter));
  if (status >= 400 && status < 500 && status !== 408) return new SoundRefused(status);
  return new RecogniserTrouble('recogniser.failed', { status }, restOf(retryAfter));
}

/** RFC 9110, 10.2.3: seconds or a date. */
function restOf(retryAfter: string | undefined): number | null {
  if (retryAfter === undefined) return null;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1_000 : Date.parse(retryAfter) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1_000), longestRestMs) : null;
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > longestAnswer) {
      response.destroy();
      throw new RecogniserTrouble('recogniser.answer-invalid', { longest: longestAnswer });
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
