import { randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { answerTo, challengeIn } from './digest.js';
import { openLine, type SipLine, type SipTarget } from './sip-line.js';
import { responseIn, type SipResponse } from './sip-message.js';

/** RFC 3261 T1: what is not answered over UDP is sent again, with a pause that doubles. */
const resendAfterMs = 500;

export interface SipAccount {
  /** `alice` of `sip:alice@domain`. */
  readonly user: string;
  readonly domain: string;
  readonly authUser: string;
  readonly password: string;
}

export interface SipRequest {
  readonly method: 'OPTIONS' | 'REGISTER';
  /** `sip:host` */
  readonly uri: string;
  readonly account: SipAccount;
  readonly headers?: readonly string[];
}

/** Asks a SIP server and understands its answers; no calls. One dialogue at a time. */
export class SipClient {
  private readonly callId = randomBytes(12).toString('hex');
  private readonly tag = randomBytes(5).toString('hex');
  private sequence = 0;
  private line: SipLine | null = null;
  private heard: (response: SipResponse) => void = () => undefined;

  constructor(
    private readonly target: SipTarget,
    private readonly withinMs: number,
  ) {}

  /** @throws what Node's sockets throw */
  async open(): Promise<void> {
    const heard = (message: string) => {
      const response = responseIn(message);
      if (response?.headers.get('call-id')?.[0] === this.callId) this.heard(response);
    };
    this.line = await openLine(this.target, heard, this.withinMs);
  }

  close(): void {
    this.line?.close();
    this.line = null;
  }

  /** Where the server can reach us over this line. */
  get contact(): string {
    const { address, port } = this.local();
    return `sip:${isIPv6(address) ? `[${address}]` : address}:${port};transport=${this.target.transport}`;
  }

  /**
   * Asks, and once more with the password when the server wants it.
   * @returns the last answer, null for none
   */
  async ask(request: SipRequest): Promise<SipResponse | null> {
    const first = await this.send(request, []);
    if (first?.status !== 401 && first?.status !== 407) return first;
    const proxy = first.status === 407;
    const challenge = (first.headers.get(proxy ? 'proxy-authenticate' : 'www-authenticate') ?? [])
      .map(challengeIn)
      .find((one) => one !== null);
    if (!challenge) return first;
    const { authUser, password } = request.account;
    const { method, uri } = request;
    const answer = answerTo(challenge, { user: authUser, password, method, uri });
    return this.send(request, [`${proxy ? 'Proxy-Authorization' : 'Authorization'}: ${answer}`]);
  }

  private send(request: SipRequest, more: readonly string[]): Promise<SipResponse | null> {
    const sequence = ++this.sequence;
    const message = this.messageOf(request, sequence, more);
    return new Promise((resolve) => {
      let resend: NodeJS.Timeout | undefined;
      const finish = (response: SipResponse | null) => {
        clearTimeout(resend);
        clearTimeout(late);
        this.heard = () => undefined;
        resolve(response);
      };
      const late = setTimeout(() => finish(null), this.withinMs);
      this.heard = (response) => {
        const mine = response.headers.get('cseq')?.[0] === `${sequence} ${request.method}`;
        if (mine && response.status >= 200) finish(response);
      };
      const transmit = (pauseMs: number) => {
        this.line?.send(message);
        if (this.target.transport === 'udp') resend = setTimeout(() => transmit(Math.min(pauseMs * 2, 4_000)), pauseMs);
      };
      transmit(resendAfterMs);
    });
  }

  private messageOf(
    { method, uri, account, headers = [] }: SipRequest,
    sequence: number,
    more: readonly string[],
  ): string {
    const { address, port } = this.local();
    const via = `SIP/2.0/${this.target.transport.toUpperCase()} ${isIPv6(address) ? `[${address}]` : address}:${port}`;
    const self = `<sip:${encodeURIComponent(account.user)}@${account.domain}>`;
    return [
      `${method} ${uri} SIP/2.0`,
      `Via: ${via};rport;branch=z9hG4bK${randomBytes(8).toString('hex')}`,
      'Max-Forwards: 70',
      `From: ${self};tag=${this.tag}`,
      `To: ${method === 'REGISTER' ? self : `<${uri}>`}`,
      `Call-ID: ${this.callId}`,
      `CSeq: ${sequence} ${method}`,
      `Contact: <${this.contact}>`,
      'User-Agent: Keepline',
      ...headers,
      ...more,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
  }

  private local(): { address: string; port: number } {
    return this.line?.local ?? { address: '0.0.0.0', port: 0 };
  }
}
