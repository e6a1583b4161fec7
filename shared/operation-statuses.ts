// Which statuses an operation can answer with: documentation reads it, and the tests hold every answer to it.
import type { Operation } from './resources/operation.ts';

/** Paths, queries and headers can be malformed for all; a fault of ours has its answer, too. */
const OF_ALL = [400, 406, 500];

/** What a token and a store can bring. */
const OF_GRAPH = [401, 403, 429, 503, 504];

const WITH_BODY = [408, 413, 415];

/** The statuses of an operation's answers, in ascending order. */
export function statusesOf({ statuses, permissions, hasBody, isRepeatable }: Operation): number[] {
  const all = [
    ...statuses,
    ...OF_ALL,
    ...(permissions === 'anonymous' ? [] : OF_GRAPH),
    ...(hasBody ? WITH_BODY : []),
    ...(isRepeatable === true ? [] : [501]),
  ];
  return [...new Set(all)].sort((one, other) => one - other);
}
