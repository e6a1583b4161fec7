// The pipeline on a store in memory, with tokens that say who sends them: for tests of what the pipeline itself does.
import { HttpRequest, type HttpResponseInit, InvocationContext } from '@azure/functions';
import type { AccessTokenVerifier } from '../../../../shared/auth/access-token-verifier.ts';
import type { Caller } from '../../../../shared/auth/caller.ts';
import { createChallenge } from '../../../../shared/auth/challenge.ts';
import { graphError } from '../../../../shared/errors/catalogue.ts';
import { createInFlight } from '../../../../shared/http/in-flight.ts';
import { createRequestHandler } from '../../../../shared/http/pipeline.ts';
import { createRouter } from '../../../../shared/http/router.ts';
import { operations } from '../../../../shared/operations.ts';
import type { Services } from '../../../../shared/resources/operation.ts';
import { createMemoryStore, type MemoryStore } from '../memory-store.ts';
import { createServices } from '../services.ts';

export const ORIGIN = 'https://status.contoso.com';

export const COLLECTION = '/beta/deviceAppManagement/mobileApps/a1/userStatuses';

/** What a test sends. `body` may be text or bytes. */
export interface Sending {
  readonly method?: string;
  readonly path?: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly hasBody: boolean;
}

/** A pipeline and what a test wants to know of it. */
export interface PipelineUnderTest {
  readonly store: MemoryStore;
  /** The lines that were logged, parsed, each with its level. */
  readonly log: Record<string, unknown>[];
  readonly rawLog: string[];
  readonly send: (sending: Sending) => Promise<Answer>;
}

/** What a test puts in place of the usual parts. */
export interface Replacements {
  readonly services?: Partial<Services>;
  readonly verifier?: AccessTokenVerifier;
  readonly publicBaseUrl?: string;
  readonly trustForwardedHeaders?: boolean;
  readonly maxConcurrentRequests?: number;
}

/** Takes the tokens `writer`, `reader` and `user`, and refuses all others. */
export const fakeVerifier: AccessTokenVerifier = {
  verify(authorization) {
    const token = authorization?.replace(/^Bearer /, '');
    const caller = token === undefined ? undefined : callers[token];
    if (caller !== undefined) return caller;
    const headers = { 'WWW-Authenticate': 'Bearer realm=""' };
    throw graphError(
      token === undefined ? 'accessTokenMissing' : 'accessTokenInvalid',
      {},
      { headers, reason: 'fake' },
    );
  },
};

const callers: Readonly<Partial<Record<string, Caller>>> = {
  writer: callerWith('application', 'DeviceManagementApps.ReadWrite.All'),
  reader: callerWith('application', 'DeviceManagementApps.Read.All'),
  user: callerWith('delegated', 'DeviceManagementApps.ReadWrite.All'),
};

function callerWith(kind: Caller['kind'], permission: string): Caller {
  return { kind, tenantId: 't1', objectId: 'o1', appId: 'client-app', permissions: new Set([permission]) };
}

/** Makes the pipeline. */
export function createPipelineUnderTest(replacements: Replacements = {}): PipelineUnderTest {
  const store = createMemoryStore();
  const log: Record<string, unknown>[] = [];
  const rawLog: string[] = [];
  const handle = createRequestHandler({
    router: createRouter(operations),
    verifier: replacements.verifier ?? fakeVerifier,
    challenge: createChallenge('https://login.example/authorize', 'api-client-id'),
    publicBaseUrl: replacements.publicBaseUrl,
    trustForwardedHeaders: replacements.trustForwardedHeaders ?? false,
    inFlight: createInFlight(replacements.maxConcurrentRequests ?? 256),
    telemetry: undefined,
    services: createServices({ store, now: () => new Date('2026-11-24T12:34:56.789Z'), ...replacements.services }),
  });
  const context = new InvocationContext({
    invocationId: 'i-1',
    functionName: 'f',
    logHandler: (level, ...args) => {
      const [line] = args;
      rawLog.push(String(line));
      log.push({ level, ...(JSON.parse(String(line)) as object) });
    },
  });
  return {
    store,
    log,
    rawLog,
    send: async (sending) => toAnswer(await handle(toRequest(sending), context)),
  };
}

function toRequest({ method, path = COLLECTION, token = 'writer', headers = {}, body }: Sending): HttpRequest {
  return new HttpRequest({
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    url: `${ORIGIN}${path}`,
    headers: {
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: { bytes: Buffer.from(body) } }),
  });
}

function toAnswer({ status = 200, headers, body }: HttpResponseInit): Answer {
  return {
    status,
    headers: (headers ?? {}) as Readonly<Record<string, string>>,
    text: typeof body === 'string' ? body : '',
    hasBody: body !== undefined,
  };
}
