// How writes of the same document that come at the same time get out of each other's way.
import { graphError } from '../../errors/catalogue.ts';

/** How often a write is tried anew when somebody else was faster; each time means that another write went well. */
export const WRITE_ATTEMPTS = 5;

/**
 * The error of a write that lost the race {@link WRITE_ATTEMPTS} times. It is 429, like two writes that meet in the store
 * itself (449): Graph's clients send it again by themselves, which they do not upon 409. `Retry-After` is one to three
 * seconds, by chance, so that those who met seldom meet again.
 */
export function lostTooOften(): Error {
  return graphError('writeConflict', {}, { headers: { 'Retry-After': String(1 + Math.floor(Math.random() * 3)) } });
}
