/** Names what was skipped, and ends the run with `N passed, N failed, N skipped`. */
export default class PlainLineReporter {
  /** @param {unknown} _contexts @param {{ testResults: { testResults: { status: string, fullName: string }[] }[], numFailedTests: number, numPassedTests: number, numRuntimeErrorTestSuites: number }} results */
  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap((file) =>
      file.testResults.filter((t) => t.status === 'pending' || t.status === 'todo').map((t) => t.fullName),
    );
    for (const name of skipped) console.log(`skipped: ${name}`);
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    console.log(`${results.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`);
  }
}
