// How writes of the same document that come at the same time get out of each other's way.
import { setTimeout as sleep } from 'node:timers/promises';
import { graphError } from '../../errors/catalogue.ts';

/** How often a write is tried when somebody else was faster; each time means that another write went well. */
export const WRITE_ATTEMPTS = 10;

/** The longest pause, in milliseconds: of the first, twice as long each time, and of any. All together are 1.8 s at most. */
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 400;

/**
 * Lets others go first after a lost race, for a time that is drawn: who tries again at once meets the same others again.
 * @param attempt - which attempt lost it, from 0; behind the last there is nothing to wait for
 */
export async function stepAside(attempt: number): Promise<void> {
  if (attempt >= WRITE_ATTEMPTS - 1) return;
  await sleep(Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS));
}

/**
 * The error of a write that lost the race {@link WRITE_ATTEMPTS} times. It is 429, like two writes that meet in the store
 * itself (449): Graph's clients send it again by themselves, which they do not upon 409. `Retry-After` is one to three
 * seconds, by chance, so that those who met seldom meet again.
 */
export function lostTooOften(): Error {
  return graphError('writeConflict', {}, { headers: { 'Retry-After': String(1 + Math.floor(Math.random() * 3)) } });
}
