// How writes of the same document that come at the same time get out of each other's way.
import { graphError } from '../../errors/catalogue.ts';

/** How often a write is tried anew when somebody else was faster; each time means that another write went well. */
export const WRITE_ATTEMPTS = 5;

/** The error of a write that lost the race {@link WRITE_ATTEMPTS} times. */
export function lostTooOften(): Error {
  return graphError('writeConflict', {}, { headers: { 'Retry-After': '1' } });
}
