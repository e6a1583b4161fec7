// The comparison: every contestant warmed up, then rounds in which each is visited in turn, so that whatever happens
// to the machine in the meantime happens to all of them.
import { Client } from 'undici';
import { assertGoodAnswer, findUnstored } from './answer.ts';
import type { Contestant } from './contestants/contestants.ts';
import { type ContestantName, storeUsers } from './contestants/names.ts';
import { createLoadGenerator, send, type LoadGenerator } from './load/load-generator.ts';
import { type OperationName, operations, type StoreRequests } from './operations.ts';
import type { BenchOptions } from './options.ts';
import { percentile } from './report/statistics.ts';

/** The figures of one contestant in one round. */
export interface Round {
  /** CPU time of the contestant's whole process, user and system, per request; of a batch, per request in it. */
  readonly cpuMicroseconds: number;
  readonly requestsPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  /** Resident memory at the round's end. */
  readonly residentBytes: number;
}

/** All rounds by operation and contestant. */
export type Comparison = ReadonlyMap<OperationName, ReadonlyMap<ContestantName, readonly Round[]>>;

/**
 * Requests at the start of each visit that are not measured, as a part of those that are: while the others were visited,
 * connections to and from the contestant were closed as idle, and the processor's caches forgot it. Under steady load
 * neither happens.
 */
const runUp = 1 / 8;

/**
 * Warms the contestants up and measures them.
 * @param contestants - running ones, in the order of the visits
 * @param options - how many rounds of how many requests
 * @param countStored - how many requests the store has answered so far
 * @param progress - told what happens, for a person who waits
 * @throws Error with the answer, as soon as one is not what the operation wants
 */
export async function compare(
  contestants: readonly Contestant[],
  options: BenchOptions,
  countStored: () => Promise<StoreRequests>,
  progress: (text: string) => void,
): Promise<Comparison> {
  const generators = new Map<Contestant, LoadGenerator>();
  const comparison = new Map<OperationName, Map<ContestantName, Round[]>>();
  for (const contestant of contestants) {
    await assertGoodFirstAnswer(contestant);
    const requests = shareOf(contestant, options.warmUp);
    progress(`warming up ${contestant.target.name}: ${requests} requests`);
    const generator = createLoadGenerator(contestant.target, options.connections);
    await generator.run(requests);
    generators.set(contestant, generator);
    addRounds(comparison, contestant, []);
  }
  for (let round = 0; round < options.rounds; round++) {
    progress(`round ${round + 1} of ${options.rounds}`);
    // There and back again, so that nobody is always the one who comes after the same neighbour.
    const order = round % 2 === 0 ? generators : [...generators].reverse();
    for (const [contestant, generator] of order) {
      const before = await countStored();
      const requests = shareOf(contestant, options.requests);
      addRounds(comparison, contestant, [await measure(contestant, generator, requests)]);
      if (!storeUsers.has(contestant.name)) continue;
      const unstored = findUnstored(contestant.operation, requests, before, await countStored());
      if (unstored !== undefined) throw new Error(`'${contestant.target.name}': ${unstored}`);
    }
  }
  await Promise.all([...generators.values()].map((generator) => generator.close()));
  return comparison;
}

/** Adds rounds to those that are there. */
export function addRounds(
  comparison: Map<OperationName, Map<ContestantName, Round[]>>,
  { operation, name }: Pick<Contestant, 'operation' | 'name'>,
  rounds: readonly Round[],
): void {
  const contestants = comparison.get(operation) ?? new Map<ContestantName, Round[]>();
  comparison.set(operation, contestants.set(name, [...(contestants.get(name) ?? []), ...rounds]));
}

function shareOf({ operation }: Contestant, requests: number): number {
  return Math.max(1, Math.round(requests * operations[operation].share));
}

/** Sends one request and looks at the whole answer, which the rounds do not have the time for. */
async function assertGoodFirstAnswer({ target, operation }: Contestant): Promise<void> {
  const client = new Client(target.origin);
  try {
    assertGoodAnswer(target.name, operation, await send(client, target));
  } finally {
    await client.close();
  }
}

async function measure(contestant: Contestant, generator: LoadGenerator, requests: number): Promise<Round> {
  await generator.run(Math.ceil(requests * runUp));
  const before = await contestant.process.ask({ type: 'usage' }, 'usage');
  const { seconds, latencies } = await generator.run(requests);
  const after = await contestant.process.ask({ type: 'usage' }, 'usage');
  const parts = requests * operations[contestant.operation].parts;
  return {
    cpuMicroseconds: (after.cpuMicroseconds - before.cpuMicroseconds) / parts,
    requestsPerSecond: parts / seconds,
    p50Milliseconds: percentile(latencies, 0.5),
    p99Milliseconds: percentile(latencies, 0.99),
    residentBytes: after.residentBytes,
  };
}
