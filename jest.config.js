import { availableParallelism } from 'node:os';

/** Three kinds of tests, told apart by suffix: see CONTRIBUTING.md. */
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
};
const unit = { ...shared, displayName: 'spec', testMatch: ['<rootDir>/{apps,libs,test,scripts}/**/*.spec.ts'] };
const integration = { ...shared, displayName: 'int', testMatch: ['<rootDir>/{apps,libs}/*/test/**/*.int-spec.ts'] };
const endToEnd = { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'] };

export default {
  projects: [unit, integration, endToEnd],
  testTimeout: 60_000,
  testSequencer: '<rootDir>/scripts/longest-first.mjs',
  // Most of a suite is waiting: for a telephone that rings, a page that settles, a server that starts. Jest itself would leave a core free.
  maxWorkers: Math.max(2, availableParallelism()),
  // Node does not give back what a suite's modules took: a process that has run hundreds of them comes near its limit and slows down.
  workerIdleMemoryLimit: '1500MB',
  reporters: [['default', { summaryThreshold: 1_000 }], '<rootDir>/scripts/plain-line-reporter.mjs'],
};
