import { hash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { CallChanged, CallEnded, CallId, ChannelId, EmployeeId, Sha256 } from '#libs/contracts';
import type { SavedChannel } from './cards.js';
import type { SavedEmployee } from './people.js';

type Who = Pick<SavedEmployee, 'employeeId'>;

/**
 * A call as the telephony role tells of it: `const call = aCall(line).from('0501234567'); call.ringing(anna); call.talking(anna); call.ended()`.
 * Each word has a higher revision than the one before.
 */
export class CallBuilder {
  readonly id = uuidv7() as CallId;
  private revision = 0;
  private counterpart: string | null = null;
  private direction: CallChanged['direction'] = 'inbound';
  private startedAt = new Date();
  private answeredBy: EmployeeId[] = [];
  private rung: EmployeeId[] = [];

  constructor(private readonly channelId: ChannelId | null) {}

  from(number: string | null): this {
    this.counterpart = number;
    return this;
  }

  to(number: string | null): this {
    this.direction = 'outbound';
    this.counterpart = number;
    return this;
  }

  between(): this {
    this.direction = 'internal';
    return this;
  }

  begunAt(at: string | Date): this {
    this.startedAt = new Date(at);
    return this;
  }

  ringing(...who: Who[]): CallChanged {
    this.rung.push(...idsOf(who));
    return this.changed('ringing', { ringing: idsOf(who) });
  }

  talking(...who: Who[]): CallChanged {
    this.answeredBy = [...new Set([...this.answeredBy, ...idsOf(who)])];
    return this.changed('talking', { talking: idsOf(who) });
  }

  held(...who: Who[]): CallChanged {
    return this.changed('held', { talking: idsOf(who) });
  }

  changed(phase: CallChanged['phase'], change: Partial<CallChanged> = {}): CallChanged {
    return {
      callId: this.id,
      ...{ revision: ++this.revision, at: new Date().toISOString(), direction: this.direction },
      ...{ channelId: this.channelId, counterpart: this.counterpart, phase, startedAt: this.startedAt.toISOString() },
      answeredAt: this.answeredBy.length > 0 ? this.after(5) : null,
      ...{ ringing: [], talking: [], listening: [], consulted: null, recordingPaused: false },
      ...change,
    };
  }

  /** Answered where somebody talked, missed or unanswered otherwise; a minute after its beginning. */
  ended(change: Partial<CallEnded> = {}): CallEnded {
    const answered = this.answeredBy.length > 0;
    const unanswered = this.direction === 'inbound' ? 'missed' : 'no-answer';
    const leg = (employeeId: EmployeeId, answeredAt: string | null) => ({
      ...{
        employeeId,
        deviceId: null,
        rungAt: this.after(1),
        answeredAt,
        endedAt: this.after(60),
        by: 'route' as const,
      },
    });
    return {
      callId: this.id,
      ...{ revision: ++this.revision + 1_000, direction: this.direction, channelId: this.channelId },
      ...{ counterpart: this.counterpart, startedAt: this.startedAt.toISOString(), endedAt: this.after(65) },
      answeredAt: answered ? this.after(5) : null,
      ...{ outcome: answered ? 'answered' : unanswered, cause: 16, endedBy: 'client', played: [], marks: [] },
      legs: [
        ...this.answeredBy.map((id) => leg(id, this.after(5))),
        ...this.rung.filter((id) => !this.answeredBy.includes(id)).map((id) => leg(id, null)),
      ],
      ...{ recording: answered ? 'follows' : 'none', noRecordingCode: answered ? null : 'call.nothing-said' },
      ...{ routedByFallback: false, cut: false, evidence: { sha256: hash('sha256', this.id) as Sha256, size: 500 } },
      ...change,
    };
  }

  private after(seconds: number): string {
    return new Date(this.startedAt.getTime() + seconds * 1_000).toISOString();
  }
}

const idsOf = (who: readonly Who[]): EmployeeId[] => who.map(({ employeeId }) => employeeId);

/** @param line null: between colleagues */
export const aCall = (line: SavedChannel | null): CallBuilder => new CallBuilder(line?.id ?? null);
