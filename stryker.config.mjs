// Mutation testing, `npm run test:mutation`: which changes of the code that decides who may, what is asked and what is a
// repetition would no test notice? Outside of `check`, since it runs tests some thousand times (docs/mutation-testing.md).
import { availableParallelism } from 'node:os';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [
    'shared/auth/**/*.ts',
    'shared/odata/**/*.ts',
    'shared/resources/repetition.ts',
    'shared/http/repeatability.ts',
  ],
  testRunner: 'jest',
  jest: {
    projectType: 'custom',
    enableFindRelatedTests: false,
    configFile: 'jest.config.mjs',
    config: {
      // The tests beside what is mutated: those from outside would find more, and take a night.
      testMatch: [
        '<rootDir>/test/unit/shared/{auth,odata}/**/*.test.ts',
        '<rootDir>/test/unit/shared/http/repeatability.test.ts',
        '<rootDir>/test/unit/shared/resources/repetition.test.ts',
      ],
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
  htmlReporter: { fileName: 'coverage/mutation.html' },
  jsonReporter: { fileName: 'coverage/mutation.json' },
  thresholds: { high: 90, low: 80, break: 80 },
};
