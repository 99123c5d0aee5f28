import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#libs/testing';
import { end, freePort, goesFirst, untilListening } from '../real/peer.js';
import type { Address } from './sipp.js';
import { tones, type Party } from './tones.js';

/** Debian's place for the modules of baresip. */
const modules = '/usr/lib/baresip/modules';

export interface PhoneAccount {
  readonly user: string;
  readonly password: string;
  /** Of the engine. */
  readonly server: Address;
  /** With `tls` the sound is encrypted too, wherever the other side can (SDES, RFC 4568). */
  readonly transport?: 'udp' | 'tcp' | 'tls';
}

/** What baresip tells of a call. */
interface PhoneEvent {
  readonly type: string;
  readonly peeruri?: string;
  readonly param?: string;
}

/**
 * A desk phone: baresip with an account of its own, that speaks a tone and keeps what it hears. Driven over its control port, which takes
 * JSON in netstrings.
 */
export class BaresipPhone {
  private buffer = Buffer.alloc(0);
  private readonly told: PhoneEvent[] = [];

  private constructor(
    private readonly folder: string,
    private readonly child: ChildProcess,
    private readonly control: Socket,
    private readonly account: PhoneAccount,
    private readonly log: string[],
  ) {
    control.on('data', (data: Buffer) => this.read(data));
    control.on('error', () => undefined);
  }

  /** Resolves once the process runs; whether the engine takes its registration is `untilRegistered`. */
  static async start(account: PhoneAccount, party: Party): Promise<BaresipPhone> {
    const folder = await mkdtemp(join(tmpdir(), 'keepline-baresip-'));
    const controlPort = await freePort();
    const { user, password, server, transport = 'udp' } = account;
    await mkdir(join(folder, 'heard'));
    await writeFile(join(folder, 'config'), configuration(folder, controlPort, party));
    await writeFile(
      join(folder, 'accounts'),
      `<sip:${user}@${server.host}:${server.port};transport=${transport}>;auth_user=${user};auth_pass=${password};answermode=manual;audio_codecs=PCMA/8000/1;regint=60${transport === 'tls' ? ';mediaenc=srtp' : ''}\n`,
    );
    // -s writes every SIP message that the phone sends and gets: what it was told is then known to the last byte.
    const child = spawn('baresip', ['-f', folder, '-s'], { stdio: ['ignore', 'pipe', 'pipe'] });
    goesFirst(child.pid);
    const log: string[] = [];
    child.stdout.on('data', (data: Buffer) => log.push(data.toString()));
    child.stderr.on('data', (data: Buffer) => log.push(data.toString()));
    await untilListening(controlPort);
    const control = connect(controlPort, '127.0.0.1');
    return new BaresipPhone(folder, child, control, account, log);
  }

  /** All that the phone received and sent as SIP, and what it logged of it. */
  get trace(): string {
    return this.log.join('');
  }

  async untilRegistered(withinMs = 10_000): Promise<void> {
    await eventually(() => expectSaid(this.trace, /200 OK .*\[\d+ binding/), { withinMs });
  }

  dial(number: string): void {
    const { server, transport = 'udp' } = this.account;
    this.command('dial', `sip:${number}@${server.host}:${server.port};transport=${transport}`);
  }

  answer(): void {
    this.command('accept');
  }

  hold(): void {
    this.command('hold');
  }

  resume(): void {
    this.command('resume');
  }

  hangUp(): void {
    this.command('hangup');
  }

  /** A blind transfer: REFER (RFC 3515). */
  transfer(number: string): void {
    this.command('transfer', `sip:${number}@${this.account.server.host}:${this.account.server.port}`);
  }

  /** Digits as telephone events (RFC 4733). */
  press(digits: string): void {
    for (const digit of digits) this.command('sndcode', digit);
  }

  async untilRinging(withinMs = 10_000): Promise<void> {
    await this.until('CALL_INCOMING', withinMs);
  }

  async untilTalking(withinMs = 10_000): Promise<void> {
    await this.until('CALL_ESTABLISHED', withinMs);
  }

  async untilOver(withinMs = 10_000): Promise<void> {
    await this.until('CALL_CLOSED', withinMs);
  }

  /** How often something happened so far: `CALL_INCOMING`, `CALL_CLOSED`, … */
  count(type: string): number {
    return this.told.filter((event) => event.type === type).length;
  }

  /** Forgets what happened, so that the next `until…` waits for the next call. */
  forget(): void {
    this.told.length = 0;
  }

  private async until(type: string, withinMs: number): Promise<void> {
    await eventually(
      () => {
        if (!this.told.some((event) => event.type === type))
          throw new Error(`no ${type}; so far ${this.told.map((event) => event.type).join(', ')}`);
      },
      { withinMs },
    );
  }

  /** What it heard in its newest call, as a WAV file; empty until there was one. */
  async heard(): Promise<Buffer> {
    const files = (await readdir(join(this.folder, 'heard'))).filter((name) => name.endsWith('-dec.wav')).sort();
    return files.length === 0 ? Buffer.alloc(0) : readFile(join(this.folder, 'heard', files.at(-1)!));
  }

  async stop(): Promise<void> {
    this.control.destroy();
    await end(this.child);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** As when the plug is pulled: no BYE, no un-REGISTER. */
  async kill(): Promise<void> {
    this.control.destroy();
    await end(this.child, 'SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  private command(command: string, params = ''): void {
    const json = JSON.stringify({ command, params });
    this.control.write(`${Buffer.byteLength(json)}:${json},`);
  }

  private read(data: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, data]);
    for (;;) {
      const colon = this.buffer.indexOf(':');
      const length = Number(this.buffer.subarray(0, Math.max(0, colon)).toString());
      if (colon < 0 || this.buffer.length < colon + length + 2) return;
      const message = JSON.parse(this.buffer.subarray(colon + 1, colon + 1 + length).toString()) as PhoneEvent;
      this.buffer = this.buffer.subarray(colon + length + 2);
      if (message.type) this.told.push(message);
    }
  }
}

function expectSaid(text: string, what: RegExp): void {
  if (!what.test(text)) throw new Error(`the phone never said ${String(what)}: ${text.slice(-2_000)}`);
}

const configuration = (folder: string, controlPort: number, party: Party) => `
poll_method epoll
sip_listen 127.0.0.1:0
sip_verify_server no
net_interface 127.0.0.1
call_local_timeout 300
call_max_calls 4
audio_source ausine,${tones[party]}
ausrc_srate 48000
ausrc_channels 2
audio_level no
jitter_buffer_delay 5-10
module_path ${modules}
module stdio.so
module g711.so
module srtp.so
module ausine.so
module sndfile.so
module_tmp uuid.so
module_tmp account.so
module_app auloop.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:${controlPort}
snd_path ${join(folder, 'heard')}
`;
