import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way through to a loopback port, on which connections can be cut, or held up without anybody being told. */
export class TcpPassage {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private held = false;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {
    server.on('connection', (near: Socket) => this.join(near));
  }

  static async to(target: number): Promise<TcpPassage> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpPassage(server, target);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Every connection is gone at once, wherever it was in what it said. */
  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  /** Nothing comes through any more, either way, and nobody hangs up. */
  hold(): void {
    this.held = true;
    for (const [near, far] of this.pairs) {
      near.unpipe(far).pause();
      far.unpipe(near).pause();
    }
  }

  letGo(): void {
    this.held = false;
    for (const [near, far] of this.pairs) near.pipe(far).pipe(near);
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    const far = connect(this.target, '127.0.0.1');
    const pair = [near, far] as const;
    this.pairs.add(pair);
    const part = () => {
      this.pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.setNoDelay(true).on('error', part).on('close', part);
    if (!this.held) near.pipe(far).pipe(near);
  }
}
