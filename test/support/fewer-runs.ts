// Property-based tests try for a twentieth of a second, and do not look for the smallest failure: mutation testing runs them
// some thousand times (stryker.config.mjs).
import fc from 'fast-check';

fc.configureGlobal({ interruptAfterTimeLimit: 50, endOnFailure: true });
