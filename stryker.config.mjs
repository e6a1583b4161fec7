// Mutation testing, `npm run test:mutation`: which changes of the code that decides who may, what is asked and what is a
// repetition would no test notice? What it is done to stands in test/support/mutation-parts.ts; why, in
// docs/mutation-testing.md.
import { availableParallelism } from 'node:os';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    enableFindRelatedTests: false,
    configFile: 'jest.config.mjs',
    config: {
      setupFiles: ['<rootDir>/test/support/fewer-runs.ts'],
      watchman: false,
      noStackTrace: true,
    },
  },
  // A worker grows with each run, and slower.
  maxTestRunnerReuse: 25,
  coverageAnalysis: 'perTest',
  // What runs once, while a module is loaded, would take all tests of all files for each mutant.
  ignoreStatic: true,
  ignorePatterns: [
    'bench',
    'docs',
    'infra',
    'explorer',
    'deploy',
    'openapi.json',
    'test/integration',
    'test/infra',
    'test/dotnet',
  ],
  concurrency: availableParallelism(),
  reporters: ['clear-text', 'progress', 'html', 'json'],
  clearTextReporter: { logTests: false, reportTests: false },
  tempDirName: 'coverage/mutation-sandbox',
};
