import type { GroundName } from './grounds.js';
import type { MailOffice } from './mail-office.js';

/** A class of faults: what is done to the office, and how often it was done. */
export interface MailFault {
  /** Of the table of fault classes in docs/runbooks/faults.md. */
  readonly id: string;
  readonly name: string;
  /** Without it: one process. */
  readonly on?: GroundName;
  /** @param steps of the classes that know steps, bombs or leaps by name: only these @returns how many faults were injected @throws where what must hold at once does not */
  inject(office: MailOffice, rounds: number, steps?: readonly string[]): Promise<number>;
}

/** Those of the names that were asked for, or all. */
export const chosen = (named: object, steps: readonly string[] | undefined): string[] =>
  Object.keys(named).filter((name) => steps?.includes(name) ?? true);
