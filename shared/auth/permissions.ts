// Which permissions an operation wants, and whether a caller has one of them.
import { graphError } from '../errors/catalogue.ts';
import type { Caller } from './caller.ts';
import type { Challenge } from './challenge.ts';

/** The permissions of an operation: any one of them will do. Least privileged first, as Graph's reference lists them. */
export interface Permissions {
  /** Scopes, for an application on behalf of a user. */
  readonly delegated: readonly string[];
  /** App roles, for an application by itself. */
  readonly application: readonly string[];
}

const APPS_READERS = ['DeviceManagementApps.Read.All', 'DeviceManagementApps.ReadWrite.All'] as const;
const APPS_WRITERS = ['DeviceManagementApps.ReadWrite.All'] as const;

/** Graph reference, `userAppInstallStatus`: permissions of List and Get. */
export const readApps: Permissions = { delegated: APPS_READERS, application: APPS_READERS };

/** Graph reference, `userAppInstallStatus`: permissions of Create, Update and Delete. */
export const readWriteApps: Permissions = { delegated: APPS_WRITERS, application: APPS_WRITERS };

/**
 * Lets a caller pass that has one of the wanted permissions: a scope when it is delegated, an app role when it is not.
 * @throws GraphError 403 that names the permissions, with a challenge (RFC 6750 §3.1)
 */
export function requirePermission(caller: Caller, permissions: Permissions, challenge: Challenge): void {
  const wanted = permissions[caller.kind];
  if (wanted.some((permission) => caller.permissions.has(permission))) return;
  throw graphError(
    'missingPermission',
    { ...WORDING[caller.kind], permissions: wanted.join(', ') },
    {
      headers: { 'WWW-Authenticate': challenge.permissionMissing(wanted[0] ?? '') },
      reason: 'permission',
    },
  );
}

const WORDING = {
  application: { subject: 'Application', kind: 'roles' },
  delegated: { subject: "The user's application", kind: 'scopes' },
} as const;
