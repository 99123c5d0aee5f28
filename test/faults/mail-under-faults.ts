import { findProgram } from '../peers/real/peer.js';
import { keepline } from '../product/product.js';
import { grounds, type GroundName } from './mail/grounds.js';
import type { MailFault } from './mail/mail-fault.js';
import { mailFaults } from './mail/mail-faults.js';
import { MailOffice, type MailReport } from './mail/mail-office.js';

export interface MailRun {
  readonly report: MailReport;
  /** By class, how many were injected. */
  readonly faults: ReadonlyMap<string, number>;
  /** What was measured, in words; of what was lost or changed, where the rest of it lies. */
  readonly notes: readonly string[];
  /** Classes that need what is not installed. */
  readonly skipped: readonly string[];
  /** Whether `keepline verify` finds nothing amiss in what is left. */
  readonly verified: boolean;
  readonly seconds: number;
}

interface Order {
  readonly rounds: number;
  readonly only?: readonly string[];
  readonly steps?: readonly string[];
  /** After it no fault is begun; what was until then is told. */
  readonly seconds?: number;
}

interface OfficeRun extends Pick<MailRun, 'report' | 'notes' | 'verified'> {
  readonly faults: readonly (readonly [string, number])[];
}

const groundOf = ({ on }: MailFault): GroundName => on ?? 'one process';
const nothing: MailReport = {
  ...{ offered: 0, answered: 0, lost: 0, duplicated: 0, corrupted: 0, ambiguous: 0, refused: 0 },
};

/**
 * Offices under one class of faults after another, with a ledger of every letter and every answer; one for each ground that the classes stand on.
 * @param order.only identifiers of classes; without it all @param order.steps at which the gateway ends itself; without it all
 */
export async function mailUnderFaults(order: Order): Promise<MailRun> {
  const begun = performance.now();
  const runs: OfficeRun[] = [];
  const skipped: string[] = [];
  for (const name of Object.keys(grounds) as GroundName[]) {
    const chosen = mailFaults.filter((fault) => groundOf(fault) === name && (order.only?.includes(fault.id) ?? true));
    const missing = grounds[name].needs.filter((program) => findProgram(program) === null);
    if (chosen.length === 0) continue;
    if (missing.length > 0) skipped.push(...chosen.map(({ id }) => `${id}, ${name} (needs ${missing.join(', ')})`));
    else runs.push(await officeUnderFaults(name, chosen, order));
  }
  const sums = runs.map(({ report }) => report);
  return {
    report: sums.reduce(added, nothing),
    faults: new Map(runs.flatMap(({ faults }) => faults)),
    notes: runs.flatMap(({ notes }) => notes),
    skipped,
    verified: runs.every(({ verified }) => verified),
    seconds: (performance.now() - begun) / 1_000,
  };
}

const added = (a: MailReport, b: MailReport): MailReport => ({
  offered: a.offered + b.offered,
  answered: a.answered + b.answered,
  lost: a.lost + b.lost,
  duplicated: a.duplicated + b.duplicated,
  corrupted: a.corrupted + b.corrupted,
  ambiguous: a.ambiguous + b.ambiguous,
  refused: a.refused + b.refused,
});

async function officeUnderFaults(
  name: GroundName,
  chosen: readonly MailFault[],
  { rounds, steps, seconds = Infinity }: Order,
): Promise<OfficeRun> {
  const office = await MailOffice.open(await grounds[name].lay(), seconds * 1_000);
  const faults: [string, number][] = [];
  let whole = false;
  try {
    for (const fault of chosen) faults.push([`${fault.id} ${fault.name}`, await fault.inject(office, rounds, steps)]);
    // A claim of a process that died is taken back after 45 s without a sign of life.
    await office.settle(120_000);
    const report = await office.report();
    await office.product.stop();
    const { code, said } = await keepline(office.product, 'verify');
    const verified = code === 0;
    whole = verified && report.lost + report.duplicated + report.corrupted === 0;
    if (!whole) office.notes.push(`what is left lies in ${office.product.dataDir}; verify: ${said}`);
    return { report, faults, notes: office.notes, verified };
  } finally {
    await office.close({ keep: !whole });
  }
}
