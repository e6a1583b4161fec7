// The opaque token of a next link: where to go on, bound to the collection and the query that it was made for.
import { hash } from 'node:crypto';
import { graphError } from '../errors/catalogue.ts';

/** What a token is good for: the collection and everything that decides on its members and their order. */
export type TokenBinding = readonly (string | undefined)[];

/** Bytes of the checksum, in hexadecimal characters: enough against accidents, and nothing is guarded by it. */
const CHECKSUM_LENGTH = 32;

/**
 * Makes a token.
 * @param continuation - the store's own mark of the place
 * @param binding - what it belongs to
 */
export function toSkipToken(continuation: string, binding: TokenBinding): string {
  return Buffer.from(checksum(continuation, binding) + continuation, 'utf8').toString('base64url');
}

/**
 * Reads a token.
 * @throws GraphError `invalidSkipToken` (400) when it is damaged or belongs to another collection or query
 * @see OData Protocol 4.01 §11.2.6.7: a client must not make such tokens or change them
 */
export function readSkipToken(token: string, binding: TokenBinding): string {
  const bytes = Buffer.from(token, 'base64url');
  const text = bytes.toString('utf8');
  const continuation = text.slice(CHECKSUM_LENGTH);
  // The decoder passes over what does not belong there, and over bits that mean nothing: such a token is not ours.
  const isOurs = continuation !== '' && bytes.toString('base64url') === token;
  if (!isOurs || text.slice(0, CHECKSUM_LENGTH) !== checksum(continuation, binding)) {
    throw graphError('invalidSkipToken', {}, { target: '$skiptoken' });
  }
  return continuation;
}

function checksum(continuation: string, binding: TokenBinding): string {
  return hash('sha256', JSON.stringify([continuation, ...binding]), 'hex').slice(0, CHECKSUM_LENGTH);
}
