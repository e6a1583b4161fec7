// What all contestants share in one run: the canned store, the issuer and the caller's token.
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signToken } from '../local/token-issuer/access-token.ts';
import { loadIssuerKey } from '../local/token-issuer/issuer-key.ts';
import { startTokenIssuer } from '../local/token-issuer/token-issuer.ts';
import { startBenchProcess } from './bench-process.ts';
import type { ContestantSettings } from './contestants/settings.ts';
import type { StoreRequests } from './operations.ts';
import { makeCertificate } from './stub/certificate.ts';
import type { StubMessage } from './stub/cosmos-stub.ts';

const database = 'appInstallStatus';
const container = 'statuses';
const tenantId = randomUUID();
const audience = randomUUID();

/** As long as the managed identity's token for Cosmos, which nobody but Cosmos looks into. */
const storeToken = randomBytes(1125).toString('base64url');

/** Seconds; longer than any run. */
const oneDay = 86_400;

/** The public key of Microsoft's emulator; the canned store takes any. */
const emulatorKey = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';

/** The surroundings of a run. */
export interface Surroundings {
  readonly settings: Omit<ContestantSettings, 'app'>;
  /** The caller's access token. */
  readonly accessToken: string;
  /** Signs another one. */
  readonly newAccessToken: () => string;
  /** The environment of a contestant's process: configures our app, and the store's certificate is trusted. */
  readonly contestantEnvironment: Readonly<Record<string, string>>;
  /** The environment of a cold start: the app as it is built signs in with the emulator's key. */
  readonly coldStartEnvironment: Readonly<Record<string, string>>;
  /** A folder for what is made in this run, removed by `close`. */
  readonly folder: string;
  /** How many requests of each kind the store has answered so far. */
  readonly countStored: () => Promise<StoreRequests>;
  close(): Promise<void>;
}

/** Starts the store and the issuer on free ports of the loopback address. */
export async function startSurroundings(): Promise<Surroundings> {
  const folder = await mkdtemp(join(tmpdir(), 'graph-app-install-status-bench-'));
  const certificate = await makeCertificate();
  const certificateFile = join(folder, 'certificate.pem');
  await writeFile(certificateFile, certificate.cert);
  const issuer = await startTokenIssuer({ port: 0, keyFolder: folder, tenantId, audiences: [audience] });
  const { authority } = issuer;
  const issuerKey = loadIssuerKey(folder);
  const newAccessToken = (): string => signToken(issuerKey, { authority, tenantId, audience, expiresIn: oneDay });
  const stub = startBenchProcess<object, StubMessage>({ args: [join(import.meta.dirname, 'stub/cosmos-stub.ts')] });
  const { endpoint } = await stub.ask({ type: 'serve', certificate }, 'listening');
  const appEnvironment = {
    COSMOS_ENDPOINT: endpoint,
    COSMOS_DATABASE: database,
    COSMOS_CONTAINER: container,
    ENTRA_AUTHORITY: authority,
    ENTRA_TENANT_ID: tenantId,
    ENTRA_AUDIENCE: audience,
  };
  return {
    settings: {
      cosmosEndpoint: endpoint,
      database,
      container,
      storeToken,
      tenantId,
      audience,
      issuer: `${authority}/${tenantId}/v2.0`,
      jwksUri: `${authority}/${tenantId}/discovery/v2.0/keys`,
    },
    accessToken: newAccessToken(),
    newAccessToken,
    contestantEnvironment: {
      ...appEnvironment,
      NODE_EXTRA_CA_CERTS: certificateFile,
      BENCH_STORE_TOKEN: storeToken,
    },
    coldStartEnvironment: { ...appEnvironment, COSMOS_KEY: emulatorKey },
    folder,
    countStored: async () => (await stub.ask({ type: 'count' }, 'count')).counts,
    close: async () => {
      stub.stop();
      await issuer.close();
      await rm(folder, { recursive: true });
    },
  };
}
