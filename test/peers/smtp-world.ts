import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';

/** A letter that the world took: its 250 was said, or at least earned. */
export interface TakenLetter {
  from: string;
  to: string[];
  source: Buffer;
}

export type Verb = 'connect' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'dot' | 'QUIT';

/**
 * What the world does instead of going on:
 * a reply (`450 4.7.1 greylisted`, more lines by \r\n), `close` without a word, `silence`,
 * for `dot` also `take-and-close` and `take-and-silence`: the letter is theirs, and we never hear so.
 */
export type Fault = `${number}${string}` | 'close' | 'silence' | 'take-and-close' | 'take-and-silence';

/**
 * The mail servers outside, and the smarthost before them, in this process. Takes every letter unless told otherwise.
 * Written from the RFC and not with a server library, so that every verb can go wrong in every way.
 */
export class SmtpWorld {
  readonly letters: TakenLetter[] = [];
  /** By verb; a RCPT may also be named with its address, `RCPT nobody@client.test`. */
  readonly faults = new Map<string, Fault>();
  /** How many times a fault is still applied; without an entry, always. */
  readonly times = new Map<string, number>();
  /** Every command that came, without passwords. */
  readonly log: string[] = [];
  /** The world answers a letter: a client who replies, a server that sends a bounce. */
  onLetter: ((letter: TakenLetter) => void) | null = null;
  greetingDelayMs = 0;
  /** Access tokens that are good now; null: this server knows passwords only. */
  tokens: { has(token: string): boolean } | null = null;
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();

  /** @param account null: no AUTH is offered */
  constructor(readonly account: { user: string; password: string } | null = null) {}

  async listen(port = 0): Promise<number> {
    this.server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined);
      const session = new SmtpWorldSession(this, socket);
      setTimeout(() => session.greet(), this.greetingDelayMs);
    });
    await new Promise<void>((resolve) => this.server!.listen(port, '127.0.0.1', resolve));
    return (this.server.address() as AddressInfo).port;
  }

  /** Every connection is gone at once. */
  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.hangUp();
    await new Promise<void>((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
    this.server = null;
  }

  /** The world breaks a verb, `times` often or until told otherwise. */
  break(verb: Verb | `RCPT ${string}`, fault: Fault, times?: number): void {
    this.faults.set(verb, fault);
    if (times !== undefined) this.times.set(verb, times);
  }

  findFault(verb: string): Fault | undefined {
    const fault = this.faults.get(verb);
    const left = this.times.get(verb);
    if (fault === undefined || left === 0) return undefined;
    if (left !== undefined) this.times.set(verb, left - 1);
    return fault;
  }

  take(letter: TakenLetter): void {
    this.letters.push(letter);
    this.onLetter?.(letter);
  }
}

class SmtpWorldSession {
  private pending = Buffer.alloc(0);
  private readonly body: Buffer[] = [];
  private state: 'commands' | 'data' | 'deaf' = 'commands';
  private from = '';
  private to: string[] = [];

  constructor(
    private readonly world: SmtpWorld,
    private readonly socket: Socket,
  ) {}

  greet(): void {
    this.socket.on('data', (chunk) => this.onBytes(chunk));
    this.reply('connect', '220 world.test ESMTP');
  }

  private onBytes(chunk: Buffer): void {
    this.pending = Buffer.concat([this.pending, chunk]);
    while (this.state !== 'deaf') {
      const end = this.pending.indexOf('\r\n');
      if (end === -1) return;
      const line = this.pending.subarray(0, end);
      this.pending = this.pending.subarray(end + 2);
      if (this.state === 'data') this.onDataLine(line);
      else this.onCommand(line.toString('utf8'));
    }
  }

  private onDataLine(line: Buffer): void {
    if (line.length === 1 && line[0] === 0x2e) {
      this.state = 'commands';
      this.onDot();
      return;
    }
    this.body.push(line[0] === 0x2e ? line.subarray(1) : line, Buffer.from('\r\n'));
  }

  private onDot(): void {
    const letter = { from: this.from, to: this.to, source: Buffer.concat(this.body) };
    this.body.length = 0;
    const fault = this.world.findFault('dot');
    if (fault === undefined || fault.startsWith('take-')) this.world.take(letter);
    if (fault === 'take-and-close' || fault === 'close') this.end();
    else if (fault === 'take-and-silence' || fault === 'silence') this.state = 'deaf';
    else this.say(fault ?? '250 2.0.0 taken');
    this.from = '';
    this.to = [];
  }

  private onCommand(line: string): void {
    const verb = line.slice(0, 4).toUpperCase();
    this.world.log.push(verb === 'AUTH' ? 'AUTH' : line);
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    switch (verb) {
      case 'EHLO':
      case 'HELO':
        return this.reply(
          'EHLO',
          `250-world.test\r\n250-8BITMIME\r\n${this.world.account ? `250-AUTH ${this.world.tokens ? 'XOAUTH2' : 'PLAIN LOGIN'}\r\n` : ''}250 SIZE 60000000`,
        );
      case 'AUTH':
        return this.reply('AUTH', this.mayEnter(line) ? '235 2.7.0 welcome' : '535 5.7.8 wrong user or password');
      case 'MAIL':
        this.from = address;
        return this.reply('MAIL', '250 2.1.0 go on');
      case 'RCPT': {
        const named = this.world.findFault(`RCPT ${address}`);
        if (named !== undefined) return this.act(named);
        if (!this.world.faults.has('RCPT')) this.to.push(address);
        return this.reply('RCPT', '250 2.1.5 go on');
      }
      case 'DATA':
        if (!this.world.faults.has('DATA') || this.world.times.get('DATA') === 0) this.state = 'data';
        return this.reply('DATA', '354 go on');
      case 'RSET':
      case 'NOOP':
        return this.say('250 2.0.0 fine');
      case 'QUIT':
        this.reply('QUIT', '221 2.0.0 bye');
        return this.end();
      default:
        return this.say('502 5.5.1 not here');
    }
  }

  private mayEnter(line: string): boolean {
    if (/^AUTH XOAUTH2 /i.test(line)) {
      const said = Buffer.from(line.split(' ')[2] ?? '', 'base64').toString('utf8');
      const [, user, token = ''] = /^user=(.*?)\x01auth=Bearer (.*?)\x01\x01$/.exec(said) ?? [];
      return user === this.world.account?.user && this.world.tokens?.has(token) === true;
    }
    const [, user, password] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
      .toString('utf8')
      .split('\0');
    return user === this.world.account?.user && password === this.world.account?.password;
  }

  private reply(verb: Verb, usual: Fault): void {
    this.act(this.world.findFault(verb) ?? usual);
  }

  private act(fault: Fault): void {
    if (fault === 'close') this.end();
    else if (fault === 'silence') this.state = 'deaf';
    else this.say(fault);
  }

  private say(text: string): void {
    if (this.socket.writable) this.socket.write(`${text}\r\n`);
  }

  private end(): void {
    this.state = 'deaf';
    this.socket.end();
  }
}

/** Somebody outside writes to us: hands a letter to the SMTP server on this port. @throws what the server answered */
export async function sendInto(
  port: number,
  source: Buffer,
  envelope: { from: string; to: string | string[] },
): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port, tls: { rejectUnauthorized: false } });
  try {
    await transport.sendMail({ raw: source, envelope });
  } finally {
    transport.close();
  }
}
