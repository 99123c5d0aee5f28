import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { OperationalError } from '#libs/errors';

/** The scanner cannot be asked just now: not reachable, busy ending, or it stopped talking. */
export class ScannerAway extends OperationalError {
  constructor(why: string) {
    super('scanner.away', { why });
  }
}

/** What the scanner says of a file. `unscannable`: it will not have this one, whenever it is asked. */
export type ScanVerdict =
  | { readonly is: 'clean' }
  | { readonly is: 'infected'; readonly threat: string }
  | { readonly is: 'unscannable'; readonly why: string };

/** It looks through the largest file within this time, or is not well. */
const silentForMs = 60_000;
const longestReply = 4_096;

/** @param address `host:port`, or the path of a socket */
export function clamdAt(address: string): NetConnectOpts {
  if (address.startsWith('/')) return { path: address };
  const at = address.lastIndexOf(':');
  return { host: address.slice(0, at).replace(/^\[(.*)\]$/, '$1'), port: Number(address.slice(at + 1)) };
}

/**
 * One file on its way to clamd, by its INSTREAM command: pieces with their lengths before them, an empty one at the end, then one line of
 * answer (clamd(8)). The file is never on a disk of ours, and clamd needs no right to read anything.
 */
export class ClamdScan {
  private reply = '';
  private failure: Error | null = null;
  private readonly ended: Promise<void>;

  private constructor(private readonly socket: Socket) {
    this.ended = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.setEncoding('utf8').on('data', (text: string) => {
      if (this.reply.length < longestReply) this.reply += text;
    });
    socket.on('error', (error) => (this.failure ??= error));
    socket.setTimeout(silentForMs, () => socket.destroy(new Error('silent')));
  }

  /** @throws ScannerAway */
  static async begin(address: string): Promise<ClamdScan> {
    const socket = connect(clamdAt(address));
    const scan = new ClamdScan(socket);
    await Promise.race([new Promise<void>((resolve) => socket.once('connect', () => resolve())), scan.ended]);
    if (scan.failure !== null || socket.destroyed) throw new ScannerAway(whyOf(scan.failure));
    socket.write('zINSTREAM\0');
    return scan;
  }

  /** Waits while clamd is behind. What it answers before the end (a file beyond its limit) is told by `verdict`. */
  async write(chunk: Uint8Array): Promise<void> {
    if (chunk.length === 0 || this.reply !== '' || !this.socket.writable) return;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.length);
    this.socket.write(length);
    if (this.socket.write(chunk)) return;
    await Promise.race([new Promise<void>((resolve) => this.socket.once('drain', () => resolve())), this.ended]);
  }

  /** The end of the file, and what clamd says of it. @throws ScannerAway */
  async verdict(): Promise<ScanVerdict> {
    if (this.socket.writable) this.socket.end(Buffer.alloc(4));
    await this.ended;
    const line = this.reply.split('\0')[0]!.trim();
    if (/^stream: OK$/.test(line)) return { is: 'clean' };
    const threat = /^stream: (.+) FOUND$/.exec(line)?.[1];
    if (threat !== undefined) return { is: 'infected', threat: threat.slice(0, 200) };
    if (/size limit exceeded/i.test(line)) return { is: 'unscannable', why: 'scanner.too-big' };
    if (/ERROR$/.test(line)) return { is: 'unscannable', why: 'scanner.refused' };
    throw new ScannerAway(whyOf(this.failure));
  }

  /** The file will not be sent to its end. */
  drop(): void {
    this.socket.destroy();
  }
}

/** How old its signatures may be, and what it is. */
export interface ScannerVersion {
  /** `ClamAV 1.4.3` */
  readonly program: string;
  /** Of the daily signatures, with when they were made; null: it has none. */
  readonly signatures: { readonly version: number; readonly at: Date | null } | null;
}

/** It answers at once, or is not well. */
const versionWithinMs = 5_000;

/** What clamd says of itself: `ClamAV 1.4.3/27456/Tue Nov 24 09:41:17 2026`, the last in its own time. @throws ScannerAway */
export async function clamdVersion(address: string): Promise<ScannerVersion> {
  const socket = connect(clamdAt(address));
  let reply = '';
  let failure: Error | null = null;
  socket.setEncoding('utf8').on('data', (text: string) => {
    if (reply.length < longestReply) reply += text;
  });
  socket.on('error', (error) => (failure ??= error));
  socket.once('connect', () => socket.write('zVERSION\0'));
  const deadline = setTimeout(() => socket.destroy(new Error('silent')), versionWithinMs);
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  clearTimeout(deadline);
  const said = /^(ClamAV [^/\0\n]{1,60})(?:\/(\d{1,9})\/([^\0\n]{1,60}))?/.exec(reply);
  if (said === null) throw new ScannerAway(whyOf(failure));
  const [, program, version, made = ''] = said;
  const at = new Date(made);
  const known = version === undefined ? null : { version: Number(version), at: Number.isNaN(at.getTime()) ? null : at };
  return { program: program!, signatures: known };
}

/** A system's code (`ECONNREFUSED`), or that it was silent; never what somebody else wrote. */
function whyOf(error: Error | null): string {
  if (error === null) return 'closed';
  const code: unknown = 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : error.message === 'silent' ? 'silent' : 'closed';
}
