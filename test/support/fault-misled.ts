// The two faults that no proxy can inject, since nothing arrives there: the store's name is unknown, or its certificate does
// not belong to it. Another process of the app meets them; then its agents turn to the one that works.
import type { FaultClient } from './fault-client.ts';
import { startFaultHost } from './fault-host.ts';
import { startMisleadingStore } from './fault-store.ts';
import { tellTwice, type Traffic } from './fault-traffic.ts';
import type { StackServices } from './stack-services.ts';

/** Where an account that has moved pretends to be. */
export interface MisplacedStore {
  readonly fault: 'unknown name' | 'foreign certificate';
  readonly host: string;
  /** How the app's transport tells of a request that has met it. */
  readonly sign: RegExp;
}

/**
 * The store's client finds its way back from an unknown name to the one that it was given, but not from a certificate.
 * A label of a name has at most 63 characters (RFC 1035 §2.3.4), so nobody has to be asked for this one. And a
 * certificate is checked wherever a machine is not told to be this one, though 0.0.0.0 leads to it.
 */
export const misplacedStores: readonly MisplacedStore[] = [
  { fault: 'unknown name', host: `${'x'.repeat(64)}.invalid`, sign: /request to .+ errored - getaddrinfo ENOTFOUND/g },
  { fault: 'foreign certificate', host: '0.0.0.0', sign: /request to .+ errored - self-signed certificate/g },
];

const AGENTS = 6;

/** The misled agents' stories have numbers of their own, far from the others. */
const FIRST_STORY = 1e9;

/**
 * Lets agents report to an app whose store is misplaced until each was answered, then to the other.
 * @returns the name of the fault, `kind/side`, and how often the app met it
 */
export async function misleadAgents(
  { fault, host, sign }: MisplacedStore,
  { environment, folder, tls, cosmosUrl }: StackServices,
  traffic: Traffic,
  clientOf: (url: string) => FaultClient,
): Promise<readonly [string, number]> {
  const store = await startMisleadingStore(cosmosUrl, tls, host);
  const app = await startFaultHost({ ...environment, COSMOS_ENDPOINT: store.endpoint, NODE_DEBUG: 'undici' }, folder);
  const client = clientOf(app.url);
  try {
    const first = FIRST_STORY + misplacedStores.findIndex((each) => each.fault === fault) * AGENTS;
    const stories = Array.from({ length: AGENTS }, (_, index) => tellTwice(traffic, client, first + index));
    while (sum(client.answers) < AGENTS) await new Promise((resolve) => setTimeout(resolve, 50));
    // Microsoft's client would try three times more, each as long.
    await app.close();
    await Promise.all(stories);
    return [`${fault}/before`, app.log().match(sign)?.length ?? 0];
  } finally {
    await client.close();
    await app.close();
    await store.close();
  }
}

function sum(answers: FaultClient['answers']): number {
  return [...answers.values()].reduce((total, count) => total + count, 0);
}
