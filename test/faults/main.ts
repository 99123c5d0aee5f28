import { findProgram } from '../peers/real/peer.js';
import { keepline } from '../product/product.js';
import { captureUnderFaults } from './capture-under-faults.js';

/** `npm run faults [rounds]`: kills and restarts under load, and what was lost, doubled or changed. Ends with 1 if anything was. */
const rounds = Number(process.argv[2] ?? 3);
let bad = 0;
if (findProgram('dovecot') === null) {
  console.log('skipped: faults (needs dovecot)');
} else {
  for (let seed = 1; seed <= rounds; seed++) {
    const { report, product } = await captureUnderFaults({ letters: 1_000, kills: 12, restarts: 6, seed });
    const { code } = await keepline(product, 'verify');
    await product.remove();
    const faults = Object.values(report.faults).reduce((sum, n) => sum + n, 0);
    console.log(
      `faults ${faults} (${Object.entries(report.faults)
        .map(([name, n]) => `${name} ${n}`)
        .join(
          ', ',
        )}), offered ${report.offered}, lost ${report.lost}, duplicated ${report.duplicated}, corrupted ${report.corrupted}, verify ${code === 0 ? 'ok' : 'FAILED'}, ${report.seconds.toFixed(0)} s`,
    );
    bad += report.lost + report.duplicated + report.corrupted + (code === 0 ? 0 : 1);
  }
  process.exitCode = bad === 0 ? 0 : 1;
}
