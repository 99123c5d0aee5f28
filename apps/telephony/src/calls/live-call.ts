import { v7 as uuidv7 } from 'uuid';
import type { CallEnded, CallId, EmployeeId } from '#libs/contracts';
import { UserError } from '#libs/errors';
import { isGone } from '../engine/engine.errors.js';
import type { CallHouse } from './call-house.js';
import { checkMove, type CallState } from './call-moves.js';
import type { CallRecord, Leg, Place, TimerName } from './call-record.js';

export const newCallId = (): CallId => uuidv7() as CallId;

/**
 * One call while it lives: its record, and one queue in which everything that happens to it is handled, one after the other. What is to be
 * done in which state is in the files beside this one; none of them waits for anything longer than the engine's answer.
 */
export class LiveCall {
  private tail: Promise<unknown> = Promise.resolve();
  private readonly timers = new Map<TimerName, NodeJS.Timeout>();
  private letGo = false;
  /** Another process had it, and how it stands at the engine has not been looked at yet. */
  fromEarlier = false;
  /** Nothing is told of it yet, but its end: what it is about is not known. */
  unspoken = false;
  /** Called when a timer of this call is over. Set by whoever wires the parts together. */
  onTimer: (name: TimerName) => Promise<void> = () => Promise.resolve();

  constructor(
    readonly record: CallRecord,
    readonly house: CallHouse,
  ) {
    for (const leg of this.legs()) house.claim(leg.channel, this);
  }

  /** Waits its turn. What fails here fails only for whoever asked. */
  run<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.tail.then(work);
    this.tail = result.catch(() => undefined);
    return result;
  }

  get state(): CallState {
    return this.record.state;
  }

  get over(): boolean {
    return this.record.state === 'ended';
  }

  /** @throws Bug `call.illegal-move` */
  move(to: CallState): void {
    checkMove(this.record.state, to);
    this.record.state = to;
    this.changed();
  }

  changed(): void {
    if (!this.unspoken || this.over) this.house.note(this);
  }

  /** Ids that we give carry the call's: what is found at the engine later can be placed. */
  newId(kind: 'leg' | 'play' | 'bridge' | 'snoop' | 'message'): string {
    return `${this.record.callId}-${kind}${++this.record.counted}`;
  }

  // Legs ------------------------------------------------------------------------------------------------------------

  /** Legs that have not ended, in order. */
  legs(where: Partial<Pick<Leg, 'line' | 'place' | 'employeeId' | 'channel'>> = {}): Leg[] {
    const wanted = Object.entries(where) as [keyof typeof where, unknown][];
    return this.record.legs.filter((leg) => leg.endedAt === null && wanted.every(([key, value]) => leg[key] === value));
  }

  findLeg(channel: string): Leg | null {
    return this.record.legs.find((leg) => leg.channel === channel && leg.endedAt === null) ?? null;
  }

  /** The client: the first outside leg that is still there. null in a call between colleagues. */
  get client(): Leg | null {
    const asked = ({ by, place }: Leg) => by === 'transfer' && (place === 'ringing' || place === 'consult');
    return this.legs({ line: 'outside' }).find((leg) => !asked(leg)) ?? null;
  }

  addLeg(leg: Pick<Leg, 'channel' | 'line' | 'employeeId' | 'deviceId' | 'by'> & Partial<Leg>): Leg {
    const added: Leg = {
      place: 'ringing',
      rungAt: new Date().toISOString(),
      answeredAt: null,
      endedAt: null,
      cause: null,
      moved: false,
      ...leg,
    };
    this.record.legs.push(added);
    this.house.claim(added.channel, this);
    this.changed();
    return added;
  }

  put(leg: Leg, place: Place): void {
    leg.place = place;
    this.changed();
  }

  answered(leg: Leg, place: Place): void {
    leg.answeredAt ??= new Date().toISOString();
    this.put(leg, place);
  }

  /** It has ended at the engine, or will in a moment. */
  close(leg: Leg, cause: number | null, at = new Date().toISOString()): void {
    leg.endedAt ??= at;
    leg.cause ??= cause;
    this.changed();
  }

  /** @param cause Q.850: 16 normal, 26 answered elsewhere */
  async drop(legs: readonly Leg[], cause = 16): Promise<void> {
    for (const leg of legs) this.close(leg, cause);
    await Promise.all(legs.map(({ channel }) => this.quietly(this.house.engine.ari.channels.hangUp(channel, cause))));
  }

  /** Tidying up: what is gone already is as good as gone, and the rest is no reason to stop. */
  async quietly(work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => {
      if (isGone(error)) return;
      const { callId } = this.record;
      this.house.log.warn({ err: error, callId, state: this.state }, 'The engine did not do what a call asked of it');
    });
  }

  /** The one who speaks as an employee. @throws UserError `call.not-in-it` */
  speaking(employeeId: EmployeeId): Leg {
    const leg = this.legs({ line: 'staff', employeeId }).find(({ place }) => place !== 'ringing');
    if (!leg) throw new UserError('call.not-in-it');
    return leg;
  }

  // Time ------------------------------------------------------------------------------------------------------------

  /** At most one timer of each name. It is written down with the call, so that another process goes on with it. */
  after(name: TimerName, ms: number): void {
    this.record.due[name] = new Date(Date.now() + ms).toISOString();
    this.arm(name, ms);
  }

  cancel(name: TimerName): void {
    clearTimeout(this.timers.get(name));
    this.timers.delete(name);
    delete this.record.due[name];
  }

  /** After another process had the call: what is overdue comes at once. */
  rearm(): void {
    for (const [name, at] of Object.entries(this.record.due) as [TimerName, string][])
      this.arm(name, Math.max(0, Date.parse(at) - Date.now()));
  }

  /** What has begun is done to its end, and nothing begins by itself any more: another process goes on with the call. */
  async release(): Promise<void> {
    this.letGo = true;
    this.stopTimers();
    await this.tail;
  }

  stopTimers(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private arm(name: TimerName, ms: number): void {
    clearTimeout(this.timers.get(name));
    if (this.letGo) return;
    const timer = setTimeout(() => {
      void this.run(() => {
        // It may have been cancelled or set anew while it waited for its turn.
        if (this.timers.get(name) !== timer || this.over) return undefined;
        this.cancel(name);
        return this.onTimer(name);
      });
    }, ms);
    timer.unref();
    this.timers.set(name, timer);
  }

  // Marks -----------------------------------------------------------------------------------------------------------

  mark(is: CallEnded['marks'][number]['is'], employeeId: EmployeeId | null, { point = false } = {}): void {
    const from = new Date().toISOString();
    this.record.marks.push({ is, from, to: point ? from : null, employeeId });
    this.changed();
  }

  endMark(is: CallEnded['marks'][number]['is'], employeeId?: EmployeeId | null): void {
    for (const mark of this.record.marks) {
      if (mark.is === is && mark.to === null && (employeeId === undefined || mark.employeeId === employeeId))
        mark.to = new Date().toISOString();
    }
    this.changed();
  }
}
