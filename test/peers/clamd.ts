import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** How much a clamd of this kind takes, unless told otherwise; the real one 100 MB (StreamMaxLength). */
const streamMaxLength = 1_000_000;

/**
 * Speaks what clamd speaks: `zINSTREAM\0`, pieces with their lengths before them, an empty piece, one answer with a NUL behind it, and the
 * connection is closed (clamd(8)). It finds the text that it was told to find.
 */
export class ClamdPeer {
  /** Every file as it came. */
  readonly seen: Buffer[] = [];
  /** What becomes of the next ones: an answer of its own, silence, or a broken line. */
  next: 'scans' | 'hangs' | 'breaks' = 'scans';
  /** What it says of itself. */
  version = 'ClamAV 1.4.3';
  private readonly sockets = new Set<Socket>();

  private constructor(
    private server: Server,
    readonly port: number,
    private readonly signatures: Readonly<Record<string, string>>,
    private readonly most: number,
  ) {}

  /** @param most how much it takes of one file, in bytes */
  static async start(
    signatures: Readonly<Record<string, string>> = { 'Eicar-Test-Signature': 'EICAR-STANDARD' },
    most = streamMaxLength,
  ) {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const peer = new ClamdPeer(server, (server.address() as AddressInfo).port, signatures, most);
    peer.listenTo(server);
    return peer;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Gone, as after a crash; `back` brings it back to the same port. */
  async away(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  async back(): Promise<void> {
    this.server = createServer();
    this.listenTo(this.server);
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  private listenTo(server: Server): void {
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined);
      this.serve(socket);
    });
  }

  private serve(socket: Socket): void {
    let held = Buffer.alloc(0);
    let begun = false;
    const file: Buffer[] = [];
    let size = 0;
    const answer = (text: string) => socket.end(`${text}\0`);
    socket.on('data', (chunk) => {
      if (this.next === 'breaks') return void socket.destroy();
      held = Buffer.concat([held, chunk]);
      if (!begun) {
        const end = held.indexOf(0);
        if (end === -1) return;
        const command = held.subarray(0, end).toString();
        if (command === 'zVERSION') return this.next === 'hangs' ? undefined : void answer(this.version);
        if (command !== 'zINSTREAM') return void answer('UNKNOWN COMMAND');
        begun = true;
        held = held.subarray(end + 1);
      }
      while (held.length >= 4) {
        const length = held.readUInt32BE(0);
        if (length === 0) return void this.verdict(Buffer.concat(file), answer);
        if (held.length < 4 + length) return;
        file.push(held.subarray(4, 4 + length));
        size += length;
        held = held.subarray(4 + length);
        if (size > this.most) return void answer('INSTREAM size limit exceeded. ERROR');
      }
    });
  }

  private verdict(file: Buffer, answer: (text: string) => void): void {
    this.seen.push(file);
    if (this.next === 'hangs') return;
    const found = Object.entries(this.signatures).find(([, text]) => file.includes(text));
    answer(found ? `stream: ${found[0]} FOUND` : 'stream: OK');
  }
}
