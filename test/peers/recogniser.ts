import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came: the form's words, and the file with the name and type that it was sent under. */
export interface HeardRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly fields: Readonly<Record<string, string>>;
  readonly file: { readonly name: string; readonly type: string; readonly bytes: Buffer };
}

export interface Said {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** An object goes out as JSON, a string as it is; null: the connection is held open without a word. */
  readonly body: object | string | null;
  /** Answers before the request has been read. */
  readonly early?: boolean;
}

/** What OpenAI's `POST /v1/audio/transcriptions` answers with `response_format=verbose_json`. */
export const verboseJson = (...words: [word: string, start: number, end: number][]) => ({
  task: 'transcribe',
  language: 'english',
  duration: 2,
  text: words.map(([word]) => word).join(' '),
  words: words.map(([word, start, end]) => ({ word, start, end })),
});

/** A recogniser that says what a test tells it to, and keeps what it heard. */
export class RecogniserPeer {
  readonly heard: HeardRequest[] = [];
  /** How many requests it was given at once, at most. */
  mostAtOnce = 0;
  private atOnce = 0;
  private script: (request: HeardRequest, nth: number) => Said = () => ({ body: verboseJson() });

  private constructor(private readonly server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      // Whoever goes away in the middle has said nothing.
      this.answer(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<RecogniserPeer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RecogniserPeer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** @param script gets the request (empty where it answers early) and how many came before it */
  says(script: (request: HeardRequest, nth: number) => Said): void {
    this.script = script;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    response.once('close', () => this.atOnce--);
    const empty = { fields: {}, file: { name: '', type: '', bytes: Buffer.alloc(0) } };
    const line = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
    const early = this.script({ ...line, ...empty }, this.heard.length);
    if (!early.early) {
      const pieces: Buffer[] = [];
      for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
      const heard = { ...line, ...formOf(request.headers['content-type'] ?? '', Buffer.concat(pieces)) };
      this.heard.push(heard);
      return this.say(response, this.script(heard, this.heard.length - 1));
    }
    this.heard.push({ ...line, ...empty });
    this.say(response, early);
  }

  private say(response: ServerResponse, { status = 200, headers = {}, body }: Said): void {
    if (body === null) return;
    const isText = typeof body === 'string';
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(isText ? body : JSON.stringify(body));
  }
}

/** RFC 7578, as far as an honest client goes. */
function formOf(type: string, body: Buffer): Pick<HeardRequest, 'fields' | 'file'> {
  const boundary = `--${/boundary=(.+)$/.exec(type)?.[1] ?? '?'}`;
  const fields: Record<string, string> = {};
  let file = { name: '', type: '', bytes: Buffer.alloc(0) };
  for (let at = body.indexOf(boundary); at >= 0;) {
    const next = body.indexOf(`\r\n${boundary}`, at);
    if (next < 0) break;
    const part = body.subarray(at + boundary.length + 2, next);
    const headEnd = part.indexOf('\r\n\r\n');
    const [head, bytes] = [part.subarray(0, headEnd).toString(), Buffer.from(part.subarray(headEnd + 4))];
    const name = / name="([^"]*)"/.exec(head)?.[1] ?? '';
    const fileName = /filename="([^"]*)"/.exec(head)?.[1];
    if (fileName === undefined) fields[name] = bytes.toString();
    else file = { name: fileName, type: /Content-Type: (.*)/.exec(head)?.[1]?.trim() ?? '', bytes };
    at = next + 2;
  }
  return { fields, file };
}
