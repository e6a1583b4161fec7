// The comparison: every contestant warmed up, then rounds in which each is visited in turn, so that whatever happens
// to the machine in the meantime happens to all of them.
import { Client } from 'undici';
import type { Contestant } from './contestants/contestants.ts';
import type { ContestantName } from './contestants/names.ts';
import { createLoadGenerator, send, type LoadGenerator } from './load/load-generator.ts';
import type { BenchOptions } from './options.ts';
import { percentile } from './report/statistics.ts';

/** The figures of one contestant in one round. */
export interface Round {
  /** CPU time of the contestant's whole process, user and system, per request. */
  readonly cpuMicroseconds: number;
  readonly requestsPerSecond: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  /** Resident memory at the round's end. */
  readonly residentBytes: number;
}

/** All rounds by contestant. */
export type Comparison = ReadonlyMap<ContestantName, readonly Round[]>;

/**
 * Requests at the start of each visit that are not measured: while the others were visited, connections to and from the
 * contestant were closed as idle, and the processor's caches forgot it. Under steady load neither happens.
 */
const runUp = 500;

/** What the first answer of every contestant must hold; more is welcome. */
const expectedMembers = ['id', 'userName', 'userPrincipalName', 'installedDeviceCount', 'failedDeviceCount'];

/**
 * Warms the contestants up and measures them.
 * @param contestants - running ones, in the order of the visits
 * @param options - how many rounds of how many requests
 * @param countStored - how many requests the store has answered so far
 * @param progress - told what happens, for a person who waits
 * @throws Error with the answer, as soon as one is not a 201 with the entity
 */
export async function compare(
  contestants: readonly Contestant[],
  options: BenchOptions,
  countStored: () => Promise<number>,
  progress: (text: string) => void,
): Promise<Comparison> {
  const generators = new Map<Contestant, LoadGenerator>();
  const rounds = new Map<ContestantName, Round[]>();
  for (const contestant of contestants) {
    await assertEntity(contestant);
    progress(`warming up ${contestant.name}: ${options.warmUp} requests`);
    const generator = createLoadGenerator(contestant.target, options.connections);
    await generator.run(options.warmUp);
    generators.set(contestant, generator);
    rounds.set(contestant.name, []);
  }
  for (let round = 0; round < options.rounds; round++) {
    progress(`round ${round + 1} of ${options.rounds}`);
    // There and back again, so that nobody is always the one who comes after the same neighbour.
    const order = round % 2 === 0 ? generators : [...generators].reverse();
    for (const [contestant, generator] of order) {
      const stored = await countStored();
      rounds.get(contestant.name)?.push(await measure(contestant, generator, options.requests));
      if ((await countStored()) < stored + options.requests) {
        throw new Error(`'${contestant.name}' answered 201 to creates that never reached the store.`);
      }
    }
  }
  await Promise.all([...generators.values()].map((generator) => generator.close()));
  return rounds;
}

/**
 * Sends one request and looks at the whole answer, which the rounds do not have the time for.
 * @throws Error with the answer when it is not a 201 with the entity
 */
export async function assertEntity(contestant: Contestant): Promise<void> {
  const client = new Client(contestant.target.origin);
  try {
    const { status, body } = await send(client, contestant.target);
    const entity = status === 201 ? (JSON.parse(body) as Readonly<Record<string, unknown>>) : {};
    const missing = expectedMembers.filter((name) => entity[name] === undefined);
    if (missing.length > 0) throw new Error(`'${contestant.name}' answered ${status}: ${body}`);
  } finally {
    await client.close();
  }
}

async function measure(contestant: Contestant, generator: LoadGenerator, requests: number): Promise<Round> {
  await generator.run(runUp);
  const before = await contestant.process.ask({ type: 'usage' }, 'usage');
  const { seconds, latencies } = await generator.run(requests);
  const after = await contestant.process.ask({ type: 'usage' }, 'usage');
  return {
    cpuMicroseconds: (after.cpuMicroseconds - before.cpuMicroseconds) / requests,
    requestsPerSecond: requests / seconds,
    p50Milliseconds: percentile(latencies, 0.5),
    p99Milliseconds: percentile(latencies, 0.99),
    residentBytes: after.residentBytes,
  };
}
