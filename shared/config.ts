// From environment variables to a typed, checked configuration: all problems in one message, nothing half-configured.
import { PERSONAL_ACCOUNTS_TENANT_ID } from './auth/entra.ts';
import { canonicalKey, isGuid } from './odata/key.ts';
import { isLoopbackHost, isLoopbackUrl } from './loopback.ts';
import { readExportHeaders } from './telemetry/export-headers.ts';
import type { TelemetrySettings } from './telemetry/telemetry.ts';

/** How Cosmos is signed in to. */
export type CosmosSignIn =
  | { readonly kind: 'emulatorKey'; readonly key: string }
  | { readonly kind: 'managedIdentity'; readonly clientId: string | undefined }
  | { readonly kind: 'developer' };

/** What is configured of the explorer. */
export interface ExplorerSettings {
  /** The application without a secret that users sign in to from there; undefined where they bring their own tokens. */
  readonly clientId: string | undefined;
}

/** Everything that the service reads from its environment. */
export interface Configuration {
  readonly entra: {
    /** Origin of the authority, without a trailing slash. */
    readonly authority: string;
    /** The tenant whose tokens are accepted, in lower case. */
    readonly tenantId: string;
    /** Accepted `aud` values: the client id and the App ID URI of this API. */
    readonly audiences: readonly string[];
    /** Accepted `iss` values where they are not to be derived from authority and tenant. */
    readonly issuers: readonly string[] | undefined;
  };
  readonly cosmos: {
    readonly endpoint: string;
    readonly database: string;
    readonly container: string;
    readonly signIn: CosmosSignIn;
  };
  /** Where clients reach the service, when that is not the host they name; without a trailing slash. */
  readonly publicBaseUrl: string | undefined;
  /** Whether `X-Forwarded-Proto` and `X-Forwarded-Host` are a proxy's, and say where clients reach the service. */
  readonly trustForwardedHeaders: boolean;
  /** How long a create that comes again is known, in milliseconds. */
  readonly repeatabilityWindowMs: number;
  /** How many requests may be under way at once, those of a batch counted as one; what comes on top is refused. */
  readonly maxConcurrentRequests: number;
  /** The interactive reference at `/docs`; undefined when it is off. */
  readonly explorer: ExplorerSettings | undefined;
  /** Where telemetry goes; undefined when it goes nowhere. */
  readonly telemetry: TelemetrySettings | undefined;
}

/** Thrown when the environment does not make a configuration; its message lists every problem. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The characters of GUIDs and URIs (RFC 3986 §2) but for `,`, `;`, `*` and those that a header would have to escape. */
const AUDIENCE = /^[\w.~:/?#[\]@!$&'()+=%-]+$/;

const DEFAULT_AUTHORITY = 'https://login.microsoftonline.com';

/** Set by the platform on every Functions instance, never by `func start` or by us. */
const AZURE_MARKERS = ['WEBSITE_INSTANCE_ID', 'WEBSITE_SITE_NAME', 'WEBSITE_POD_NAME', 'WEBSITE_SKU'];

/**
 * Reads the configuration. It fails closed: what is missing or unsafe stops the start.
 * @param environment - `process.env`, or what a test puts in its place
 * @throws ConfigurationError listing every problem that was found
 */
export function readConfiguration(environment: Environment): Configuration {
  const problems: string[] = [];
  const reader = new Reader(environment, problems);
  const isAzure = AZURE_MARKERS.some((name) => reader.optional(name) !== undefined);
  const entra = readEntra(reader, isAzure);
  const configuration: Configuration = {
    entra,
    cosmos: readCosmos(reader, isAzure),
    publicBaseUrl: reader.url('PUBLIC_BASE_URL', { isAzure, allowPath: true }),
    trustForwardedHeaders: reader.flag('TRUST_FORWARDED_HEADERS'),
    repeatabilityWindowMs:
      1000 * reader.integer('REPEATABILITY_WINDOW_SECONDS', { least: 300, most: 86_400, default: 600 }),
    maxConcurrentRequests: reader.integer('MAX_CONCURRENT_REQUESTS', { least: 1, most: 10_000, default: 256 }),
    explorer: readExplorer(reader, entra.authority),
    telemetry: readTelemetry(reader, isAzure),
  };
  const { cosmos } = configuration;
  const isLocal = !isAzure && isLoopbackUrl(entra.authority) && isLoopbackUrl(cosmos.endpoint);
  if (!isLocal && reader.optional('NODE_TLS_REJECT_UNAUTHORIZED') === '0') {
    reader.fail(
      'NODE_TLS_REJECT_UNAUTHORIZED=0 would let anybody replace the keys that tokens are checked with, and read our own.',
    );
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return configuration;
}

class Reader {
  readonly #environment: Environment;
  readonly #problems: string[];

  constructor(environment: Environment, problems: string[]) {
    this.#environment = environment;
    this.#problems = problems;
  }

  fail(problem: string): void {
    this.#problems.push(problem);
  }

  optional(name: string): string | undefined {
    const value = this.#environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  required(name: string, purpose: string): string {
    const value = this.optional(name);
    if (value === undefined) this.fail(`${name} is missing: ${purpose}.`);
    return value ?? '';
  }

  /** True or false; false when it is not set. */
  flag(name: string): boolean {
    const value = this.optional(name)?.toLowerCase() ?? 'false';
    if (value !== 'true' && value !== 'false') this.fail(`${name} must be true or false.`);
    return value === 'true';
  }

  /** A whole number within bounds. */
  integer(name: string, rule: { readonly least: number; readonly most: number; readonly default: number }): number {
    const value = this.optional(name);
    if (value === undefined) return rule.default;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
    if (number >= rule.least && number <= rule.most) return number;
    this.fail(`${name} must be a whole number from ${rule.least} to ${rule.most}.`);
    return rule.default;
  }

  /** The name of a Cosmos resource: the four characters delimit Cosmos' own paths. */
  resourceName(name: string, purpose: string): string {
    const value = this.required(name, purpose);
    if (/[/\\?#]/.test(value)) this.fail(`${name} must not contain any of / \\ ? #.`);
    return value;
  }

  list(name: string): string[] {
    return (this.optional(name) ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }

  /** An absolute URL; `http:` only for loopback addresses, and never on Azure. Gives it without a trailing slash. */
  url(name: string, rule: { readonly isAzure: boolean; readonly allowPath: boolean }): string | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    const url = URL.parse(value);
    if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
      this.fail(`${name} must be an absolute https URL.`);
      return undefined;
    }
    const isLoopback = isLoopbackHost(url.hostname);
    if (rule.isAzure && isLoopback) this.fail(`${name} must not name the machine itself on Azure.`);
    else if (url.protocol === 'http:' && !isLoopback) {
      this.fail(`${name} must begin with https:; http: is for addresses of this machine only.`);
    }
    if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
      this.fail(`${name} must have no user, query or fragment.`);
    }
    const path = url.pathname.replace(/\/+$/, '');
    if (path !== '' && !rule.allowPath) this.fail(`${name} must have no path.`);
    return `${url.origin}${path}`;
  }
}

function readEntra(reader: Reader, isAzure: boolean): Configuration['entra'] {
  const authority = reader.url('ENTRA_AUTHORITY', { isAzure, allowPath: false }) ?? DEFAULT_AUTHORITY;
  const tenantId = reader.required('ENTRA_TENANT_ID', 'the id of the tenant whose tokens are accepted').toLowerCase();
  if (tenantId !== '' && !isGuid(tenantId)) reader.fail('ENTRA_TENANT_ID must be the GUID of one tenant.');
  if (tenantId === PERSONAL_ACCOUNTS_TENANT_ID) {
    reader.fail('ENTRA_TENANT_ID is the tenant of personal Microsoft accounts, which this API never accepts.');
  }
  const audiences = reader.list('ENTRA_AUDIENCE').map(canonicalKey);
  if (audiences.length === 0) {
    reader.fail("ENTRA_AUDIENCE is missing: this API's client id and App ID URI, separated by a comma.");
  }
  // Another separator or a wildcard would be one audience that no token names: every caller would be refused.
  if (!audiences.every((audience) => AUDIENCE.test(audience))) {
    reader.fail('ENTRA_AUDIENCE must be made of client ids and App ID URIs, separated by commas and nothing else.');
  }
  const issuers = reader.list('ENTRA_ISSUERS');
  return { authority, tenantId, audiences, issuers: issuers.length === 0 ? undefined : issuers };
}

function readCosmos(reader: Reader, isAzure: boolean): Configuration['cosmos'] {
  reader.required('COSMOS_ENDPOINT', 'the URL of the Cosmos DB account');
  const endpoint = reader.url('COSMOS_ENDPOINT', { isAzure, allowPath: false }) ?? '';
  const key = reader.optional('COSMOS_KEY');
  if (key !== undefined && (isAzure || (endpoint !== '' && !isLoopbackUrl(endpoint)))) {
    const where = isAzure ? 'on Azure the managed identity signs in' : 'keys are for emulators on this machine';
    reader.fail(`COSMOS_KEY must not be set: ${where}.`);
  }
  return {
    endpoint,
    database: reader.resourceName('COSMOS_DATABASE', 'the name of the database'),
    container: reader.resourceName('COSMOS_CONTAINER', 'the name of the container'),
    signIn: signInOf(reader, key, isAzure),
  };
}

function signInOf(reader: Reader, key: string | undefined, isAzure: boolean): CosmosSignIn {
  if (key !== undefined) return { kind: 'emulatorKey', key };
  return isAzure ? { kind: 'managedIdentity', clientId: reader.optional('AZURE_CLIENT_ID') } : { kind: 'developer' };
}

/** On by itself where tokens come from this machine, which no deployment's do. */
function readExplorer(reader: Reader, authority: string): ExplorerSettings | undefined {
  const value = reader.optional('API_EXPLORER')?.toLowerCase() ?? (isLoopbackUrl(authority) ? 'on' : 'off');
  if (value !== 'on' && value !== 'off') reader.fail('API_EXPLORER must be on or off.');
  const clientId = reader.optional('API_EXPLORER_CLIENT_ID');
  if (clientId !== undefined && !isGuid(clientId)) {
    reader.fail('API_EXPLORER_CLIENT_ID must be the client id of an application, a GUID.');
  }
  return value === 'on' ? { clientId } : undefined;
}

/** The names and meanings are OpenTelemetry's (Environment Variable Specification; OTLP Exporter). */
function readTelemetry(reader: Reader, isAzure: boolean): TelemetrySettings | undefined {
  const endpoint = reader.url('OTEL_EXPORTER_OTLP_ENDPOINT', { isAzure, allowPath: true });
  const headers = readExportHeaders(reader.optional('OTEL_EXPORTER_OTLP_HEADERS') ?? '');
  // The value is not repeated: it may hold the key of the receiver.
  if (headers === undefined) reader.fail('OTEL_EXPORTER_OTLP_HEADERS must be name=value pairs, separated by commas.');
  const serviceName = reader.optional('OTEL_SERVICE_NAME') ?? 'graph-app-install-status';
  return endpoint === undefined ? undefined : { endpoint, headers: headers ?? {}, serviceName };
}
