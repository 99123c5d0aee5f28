import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#libs/testing';
import { end, goesFirst } from '../real/peer.js';
import { hangUpMethod } from './sipp-scenarios.js';
import { readSippTrace, type SipMessage } from './sip-trace.js';

export interface Address {
  readonly host: string;
  readonly port: number;
}

interface SippOptions {
  readonly scenario: string;
  readonly local: Address;
  /** Where calls go; null: they come. */
  readonly remote: Address | null;
  /** How many calls are made, or taken, before it ends by itself; null: until it is stopped. */
  readonly calls: number | null;
  /** Calls begun a second, and how many at most at once. */
  readonly rate?: number;
  readonly atOnce?: number;
  /** Fields for each call, in order and again from the start. */
  readonly lines?: readonly (readonly string[])[];
  /** Every message is written down; off where hundreds of calls are measured. */
  readonly trace: boolean;
}

/** What sipp counted. */
export interface SippTally {
  readonly begun: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly talkingNow: number;
}

/** Where a stretch of free UDP ports begins, below the ephemeral ones: sipp ends when the first is taken. */
async function freeMediaPorts(host: string): Promise<number> {
  for (;;) {
    const port = 20_000 + 2 * Math.floor(Math.random() * 6_000);
    if ((await isFree(host, port)) && (await isFree(host, port + 2))) return port;
  }
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind(port, host, () => socket.close(() => resolve(true)));
  });
}

/** One sipp process on a loopback address. */
export class Sipp {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly local: Address,
    /** 0: every call went as the scenario says; 1: at least one did not. */
    readonly ended: Promise<number | null>,
  ) {}

  static async start(o: SippOptions): Promise<Sipp> {
    const folder = await mkdtemp(join(tmpdir(), 'keepline-sipp-'));
    await writeFile(join(folder, 'scenario.xml'), o.scenario);
    if (o.lines) {
      const lines = ['SEQUENTIAL', ...o.lines.map((fields) => fields.join(';'))];
      await writeFile(join(folder, 'lines.csv'), `${lines.join('\n')}\n`);
    }
    const mediaPort = await freeMediaPorts(o.local.host);
    const args = [
      ...(o.remote ? [`${o.remote.host}:${o.remote.port}`] : []),
      ...['-sf', join(folder, 'scenario.xml'), '-i', o.local.host, '-p', String(o.local.port), '-mi', o.local.host],
      ...['-mp', String(mediaPort), '-nostdin', '-deadcall_wait', '0', '-cid_str', `%u-%p-${o.local.port}`],
      ...['-trace_stat', '-stf', join(folder, 'stat.csv'), '-fd', '1', '-trace_rtt', '-rtt_freq', '1'],
      ...['-trace_err', '-error_file', join(folder, 'errors.log')],
      ...(o.trace ? ['-trace_msg', '-message_file', join(folder, 'messages.log')] : []),
      ...(o.calls === null ? [] : ['-m', String(o.calls)]),
      ...(o.rate === undefined ? [] : ['-r', String(o.rate)]),
      ...(o.atOnce === undefined ? [] : ['-l', String(o.atOnce)]),
      ...(o.lines ? ['-inf', join(folder, 'lines.csv')] : []),
    ];
    const child = spawn('sipp', args, { cwd: folder, env: { ...process.env, TERM: 'xterm' }, stdio: 'ignore' });
    goesFirst(child.pid);
    const ended = once(child, 'exit').then(([code]) => code as number | null);
    const sipp = new Sipp(child, folder, o.local, ended);
    if (o.remote === null) await sipp.listening();
    return sipp;
  }

  /** Asks until it answers: a UDP server has no other sign of life. sipp answers OPTIONS in every scenario of ours. */
  private async listening(): Promise<void> {
    const socket = createSocket('udp4');
    const answered = new Promise<void>((resolve) => socket.once('message', () => resolve()));
    const { host, port } = this.local;
    const ask = (n: number) =>
      [
        `OPTIONS sip:${host}:${port} SIP/2.0`,
        `Via: SIP/2.0/UDP ${host}:${socket.address().port};branch=z9hG4bKalive${n}`,
        `From: <sip:test@${host}>;tag=alive`,
        `To: <sip:${host}:${port}>`,
        `Call-ID: alive-${n}-${process.pid}`,
        'CSeq: 1 OPTIONS',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n');
    await new Promise<void>((resolve) => socket.bind(0, host, resolve));
    try {
      let n = 0;
      await eventually(async () => {
        if (this.child.exitCode !== null) throw new Error(`sipp ended: ${await this.errors()}`);
        socket.send(ask(n++), port, host);
        const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('sipp is silent')), 100));
        await Promise.race([answered, late]);
      });
    } finally {
      socket.close();
    }
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Every message so far, in order. */
  async messages(): Promise<SipMessage[]> {
    return readSippTrace(await readFile(join(this.folder, 'messages.log'), 'utf8').catch(() => ''));
  }

  errors(): Promise<string> {
    return readFile(join(this.folder, 'errors.log'), 'utf8').catch(() => '');
  }

  async tally(): Promise<SippTally> {
    const [head = '', ...rows] = (await readFile(join(this.folder, 'stat.csv'), 'utf8').catch(() => ''))
      .trim()
      .split('\n');
    const names = head.split(';');
    const last = rows.at(-1)?.split(';') ?? [];
    const of = (name: string) => Number(last[names.indexOf(name)] ?? 0);
    return {
      begun: of('TotalCallCreated'),
      succeeded: of('SuccessfulCall(C)'),
      failed: of('FailedCall(C)'),
      talkingNow: of('CurrentCall'),
    };
  }

  /** From the INVITE to the answer, in milliseconds, of every call that was answered. */
  async setupTimes(): Promise<number[]> {
    const rtt = await readFile(join(this.folder, `scenario_${this.child.pid}_rtt.csv`), 'utf8').catch(() => '');
    return rtt
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => Number(row.split(';')[1]));
  }

  /** Makes one call of this process end: with BYE once it is answered, with CANCEL before. */
  async hangUp(callId: string): Promise<void> {
    const socket = createSocket('udp4');
    const { host, port } = this.local;
    const nudge = [
      `${hangUpMethod} sip:hang-up@${host} SIP/2.0`,
      `Via: SIP/2.0/UDP ${host}:${port};branch=z9hG4bKhangup${Date.now()}`,
      `From: <sip:test@${host}>;tag=nudge`,
      `To: <sip:test@${host}>`,
      `Call-ID: ${callId}`,
      `CSeq: 1 ${hangUpMethod}`,
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
    await new Promise<void>((resolve, reject) =>
      socket.send(nudge, port, host, (error) => (error ? reject(error) : resolve())),
    );
    socket.close();
  }

  /** Without a goodbye in SIP: to hang up is `hangUp`. */
  async stop(): Promise<void> {
    await end(this.child, 'SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}
