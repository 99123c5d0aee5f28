import { findProgram } from '../peers/real/peer.js';
import { keepline } from '../product/product.js';
import type { Product } from '../product/product.js';
import { callsUnderFaults } from './calls-under-faults.js';
import { captureUnderFaults, type FaultReport } from './capture-under-faults.js';
import { mailUnderFaults } from './mail-under-faults.js';
import { whatsappUnderFaults, type SendingReport } from './whatsapp-under-faults.js';

/** `npm run faults [rounds [mail|letters|calls|WhatsApp [classes [steps]]]]`: kills and restarts under load, and what was lost, doubled or changed. Ends with 1 if anything was. */
const rounds = Number(process.argv[2] ?? 3);
const only = process.argv[3] ?? '';
let bad = 0;

interface Ran {
  readonly report: FaultReport;
  readonly sending?: SendingReport;
  readonly product: Product;
}

async function tell({ report, sending, product }: Ran): Promise<void> {
  const { code } = await keepline(product, 'verify');
  await product.remove();
  const faults = Object.values(report.faults).reduce((sum, n) => sum + n, 0);
  const kinds = Object.entries(report.faults).map(([name, n]) => `${name} ${n}`);
  console.log(
    `faults ${faults} (${kinds.join(', ')}), offered ${report.offered}, lost ${report.lost}, duplicated ${report.duplicated}, corrupted ${report.corrupted}, verify ${code === 0 ? 'ok' : 'FAILED'}, ${report.seconds.toFixed(0)} s`,
  );
  if (sending) {
    const { offered, lost, twice, unknown, failed } = sending;
    console.log(
      `  sending: offered ${offered}, lost ${lost}, sent twice ${twice}, left to a person ${unknown}, failed ${failed}`,
    );
    bad += (offered === 0 ? 1 : 0) + lost + twice + failed + (unknown > faults ? 1 : 0);
  }
  // Where nothing was offered, nothing was shown.
  bad += (report.offered === 0 ? 1 : 0) + report.lost + report.duplicated + report.corrupted + (code === 0 ? 0 : 1);
}

/**
 * Mail by classes of faults, each so many rounds; classes and their steps may be named (`npm run faults 5 mail F1,F3 '250 read,line taken'`).
 * After KEEPLINE_FAULTS_SECONDS no fault is begun any more.
 */
async function tellOfMail(only: readonly string[] | undefined, steps: readonly string[] | undefined): Promise<void> {
  const within = process.env['KEEPLINE_FAULTS_SECONDS'];
  const { report, faults, notes, skipped, verified, seconds } = await mailUnderFaults({
    rounds,
    ...(only && { only }),
    ...(steps && { steps }),
    ...(within && { seconds: Number(within) }),
  });
  for (const what of skipped) console.log(`skipped: faults ${what}`);
  for (const note of notes) console.log(`  ${note}`);
  for (const [name, injected] of faults) console.log(`  ${String(injected).padStart(5)}  ${name}`);
  const injected = [...faults.values()].reduce((sum, n) => sum + n, 0);
  const { offered, answered, lost, duplicated, corrupted, ambiguous, refused } = report;
  console.log(
    `faults ${injected}, offered ${offered + answered}, lost ${lost}, duplicated ${duplicated}, corrupted ${corrupted}, ambiguous-and-flagged ${ambiguous}, refused-and-shown ${refused}, verify ${verified ? 'ok' : 'FAILED'}, ${seconds.toFixed(0)} s`,
  );
  bad += (offered + answered === 0 ? 1 : 0) + lost + duplicated + corrupted + (verified ? 0 : 1);
}

if ('mail'.startsWith(only)) await tellOfMail(process.argv[4]?.split(','), process.argv[5]?.split(','));

const missing = (programs: readonly string[]) => programs.filter((program) => findProgram(program) === null);
for (const [name, programs, run] of [
  ['letters', ['dovecot'], (seed: number) => captureUnderFaults({ letters: 1_000, kills: 12, restarts: 6, seed })],
  ['calls', ['asterisk', 'sipp'], (seed: number) => callsUnderFaults({ calls: 60, kills: 4, seed })],
  [
    'WhatsApp messages',
    ['chromium'],
    (seed: number) => whatsappUnderFaults({ messages: 300, rounds: 1, freezeMs: 15_000, seed }),
  ],
] as const) {
  if (!name.startsWith(only)) continue;
  const wanted = missing(programs);
  if (wanted.length > 0) console.log(`skipped: faults among ${name} (needs ${wanted.join(', ')})`);
  else for (let seed = 1; seed <= rounds; seed++) await tell(await run(seed));
}
process.exitCode = bad === 0 ? 0 : 1;
