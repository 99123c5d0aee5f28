import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '#libs/testing';
import { freePort } from '../real/peer.js';
import { answering, calling } from './sipp-scenarios.js';
import { headerOf, type SipMessage } from './sip-trace.js';
import { Sipp, type Address } from './sipp.js';
import { writeAlaw } from './tones.js';

/** How a client's number comes from the provider. */
export type ShownAs =
  | { readonly number: string }
  /** RFC 3323: the caller asked for privacy. */
  | 'anonymous'
  /** No user part at all. */
  | 'hidden';

const fromOf = (shown: ShownAs): { from: string; headers: string[] } => {
  if (shown === 'anonymous') return { from: '"Anonymous" <sip:anonymous@anonymous.invalid>', headers: ['Privacy: id'] };
  if (shown === 'hidden') return { from: '<sip:[local_ip]>', headers: [] };
  return { from: `<sip:${shown.number}@[local_ip]>`, headers: [] };
};

/**
 * A telephone provider out of sipp processes: it answers calls that we make (see `endings` for those that it does not), speaking the client's
 * tone, calls in with whatever caller id, and takes our registration. It has a loopback address of its own, so that the engine can
 * tell it from the desk phones, which are at 127.0.0.1.
 */
export class SippTrunk {
  private readonly callsIn: ClientCall[] = [];
  private readonly crowds: Sipp[] = [];

  private constructor(
    private readonly folder: string,
    private readonly tone: string,
    private readonly far: Sipp,
  ) {}

  static async start({
    host = '127.0.0.2',
    registrar = null,
    ringMs = 300,
    trace = true,
  }: {
    host?: string;
    registrar?: { user: string; password: string } | null;
    ringMs?: number;
    trace?: boolean;
  } = {}): Promise<SippTrunk> {
    const folder = await mkdtemp(join(tmpdir(), 'keepline-trunk-'));
    const tone = await writeAlaw(join(folder, 'client.alaw'), 'client');
    const far = await Sipp.start({
      scenario: answering({ tone, ringMs, registrar }),
      local: { host, port: await freePort() },
      remote: null,
      calls: null,
      trace,
    });
    return new SippTrunk(folder, tone, far);
  }

  get address(): Address {
    return this.far.local;
  }

  /** What was said about calls that we made, and about registration. */
  messages(): Promise<SipMessage[]> {
    return this.far.messages();
  }

  /** Every call out that reached the provider, as its INVITE, in order; a retransmission is not a call. */
  async invites(): Promise<SipMessage[]> {
    const seen = new Set<string>();
    return (await this.messages()).filter((message) => {
      if (message.sent || !message.start.startsWith('INVITE ')) return false;
      const callId = headerOf(message, 'Call-ID')!;
      const first = !seen.has(callId);
      seen.add(callId);
      return first;
    });
  }

  /** The client whom we called hangs up. */
  async hangUp(invite: SipMessage): Promise<void> {
    await this.far.hangUp(headerOf(invite, 'Call-ID')!);
  }

  /** Every client who is in a call with us hangs up. */
  async hangUpAll(): Promise<void> {
    for (const call of this.callsIn) if (!call.over) await call.hangUp();
    const ending = (await this.messages()).filter(({ start }) => /^(BYE|CANCEL) |^SIP\/2\.0 [3-6]/.test(start));
    const over = new Set(ending.map((message) => headerOf(message, 'Call-ID')));
    const open = (await this.invites()).filter((invite) => !over.has(headerOf(invite, 'Call-ID')));
    for (const invite of open) await this.hangUp(invite);
  }

  /** A client calls the company's number. Resolves at once: `ringing`, `answered` and `ended` tell how it goes. */
  async callIn(
    engine: Address,
    o: { to: string; as: ShownAs; patienceMs?: number; talkMs?: number; tone?: string },
  ): Promise<ClientCall> {
    const sipp = await Sipp.start({
      scenario: calling({
        to: o.to,
        ...fromOf(o.as),
        tone: o.tone ?? this.tone,
        talkMs: o.talkMs ?? null,
        patienceMs: o.patienceMs ?? null,
        login: null,
      }),
      local: { host: this.address.host, port: await freePort() },
      remote: engine,
      calls: 1,
      trace: true,
    });
    const call = new ClientCall(sipp);
    this.callsIn.push(call);
    return call;
  }

  /** Many clients call at `rate` a second, each for so long; their numbers in national format, again from the first where there are more calls. */
  async callInMany(
    engine: Address,
    o: { to: string; numbers: readonly string[]; calls?: number; rate: number; talkMs: number; trace?: boolean },
  ): Promise<Sipp> {
    const sipp = await Sipp.start({
      scenario: calling({
        to: o.to,
        from: '<sip:[field0]@[local_ip]>',
        headers: [],
        tone: this.tone,
        talkMs: o.talkMs,
        patienceMs: null,
        login: null,
      }),
      local: { host: this.address.host, port: await freePort() },
      remote: engine,
      calls: o.calls ?? o.numbers.length,
      rate: o.rate,
      atOnce: o.numbers.length,
      lines: o.numbers.map((number) => [number]),
      trace: o.trace ?? false,
    });
    this.crowds.push(sipp);
    return sipp;
  }

  async stop(): Promise<void> {
    await Promise.all(this.crowds.map((sipp) => sipp.stop()));
    await Promise.all(this.callsIn.map((call) => call.stop()));
    await this.far.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** One call of a client to us. */
export class ClientCall {
  constructor(private readonly sipp: Sipp) {}

  messages(): Promise<SipMessage[]> {
    return this.sipp.messages();
  }

  /** The final answer to the INVITE: `200`, `486`, …; null while there is none. */
  async status(): Promise<number | null> {
    const said = (await this.messages()).filter((m) => !m.sent && /^SIP\/2\.0 [2-6]/.test(m.start));
    const final = said.find((m) => headerOf(m, 'CSeq')?.endsWith('INVITE'));
    return final ? Number(final.start.slice(8, 11)) : null;
  }

  async untilRinging(withinMs = 10_000): Promise<void> {
    await this.until('SIP/2.0 18', withinMs);
  }

  async untilAnswered(withinMs = 10_000): Promise<void> {
    await this.until('SIP/2.0 200', withinMs);
  }

  private async until(start: string, withinMs: number): Promise<void> {
    await eventually(
      async () => {
        const messages = await this.messages();
        if (!messages.some((m) => !m.sent && m.start.startsWith(start)))
          throw new Error(`no ${start}: ${messages.map((m) => m.start).join(', ')} ${await this.sipp.errors()}`);
      },
      { withinMs },
    );
  }

  /** BYE in the call, CANCEL before it is answered. */
  async hangUp(): Promise<void> {
    const invite = (await this.messages()).find((m) => m.sent && m.start.startsWith('INVITE '));
    if (invite) await this.sipp.hangUp(headerOf(invite, 'Call-ID')!);
  }

  /** Resolves when the call is over, whoever ended it. */
  get ended(): Promise<unknown> {
    return this.sipp.ended;
  }

  get over(): boolean {
    return !this.sipp.running;
  }

  stop(): Promise<void> {
    return this.sipp.stop();
  }
}
