import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../real/peer.js';
import { answering, calling, login, registration, type Credentials } from './sipp-scenarios.js';
import { Sipp, type Address } from './sipp.js';
import { writeAlaw } from './tones.js';

export type FarmPhone = Credentials;

/** Many desk phones as two sipp processes: they register, answer at once with the employee's tone, and call out by their own accounts. */
export class SippFarm {
  private readonly callers: Sipp[] = [];

  private constructor(
    private readonly folder: string,
    private readonly engine: Address,
    private readonly tone: string,
    private readonly answerers: Sipp,
  ) {}

  static async start(engine: Address, phones: readonly FarmPhone[], host = '127.0.0.3'): Promise<SippFarm> {
    const folder = await mkdtemp(join(tmpdir(), 'keepline-farm-'));
    const tone = await writeAlaw(join(folder, 'employee.alaw'), 'employee');
    const local = { host, port: await freePort() };
    // They answer at the address that they registered from: first the one, then the other, on the same port.
    const registering = await Sipp.start({
      scenario: registration,
      local,
      remote: engine,
      calls: phones.length,
      rate: 50,
      lines: phones.map((phone) => [phone.user, login(phone)]),
      trace: true,
    });
    const failed = await registering.ended;
    const trace = failed === 0 ? '' : `${await registering.errors()} ${(await registering.messages()).at(-1)?.text}`;
    await registering.stop();
    if (failed !== 0) throw new Error(`not every phone of the farm could register: ${trace}`);
    const answerers = await Sipp.start({
      scenario: answering({ tone, ringMs: 300, registrar: null }),
      local,
      remote: null,
      calls: null,
      trace: false,
    });
    return new SippFarm(folder, engine, tone, answerers);
  }

  /** Each line is one call; begun at `rate` a second. */
  async callOut(
    lines: readonly { phone: FarmPhone; dialled: string }[],
    { rate, talkMs }: { rate: number; talkMs: number },
  ): Promise<Sipp> {
    const sipp = await Sipp.start({
      scenario: calling({
        to: '[field2]',
        from: '<sip:[field0]@[remote_ip]>',
        headers: [],
        tone: this.tone,
        talkMs,
        patienceMs: null,
        login: '[field1]',
      }),
      local: { host: this.answerers.local.host, port: await freePort() },
      remote: this.engine,
      calls: lines.length,
      rate,
      atOnce: lines.length,
      lines: lines.map(({ phone, dialled }) => [phone.user, login(phone), dialled]),
      trace: false,
    });
    this.callers.push(sipp);
    return sipp;
  }

  async stop(): Promise<void> {
    await Promise.all(this.callers.map((sipp) => sipp.stop()));
    await this.answerers.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
