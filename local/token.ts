// `npm run --silent token`: prints an access token for the running local stack and nothing else.
import { parseArgs } from 'node:util';
import { isLoopbackHost } from '../shared/loopback.ts';
import { readStackSettings } from './settings.ts';
import { signToken, type AccessTokenOptions, type Overrides } from './token-issuer/access-token.ts';
import { loadIssuerKey } from './token-issuer/issuer-key.ts';

const help = `Usage: npm run --silent token -- [options]

Prints an access token for the running local stack: one of an application with the app role
DeviceManagementApps.ReadWrite.All, unless told otherwise.

  --roles A,B           app roles
  --scopes "A B"        scopes: the token is one of a signed-in user
  --claims '{...}'      claims to add or replace; null removes one
  --header '{...}'      header parameters to add or replace; null removes one
  --expires-in SECONDS  lifetime from now, 3600 unless told otherwise; may be negative
  --help                this text

The token is for ENTRA_TENANT_ID and the first of ENTRA_AUDIENCE, issued by ENTRA_AUTHORITY or the local issuer at
ISSUER_PORT, each read from the environment, else from local.settings.json: as the running stack reads them.`;

/** `--expires-in -60` too: parseArgs alone wants `--expires-in=-60`. */
function joinNegativeNumbers(args: readonly string[]): string[] {
  return args.reduce<string[]>((joined, arg) => {
    const isLifetime = joined.at(-1) === '--expires-in' && /^-\d/.test(arg);
    return isLifetime ? [...joined.slice(0, -1), `--expires-in=${arg}`] : [...joined, arg];
  }, []);
}

type Wishes = Pick<AccessTokenOptions, 'roles' | 'scopes' | 'claims' | 'header' | 'expiresIn'>;

function readOptions(args: readonly string[]): { readonly help: boolean; readonly wishes: Wishes } {
  const { values } = parseArgs({
    args: joinNegativeNumbers(args),
    options: {
      roles: { type: 'string' },
      scopes: { type: 'string' },
      claims: { type: 'string' },
      header: { type: 'string' },
      'expires-in': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { roles, scopes, claims, header, 'expires-in': expiresIn } = values;
  return {
    help: values.help,
    wishes: {
      ...(roles !== undefined && { roles: listOf(roles) }),
      ...(scopes !== undefined && { scopes }),
      ...(claims !== undefined && { claims: readObject('--claims', claims) }),
      ...(header !== undefined && { header: readObject('--header', header) }),
      ...(expiresIn !== undefined && { expiresIn: readSeconds(expiresIn) }),
    },
  };
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
}

function readObject(option: string, json: string): Overrides {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new Error(`${option} is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${option} has to be a JSON object.`);
  }
  return { ...value };
}

function readSeconds(text: string): number {
  if (!/^-?\d{1,10}$/.test(text))
    throw new Error(`--expires-in has to be a whole number of seconds, and '${text}' is not.`);
  return Number(text);
}

function required(name: string, value = ''): string {
  if (value === '')
    throw new Error(`${name} is missing or empty: set it in the environment or in local.settings.json.`);
  return value;
}

function makeToken(wishes: Wishes): string {
  const { entra } = readStackSettings(process.cwd(), process.env);
  const authority = required('ENTRA_AUTHORITY', entra.authority);
  const tenantId = required('ENTRA_TENANT_ID', entra.tenantId);
  const audience = required('ENTRA_AUDIENCE', entra.audiences[0]);
  if (!URL.canParse(authority) || !isLoopbackHost(new URL(authority).hostname)) {
    throw new Error(
      `ENTRA_AUTHORITY is ${authority}: not this machine. Tokens are made for the local issuer only; get one from that authority.`,
    );
  }
  const key = loadIssuerKey('.local');
  return signToken(key, { authority, tenantId, audience, ...wishes });
}

try {
  const options = readOptions(process.argv.slice(2));
  console.log(options.help ? help : makeToken(options.wishes));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
