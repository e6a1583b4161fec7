// How the tests run: TypeScript through swc; transformed too are `jose` (ES modules only, needed by jwks-rsa) and the one
// package of OpenTelemetry that imports late, which jest's own module loader refuses.
/** @type {[string, unknown]} */
const swc = [
  '@swc/jest',
  { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'commonjs' }, sourceMaps: 'inline' },
];

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // The Azure worker injects this module; the local host's stand-in takes its place, as it does in `npm start`.
  moduleNameMapper: { '^@azure/functions-core$': '<rootDir>/local/functions-host/functions-core.ts' },
  transform: { '\\.(ts|mjs|js)$': swc },
  transformIgnorePatterns: ['/node_modules/(?!jose/|@opentelemetry/otlp-exporter-base/)'],
  collectCoverageFrom: ['shared/**/*.ts'],
  coverageDirectory: 'coverage',
  coverageReporters: ['text', 'lcov'],
  coverageThreshold: { global: { lines: 95, branches: 95 } },
  testTimeout: 30_000,
};
