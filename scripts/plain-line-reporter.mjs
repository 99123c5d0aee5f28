import { relative } from 'node:path';

/**
 * @typedef {{ status: string, fullName: string }} Result
 * @typedef {{ testFilePath: string, testExecError?: { message?: string } | null, testResults: Result[] }} FileResults
 * @typedef {{ testResults: FileResults[], numFailedTests: number, numPassedTests: number, numRuntimeErrorTestSuites: number }} Results
 */

/** Names what failed and what was skipped, so that nobody searches a long log for it, and ends the run with `N passed, N failed, N skipped`. */
export default class PlainLineReporter {
  /** @param {unknown} _contexts @param {Results} results */
  onRunComplete(_contexts, results) {
    let skipped = 0;
    for (const file of results.testResults) {
      const name = relative(import.meta.dirname + '/..', file.testFilePath);
      if (file.testExecError)
        console.log(`failed: ${name}: ${file.testExecError.message || 'could not be run to its end'}`);
      for (const test of file.testResults) {
        if (test.status === 'failed') console.log(`failed: ${name}: ${test.fullName}`);
        if (test.status !== 'pending' && test.status !== 'todo') continue;
        console.log(`skipped: ${test.fullName}`);
        skipped++;
      }
    }
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    console.log(`${results.numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
  }
}
