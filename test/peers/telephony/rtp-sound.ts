import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';

const packetMs = 20;
const packetBytes = 160;
/** A-law for zero. */
const silence = 0xd5;

/** What a party says: raw A-law at 8,000 Hz, then silent for a while, and again. */
export interface Voice {
  readonly sound: Buffer;
  readonly beforeMs: number;
  readonly pauseMs: number;
}

/** One end of an audio stream: RTP (RFC 3550) with G.711 A-law, payload type 8, a packet every 20 ms. */
export class Sound {
  private timer: NodeJS.Timeout | null = null;
  private to: { host: string; port: number } | null = null;

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
  ) {
    // What we hear is of no interest here, and a port that is closed at the other end neither.
    socket.on('error', () => undefined);
  }

  static async open(host: string): Promise<Sound> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, host, () => resolve()));
    return new Sound(socket, host);
  }

  /** Session description (RFC 8866). */
  offer(): string {
    return (
      `v=0\r\no=- 1 1 IN IP4 ${this.host}\r\ns=-\r\nc=IN IP4 ${this.host}\r\nt=0 0\r\n` +
      `m=audio ${this.socket.address().port} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n` +
      `a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n`
    );
  }

  /** Sends to where the other side's description says. */
  aim(message: string): void {
    const host = /^c=IN IP4 (\S+)/m.exec(message)?.[1];
    const port = /^m=audio (\d+)/m.exec(message)?.[1];
    if (host !== undefined && port !== undefined) this.to = { host, port: Number(port) };
  }

  speak({ sound, beforeMs, pauseMs }: Voice): void {
    const ssrc = randomBytes(4);
    const begun = performance.now();
    const loop = sound.length + pauseMs * 8;
    let sent = 0;
    this.timer ??= setInterval(() => {
      // A timer that comes late makes up for it: the other side hears no gap.
      const due = Math.min(sent + 10, Math.floor((performance.now() - begun) / packetMs));
      for (; sent < due; sent++) this.packet(ssrc, sent, part(sound, loop, (sent * packetMs - beforeMs) * 8));
    }, packetMs / 2);
  }

  private packet(ssrc: Buffer, n: number, payload: Buffer): void {
    if (this.to === null) return;
    const head = Buffer.alloc(12);
    head.writeUInt16BE(0x8008, 0);
    head.writeUInt16BE(n & 0xffff, 2);
    head.writeUInt32BE((n * packetBytes) >>> 0, 4);
    ssrc.copy(head, 8);
    this.socket.send(Buffer.concat([head, payload]), this.to.port, this.to.host);
  }

  close(): void {
    if (this.timer) clearInterval(this.timer);
    this.socket.close();
  }
}

function part(sound: Buffer, loop: number, from: number): Buffer {
  const payload = Buffer.alloc(packetBytes, silence);
  if (from < 0) return payload;
  const at = from % loop;
  sound.subarray(at, at + packetBytes).copy(payload);
  return payload;
}
