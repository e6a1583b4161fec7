// The composition root: from a configuration to the running parts, once per process. Nothing else builds anything.
import { randomUUID } from 'node:crypto';
import { createAccessTokenVerifier } from './auth/access-token-verifier.ts';
import { createChallenge } from './auth/challenge.ts';
import { entraTenant } from './auth/entra.ts';
import { createSigningKeys } from './auth/signing-keys.ts';
import type { Configuration } from './config.ts';
import { createReadiness } from './health/readiness.ts';
import { createRequestHandler, type RequestHandler } from './http/pipeline.ts';
import { createRouter } from './http/router.ts';
import { isGuid } from './odata/key.ts';
import { operations } from './operations.ts';
import { createInstallSummaries } from './resources/mobile-app-install-summary/install-summaries.ts';
import { createKnownApps } from './resources/mobile-app/known-apps.ts';
import type { Operation } from './resources/operation.ts';
import { createAzureCredential } from './store/azure-credential.ts';
import { createCosmosDocumentStore, type StoreCredential } from './store/cosmos-document-store.ts';
import type { DocumentStore } from './store/document-store.ts';

/** Parts that somebody else brings: tests a clock or a store, the benchmark a credential. */
export interface ApplicationParts {
  readonly store?: DocumentStore;
  readonly storeCredential?: StoreCredential;
  /** The wall clock, in milliseconds since 1970. */
  readonly now?: () => number;
  /** Told what happens outside requests, for the log. */
  readonly log?: (line: string) => void;
}

/** The running application. */
export interface Application {
  readonly operations: readonly Operation[];
  readonly handle: RequestHandler;
  /** Fetches the signing keys and opens the way to the store ahead of the first request; never rejects. */
  warmUp(): Promise<void>;
  /** Lets connections go, after the last request. */
  close(): Promise<void>;
}

/** Builds the application. Nothing is connected to before the first request or {@link Application.warmUp}. */
export function createApplication(configuration: Configuration, parts: ApplicationParts = {}): Application {
  const { now = Date.now, log = () => undefined } = parts;
  const { entra } = configuration;
  const tenant = entraTenant(entra);
  const challenge = createChallenge(tenant.authorizeUrl, clientIdOf(entra.audiences));
  const signingKeys = createSigningKeys({
    jwksUri: tenant.jwksUri,
    onFetchFailed: (error) => {
      log(JSON.stringify({ event: 'signingKeysFetchFailed', message: messageOf(error) }));
    },
  });
  const verifier = createAccessTokenVerifier({ tenant, audiences: entra.audiences, signingKeys, challenge, now });
  const store = parts.store ?? createStore(configuration, parts.storeCredential);
  const findReadinessProblem = createReadiness({
    now,
    checks: [
      { name: 'store', check: () => store.check() },
      { name: 'signing keys', check: () => signingKeys.ready() },
    ],
  });
  const handle = createRequestHandler({
    router: createRouter(operations),
    verifier,
    challenge,
    publicBaseUrl: configuration.publicBaseUrl,
    trustForwardedHeaders: configuration.trustForwardedHeaders,
    services: {
      store,
      knownApps: createKnownApps(now),
      installSummaries: createInstallSummaries({ store, now }),
      newId: randomUUID,
      repeatabilityWindowMs: configuration.repeatabilityWindowMs,
      now: () => new Date(now()),
      findReadinessProblem,
    },
  });

  return {
    operations,
    handle,
    async warmUp() {
      const problem = await findReadinessProblem();
      if (problem !== undefined) log(JSON.stringify({ event: 'notReadyAtStart', problem }));
    },
    close: () => store.close(),
  };
}

/** The audience that is a client id, or the App ID URI where only that is configured. */
function clientIdOf(audiences: readonly string[]): string {
  return audiences.find(isGuid) ?? audiences[0] ?? '';
}

function createStore(configuration: Configuration, given: StoreCredential | undefined): DocumentStore {
  const { endpoint, database, container, signIn } = configuration.cosmos;
  const credential = given ?? toStoreCredential(signIn);
  return createCosmosDocumentStore({ endpoint, database, container, credential });
}

function toStoreCredential(signIn: Configuration['cosmos']['signIn']): StoreCredential {
  if (signIn.kind === 'emulatorKey') return { key: signIn.key };
  return { tokenCredential: createAzureCredential(signIn) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
