import { callChanged, callEnded, type CallChanged, type CallEnded, type CallId, type DialPlan } from '#libs/contracts';
import { eventually } from '#libs/testing';
import { usualCallTiming } from '../src/calls/call-house.js';
import type { EngineAccess } from '../src/engine/ari/ari-http.js';
import { CallsHouse, type CallsLife, type Person } from './calls-house.js';
import { EngineWorld, writeSound } from './engine-world.js';

const outsideNumber = '+380671112233';

/** Anna, Boris and Vera with a telephone each, a trunk, and an engine in this process. */
export class CallsOffice {
  world!: EngineWorld;
  anna!: Person;
  boris!: Person;
  vera!: Person;
  private access!: EngineAccess;

  private constructor(readonly house: CallsHouse) {}

  static async open(): Promise<CallsOffice> {
    // No encoder is looked for: what is recorded stays WAV, which a test can read.
    const office = new CallsOffice(await CallsHouse.open(''));
    office.anna = office.house.aPerson('anna', '101');
    office.boris = office.house.aPerson('boris', '102');
    office.vera = office.house.aPerson('vera', '103');
    return office;
  }

  get life(): CallsLife {
    return this.house.life;
  }

  get spool(): string {
    return this.life.engine.paths.spool;
  }

  /** A new engine, a role that has just begun, and nothing told yet. */
  async begin(timing: Partial<typeof usualCallTiming> = {}): Promise<void> {
    this.world = new EngineWorld();
    this.access = await this.world.listen();
    this.house.route = () => this.house.plan([['anna']]);
    this.house.dial = () => this.house.outside(outsideNumber);
    await this.house.db.query(
      'truncate telephony.call, telephony.recording, telephony.outbox, telephony.tally cascade',
    );
    this.house.moveIn();
    await this.live(timing);
  }

  /** A life of the role at the engine that is there. */
  async live(timing: Partial<typeof usualCallTiming> = {}): Promise<void> {
    const life = await this.house.live(timing);
    life.engine.ari.pointAt(this.access);
    await life.engine.whenUp();
  }

  /** As by kill -9: nothing is written any more, and nobody is told. */
  die(): Promise<void> {
    return this.life.die();
  }

  async end(): Promise<void> {
    await this.life.stop();
    await this.world.close();
  }

  close = (): Promise<void> => this.house.close();

  clientCalls(calling = '+380501112233', called = '380441234567'): string {
    return this.world.clientCalls(this.house.trunkId, called, calling);
  }

  /** A client calls, and Anna talks with them. */
  async talk(): Promise<{ callId: CallId; client: string; anna: string }> {
    const client = this.clientCalls();
    const anna = (await this.rings('anna')).id;
    await writeSound(this.spool, `${client}-in`, `${client}-out`);
    this.world.answer(anna);
    await eventually(() => expect(this.world.withIn(client)).toEqual([client, anna].sort()));
    return { callId: (await this.now('talking')).callId, client, anna };
  }

  /** Whoever is rung at this line; of a number, at the trunk. */
  rings(at: string): Promise<{ id: string; callerId: string; variables: Record<string, string>; extension: string }> {
    const endpoint = at.startsWith('+') ? `${at}@trunk-${this.house.trunkId}` : at;
    return eventually(() => this.world.ringingAt(endpoint));
  }

  nobodyRings(): Promise<void> {
    return eventually(() => expect(this.world.ringing()).toEqual([]));
  }

  act = (callId: string, person: Person, act: Parameters<CallsLife['act']>[2]): Promise<unknown> =>
    this.life.act(callId, person, act);

  changes = (): Promise<CallChanged[]> => this.house.told(callChanged);

  /** The last word on the call that lives. */
  now(phase: CallChanged['phase'], more: Partial<CallChanged> = {}): Promise<CallChanged> {
    return eventually(async () => {
      const last = (await this.changes()).at(-1);
      expect(last).toMatchObject({ phase, ...more });
      return last!;
    });
  }

  /** How the only call that has ended did. */
  ended(): Promise<CallEnded> {
    return eventually(async () => {
      const told = await this.house.told(callEnded);
      expect(told).toHaveLength(1);
      return told[0]!;
    });
  }

  colleague = (user: string) => ({ way: 'colleague' as const, target: this.house.target(user) });

  /** What core answers to a dialled colleague. */
  toColleague = (user: string) => (): DialPlan => this.colleague(user);

  outside(to = outsideNumber) {
    const { target, shownName, shownNumber } = this.house.outside(to);
    return { way: 'outside' as const, target, shownName, shownNumber };
  }
}
