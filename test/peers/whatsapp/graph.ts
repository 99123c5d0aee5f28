import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metaJson, messageOf, type Saying } from './graph-messages.js';

export interface GraphNumber {
  readonly phoneNumberId: string;
  readonly businessAccountId: string;
  /** E.164 with its plus. */
  readonly number: string;
  readonly name: string;
  readonly token: string;
  readonly appSecret: string;
}

export interface SentByApi {
  readonly id: string;
  readonly phoneNumberId: string;
  readonly body: Record<string, unknown> & { to?: string; recipient?: string; type: string };
}

interface Refusal {
  readonly code: number;
  readonly message: string;
  readonly status?: number;
  /** Seconds. */
  readonly retryAfter?: string;
}

interface StoredMedia {
  readonly bytes: Buffer;
  readonly type: string;
}

/** A stand-in for Meta's Graph API and for what Meta sends: nothing of it leaves this machine. */
export class GraphWorld {
  /** Everything that was taken for sending, in order. */
  readonly sent: SentByApi[] = [];
  /** Messages that were marked as read, and whether typing was shown with it. */
  readonly seen: { messageId: string; typing: boolean }[] = [];
  templates: object[] = [];
  /** Recipients (digits) whose 24 hours are over: only templates reach them. */
  readonly closedWindows = new Set<string>();
  readonly expiredTokens = new Set<string>();
  /** Refused in order, one request for sending each. */
  readonly refusals: Refusal[] = [];
  /** So many requests for sending are carried out and then not answered: the line breaks. */
  hangUps = 0;
  /** Where deliveries go; the answer is HTTP's status. */
  deliverTo: (body: Buffer, signature: string) => Promise<number> = () => Promise.resolve(200);
  /** Something was taken for sending. */
  onSent: (sent: SentByApi) => void = () => undefined;
  mediaRequests = 0;
  private readonly numbers = new Map<string, GraphNumber>();
  private readonly media = new Map<string, StoredMedia>();
  private readonly server: Server;
  private port = 0;

  private constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  static async open(port = 0): Promise<GraphWorld> {
    const world = new GraphWorld();
    await new Promise<void>((resolve) => world.server.listen(port, '127.0.0.1', resolve));
    world.port = (world.server.address() as AddressInfo).port;
    return world;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  aNumber(facts: Partial<GraphNumber> = {}): GraphNumber {
    const id = String(10_000_000_000 + this.numbers.size);
    const number: GraphNumber = {
      phoneNumberId: id,
      businessAccountId: `9${id}`,
      number: `+38044${String(1_000_000 + this.numbers.size)}`,
      name: 'Corp',
      token: `token-${randomBytes(6).toString('hex')}`,
      appSecret: randomBytes(16).toString('hex'),
      ...facts,
    };
    this.numbers.set(number.phoneNumberId, number);
    return number;
  }

  /** Something that a client sends: its id for the webhook. */
  addMedia(bytes: Buffer, type: string): string {
    const id = String(800_000_000 + this.media.size);
    this.media.set(id, { bytes, type });
    return id;
  }

  /** Meta keeps media for a while only. */
  expireMedia(id: string): void {
    this.media.delete(id);
  }

  uploaded(id: string): StoredMedia | undefined {
    return this.media.get(id);
  }

  /** A client writes. @returns the id of the message */
  async say(to: GraphNumber, saying: Saying): Promise<string> {
    const message = messageOf(saying);
    await this.deliver(to, [this.messages(to, [message], saying)]);
    return message.id;
  }

  /** What Meta tells of a message of ours. */
  statusOf(id: string, status: string, more: object = {}): object {
    const callback = this.sent.find((one) => one.id === id)?.body['biz_opaque_callback_data'];
    return {
      id,
      status,
      timestamp: String(Math.floor(Date.now() / 1_000)),
      recipient_id: this.sent.find((one) => one.id === id)?.body.to ?? '0',
      ...(callback === undefined ? {} : { biz_opaque_callback_data: callback }),
      ...more,
    };
  }

  /** One change of the field `messages`. */
  messages(to: GraphNumber, messages: readonly unknown[], { from, name, userId }: Partial<Saying> = {}): object {
    const contact = {
      profile: { name: name ?? 'Ada' },
      wa_id: from,
      ...(userId === undefined ? {} : { user_id: userId }),
    };
    return this.change(to, 'messages', {
      contacts: from === undefined && userId === undefined ? [] : [contact],
      messages,
    });
  }

  statuses(to: GraphNumber, statuses: readonly object[]): object {
    return this.change(to, 'messages', { statuses });
  }

  change(to: GraphNumber, field: string, value: object): object {
    const metadata = { display_phone_number: to.number.slice(1), phone_number_id: to.phoneNumberId };
    return { field, value: { messaging_product: 'whatsapp', metadata, ...value } };
  }

  /** The bytes of a delivery, escaped as Meta escapes them. */
  webhook(to: GraphNumber, changes: readonly object[]): Buffer {
    return Buffer.from(
      metaJson({ object: 'whatsapp_business_account', entry: [{ id: to.businessAccountId, changes }] }),
    );
  }

  sign(body: Buffer, secret: string): string {
    return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  }

  /** @returns HTTP's status */
  deliver(to: GraphNumber, changes: readonly object[], secret = to.appSecret): Promise<number> {
    const body = this.webhook(to, changes);
    return this.deliverTo(body, this.sign(body, secret));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const [, first = '', second = '', third = ''] = url.pathname.split('/');
    const caller = [...this.numbers.values()].find((one) => one.token === token);
    if (!caller || this.expiredTokens.has(token))
      return refuse(response, { code: 190, message: 'Session has expired', status: 401 });
    if (first === 'media') return this.giveMedia(second, response);
    if (request.method === 'GET' && third === 'message_templates') return json(response, { data: this.templates });
    if (request.method === 'GET' && third === 'subscribed_apps')
      return json(response, { data: [{ whatsapp_business_api_data: {} }] });
    if (request.method === 'GET') return this.giveFacts(second, response);
    if (third === 'media') return this.takeUpload(body, request, response);
    if (third === 'messages')
      return this.takeMessage(second, JSON.parse(body.toString('utf8')) as SentByApi['body'], request, response);
    refuse(response, { code: 100, message: 'Unsupported request' });
  }

  private giveFacts(id: string, response: ServerResponse): void {
    const number = this.numbers.get(id);
    const media = this.media.get(id);
    if (number) {
      const { number: display_phone_number, name: verified_name } = number;
      json(response, {
        id,
        display_phone_number,
        verified_name,
        quality_rating: 'GREEN',
        messaging_limit_tier: 'TIER_1K',
      });
    } else if (media) {
      const sha256 = createHash('sha256').update(media.bytes).digest('hex');
      json(response, {
        id,
        url: `${this.url}/media/${id}`,
        mime_type: media.type,
        file_size: media.bytes.length,
        sha256,
      });
    } else {
      refuse(response, { code: 100, message: `Object with ID '${id}' does not exist` });
    }
  }

  private giveMedia(id: string, response: ServerResponse): void {
    this.mediaRequests++;
    const media = this.media.get(id);
    if (!media) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': media.type, 'content-length': media.bytes.length }).end(media.bytes);
  }

  private takeUpload(body: Buffer, request: IncomingMessage, response: ServerResponse): void {
    const boundary = /boundary=(.+)$/.exec(request.headers['content-type'] ?? '')?.[1] ?? '';
    const file = body.lastIndexOf('name="file"');
    const start = body.indexOf('\r\n\r\n', file) + 4;
    const end = body.lastIndexOf(`\r\n--${boundary}--`);
    if (file < 0 || end < start || request.headers['content-length'] === undefined) {
      return refuse(response, { code: 131053, message: 'Media upload error' });
    }
    const type = /content-type: (.+)$/.exec(body.subarray(file, start - 4).toString('utf8'))?.[1] ?? '';
    json(response, { id: this.addMedia(body.subarray(start, end), type.trim()) });
  }

  private takeMessage(
    phoneNumberId: string,
    body: SentByApi['body'] & { status?: string; message_id?: string; typing_indicator?: object },
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    if (body.status === 'read') {
      this.seen.push({ messageId: body.message_id ?? '', typing: body.typing_indicator !== undefined });
      return json(response, { success: true });
    }
    const refusal = this.refusals.shift();
    if (refusal) return refuse(response, refusal);
    if (this.closedWindows.has(body.to ?? '') && body.type !== 'template') {
      return refuse(response, { code: 131047, message: 'Re-engagement message' });
    }
    const id = `wamid.${randomBytes(12).toString('base64')}`;
    const sent = { id, phoneNumberId, body };
    this.sent.push(sent);
    this.onSent(sent);
    if (this.hangUps > 0) {
      this.hangUps--;
      return void request.socket.destroy();
    }
    const to = body.to ?? body.recipient ?? '';
    json(response, { messaging_product: 'whatsapp', contacts: [{ input: to, wa_id: to }], messages: [{ id }] });
  }
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, { code, message, status = 400, retryAfter }: Refusal): void {
  const error = { message: `(#${code}) ${message}`, type: 'OAuthException', code, error_data: { details: message } };
  const headers = {
    'content-type': 'application/json',
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  };
  response.writeHead(status, headers).end(JSON.stringify({ error }));
}
