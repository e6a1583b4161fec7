// Whether an answer is what was asked for, and whether the store was asked for it: else the fastest contestant would be
// the one that does nothing.
import type { Answer } from './load/load-generator.ts';
import { type OperationName, operations, storeRequestKinds, type StoreRequests } from './operations.ts';

type Members = Readonly<Record<string, unknown>>;

/** What an entity of a collection must have; more is welcome. */
const members = [
  'id',
  'userName',
  'userPrincipalName',
  'installedDeviceCount',
  'failedDeviceCount',
  'notInstalledDeviceCount',
];

/**
 * Looks at a whole answer.
 * @param name - whose answer it is
 * @throws Error with the answer when its status is another one, or an entity or a value is missing
 */
export function assertGoodAnswer(name: string, operation: OperationName, { status, body }: Answer): void {
  const problem = status === operations[operation].status ? findProblem(operation, body) : 'the wrong status';
  if (problem !== undefined) throw new Error(`'${name}' gave ${problem}: ${status} ${body}`);
}

function findProblem(operation: OperationName, body: string): string | undefined {
  const { expected, parts } = operations[operation];
  const answer = JSON.parse(body) as Members & { readonly value?: readonly Members[] };
  if (typeof expected !== 'number') {
    return parts === 1 ? findWrongValues(answer, expected) : findProblemOfBatch(answer, parts, expected);
  }
  const { value = [] } = answer;
  if (value.length !== expected) return `${value.length} entities instead of ${expected}`;
  const missing = members.filter((member) => value.some((entity) => entity[member] === undefined));
  return missing.length === 0 ? undefined : `entities without ${missing.join(', ')}`;
}

function findWrongValues(entity: Members, expected: Members): string | undefined {
  const wrong = Object.keys(expected).filter((member) => entity[member] !== expected[member]);
  if (entity.id === undefined) wrong.unshift('id');
  return wrong.length === 0 ? undefined : `other values of ${wrong.join(', ')}`;
}

/** The answers of a batch of creates. */
function findProblemOfBatch({ responses }: Members, parts: number, expected: Members): string | undefined {
  const all = (responses ?? []) as readonly { readonly status: number; readonly body: Members }[];
  if (all.length !== parts) return `${all.length} answers instead of ${parts}`;
  const problems = all.map(({ status, body }) => (status === 201 ? findWrongValues(body, expected) : `a ${status}`));
  return problems.find((problem) => problem !== undefined);
}

/**
 * Compares what was answered with what the store has seen of it.
 * @param answered - requests that were answered between the two counts, or fewer
 * @returns what the store did not see, undefined when it saw everything
 */
export function findUnstored(
  operation: OperationName,
  answered: number,
  before: StoreRequests,
  after: StoreRequests,
): string | undefined {
  const { storeRequests } = operations[operation];
  const missing = storeRequestKinds
    .map((kind) => ({ kind, seen: after[kind] - before[kind], due: answered * (storeRequests[kind] ?? 0) }))
    .filter(({ seen, due }) => seen < due)
    .map(({ kind, seen, due }) => `${seen} of ${due} (${kind})`);
  return missing.length === 0 ? undefined : `the store saw less than was answered: ${missing.join(', ')}`;
}
