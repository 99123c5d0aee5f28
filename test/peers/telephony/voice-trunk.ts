import { randomBytes, randomUUID } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { Sound, type Voice } from './rtp-sound.js';
import type { Address } from './sipp.js';

/** T1 of RFC 3261, 17.1.1.1. */
const againMs = 500;
const ringMs = 1_500;

/** One call of the provider's: a client of ours at the other end of it. */
interface Line {
  readonly callId: string;
  /** Our side of From/To and theirs, as they stand in what we send. */
  us: string;
  them: string;
  target: string;
  cseq: number;
  voice: Voice;
  sound: Sound | null;
  peer: Address;
  phase: 'calling' | 'ringing' | 'talking' | 'over';
  readonly over: (answered: boolean) => void;
  timer: NodeJS.Timeout | null;
  /** The INVITE that is not yet answered for good: ours or theirs. */
  invite: string;
}

/**
 * A small telephone provider in this process, for the demonstration: no program but Node is needed. It answers whom we call after a ring,
 * with a voice of its own choice, and calls in. SIP over UDP (RFC 3261) and G.711 A-law, as much of it as two polite parties need.
 */
export class VoiceTrunk {
  private readonly lines = new Map<string, Line>();

  private constructor(
    private readonly socket: Socket,
    readonly address: Address,
    private readonly voiceOf: (called: string) => Voice,
  ) {
    socket.on('message', (data: Buffer, from: RemoteInfo) => void this.receive(data.toString('utf8'), from));
  }

  /** @param voiceOf who answers at a number, given its digits */
  static async listen(voiceOf: (called: string) => Voice, host = '127.0.0.2'): Promise<VoiceTrunk> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, host, () => resolve());
    });
    return new VoiceTrunk(socket, { host, port: socket.address().port }, voiceOf);
  }

  /** Calls in; resolves when the call is over, with whether somebody took it. `patienceMs`: gives up after so long unanswered. */
  async callIn(
    engine: Address,
    o: { to: string; from: string; voice: Voice; patienceMs: number; talkMs: number },
  ): Promise<boolean> {
    const sound = await Sound.open(this.address.host);
    const { host } = this.address;
    return new Promise((resolve) => {
      const line: Line = {
        callId: randomUUID(),
        us: `<sip:${o.from}@${host}>;tag=${randomBytes(6).toString('hex')}`,
        them: `<sip:${o.to}@${engine.host}:${engine.port}>`,
        target: `sip:${o.to}@${engine.host}:${engine.port}`,
        cseq: 1,
        voice: o.voice,
        sound,
        peer: engine,
        phase: 'calling',
        over: resolve,
        timer: null,
        invite: '',
      };
      this.lines.set(line.callId, line);
      line.invite = this.request(line, 'INVITE', `${this.contact()}Content-Type: application/sdp\r\n`, sound.offer());
      this.send(line.invite, engine);
      this.repeat(line, line.invite, () => line.phase === 'calling');
      setTimeout(() => this.giveUp(line), o.patienceMs).unref();
      setTimeout(() => this.hangUp(line), o.patienceMs + o.talkMs).unref();
    });
  }

  close(): void {
    for (const line of this.lines.values()) this.end(line, line.phase === 'talking');
    this.socket.close();
  }

  private receive(text: string, from: RemoteInfo): void | Promise<void> {
    const line = this.lines.get(header(text, 'Call-ID'));
    if (text.startsWith('SIP/2.0 ')) return line && this.answered(line, text);
    const peer = { host: from.address, port: from.port };
    const method = text.slice(0, text.indexOf(' '));
    if (method === 'INVITE') return line ? this.invitedAgain(line, text) : this.invited(text, peer);
    if (method === 'ACK') return line && this.acknowledged(line);
    this.send(reply(text, '200 OK', line?.us ?? null), peer);
    if (method === 'BYE' && line) this.end(line, true);
    if (method === 'CANCEL' && line?.phase === 'ringing') {
      this.send(reply(line.invite, '487 Request Terminated', line.us), peer);
      this.end(line, false);
    }
  }

  // We are called -----------------------------------------------------------------------------------------------------

  private async invited(text: string, peer: Address): Promise<void> {
    const called = /^INVITE sips?:([^@;]*)@/.exec(text)?.[1] ?? '';
    const line: Line = {
      callId: header(text, 'Call-ID'),
      us: `${header(text, 'To')};tag=${randomBytes(6).toString('hex')}`,
      them: header(text, 'From'),
      target: /<([^>]*)>/.exec(header(text, 'Contact'))?.[1] ?? `sip:${peer.host}:${peer.port}`,
      cseq: 1,
      voice: this.voiceOf(called.replace(/\D/g, '')),
      sound: null,
      peer,
      phase: 'ringing',
      over: () => undefined,
      timer: null,
      invite: text,
    };
    this.lines.set(line.callId, line);
    this.send(reply(text, '180 Ringing', line.us, this.contact()), peer);
    line.sound = await Sound.open(this.address.host);
    line.sound.aim(text);
    setTimeout(() => {
      if (line.phase !== 'ringing') return;
      const ok = this.accept(line, text);
      this.send(ok, peer);
      // Until its ACK comes (RFC 3261, 13.3.1.4).
      this.repeat(line, ok, () => line.phase === 'ringing');
    }, ringMs).unref();
  }

  private invitedAgain(line: Line, text: string): void {
    if (!/^To:.*;tag=/im.test(text)) return; // the first one, once more
    line.sound?.aim(text);
    this.send(this.accept(line, text), line.peer);
  }

  private acknowledged(line: Line): void {
    if (line.phase !== 'ringing') return;
    line.phase = 'talking';
    line.sound?.speak(line.voice);
  }

  private accept(line: Line, invite: string): string {
    return reply(invite, '200 OK', line.us, `${this.contact()}Content-Type: application/sdp\r\n`, line.sound!.offer());
  }

  // We call -----------------------------------------------------------------------------------------------------------

  private answered(line: Line, text: string): void {
    if (!/INVITE\s*$/i.test(header(text, 'CSeq'))) return;
    const status = Number(text.slice(8, 11));
    if (status < 200) {
      if (line.phase === 'calling') line.phase = 'ringing';
      return;
    }
    line.them = header(text, 'To');
    if (status >= 300) {
      this.send(this.request(line, 'ACK', '', '', line.invite), line.peer);
      this.end(line, false);
      return;
    }
    line.target = /<([^>]*)>/.exec(header(text, 'Contact'))?.[1] ?? line.target;
    this.send(this.request(line, 'ACK'), line.peer);
    if (line.phase === 'talking' || line.phase === 'over') return;
    line.phase = 'talking';
    line.sound?.aim(text);
    line.sound?.speak(line.voice);
  }

  private giveUp(line: Line): void {
    if (line.phase !== 'calling' && line.phase !== 'ringing') return;
    this.send(this.request(line, 'CANCEL', '', '', line.invite), line.peer);
  }

  private hangUp(line: Line): void {
    if (line.phase === 'talking') {
      line.cseq += 1;
      this.send(this.request(line, 'BYE'), line.peer);
    }
    this.end(line, line.phase === 'talking');
  }

  private end(line: Line, answered: boolean): void {
    if (line.phase === 'over') return;
    line.phase = 'over';
    if (line.timer) clearInterval(line.timer);
    line.sound?.close();
    line.over(answered);
    // Late repetitions of what ended it still find their call.
    setTimeout(() => this.lines.delete(line.callId), 10_000).unref();
  }

  private repeat(line: Line, text: string, whilst: () => boolean): void {
    let left = 10;
    line.timer = setInterval(() => {
      if (whilst() && left-- > 0) this.send(text, line.peer);
      else if (line.timer) clearInterval(line.timer);
    }, againMs);
  }

  private contact(): string {
    return `Contact: <sip:provider@${this.address.host}:${this.address.port}>\r\n`;
  }

  /** @param of for ACK of a refusal and CANCEL, which share the branch of their INVITE (RFC 3261, 9.1 and 17.1.1.3) */
  private request(line: Line, method: string, headers = '', body = '', of = ''): string {
    const { host, port } = this.address;
    const branch = /branch=([^;\s]+)/.exec(of)?.[1] ?? `z9hG4bK${randomBytes(8).toString('hex')}`;
    const target = of === '' ? line.target : of.split(' ')[1]!;
    return (
      `${method} ${target} SIP/2.0\r\nVia: SIP/2.0/UDP ${host}:${port};branch=${branch};rport\r\n` +
      `From: ${line.us}\r\nTo: ${method === 'CANCEL' ? header(of, 'To') : line.them}\r\nCall-ID: ${line.callId}\r\n` +
      `CSeq: ${line.cseq} ${method}\r\nMax-Forwards: 70\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    );
  }

  private send(text: string, { host, port }: Address): void {
    this.socket.send(text, port, host);
  }
}

function header(text: string, name: string): string {
  return new RegExp(`^${name}\\s*:\\s*(.*?)\\r?$`, 'im').exec(text)?.[1] ?? '';
}

/** @param us our To with its tag, in a call of ours */
function reply(request: string, status: string, us: string | null, headers = '', body = ''): string {
  const to = header(request, 'To');
  const lines = [
    `SIP/2.0 ${status}`,
    ...request.split('\r\n').filter((l) => /^(Via|Record-Route):/i.test(l)),
    `From: ${header(request, 'From')}`,
    `To: ${/;tag=/.test(to) ? to : (us ?? `${to};tag=none`)}`,
    `Call-ID: ${header(request, 'Call-ID')}`,
    `CSeq: ${header(request, 'CSeq')}`,
  ];
  return `${lines.join('\r\n')}\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
