// The composition root: from a configuration to the running parts, once per process. Nothing else builds anything.
import { randomUUID } from 'node:crypto';
import { createAccessTokenVerifier } from './auth/access-token-verifier.ts';
import { createChallenge } from './auth/challenge.ts';
import { entraTenant } from './auth/entra.ts';
import { createSigningKeys } from './auth/signing-keys.ts';
import type { Configuration } from './config.ts';
import { type Explorer, explorerOperations } from './explorer/operations.ts';
import { createReadiness } from './health/readiness.ts';
import { watchClientConnections } from './http/client-connections.ts';
import { createInFlight } from './http/in-flight.ts';
import { createRequestHandler, type RequestHandler } from './http/pipeline.ts';
import { createRouter } from './http/router.ts';
import { isGuid } from './odata/key.ts';
import type { TokenSource } from './openapi/security.ts';
import { createOpenApiWriter } from './openapi/writer.ts';
import { operations as apiOperations } from './operations.ts';
import { createInstallSummaries } from './resources/mobile-app-install-summary/install-summaries.ts';
import { createKnownApps } from './resources/mobile-app/known-apps.ts';
import type { Operation } from './resources/operation.ts';
import { createAzureCredential } from './store/azure-credential.ts';
import { createCosmosDocumentStore, type StoreCredential } from './store/cosmos-document-store.ts';
import type { DocumentStore } from './store/document-store.ts';
import { observeStore } from './store/observed-store.ts';
import type { Telemetry, TelemetrySettings } from './telemetry/telemetry.ts';

/** Parts that somebody else brings: tests a clock or a store, the benchmark a credential. */
export interface ApplicationParts {
  readonly store?: DocumentStore;
  readonly storeCredential?: StoreCredential;
  /** Where the build has put the explorer's files: beside the bundle. */
  readonly explorerFolder?: string;
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
  /** Waits for the requests under way, lets connections go, and sends what was recorded. */
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
  const telemetry = configuration.telemetry === undefined ? undefined : loadTelemetry(configuration.telemetry, log);
  const onThrottled = telemetry === undefined ? undefined : throttleCounter(telemetry);
  const store = parts.store ?? createStore(configuration, parts.storeCredential, onThrottled);
  const inFlight = createInFlight(configuration.maxConcurrentRequests);
  const clients = watchClientConnections();
  const findReadinessProblem = createReadiness({
    now,
    checks: [
      { name: 'store', check: () => store.check() },
      { name: 'signing keys', check: () => signingKeys.ready() },
    ],
  });
  const { authorizeUrl, tokenUrl } = tenant;
  const tokenSource: TokenSource = { authorizeUrl, tokenUrl, audience: scopeAudienceOf(entra.audiences) };
  const writeOpenApi = createOpenApiWriter(apiOperations, tokenSource);
  const operations = [...apiOperations, ...explorerOf(configuration, tokenSource, parts.explorerFolder)];
  const createHandler = (loaded?: Telemetry): RequestHandler => {
    const observed = loaded === undefined ? store : observeStore(store, loaded);
    return createRequestHandler({
      router: createRouter(operations),
      verifier,
      challenge,
      publicBaseUrl: configuration.publicBaseUrl,
      trustForwardedHeaders: configuration.trustForwardedHeaders,
      inFlight,
      findClient: (invocationId) => clients.take(invocationId),
      telemetry: loaded,
      services: {
        store: observed,
        knownApps: createKnownApps(now),
        installSummaries: createInstallSummaries({ store: observed, now }),
        newId: randomUUID,
        repeatabilityWindowMs: configuration.repeatabilityWindowMs,
        now: () => new Date(now()),
        findReadinessProblem,
        writeOpenApi,
      },
    });
  };

  return {
    operations,
    handle: telemetry === undefined ? createHandler() : handleBy(telemetry.then(createHandler)),
    async warmUp() {
      const problem = await findReadinessProblem();
      if (problem !== undefined) log(JSON.stringify({ event: 'notReadyAtStart', problem }));
    },
    async close() {
      const left = await inFlight.settled();
      if (left > 0) log(JSON.stringify({ event: 'closedTooEarly', requests: left }));
      clients.close();
      await store.close();
      await (await telemetry)?.shutdown();
    },
  };
}

/** The audience that is a client id, or the App ID URI where only that is configured. */
function clientIdOf(audiences: readonly string[]): string {
  return audiences.find(isGuid) ?? audiences[0] ?? '';
}

/** What scopes begin with: the App ID URI, or the client id where only that is configured; Entra takes both. */
function scopeAudienceOf(audiences: readonly string[]): string {
  return audiences.find((audience) => !isGuid(audience)) ?? audiences[0] ?? '';
}

function explorerOf(
  { explorer }: Configuration,
  { audience, ...endpoints }: TokenSource,
  folder = 'dist/functions/docs',
): readonly Operation[] {
  if (explorer === undefined) return [];
  const { clientId } = explorer;
  const scope = `${audience}/DeviceManagementApps.ReadWrite.All`;
  const signIn: Explorer['signIn'] = clientId === undefined ? undefined : { ...endpoints, clientId, scope };
  return explorerOperations({ folder, signIn });
}

/** Loaded beside everything else, and only here: without it a start evaluates none of it. Requests do not depend on it. */
async function loadTelemetry(settings: TelemetrySettings, log: (line: string) => void): Promise<Telemetry | undefined> {
  try {
    const { createOpenTelemetry } = await import('./telemetry/opentelemetry.ts');
    return createOpenTelemetry(settings, log);
  } catch (error) {
    log(JSON.stringify({ event: 'telemetry', message: messageOf(error) }));
    return undefined;
  }
}

function throttleCounter(telemetry: Promise<Telemetry | undefined>): () => void {
  return () => {
    void telemetry.then((loaded) => loaded?.countThrottle());
  };
}

/** Requests that come before the handler is there wait for it. */
function handleBy(handler: Promise<RequestHandler>): RequestHandler {
  return async (request, context) => (await handler)(request, context);
}

function createStore(
  configuration: Configuration,
  given: StoreCredential | undefined,
  onThrottled: (() => void) | undefined,
): DocumentStore {
  const { endpoint, database, container, signIn } = configuration.cosmos;
  const credential = given ?? toStoreCredential(signIn);
  return createCosmosDocumentStore({ endpoint, database, container, credential, onThrottled });
}

function toStoreCredential(signIn: Configuration['cosmos']['signIn']): StoreCredential {
  if (signIn.kind === 'emulatorKey') return { key: signIn.key };
  return { tokenCredential: createAzureCredential(signIn) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
