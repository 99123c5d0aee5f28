import type { WhatsappNumberState } from '#libs/contracts';
import { BackOff } from '#libs/supervision';
import type { WebTiming } from './timing.js';

/** How one life of a session's process came to its end. */
export type Ended =
  | { readonly why: 'stopped' | 'idle' | 'unlinked' }
  /** The phone took the link away, or the session is not known any more. */
  | { readonly why: 'logged-out' | 'other-number' }
  | { readonly why: 'conflict' }
  /** WhatsApp does not want us: `whatsapp.banned`, `whatsapp.version-refused`, `whatsapp.proxy-refused`. */
  | { readonly why: 'refused'; readonly code: string }
  | { readonly why: 'fell'; readonly code: string };

export interface Step {
  readonly state: WhatsappNumberState;
  readonly code: string | null;
  /** The stored session is of no use: it is removed. */
  readonly wipe: boolean;
  /** null: not by itself. */
  readonly againInMs: number | null;
  readonly alarm: { readonly code: string; readonly severity: 'warning' | 'alarm' } | null;
}

const quiet = { wipe: false, againInMs: null, alarm: null };

//  fell ──► again after 2 s, 4 s, … 5 min        the eighth time in a row ──► an alarm, and again every 15 min
//  conflict ──► again after 1, 5, 15 min ──► a person        (never a fight: whoever works at the other browser works for us)
//  logged out, another number ──► the session goes, an alarm, a person links anew
//  refused ──► a person
/** What is done after a fall. It remembers, so each number has its own. */
export class Ladder {
  private falls = 0;
  private conflicts = 0;
  private readonly backOff: BackOff;

  constructor(
    private readonly timing: WebTiming,
    random: () => number = Math.random,
  ) {
    this.backOff = new BackOff(timing.againFirstMs, timing.againLongestMs, random);
  }

  /** @param stoodForMs for how long it had been ready; 0: it never was */
  after(ended: Ended, stoodForMs: number): Step {
    if (stoodForMs >= this.timing.stableAfterMs) this.reset();
    switch (ended.why) {
      case 'stopped':
        return { ...quiet, state: 'off', code: null };
      case 'idle':
        return { ...quiet, state: 'unlinked', code: null };
      case 'unlinked':
        return { ...quiet, state: 'unlinked', code: null, wipe: true };
      case 'logged-out':
      case 'other-number':
        return lost(`whatsapp.${ended.why}`);
      case 'conflict':
        return this.afterConflict();
      case 'refused':
        return { ...quiet, state: 'waiting', code: ended.code, alarm: { code: ended.code, severity: 'alarm' } };
      case 'fell':
        return this.afterFall(ended.code);
    }
  }

  /** A person has looked at it, or it stood long enough. */
  reset(): void {
    this.falls = 0;
    this.conflicts = 0;
    this.backOff.reset();
  }

  private afterFall(code: string): Step {
    this.falls++;
    if (this.falls < this.timing.fallsUntilAlarm) {
      return { ...quiet, state: 'restarting', code, againInMs: this.backOff.next() };
    }
    const first = this.falls === this.timing.fallsUntilAlarm;
    const keepsFalling = 'whatsapp.keeps-falling';
    return {
      state: 'waiting',
      code: keepsFalling,
      wipe: false,
      againInMs: this.timing.seldomMs,
      alarm: first ? { code: keepsFalling, severity: 'alarm' } : null,
    };
  }

  private afterConflict(): Step {
    const code = 'whatsapp.conflict';
    const againInMs = this.timing.conflictMs[this.conflicts++] ?? null;
    const alarm = againInMs === null ? ({ code, severity: 'alarm' } as const) : null;
    return { ...quiet, state: 'waiting', code, againInMs, alarm };
  }
}

function lost(code: string): Step {
  return { state: 'unlinked', code, wipe: true, againInMs: null, alarm: { code, severity: 'alarm' } };
}
