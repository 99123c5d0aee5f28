import type { ChannelId, EmployeeId } from '#libs/contracts';
import { sourceProblems } from './source/found-letter.js';

/** What is done with an old mailbox. */
export interface MailImportPlan {
  /** The corporate mailbox as whose its letters stand on the cards: answers to them go out from there. */
  readonly channelId: ChannelId;
  /** Whose mailbox it was: what went out of it is theirs. */
  readonly employeeId: EmployeeId;
  /** Addresses from which they wrote then, lower case. */
  readonly ownAddresses: readonly string[];
  /** Letters that no card's address is in: leave them, or keep them in the unplaced tray. */
  readonly unknown: 'leave' | 'keep';
  /** What a machine sent: bulk, lists, absences. */
  readonly automatic: 'leave' | 'keep';
}

/** What the report lists: everything that is not here now, and why. */
export const leftOut = ['unknown', 'internal', 'draft', 'automatic-left', 'bounce', ...sourceProblems] as const;
export type LeftOutVerdict = (typeof leftOut)[number];

/** What becomes of a letter: brought in, here already (captured before, or further up in the same source), or left out. */
export type LetterVerdict = 'placed' | 'unplaced' | 'known' | 'twice' | LeftOutVerdict;

/** How many letters came to which end. */
export interface MailTally {
  letters: number;
  /** Of those brought in: what went out. */
  outbound: number;
  /** Of those brought in: what a machine sent, for which nobody waits. */
  automatic: number;
  verdicts: Partial<Record<LetterVerdict, number>>;
}

export const emptyMailTally = (): MailTally => ({ letters: 0, outbound: 0, automatic: 0, verdicts: {} });

/** What an undoing came to. */
export interface MailUndoTally {
  /** Letters that are on no card any more. */
  withdrawn: number;
  /** Letters that stayed, by reason. */
  left: Record<string, number>;
}
