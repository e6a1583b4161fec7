// The fault proof: agents report through Microsoft's client to an app that is killed again and again, and whose store fails
// in every way that it can. At the end the store is compared with what the agents were told.
import type { StoredDocument } from '../../shared/store/document-store.ts';
import { createFaultClient, type FaultClient } from './fault-client.ts';
import { startFaultHost } from './fault-host.ts';
import { type Entry, type Judgement, judge } from './fault-ledger.ts';
import { planFaults } from './fault-plan.ts';
import { misleadAgents, misplacedStores } from './fault-misled.ts';
import { type FaultStore, startFaultStore } from './fault-store.ts';
import { tellStory, type Traffic } from './fault-traffic.ts';
import { type StackServices, startStackServices } from './stack-services.ts';

/** What is to be proven. */
export interface FaultRun {
  /** A whole number; the same gives the same faults and the same reports. */
  readonly seed: number;
  /** How many faults are injected. */
  readonly faults: number;
  /** Told from time to time how many faults there were so far. */
  readonly onProgress?: (faults: number, stories: number) => void;
}

/** How it went. */
export interface FaultReport extends Judgement {
  readonly seed: number;
  /** By `kind/side`. */
  readonly injected: ReadonlyMap<string, number>;
  readonly faults: number;
  /** How many requests the app sent to its store. */
  readonly requests: number;
  readonly kills: number;
  /** Answers that agents heard, by status; 0 stands for a connection that broke. */
  readonly answers: ReadonlyMap<number, number>;
  readonly statuses: number;
  readonly milliseconds: number;
  /** What the apps wrote, for whoever looks into a violation. */
  readonly log: string;
}

/** How many agents report at a time. */
const AGENTS = 80;

/** One kill for so many faults. */
const FAULTS_PER_KILL = 400;

/**
 * Runs the proof on this machine, on free ports.
 * @throws Error when the app cannot be started
 */
export async function proveFaults({ seed, faults, onProgress }: FaultRun): Promise<FaultReport> {
  const started = performance.now();
  const services = await startStackServices();
  const { environment, tls, folder, cosmosUrl } = services;
  const container = await services.openContainer(whereIn(environment));
  const violations = new Set<string>();
  const violated = (what: string): void => {
    violations.add(what);
  };
  let kill = (): void => undefined;
  const plan = planFaults(seed, faults, Math.max(2, Math.round(faults / FAULTS_PER_KILL)));
  const store = await startFaultStore(cosmosUrl, tls, plan, {
    kill: () => {
      kill();
    },
    refused: violated,
  });
  const host = await startFaultHost({ ...environment, COSMOS_ENDPOINT: store.endpoint }, folder);
  ({ kill } = host);
  const token = renewed(() => services.token());
  const clientOf = (url: string): FaultClient => createFaultClient(url, token, tls.cert, violated);
  const client = clientOf(host.url);
  const entries: Entry[] = [];
  const traffic: Traffic = { seed, client, entries, violated };
  try {
    const [misled] = await Promise.all([
      Promise.all(misplacedStores.map((misplaced) => misleadAgents(misplaced, services, traffic, clientOf))),
      tellStories(traffic, store, faults, onProgress),
    ]);
    const { resources } = await container.items.readAll<StoredDocument>().fetchAll();
    const judgement = judge(entries, resources);
    return {
      ...judgement,
      violations: [...violations, ...judgement.violations],
      seed,
      injected: new Map([...store.injected, ...misled]),
      faults: store.faults,
      requests: store.requests,
      kills: host.kills,
      answers: client.answers,
      statuses: entries.length,
      milliseconds: performance.now() - started,
      log: host.log(),
    };
  } finally {
    await client.close();
    await host.close();
    await store.close();
    await services.close();
  }
}

/** Tokens are good for an hour, and a run may take longer. */
const RENEWED_AFTER_MS = 10 * 60_000;

/** The same token for a while, as a client keeps it. */
function renewed(sign: () => string): () => string {
  let token = sign();
  let signedAt = performance.now();
  return () => {
    if (performance.now() - signedAt > RENEWED_AFTER_MS) {
      token = sign();
      signedAt = performance.now();
    }
    return token;
  };
}

function whereIn(environment: StackServices['environment']): Parameters<StackServices['openContainer']>[0] {
  const {
    COSMOS_ENDPOINT: endpoint = '',
    COSMOS_DATABASE: database = '',
    COSMOS_CONTAINER: container = '',
  } = environment;
  return { endpoint, database, container };
}

/** Has agents tell stories until there are enough faults; each ends the story that it has begun. */
async function tellStories(
  traffic: Traffic,
  store: FaultStore,
  faults: number,
  onProgress: FaultRun['onProgress'] = () => undefined,
): Promise<void> {
  let story = 0;
  const agent = async (): Promise<void> => {
    while (store.faults < faults) {
      const mine = story;
      story += 1;
      await tellStory(traffic, mine);
    }
  };
  const timer = setInterval(() => {
    onProgress(store.faults, story);
  }, PROGRESS_MS);
  try {
    await Promise.all(Array.from({ length: AGENTS }, agent));
  } finally {
    clearInterval(timer);
  }
}

/** How often whoever waits is told how far it has come, in milliseconds. */
const PROGRESS_MS = 2_000;
