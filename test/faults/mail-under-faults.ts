import type { Product } from '../product/product.js';
import { mailFaults } from './mail/mail-faults.js';
import { MailOffice, type MailReport } from './mail/mail-office.js';

export interface MailRun {
  readonly report: MailReport;
  /** By class, how many were injected. */
  readonly faults: ReadonlyMap<string, number>;
  readonly product: Product;
  readonly seconds: number;
}

/**
 * An office under one class of faults after another, with a ledger of every letter and every answer. The product is left stopped, its data
 * in place, for whoever wants to verify it.
 * @param only identifiers of classes; without it all @param steps at which the gateway ends itself; without it all
 */
export async function mailUnderFaults(o: {
  rounds: number;
  only?: readonly string[];
  steps?: readonly string[];
}): Promise<MailRun> {
  const begun = performance.now();
  const office = await MailOffice.open();
  const faults = new Map<string, number>();
  try {
    for (const { id, name, inject } of mailFaults) {
      if (o.only && !o.only.includes(id)) continue;
      faults.set(`${id} ${name}`, await inject(office, o.rounds, o.steps));
    }
    // A claim of a process that died is taken back after 45 s without a sign of life.
    await office.settle(120_000);
    const report = await office.report();
    await office.product.stop();
    return { report, faults, product: office.product, seconds: (performance.now() - begun) / 1_000 };
  } catch (error) {
    await office.product.kill();
    throw error;
  } finally {
    await office.close();
  }
}
