import { Agent, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { EngineTrouble, type EngineCode } from '../engine.errors.js';

/** Where the engine's HTTP server is, and as whom we come. */
export interface EngineAccess {
  /** `http://127.0.0.1:8288` or https; without credentials and without a slash at the end. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** A call waits for nearly everything that is asked here. On loopback an answer takes a millisecond or two. */
const answerWithinMs = 5_000;
const answerAtMostBytes = 32 * 1024 * 1024;

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface AriRequest {
  readonly query?: Query;
  readonly body?: unknown;
  readonly withinMs?: number;
}

/** One keep-alive pool to the engine. */
export class AriHttp {
  private readonly plain = new Agent({ keepAlive: true, maxSockets: 16 });
  private readonly secure = new TlsAgent({ keepAlive: true, maxSockets: 16 });
  private access: EngineAccess | null = null;

  /** null: there is no engine at present; whatever is asked fails at once. */
  pointAt(access: EngineAccess | null): void {
    this.access = access;
  }

  get target(): EngineAccess | null {
    return this.access;
  }

  close(): void {
    this.plain.destroy();
    this.secure.destroy();
  }

  /** @returns the parsed answer, undefined for none. @throws EngineTrouble */
  async json<T>(method: string, path: string, options: AriRequest = {}): Promise<T> {
    const text = await this.text(method, `/ari${path}`, options);
    if (text === '') return undefined as T;
    try {
      return JSON.parse(text) as T;
    } catch (error) {
      throw new EngineTrouble('telephony.engine-failed', null, error);
    }
  }

  /** The whole path, not only that of ARI. @throws EngineTrouble */
  async text(
    method: string,
    path: string,
    options: AriRequest = {},
    headers: Record<string, string> = {},
  ): Promise<string> {
    const { status, text } = await this.answer(method, path, options, headers);
    if (status >= 300) throw troubleOf(status, path, text);
    return text;
  }

  /** Whatever the engine answers, with its headers. @throws EngineTrouble when it does not answer */
  answer(
    method: string,
    path: string,
    { query = {}, body, withinMs = answerWithinMs }: AriRequest = {},
    headers: Record<string, string> = {},
  ): Promise<{ status: number; text: string; cookies: string[] }> {
    const { access } = this;
    if (access === null) return Promise.reject(new EngineTrouble('telephony.engine-away'));
    const url = new URL(access.url + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const payload = body === undefined ? null : JSON.stringify(body);
    const secure = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const limit = AbortSignal.timeout(withinMs);
      const fail = (error: unknown) => {
        reject(new EngineTrouble(limit.aborted ? 'telephony.engine-slow' : 'telephony.engine-away', null, error));
      };
      const sent = (secure ? tlsRequest : request)(
        url,
        {
          method,
          agent: secure ? this.secure : this.plain,
          signal: limit,
          headers: {
            authorization: `Basic ${Buffer.from(`${access.user}:${access.password}`).toString('base64')}`,
            ...(payload === null
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
            ...headers,
          },
        },
        (answer) => {
          const parts: Buffer[] = [];
          let bytes = 0;
          answer.on('data', (part: Buffer) => {
            bytes += part.length;
            if (bytes > answerAtMostBytes) answer.destroy(new RangeError('too long an answer'));
            else parts.push(part);
          });
          answer.once('error', fail);
          answer.once('end', () => {
            const cookies = answer.headers['set-cookie'] ?? [];
            resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8'), cookies });
          });
        },
      );
      sent.once('error', fail);
      sent.end(payload ?? undefined);
    });
  }
}

/** An answer that says no, in our words. */
export const troubleOf = (status: number, path: string, text: string): EngineTrouble =>
  new EngineTrouble(codeOf(status, path), saidIn(text));

function codeOf(status: number, path: string): EngineCode {
  if (status === 401 || status === 403) return 'telephony.engine-locked';
  if (status === 404) return goneAt(path);
  if (status === 409 || status === 412) return 'telephony.channel-elsewhere';
  return status >= 500 ? 'telephony.engine-failed' : 'telephony.engine-refused';
}

const goneBy: Readonly<Record<string, EngineCode>> = {
  channels: 'telephony.channel-gone',
  bridges: 'telephony.bridge-gone',
  playbacks: 'telephony.playback-gone',
  recordings: 'telephony.recording-gone',
  endpoints: 'telephony.endpoint-unknown',
};

const goneAt = (path: string): EngineCode => goneBy[path.split('/')[2] ?? ''] ?? 'telephony.engine-refused';

/** `{"message": "Channel not found"}` */
function saidIn(text: string): string | null {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === 'string' ? message.slice(0, 300) : null;
  } catch {
    return null;
  }
}
