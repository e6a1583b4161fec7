// How a client gets a token: Entra's flows with the tenant and audience of the running configuration.
import type { Permissions } from '../auth/permissions.ts';
import type { Operation } from '../resources/operation.ts';
import type { JsonObject } from './json.ts';

/** Where tokens come from, and for whom. */
export interface TokenSource {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** The App ID URI of the API, or its client id: scopes begin with it. */
  readonly audience: string;
}

/** An application on behalf of a user. */
const DELEGATED = 'entraDelegated';
/** An application by itself. */
const APPLICATION = 'entraApplication';

/** What scopes are for, by permission; the texts are Graph's. */
const SCOPE_TEXTS: Readonly<Record<string, string>> = {
  'DeviceManagementApps.Read.All': 'Read the apps and their installation statuses',
  'DeviceManagementApps.ReadWrite.All': 'Read and write the apps and their installation statuses',
};

/** The security schemes. */
export function securitySchemes(operations: readonly Operation[], source: TokenSource): JsonObject {
  const names = new Set(operations.flatMap(({ permissions }) => delegatedOf(permissions)));
  const scopes = Object.fromEntries([...names].map((name) => [scopeOf(name, source), SCOPE_TEXTS[name] ?? name]));
  const { authorizeUrl, tokenUrl } = source;
  return {
    [DELEGATED]: {
      type: 'oauth2',
      description:
        'A user signs in and consents. For a client without a secret: authorization code with PKCE (RFC 7636, S256).',
      flows: {
        authorizationCode: { authorizationUrl: authorizeUrl, tokenUrl, refreshUrl: tokenUrl, scopes },
      },
    },
    [APPLICATION]: {
      type: 'oauth2',
      description: 'An application by itself: its app roles are granted by an administrator, and no scope names them.',
      flows: {
        clientCredentials: {
          tokenUrl,
          scopes: { [defaultScope(source)]: 'The app roles that were granted to the application' },
        },
      },
    },
  };
}

function delegatedOf(permissions: Operation['permissions']): readonly string[] {
  return typeof permissions === 'string' ? [] : permissions.delegated;
}

function scopeOf(permission: string, { audience }: TokenSource): string {
  return `${audience}/${permission}`;
}

function defaultScope({ audience }: TokenSource): string {
  return `${audience}/.default`;
}

/** The alternatives of an operation: any one scope, or the application with its roles. */
export function securityOf({ permissions }: Operation, source: TokenSource): readonly JsonObject[] {
  if (permissions === 'anonymous') return [];
  const application = { [APPLICATION]: [defaultScope(source)] };
  if (permissions === 'eachItem') return [{ [DELEGATED]: [] }, application];
  return [...permissions.delegated.map((name) => ({ [DELEGATED]: [scopeOf(name, source)] })), application];
}

/** What an operation's description says of permissions. */
export function permissionsText(permissions: Operation['permissions']): string {
  if (permissions === 'anonymous') return 'Open to everybody.';
  if (permissions === 'eachItem')
    return 'Needs a token; each request in it needs the permissions of its own operation.';
  return `Delegated: ${anyOf(permissions.delegated)}. Application: ${anyOf(permissions.application)}.`;
}

function anyOf(names: Permissions['delegated']): string {
  return names.map((name) => `\`${name}\``).join(' or ');
}
