// Property-based tests try for a twentieth of a second, and do not look for the smallest failure: mutation testing runs them
// some thousand times (stryker.config.mjs).
import fc from 'fast-check';

// Its successor is a plugin, which cannot be told to all properties at once.
// eslint-disable-next-line @typescript-eslint/no-deprecated
fc.configureGlobal({ interruptAfterTimeLimit: 50, endOnFailure: true });
